"""Stripe: who pays, for what, how much was used, and what Stripe tells us. Its only adapter.

Usage is sent under an identifier that Stripe refuses twice, for about a day. Never logs what a
request carried.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from tenancy.billing.delivery import Delivered, Rejected, StripeBusy
from tenancy.billing.payment_state import (
    PAYING,
    Billing,
    Subscription,
    attach_customer,
    follow_stripe,
    load_billing,
    note_problem,
    tenant_of_customer,
)
from tenancy.billing.prices import METER_WORDS, PriceTable
from tenancy.billing.usage import Meter, Period, UsageRow
from tenancy.tenant import Tenant, TenantId
from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from stripe import StripeClient

_TIMEOUT_S = 8
SUMMARIES_AT_MOST = 100
"""Of one period, for which Stripe gives one where no grouping is asked for."""
_DUPLICATE = "duplicate_meter_event"
_DUPLICATE_WORDS = "already exists with identifier"
"""Stripe's API answers a repeated identifier without a code, its asynchronous reports with one."""
_LOOK_AT = frozenset(
    {
        "checkout.session.completed",
        "customer.subscription.created",
        "customer.subscription.updated",
        "customer.subscription.deleted",
        "invoice.paid",
        "invoice.payment_failed",
    }
)
_UNCOUNTED = frozenset(
    {"v1.billing.meter.error_report_triggered", "v1.billing.meter.no_meter_found"}
)


@dataclass(frozen=True, slots=True)
class AlreadySubscribed:
    """A second checkout would make the tenant pay twice."""


@dataclass(frozen=True, slots=True)
class StripeEvent:
    """A verified event."""

    id: str
    type: str
    created: datetime
    body: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadSignature:
    """Not from Stripe, or too old: nothing of it was read."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A tenant's state was brought up to date."""

    tenant: TenantId
    before: Billing
    after: Billing


@dataclass(frozen=True, slots=True)
class EventNoted:
    """Stripe could not count something; it is recorded for the operator."""


@dataclass(frozen=True, slots=True)
class NotOurs:
    """Nothing here is about a tenant we know."""


def _passing_errors() -> tuple[type[Exception], ...]:
    """Stripe is away, or asks for patience: another time the same request is answered."""
    import stripe

    return stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError


