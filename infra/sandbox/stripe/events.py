"""Tells our side what happened at Stripe, signed as Stripe signs, and keeps every event."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import stripe
from stripe import WebhookSignature

from infra.sandbox.ledger import Ledger, Record, new_stripe_id
from infra.sandbox.webhooks import Webhooks

API_VERSION = stripe.api_version
"""Of the installed SDK, name and all: what an endpoint of today is sent."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an account's events go, and what they are signed with."""

    url: str
    secret: str = field(repr=False)


class StripeEvents:
    """One account's one webhook endpoint."""

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        ledger: Ledger,
        webhooks: Webhooks,
        table: str = "stripe_events",
    ) -> None:
        self._endpoint = endpoint
        self._table = table
        self._ledger = ledger
        self._webhooks = webhooks

    def send(self, *happened: tuple[str, Record]) -> None:
        """Deliver these events one after another in the background."""
        events = [self._event(kind, thing) for kind, thing in happened]
        self._webhooks.later(self._deliver(events))

    def resend_newest_first(self) -> int:
        """Deliver every event once more, as the dashboard's resend does; how many."""
        events = list(reversed(self._ledger.table(self._table).values()))
        self._webhooks.later(self._deliver(events))
        return len(events)

    def _event(self, kind: str, thing: Record) -> Record:
        event = {
            "id": new_stripe_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": int(self._ledger.now().timestamp()),
            "data": {"object": json.loads(json.dumps(thing))},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        return self._ledger.save_record(self._table, str(event["id"]), event)

    async def _deliver(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            payload = json.dumps({key: event[key] for key in event if key != "delivered"})
            # The receiver compares the signature's time with its own wall clock, which the
            # sandbox clock does not move.
            signature = WebhookSignature.generate_signature_header(
                payload, self._endpoint.secret, int(time.time())
            )
            headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
            answer = await self._webhooks.json_text(self._endpoint.url, payload, headers=headers)
            event["delivered"] = answer is not None and answer.ok
            self._ledger.touch()
