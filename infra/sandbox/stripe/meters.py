"""Stripe Billing meters and meter events: what usage is taken, refused and summed.

Rules: https://docs.stripe.com/billing/subscriptions/usage-based/recording-usage-api.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from starlette.requests import Request
from starlette.routing import Route
from stripe.params.billing import (
    MeterCreateParams,
    MeterEventAdjustmentCreateParams,
    MeterEventCreateParams,
    MeterEventSummaryListParams,
    MeterListParams,
)

from infra.sandbox.ledger import Ledger, Record, new_stripe_id
from infra.sandbox.stripe.wire import Params, StripeRefused, StripeWire, missing, page_of

DEDUPED_FOR = timedelta(hours=24)
OLDEST = timedelta(days=35)
NEWEST_AHEAD = timedelta(minutes=5)


class Meters:
    """Meters, their events, and the totals per customer."""

    def __init__(self, *, ledger: Ledger) -> None:
        self._ledger = ledger

    def routes(self, wire: StripeWire) -> list[Route]:
        summaries = "billing/meters/{id}/event_summaries"
        adjustments = "billing/meter_event_adjustments"
        return [
            wire.route("POST", "billing/meters", self._create, MeterCreateParams),
            wire.route("GET", "billing/meters", self._list, MeterListParams),
            wire.route("GET", "billing/meters/{id}", self._meter, None),
            wire.route("POST", "billing/meter_events", self._report, MeterEventCreateParams),
            wire.route("POST", adjustments, self._adjust, MeterEventAdjustmentCreateParams),
            wire.route("GET", summaries, self._summaries, MeterEventSummaryListParams),
        ]

    def _all(self) -> list[Record]:
        return list(self._ledger.table("stripe_meters").values())

    def _create(self, _request: Request, params: Params) -> Record | StripeRefused:
        name = params["event_name"]
        if any(m["event_name"] == name and m["status"] == "active" for m in self._all()):
            return StripeRefused(
                f"There is already an active meter with the event name {name}.",
                param="event_name",
            )
        formula = params["default_aggregation"].get("formula")
        if formula not in {"sum", "count", "last"}:
            return StripeRefused("Invalid formula", param="default_aggregation[formula]")
        moment = int(self._ledger.now().timestamp())
        mapping = params.get("customer_mapping") or {}
        values = params.get("value_settings") or {}
        meter = {
            "id": new_stripe_id("mtr_test"),
            "object": "billing.meter",
            "created": moment,
            "updated": moment,
            "customer_mapping": {
                "event_payload_key": mapping.get("event_payload_key", "stripe_customer_id"),
                "type": "by_id",
            },
            "default_aggregation": {"formula": formula},
            "display_name": params["display_name"],
            "event_name": name,
            "event_time_window": params.get("event_time_window"),
            "livemode": False,
            "status": "active",
            "status_transitions": {"deactivated_at": None},
            "value_settings": {"event_payload_key": values.get("event_payload_key", "value")},
        }
        return self._ledger.save_record("stripe_meters", str(meter["id"]), meter)

    def _list(self, request: Request, params: Params) -> Record | StripeRefused:
        wanted = params.get("status")
        rows = [meter for meter in self._all() if wanted in (None, meter["status"])]
        return page_of(request, rows, params)

    def _meter(self, request: Request, _params: Params) -> Record | StripeRefused:
        key = request.path_params["id"]
        return self._ledger.table("stripe_meters").get(key) or missing("billing meter", key)

    def _report(self, _request: Request, params: Params) -> Record | StripeRefused:
        name = params["event_name"]
        meter = next((m for m in self._all() if m["event_name"] == name), None)
        if meter is None:
            return StripeRefused(
                f"No active meter found for event name {name}.",
                code="no_meter",
                param="event_name",
            )
        if refused := self._payload_refusal(meter, params.get("payload")):
            return refused
        at = self._timestamp(params)
        if isinstance(at, StripeRefused):
            return at
        identifier = params.get("identifier") or new_stripe_id("mevt")
        if self._seen(identifier):
            return StripeRefused(f"An event already exists with identifier {identifier}.")
        event = {
            "object": "billing.meter_event",
            "created": int(self._ledger.now().timestamp()),
            "event_name": name,
            "identifier": identifier,
            "livemode": False,
            "payload": params["payload"],
            "timestamp": at,
        }
        kept = {**event, "meter": meter["id"], "at": self._ledger.stamp()}
        self._ledger.save_record("stripe_meter_events", new_stripe_id("mevt"), kept)
        return event

    def _adjust(self, _request: Request, params: Params) -> Record | StripeRefused:
        """Cancel one event, within 24 hours of its arrival."""
        identifier = (params.get("cancel") or {}).get("identifier")
        if params["type"] != "cancel" or not identifier:
            return StripeRefused("Missing required param: cancel.", param="cancel")
        since = (self._ledger.now() - DEDUPED_FOR).timestamp()
        for event in self._ledger.table("stripe_meter_events").values():
            if event["identifier"] == identifier and event["event_name"] == params["event_name"]:
                if event["created"] <= since:
                    return StripeRefused("The event is too old to be canceled.", param="cancel")
                event["canceled"] = True
                self._ledger.touch()
                return {
                    "object": "billing.meter_event_adjustment",
                    "cancel": {"identifier": identifier},
                    "event_name": params["event_name"],
                    "livemode": False,
                    "status": "pending",
                    "type": "cancel",
                }
        return missing("meter event", identifier, param="cancel[identifier]", status=400)

    def _payload_refusal(self, meter: Record, payload: object) -> StripeRefused | None:
        if not isinstance(payload, dict):
            return StripeRefused("Invalid hash", param="payload")
        customer_key = meter["customer_mapping"]["event_payload_key"]
        customer = payload.get(customer_key)
        if not customer:
            return StripeRefused(
                f"The payload must contain a value for {customer_key}.",
                code="meter_event_no_customer_defined",
                param="payload",
            )
        if customer not in self._ledger.table("stripe_customers"):
            return StripeRefused(
                f"No such customer: '{customer}'",
                code="meter_event_customer_not_found",
                param="payload",
            )
        value_key = meter["value_settings"]["event_payload_key"]
        if payload.get(value_key) is None:
            return StripeRefused(
                f"The payload must contain a value for {value_key}.",
                code="meter_event_value_not_found",
                param="payload",
            )
        try:
            value = Decimal(str(payload[value_key]))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value != value.to_integral_value():
            return StripeRefused(
                f"Invalid value '{payload[value_key]}': only whole numbers are accepted.",
                code="meter_event_invalid_value",
                param="payload",
            )
        return None

    def _timestamp(self, params: Params) -> int | StripeRefused:
        now = self._ledger.now()
        text = str(params.get("timestamp", int(now.timestamp())))
        if not text.isdigit():
            return StripeRefused("Invalid integer", param="timestamp")
        at = datetime.fromtimestamp(int(text), UTC)
        if at < now - OLDEST:
            return StripeRefused(
                "The timestamp must be within the past 35 calendar days.",
                code="timestamp_too_far_in_past",
                param="timestamp",
            )
        if at > now + NEWEST_AHEAD:
            return StripeRefused(
                "The timestamp must be at most 5 minutes in the future.",
                code="timestamp_in_future",
                param="timestamp",
            )
        return int(text)

    def _seen(self, identifier: str) -> bool:
        since = (self._ledger.now() - DEDUPED_FOR).timestamp()
        return any(
            event["identifier"] == identifier and event["created"] > since
            for event in self._ledger.table("stripe_meter_events").values()
        )

    def total(self, meter: Record, customer: str, *, start: int, end: int) -> float:
        """What this customer used from `start` (inclusive) to `end` (exclusive)."""
        key, value = (
            meter[part]["event_payload_key"] for part in ("customer_mapping", "value_settings")
        )
        values = [
            float(event["payload"][value])
            for event in self._ledger.table("stripe_meter_events").values()
            if event["meter"] == meter["id"]
            and not event.get("canceled")
            and event["payload"][key] == customer
            and start <= event["timestamp"] < end
        ]
        formula = meter["default_aggregation"]["formula"]
        if formula == "count":
            return float(len(values))
        return (values[-1] if values else 0.0) if formula == "last" else sum(values)

    def totals(self) -> dict[str, dict[str, float]]:
        """Event name → customer → everything ever reported."""
        customers = self._ledger.table("stripe_customers")
        end = 2**62
        found: dict[str, dict[str, float]] = {}
        for meter in self._all():
            sums = {c: self.total(meter, c, start=0, end=end) for c in customers}
            found[meter["event_name"]] = {c: total for c, total in sums.items() if total}
        return found

    def _summaries(self, request: Request, params: Params) -> Record | StripeRefused:
        meter = self._meter(request, params)
        if isinstance(meter, StripeRefused):
            return meter
        if params["customer"] not in self._ledger.table("stripe_customers"):
            return missing("customer", params["customer"], param="customer", status=400)
        for name in ("start_time", "end_time"):
            if not str(params[name]).isdigit() or int(params[name]) % 60:
                return StripeRefused(f"{name} must be aligned with minute boundaries.", param=name)
        window = params.get("value_grouping_window")
        start, end = int(params["start_time"]), int(params["end_time"])
        step = {"hour": 3600, "day": 86400}.get(str(window), max(60, end - start))
        rows = [
            {
                "id": new_stripe_id("mtrusg_test"),
                "object": "billing.meter_event_summary",
                "aggregated_value": self.total(
                    meter, params["customer"], start=begin, end=min(begin + step, end)
                ),
                "start_time": begin,
                "end_time": min(begin + step, end),
                "livemode": False,
                "meter": meter["id"],
            }
            for begin in range(start, end, step)
        ]
        return page_of(request, rows, params)
