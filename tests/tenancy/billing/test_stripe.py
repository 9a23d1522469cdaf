"""Billing against the sandbox at the wire: the SDK, the signatures and the refusals are real."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from stripe import WebhookSignature

from infra.sandbox.app import Sandbox, create_app
from infra.sandbox.settings import STRIPE_KEY, STRIPE_WEBHOOK_SECRET, Settings
from tenancy.billing import payment_state as billing
from tenancy.billing.delivery import Delivered, Rejected, StripeBusy
from tenancy.billing.prices import PRICE_TABLES
from tenancy.billing.spending import (
    Spending,
    SpendingAllowed,
    SpendingRefused,
    SpendingRule,
    may_spend,
)
from tenancy.billing.stripe import (
    AlreadySubscribed,
    BadSignature,
    EventNoted,
    Followed,
    NotOurs,
    StripeBilling,
    StripeEvent,
    read_event,
)
from tenancy.billing.usage import Meter, UsageKind, UsageRow, month_of
from tenancy.tenant import Tenant, tenant_id
from tests.infra.sandbox.conftest import serve

pytestmark = pytest.mark.costly(first=2)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TENANT = Tenant(
    tenant_id("t_aaaaaaaaaaaa"), "Sample GmbH", "Europe/Berlin", "en", ("en",), "DE", "EUR"
)
TABLE = PRICE_TABLES[-1]
ROW = UsageRow("t_aaaaaaaaaaaa-c1-reached", UsageKind.REACHED, 1, NOW)


def _until(probe: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not probe():
        assert time.monotonic() < end
        threading.Event().wait(0.01)


@dataclass
class Stripe:
    """A sandbox that listens, our side of the wire, and the events that reached it."""

    sandbox: Sandbox
    url: str
    ours: StripeBilling
    events: list[StripeEvent] = field(default_factory=list)

    def received(self, count: int) -> list[StripeEvent]:
        _until(lambda: len(self.events) >= count)
        return self.events

    def subscribe(self) -> str:
        address = self.ours.checkout_url(
            TENANT,
            email="ann@example.com",
            table=TABLE,
            success_url="http://127.0.0.1:1/billing",
            cancel_url="http://127.0.0.1:1/billing",
        )
        assert isinstance(address, str)
        before = len(self.events)
        requests.post(address, data={"outcome": "pay"}, allow_redirects=False, timeout=5)
        for event in self.received(before + 3)[before:]:
            self.ours.apply(event)
        return billing.load_billing(TENANT.id).stripe_customer

    def settle(self, customer: str, *, paid: bool) -> list[StripeEvent]:
        before = len(self.events)
        switch = f"{self.url}/stripe/switches/payments/{customer}"
        requests.post(switch, json={"succeeds": paid}, timeout=5)
        return self.received(before + 2)[before:]


@pytest.fixture
def stripe(aws: None) -> Iterator[Stripe]:
    received: list[StripeEvent] = []

    async def hook(request: Request) -> Response:
        event = read_event(
            await request.body(),
            request.headers["stripe-signature"],
            secrets=(STRIPE_WEBHOOK_SECRET,),
        )
        assert isinstance(event, StripeEvent)
        received.append(event)
        return Response()

    hooks = serve(Starlette(routes=[Route("/hooks/stripe", hook, methods=["POST"])]))
    app = create_app(Settings(hooks_url=f"http://127.0.0.1:{hooks.port}", start=NOW))
    running = serve(app)
    url = f"http://127.0.0.1:{running.port}"
    yield Stripe(
        app.state.sandbox, url, StripeBilling(key=STRIPE_KEY, url=f"{url}/stripe"), received
    )
    # The sandbox last: it fails where something illegal passed, and the hooks must end anyway.
    hooks.stop()
    running.stop()


def test_a_tenant_is_one_customer_and_is_found_by_it(stripe: Stripe) -> None:
    customer = stripe.ours.ensure_customer(TENANT, email="ann@example.com")
    assert stripe.ours.ensure_customer(TENANT, email="ann@example.com") == customer
    assert billing.tenant_of_customer(customer) == TENANT.id
    assert billing.tenant_of_customer("cus_unknown") is None


def test_meters_and_prices_are_made_once_and_found_by_the_next_process(stripe: Stripe) -> None:
    prices = stripe.ours.ensure_prices(TABLE)
    another = StripeBilling(key=STRIPE_KEY, url=f"{stripe.url}/stripe")
    assert another.ensure_prices(TABLE) == prices
    assert set(prices) == set(Meter)
    kept = stripe.sandbox.ledger.table("stripe_prices")
    assert {meter: kept[prices[meter]]["unit_amount"] for meter in Meter} == TABLE.unit_cents


def test_a_founder_who_paid_may_spend_beyond_the_trial_and_pays_only_once(
    stripe: Stripe,
) -> None:
    spent = Spending(trial_cents=5_000, month_cents=5_000)
    trial = billing.load_billing(TENANT.id).standing()
    assert may_spend(trial, spent, next_cents=80) == SpendingRefused(SpendingRule.TRIAL_USED_UP)
    stripe.subscribe()
    state = billing.load_billing(TENANT.id)
    assert (state.status, state.first_subscribed_at) == ("active", NOW)
    assert isinstance(may_spend(state.standing(), spent, next_cents=80), SpendingAllowed)
    again = stripe.ours.checkout_url(
        TENANT, email="a@example.com", table=TABLE, success_url="x", cancel_url="x"
    )
    assert again == AlreadySubscribed()


def test_usage_sent_twice_is_counted_once(stripe: Stripe) -> None:
    customer = stripe.ours.ensure_customer(TENANT, email="ann@example.com")
    stripe.ours.ensure_prices(TABLE)
    call = UsageRow("call-1", UsageKind.VOICE_SECONDS, 61, NOW)
    for row in (ROW, call, ROW, call):
        assert stripe.ours.report(row, identifier=row.id, stripe_customer=customer) == Delivered()
    month = month_of(NOW)
    totals = {meter: stripe.ours.total(meter, month, stripe_customer=customer) for meter in Meter}
    assert totals == {
        Meter.REACHED_CONVERSATIONS: 1,
        Meter.VOICE_MINUTES: 2,
        Meter.BOOKED_CONVERSATIONS: 0,
    }


def test_usage_stripe_will_never_take_is_told_apart_from_a_busy_moment(stripe: Stripe) -> None:
    assert stripe.ours.report(ROW, identifier=ROW.id, stripe_customer="cus_1") == Rejected(
        "no_meter"
    )
    stripe.ours.ensure_prices(TABLE)
    assert stripe.ours.report(ROW, identifier=ROW.id, stripe_customer="cus_1") == Rejected(
        "meter_event_customer_not_found"
    )
    customer = stripe.ours.ensure_customer(TENANT, email="ann@example.com")
    old = replace(ROW, at=NOW - timedelta(days=36))
    assert stripe.ours.report(old, identifier=old.id, stripe_customer=customer) == Rejected(
        "timestamp_too_far_in_past"
    )
    nowhere = StripeBilling(key=STRIPE_KEY, url="http://127.0.0.1:1")
    assert nowhere.report(ROW, identifier=ROW.id, stripe_customer=customer) == StripeBusy()


def test_a_failed_payment_stops_new_spending_until_it_is_paid(stripe: Stripe) -> None:
    customer = stripe.subscribe()
    for event in stripe.settle(customer, paid=False):
        stripe.ours.apply(event)
    failed = billing.load_billing(TENANT.id).standing()
    assert may_spend(failed, Spending(0, 0), next_cents=80) == SpendingRefused(
        SpendingRule.PAYMENT_FAILED
    )
    for event in stripe.settle(customer, paid=True):
        stripe.ours.apply(event)
    paid = billing.load_billing(TENANT.id).standing()
    assert isinstance(may_spend(paid, Spending(0, 0), next_cents=80), SpendingAllowed)


def test_events_in_any_order_and_twice_end_in_what_stripe_says_now(stripe: Stripe) -> None:
    customer = stripe.subscribe()
    events = [*stripe.settle(customer, paid=False), *stripe.settle(customer, paid=True)]
    settled = replace(billing.load_billing(TENANT.id), version=0)
    for order in itertools.islice(itertools.permutations(events * 2), 0, 40_320, 4_000):
        for event in order:
            assert isinstance(stripe.ours.apply(event), Followed)
        assert replace(billing.load_billing(TENANT.id), version=0) == settled
    assert settled.status == "active"


def test_a_cancelled_subscription_allows_nothing_new(stripe: Stripe) -> None:
    customer = stripe.subscribe()
    before = len(stripe.events)
    portal = stripe.ours.portal_url(customer, return_url="http://127.0.0.1:1/")
    requests.post(portal, data={"action": "cancel"}, allow_redirects=False, timeout=5)
    outcome = stripe.ours.apply(stripe.received(before + 1)[before])
    assert isinstance(outcome, Followed)
    assert (outcome.before.status, outcome.after.status) == ("active", "canceled")
    answer = may_spend(outcome.after.standing(), Spending(0, 0), next_cents=80)
    assert answer == SpendingRefused(SpendingRule.SUBSCRIPTION_ENDED)


def test_a_stale_look_never_replaces_a_newer_one(aws: None) -> None:
    billing.attach_customer(TENANT.id, "cus_1")
    started = NOW - timedelta(days=1)
    answers = [
        billing.Subscription("sub_1", "active", started),
        billing.Subscription("sub_1", "canceled", started),
    ]

    def look(_customer: str) -> billing.Subscription:
        answer = answers.pop(0)
        if answers:
            # While this answer was on its way, somebody else saw the newer one and wrote it.
            billing.follow_stripe(TENANT.id, lambda _: answers[0])
        return answer

    _, after = billing.follow_stripe(TENANT.id, look)
    assert after.status == billing.load_billing(TENANT.id).status == "canceled"


@pytest.mark.parametrize("status", ["incomplete", "incomplete_expired"])
def test_a_first_payment_that_did_not_go_through_leaves_the_trial_as_it_was(
    aws: None, status: str
) -> None:
    """It stood as a failed payment, which no event ever ended, and as the end of the trial."""
    billing.attach_customer(TENANT.id, "cus_1")
    trial = billing.load_billing(TENANT.id).standing()
    began = billing.Subscription("sub_1", status, NOW)
    _, after = billing.follow_stripe(TENANT.id, lambda _: began)
    assert (after.status, after.standing()) == (status, trial)
    paid = replace(began, status="active")
    _, after = billing.follow_stripe(TENANT.id, lambda _: paid)
    assert (after.standing().subscribed, after.first_subscribed_at) == (True, NOW)


def test_a_second_checkout_left_open_pays_for_nothing_after_the_first_has_ended(aws: None) -> None:
    billing.attach_customer(TENANT.id, "cus_1")
    for status in ("active", "canceled", "incomplete"):
        found = billing.Subscription("sub_1", status, NOW)
        _, after = billing.follow_stripe(TENANT.id, lambda _, found=found: found)
    refused = may_spend(after.standing(), Spending(0, 0), next_cents=80)
    assert refused == SpendingRefused(SpendingRule.SUBSCRIPTION_ENDED)


def test_an_event_about_nobody_we_know_changes_nothing(stripe: Stripe) -> None:
    body = {"data": {"object": {"customer": "cus_unknown"}}}
    assert stripe.ours.apply(StripeEvent("evt_1", "invoice.paid", NOW, body)) == NotOurs()
    assert stripe.ours.apply(StripeEvent("evt_2", "charge.refunded", NOW, body)) == NotOurs()


def _signed(body: dict[str, object], *, at: int | None = None) -> tuple[bytes, str]:
    payload = json.dumps(body)
    header = WebhookSignature.generate_signature_header(
        payload, STRIPE_WEBHOOK_SECRET, at or int(time.time())
    )
    return payload.encode(), header


def test_what_stripe_could_not_count_is_kept_and_shown_once(aws: None) -> None:
    payload, header = _signed(
        {
            "id": "evt_1",
            "object": "v2.core.event",
            "type": "v1.billing.meter.error_report_triggered",
            "created": "2026-11-23T10:00:00.000Z",
            "related_object": {"id": "mtr_1", "type": "billing.meter"},
            "data": {
                "developer_message_summary": "There is 1 invalid event",
                "reason": {"error_count": 1},
            },
        }
    )
    event = read_event(payload, header, secrets=(STRIPE_WEBHOOK_SECRET,))
    assert isinstance(event, StripeEvent)
    ours = StripeBilling(key=STRIPE_KEY)
    assert ours.apply(event) == ours.apply(event) == EventNoted()
    [problem] = billing.problems()
    assert json.loads(problem)["meter"] == "mtr_1"


def test_nothing_is_read_of_an_event_with_a_wrong_or_old_signature() -> None:
    body: dict[str, object] = {"id": "evt_1", "type": "invoice.paid", "created": 1}
    payload, header = _signed(body)
    _, old = _signed(body, at=int(time.time()) - 600)
    for content, signature, secret in (
        (payload, header, "whsec_other"),
        (payload + b" ", header, STRIPE_WEBHOOK_SECRET),
        (payload, "", STRIPE_WEBHOOK_SECRET),
        (payload, old, STRIPE_WEBHOOK_SECRET),
        (b"\xff", header, STRIPE_WEBHOOK_SECRET),
        (b"not json at all", header, STRIPE_WEBHOOK_SECRET),
    ):
        assert read_event(content, signature, secrets=(secret,)) == BadSignature()


def test_an_empty_secret_verifies_nothing() -> None:
    """Anybody can sign with it: a stage whose secret is still empty must not believe that."""
    payload = json.dumps({"id": "evt_1", "type": "invoice.paid", "created": 1})
    forged = WebhookSignature.generate_signature_header(payload, "", int(time.time()))
    for secrets in ((), ("",)):
        assert read_event(payload.encode(), forged, secrets=secrets) == BadSignature()


def test_limits_are_changed_by_the_founder_and_never_negative(aws: None) -> None:
    billing.set_spending_limit(TENANT.id, cents=100)
    billing.set_paused(TENANT.id, reason=SpendingRule.SPENDING_LIMIT)
    state = billing.load_billing(TENANT.id)
    assert (state.spending_limit_cents, state.paused_reason) == (100, "spending_limit")
    with pytest.raises(ValueError, match="negative"):
        billing.set_spending_limit(TENANT.id, cents=-1)


def subscription(id: str, status: str, day: int) -> dict[str, object]:
    created = int(datetime(2026, 11, day, tzinfo=UTC).timestamp())
    return {"id": id, "object": "subscription", "status": status, "created": created}


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ([("sub_1", "active", 1), ("sub_2", "incomplete", 2)], "sub_1"),
        ([("sub_1", "past_due", 1), ("sub_2", "incomplete", 2)], "sub_1"),
        ([("sub_1", "active", 1), ("sub_2", "incomplete_expired", 2)], "sub_1"),
        ([("sub_1", "canceled", 1), ("sub_2", "incomplete", 2)], "sub_2"),
        ([("sub_1", "incomplete", 1), ("sub_2", "canceled", 2)], "sub_1"),
        ([("sub_1", "canceled", 1), ("sub_2", "canceled", 2)], "sub_2"),
        ([("sub_1", "active", 1), ("sub_2", "active", 2)], "sub_2"),
        ([("sub_1", "incomplete", 1), ("sub_2", "paused", 2)], "sub_2"),
        ([], None),
    ],
)
def test_a_checkout_that_was_left_never_hides_the_subscription_that_is_paid(
    held: list[tuple[str, str, int]], found: str | None
) -> None:
    listed = {"object": "list", "has_more": False, "url": "/v1/subscriptions"}

    async def subscriptions(request: Request) -> Response:
        data = [subscription(*each) for each in held]
        return Response(json.dumps({**listed, "data": data}), media_type="application/json")

    app = Starlette(routes=[Route("/v1/subscriptions", subscriptions)])
    running = serve(app)
    url = f"http://127.0.0.1:{running.port}"
    answered = StripeBilling(key=STRIPE_KEY, url=url).subscription("cus_1")
    running.stop()
    assert (answered.id if answered else None) == found