class StripeBilling:
    """The account's API. `url` replaces the provider's base address where it is not empty."""

    def __init__(self, *, key: str, url: str = "") -> None:
        self._key = key
        self._url = url
        self._made: StripeClient | None = None
        self._prices: dict[str, dict[Meter, str]] = {}

    @property
    def _client(self) -> StripeClient:
        if self._made is None:
            import stripe

            http = stripe.RequestsClient(timeout=_TIMEOUT_S)
            if self._url:
                self._made = stripe.StripeClient(
                    self._key,
                    base_addresses={"api": self._url, "meter_events": self._url},
                    http_client=http,
                    max_network_retries=2,
                )
            else:
                self._made = stripe.StripeClient(self._key, http_client=http, max_network_retries=2)
        return self._made

    def ensure_customer(self, tenant: Tenant, *, email: str) -> str:
        """Return the tenant's customer id at Stripe; made once."""
        known = load_billing(tenant.id).stripe_customer
        if known:
            return known
        customer = self._client.v1.customers.create(
            {"email": email, "name": tenant.business_name, "metadata": {"tenant": tenant.id}},
            {"idempotency_key": f"customer-{tenant.id}"},
        )
        return attach_customer(tenant.id, customer.id).stripe_customer

    def ensure_prices(self, table: PriceTable) -> Mapping[Meter, str]:
        """Return the price ids of a price table; meters and prices are made where missing."""
        if table.version not in self._prices:
            meters = self.meters()
            self._prices[table.version] = {
                meter: self._price(table, meter, meters[meter]) for meter in Meter
            }
        return self._prices[table.version]

    def meters(self) -> dict[Meter, str]:
        """Return the ids of the meters; made where missing."""
        found = self._client.v1.billing.meters.list({"status": "active", "limit": 100})
        known = {meter.event_name: meter.id for meter in found.data}
        return {meter: known.get(meter) or self._new_meter(meter) for meter in Meter}

    def _new_meter(self, meter: Meter) -> str:
        made = self._client.v1.billing.meters.create(
            {
                "display_name": meter.value.replace("_", " ").capitalize(),
                "event_name": meter.value,
                "default_aggregation": {"formula": "sum"},
                "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
                "value_settings": {"event_payload_key": "value"},
            },
            {"idempotency_key": f"meter-{meter}"},
        )
        return made.id

    def _price(self, table: PriceTable, meter: Meter, meter_id: str) -> str:
        lookup = f"warmline-{table.version}-{meter}"
        found = self._client.v1.prices.list({"lookup_keys": [lookup], "active": True})
        if found.data:
            return found.data[0].id
        made = self._client.v1.prices.create(
            {
                "currency": table.currency.lower(),
                "unit_amount": table.unit_cents[meter],
                "lookup_key": lookup,
                "recurring": {"interval": "month", "usage_type": "metered", "meter": meter_id},
                "product_data": {"name": f"Warmline: {METER_WORDS[meter]}"},
            },
            {"idempotency_key": lookup},
        )
        return made.id

    def checkout_url(
        self,
        tenant: Tenant,
        *,
        email: str,
        table: PriceTable,
        success_url: str,
        cancel_url: str,
    ) -> str | AlreadySubscribed | StripeBusy:
        """Where the founder subscribes to the metered prices (which carry no quantity)."""
        if load_billing(tenant.id).standing().subscribed:
            return AlreadySubscribed()
        try:
            prices = self.ensure_prices(table)
            session = self._client.v1.checkout.sessions.create(
                {
                    "mode": "subscription",
                    "customer": self.ensure_customer(tenant, email=email),
                    "client_reference_id": tenant.id,
                    "line_items": [{"price": prices[meter]} for meter in Meter],
                    "subscription_data": {"metadata": {"tenant": tenant.id}},
                    "success_url": success_url,
                    "cancel_url": cancel_url,
                }
            )
        except _passing_errors():
            return StripeBusy()
        if not session.url:
            raise RuntimeError("Stripe made a checkout without an address")
        return session.url

    def portal_url(self, stripe_customer: str, *, return_url: str) -> str | StripeBusy:
        """Where the founder changes the card, sees invoices, or cancels."""
        try:
            session = self._client.v1.billing_portal.sessions.create(
                {"customer": stripe_customer, "return_url": return_url}
            )
        except _passing_errors():
            return StripeBusy()
        return session.url

    def report(
        self, row: UsageRow, *, identifier: str, stripe_customer: str
    ) -> Delivered | Rejected | StripeBusy:
        """Send one usage row. A repeated `identifier` is refused by Stripe, for about a day."""
        import stripe

        try:
            self._client.v1.billing.meter_events.create(
                {
                    "event_name": row.meter.value,
                    "identifier": identifier,
                    "timestamp": int(row.at.timestamp()),
                    "payload": {
                        "stripe_customer_id": stripe_customer,
                        "value": str(row.units),
                    },
                }
            )
        except stripe.InvalidRequestError as error:
            if error.code == _DUPLICATE or _DUPLICATE_WORDS in str(error):
                return Delivered()
            return Rejected(error.code or "invalid_request")
        except _passing_errors():
            return StripeBusy()
        return Delivered()

    def total(self, meter: Meter, period: Period, *, stripe_customer: str) -> int:
        """Stripe's own total; the period's ends are on whole minutes.

        Raises RuntimeError for more than SUMMARIES_AT_MOST, which would be no total.
        """
        summaries = self._client.v1.billing.meters.event_summaries.list(
            self.meters()[meter],
            {
                "customer": stripe_customer,
                "start_time": int(period.start.timestamp()),
                "end_time": int(period.end.timestamp()),
            },
        )
        found = list(islice(summaries.auto_paging_iter(), SUMMARIES_AT_MOST + 1))
        if len(found) > SUMMARIES_AT_MOST:
            raise RuntimeError("Stripe's summaries of one period had no end")
        return sum(int(summary.aggregated_value) for summary in found)

    def subscription(self, stripe_customer: str) -> Subscription | None:
        """What Stripe says now: one that pays before all others, else one that may begin, else the
        newest. A checkout that was begun again and left never hides the one that is paid."""
        found = self._client.v1.subscriptions.list(
            {"customer": stripe_customer, "status": "all", "limit": 100}
        )
        newest_first = sorted(found.data, key=lambda each: each.created, reverse=True)
        for each in sorted(newest_first, key=lambda each: _rank(each.status)):
            return Subscription(each.id, each.status, datetime.fromtimestamp(each.created, UTC))
        return None

    def apply(self, event: StripeEvent) -> Followed | EventNoted | NotOurs:
        """Follow one event. Events may come twice, late and in any order."""
        if event.type in _UNCOUNTED:
            note_problem(at=event.created, event_id=event.id, text=_summary(event))
            return EventNoted()
        if event.type not in _LOOK_AT:
            return NotOurs()
        thing = event.body.get("data", {}).get("object", {})
        tenant = tenant_of_customer(str(thing.get("customer", "")))
        if tenant is None:
            return NotOurs()
        before, after = follow_stripe(tenant, self.subscription)
        return Followed(tenant, before, after)


def _rank(status: str) -> int:
    if status in PAYING:
        return 0
    return 2 if status in _ENDED else 1


_ENDED = frozenset({"canceled", "incomplete_expired"})


def read_event(
    payload: bytes, signature: str, *, secrets: Sequence[str]
) -> StripeEvent | BadSignature:
    """Verify a webhook's signature (at most 5 minutes old) and only then read it.

    Both forms are taken: snapshots (`event`) and thin notifications (`v2.core.event`). Anybody
    could sign with an empty secret, so it verifies nothing.
    """
    if not any(_is_signed(payload, signature, secret) for secret in secrets if secret):
        return BadSignature()
    body = json.loads(payload)
    created = body["created"]
    moment = (
        datetime.fromtimestamp(created, UTC)
        if isinstance(created, int)
        else datetime.fromisoformat(created)
    )
    return StripeEvent(id=body["id"], type=body["type"], created=moment, body=body)


def _is_signed(payload: bytes, signature: str, secret: str) -> bool:
    import stripe

    try:
        stripe.WebhookSignature.verify_header(payload.decode(), signature, secret, 300)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False
    return True


def _summary(event: StripeEvent) -> str:
    """What could not be counted, by identifiers only."""
    data = event.body.get("data", {})
    details = data.get("object", data)
    kept = {
        "type": event.type,
        "meter": (event.body.get("related_object") or {}).get("id", ""),
        "summary": details.get("developer_message_summary", ""),
        "reason": details.get("reason", {}),
    }
    return json.dumps(kept)
