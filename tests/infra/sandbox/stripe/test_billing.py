"""The real Stripe SDK against the sandbox: catalogue, checkout, usage, imports, idempotency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import requests
import stripe

from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import STRIPE_WEBHOOK_SECRET
from tests.infra.sandbox.conftest import START, OurSide, Served, stripe_client

pytestmark = pytest.mark.costly(first=5)

METER = {
    "display_name": "Reached conversations",
    "event_name": "reached_conversation",
    "default_aggregation": {"formula": "sum"},
}


def meter_of(money: stripe.StripeClient) -> str:
    return money.v1.billing.meters.create(METER).id  # type: ignore[arg-type]


def customer_of(money: stripe.StripeClient) -> str:
    return money.v1.customers.create({"email": "founder@example.com"}).id


def price_of(money: stripe.StripeClient, meter: str | None) -> str:
    recurring: dict[str, Any] = {"interval": "month"}
    if meter:
        recurring |= {"usage_type": "metered", "meter": meter}
    return money.v1.prices.create(
        {
            "currency": "eur",
            "unit_amount_decimal": "120",
            "product_data": {"name": "Warmline"},
            "recurring": recurring,
            "lookup_key": f"key-{meter}",
        }  # type: ignore[typeddict-item]
    ).id


def report(money: stripe.StripeClient, customer: str, **change: Any) -> stripe.billing.MeterEvent:
    event: dict[str, Any] = {
        "event_name": "reached_conversation",
        "payload": {"stripe_customer_id": customer, "value": "2"},
        "identifier": "usage-1",
        "timestamp": int(START.timestamp()),
        **change,
    }
    return money.v1.billing.meter_events.create(event)  # type: ignore[arg-type]


def test_usage_is_summed_per_customer_and_meter(
    money: stripe.StripeClient, world: SandboxClient
) -> None:
    meter, customer, other = meter_of(money), customer_of(money), customer_of(money)
    report(money, customer)
    report(money, customer, identifier="usage-2", payload=_payload(customer, "3"))
    report(money, other, identifier="usage-3")
    assert world.meter_totals() == {"reached_conversation": {customer: 5.0, other: 2.0}}
    begin = int(START.timestamp()) // 60 * 60
    window = {"customer": customer, "start_time": begin, "end_time": begin + 3600}
    listed = money.v1.billing.meters.event_summaries.list(meter, window)  # type: ignore[arg-type]
    assert [row.aggregated_value for row in listed] == [5.0]


def _payload(customer: str, value: str) -> dict[str, str]:
    return {"stripe_customer_id": customer, "value": value}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"event_name": "unknown"}, "no_meter"),
        ({"payload": _payload("cus_nobody", "1")}, "meter_event_customer_not_found"),
        ({"payload": {"value": "1"}}, "meter_event_no_customer_defined"),
        ({"payload": {"stripe_customer_id": "CUSTOMER"}}, "meter_event_value_not_found"),
        ({"payload": _payload("CUSTOMER", "many")}, "meter_event_invalid_value"),
        ({"payload": _payload("CUSTOMER", "1.5")}, "meter_event_invalid_value"),
        ({"timestamp": START - timedelta(days=36)}, "timestamp_too_far_in_past"),
        ({"timestamp": START + timedelta(minutes=6)}, "timestamp_in_future"),
        ({"valeu": "1"}, "parameter_unknown"),
    ],
)
def test_usage_that_stripe_would_not_take_is_refused(
    money: stripe.StripeClient, change: dict[str, Any], code: str
) -> None:
    meter_of(money)
    customer = customer_of(money)
    if "timestamp" in change:
        change = {"timestamp": int(change["timestamp"].timestamp())}
    if change.get("payload", {}).get("stripe_customer_id") == "CUSTOMER":
        change = {"payload": {**change["payload"], "stripe_customer_id": customer}}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        report(money, customer, **change)
    assert caught.value.code == code


def test_a_second_event_under_one_identifier_is_refused_for_a_day(
    money: stripe.StripeClient, world: SandboxClient
) -> None:
    meter_of(money)
    customer = customer_of(money)
    report(money, customer)
    with pytest.raises(stripe.InvalidRequestError, match="already exists with identifier usage-1"):
        report(money, customer)
    world.advance(24 * 3600)
    report(money, customer)
    assert world.meter_totals()["reached_conversation"][customer] == 4.0


def test_an_event_can_be_canceled_within_a_day(
    money: stripe.StripeClient, world: SandboxClient
) -> None:
    meter_of(money)
    customer = customer_of(money)
    report(money, customer)
    report(money, customer, identifier="usage-2")
    cancel: Any = {"event_name": "reached_conversation", "type": "cancel"}
    adjust = money.v1.billing.meter_event_adjustments.create
    adjust({**cancel, "cancel": {"identifier": "usage-1"}})
    assert world.meter_totals()["reached_conversation"][customer] == 2.0
    world.advance(24 * 3600)
    with pytest.raises(stripe.InvalidRequestError, match="too old"):
        adjust({**cancel, "cancel": {"identifier": "usage-2"}})


def test_what_is_not_played_here_is_refused_in_stripes_shape(money: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        money.v1.coupons.list()


def test_an_idempotency_key_answers_the_same_and_refuses_other_parameters(
    money: stripe.StripeClient, world: SandboxClient
) -> None:
    key: Any = {"idempotency_key": "once"}
    first = money.v1.customers.create({"email": "a@example.com"}, key)
    again = money.v1.customers.create({"email": "a@example.com"}, key)
    assert first.id == again.id
    with pytest.raises(stripe.IdempotencyError):
        money.v1.customers.create({"email": "b@example.com"}, key)
    assert len(world.ledger("stripe")["customers"]) == 1


def test_a_wrong_key_is_refused(served: Served) -> None:
    with pytest.raises(stripe.AuthenticationError):
        customer_of(stripe_client(served.url, "sk_test_wrong"))


def checkout(money: stripe.StripeClient, customer: str, line: dict[str, Any]) -> Any:
    return money.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "customer": customer,
            "client_reference_id": "t_abc",
            "line_items": [line],  # type: ignore[list-item]
            "success_url": "http://127.0.0.1:1/paid?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://127.0.0.1:1/back",
        }
    )


def test_a_metered_price_takes_no_quantity_and_a_licensed_one_needs_it(
    money: stripe.StripeClient,
) -> None:
    customer = customer_of(money)
    metered, licensed = price_of(money, meter_of(money)), price_of(money, None)
    with pytest.raises(stripe.InvalidRequestError, match="Quantity should not be specified"):
        checkout(money, customer, {"price": metered, "quantity": 1})
    with pytest.raises(stripe.InvalidRequestError, match="quantity"):
        checkout(money, customer, {"price": licensed})
    with pytest.raises(stripe.InvalidRequestError, match="No such price"):
        checkout(money, customer, {"price": "price_none"})


@pytest.mark.parametrize(
    ("planted", "named"),
    [
        ({"subscription_data": {"metdata": {"tenant": "t"}}}, "subscription_data[metdata]"),
        ({"line_items": [{"price": "price_1", "amount": 2}]}, "line_items[0][amount]"),
        ({"custom_text": {"submit": {"mesage": "Hi"}}}, "custom_text[submit][mesage]"),
    ],
)
def test_a_misspelt_parameter_is_refused_at_any_depth(
    money: stripe.StripeClient, planted: dict[str, Any], named: str
) -> None:
    asked: Any = {"mode": "subscription", "success_url": "http://127.0.0.1:1/", **planted}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        money.v1.checkout.sessions.create(asked)
    assert (caught.value.code, caught.value.param) == ("parameter_unknown", named)


def test_names_of_the_tenants_own_are_free(money: stripe.StripeClient) -> None:
    made = money.v1.customers.create({"metadata": {"anything": "goes"}})
    assert made.metadata is not None
    assert made.metadata["anything"] == "goes"


def test_paying_on_the_hosted_page_subscribes_and_tells_us_with_a_signature(
    money: stripe.StripeClient, world: SandboxClient, our_side: OurSide
) -> None:
    customer = customer_of(money)
    session = checkout(money, customer, {"price": price_of(money, meter_of(money))})
    assert "Pay and subscribe" in requests.get(session.url, timeout=5).text
    paid = requests.post(session.url, data={"outcome": "pay"}, allow_redirects=False, timeout=5)
    assert paid.headers["location"] == f"http://127.0.0.1:1/paid?s={session.id}"
    world.settle()
    hooks = our_side.at("/hooks/stripe")
    events = [
        stripe.Webhook.construct_event(  # type: ignore[no-untyped-call]
            hook.body, hook.headers["stripe-signature"], STRIPE_WEBHOOK_SECRET
        )
        for hook in hooks
    ]
    assert [event.type for event in events] == [
        "checkout.session.completed",
        "customer.subscription.created",
        "invoice.paid",
    ]
    assert events[0].data.object["client_reference_id"] == "t_abc"
    (subscription,) = money.v1.subscriptions.list({"customer": customer})
    assert subscription.status == "active"


def test_a_failed_payment_makes_the_subscription_past_due(
    money: stripe.StripeClient, world: SandboxClient, our_side: OurSide
) -> None:
    customer = customer_of(money)
    session = checkout(money, customer, {"price": price_of(money, meter_of(money))})
    requests.post(session.url, data={"outcome": "pay"}, allow_redirects=False, timeout=5)
    world.settle_payment(customer, succeeds=False)
    world.settle()
    kinds = [event["type"] for event in world.ledger("stripe")["events"]]
    assert kinds[-2:] == ["invoice.payment_failed", "customer.subscription.updated"]
    (subscription,) = money.v1.subscriptions.list({"customer": customer})
    assert subscription.status == "past_due"
    assert money.v1.subscriptions.cancel(subscription.id).status == "canceled"


def test_the_portal_pays_and_cancels(
    money: stripe.StripeClient, world: SandboxClient, our_side: OurSide
) -> None:
    customer = customer_of(money)
    session = checkout(money, customer, {"price": price_of(money, meter_of(money))})
    requests.post(session.url, data={"outcome": "pay"}, allow_redirects=False, timeout=5)
    portal = money.v1.billing_portal.sessions.create(
        {"customer": customer, "return_url": "http://127.0.0.1:1/home"}
    )
    requests.post(portal.url, data={"action": "cancel"}, allow_redirects=False, timeout=5)
    assert list(money.v1.subscriptions.list({"customer": customer})) == []
    everything = money.v1.subscriptions.list({"customer": customer, "status": "all"})
    assert [s.status for s in everything] == ["canceled"]


def test_prices_are_found_by_lookup_key(money: stripe.StripeClient) -> None:
    meter = meter_of(money)
    price = price_of(money, meter)
    found = money.v1.prices.list({"lookup_keys": [f"key-{meter}"], "active": True})
    assert [row.id for row in found] == [price]
    with pytest.raises(stripe.InvalidRequestError, match="lookup key"):
        price_of(money, meter)
    with pytest.raises(stripe.InvalidRequestError, match="already an active meter"):
        meter_of(money)
