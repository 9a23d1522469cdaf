"""Webhooks of an account: kept, listed, taken away, and what Cal.com then sends, signed.

After `/v2/webhooks` of the OpenAPI document and `sendPayload` of packages/features/webhooks: the
raw body signed with HMAC-SHA256 in hex, a payload template filled in, no second try.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.sandbox.calcom.wire import (
    API,
    CalComRefused,
    CalComWire,
    answered,
    bad_request,
    milliseconds,
    not_found,
)
from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.webhooks import Webhooks, is_loopback

_FIELDS = frozenset({"active", "payloadTemplate", "secret", "subscriberUrl", "triggers"})
_TRIGGERS = frozenset(
    {"BOOKING_CANCELLED", "BOOKING_CREATED", "BOOKING_PAID", "BOOKING_REJECTED",
     "BOOKING_REQUESTED", "BOOKING_RESCHEDULED", "MEETING_ENDED", "MEETING_STARTED"}
)  # fmt: skip
_PLACE = re.compile(r"\{\{(\w+)\}\}")


class CalComWebhooks:
    """Who wants to hear of an account's bookings."""

    def __init__(self, *, wire: CalComWire, ledger: Ledger, webhooks: Webhooks) -> None:
        self._wire = wire
        self._ledger = ledger
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        return [
            Route(f"{API}/webhooks", self._list, methods=["GET"]),
            Route(f"{API}/webhooks", self._create, methods=["POST"]),
            Route(f"{API}/webhooks/{{id}}", self._delete, methods=["DELETE"]),
        ]

    async def _list(self, request: Request) -> Response:
        asked = await self._wire.admit(request, params=("take", "skip"))
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        return answered([_shown(one) for one in self._of(asked.account["email"])])

    async def _create(self, request: Request) -> Response:
        asked = await self._wire.admit(request, fields=_FIELDS)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        if refused := self._wrong(asked.account["email"], asked.body):
            return self._wire.refuse(request, refused)
        key = str(uuid.uuid4())
        owner = {"id": key, "userId": asked.account["id"]}
        kept = {"payloadTemplate": None, "secret": None, **asked.body, **owner}
        self._ledger.save_record(
            "calcom_webhooks", key, {**kept, "account": asked.account["email"]}
        )
        return answered(_shown(kept), status=201)

    async def _delete(self, request: Request) -> Response:
        asked = await self._wire.admit(request)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        key = request.path_params["id"]
        kept = self._ledger.table("calcom_webhooks").get(key)
        if kept is None or kept["account"] != asked.account["email"]:
            refused = not_found(f"Webhook ({key}) not found")
            return self._wire.refuse(request, refused)
        self._ledger.table("calcom_webhooks").pop(key)
        self._ledger.touch()
        return answered(_shown(kept))

    def _wrong(self, email: str, body: Record) -> CalComRefused | None:
        url, triggers = str(body.get("subscriberUrl", "")), body.get("triggers")
        if not isinstance(body.get("active"), bool):
            return bad_request("active must be a boolean value")
        if not isinstance(triggers, list) or not set(triggers) <= _TRIGGERS:
            return bad_request("each value in triggers must be one of the following values")
        if not (url.startswith("https://") or is_loopback(url)):
            return bad_request("Webhook URL is not allowed: only HTTPS URLs to public hosts")
        if url in [one["subscriberUrl"] for one in self._of(email)]:
            message = "Webhook with this subscriber url already exists for this user"
            return CalComRefused(409, "ConflictException", message)
        return None

    def _of(self, email: str) -> list[Record]:
        table = self._ledger.table("calcom_webhooks")
        return [one for one in table.values() if one["account"] == email]

    def send_change(self, booking: Record, trigger: str) -> None:
        """Send what happened to those who listen for it."""
        about = {name: booking[name] for name in ("uid", "title", "metadata", "attendees")}
        fields = {
            "triggerEvent": trigger,
            "createdAt": milliseconds(self._ledger.stamp()),
            "payload": {**about, "startTime": booking["start"], "endTime": booking["end"]},
        }
        for one in self._of(booking["account"]):
            if one["active"] and trigger in one["triggers"]:
                body = _fill_in(one["payloadTemplate"], fields)
                headers = {
                    "Content-Type": "application/json",
                    "X-Cal-Signature-256": sign(one["secret"], body),
                }
                self._webhooks.later(self._webhooks.once(one["subscriberUrl"], body, headers))


def sign(secret: str | None, body: str) -> str:
    if not secret:
        return "no-secret-provided"
    return hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()


def _fill_in(template: str | None, fields: dict[str, Any]) -> str:
    """Of Handlebars, names of the first level alone."""
    if not template:
        return json.dumps(fields, separators=(",", ":"))
    filled = _PLACE.sub(lambda place: str(fields.get(place.group(1), "")), template)
    return json.dumps(json.loads(filled), separators=(",", ":"))


def _shown(webhook: Record) -> Record:
    return {name: value for name, value in webhook.items() if name != "account"}
