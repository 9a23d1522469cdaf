"""Events of a founder's Stripe account reach the base soon, and end in what Stripe itself says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.stripe import assemble, read_again
from functions.outreach.workflows.follow_stripe import APPLY_AFTER_S, FollowPorts, follow
from functions.stripe_source.account import Busy, KeyRefused
from functions.stripe_source.rows import customer_row, subscription_row
from tenancy.billing.stripe import StripeEvent
from tests.customer_base.fakes_base import TENANT, Base, new_base
from tests.customer_base.stripe_world import (
    StripeWorld,
    customer,
    rows,
    stripe_world,
    subscription,
)
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=3)

UPDATED, DELETED = "customer.subscription.updated", "customer.subscription.deleted"


@pytest.fixture
def world(base: Base) -> StripeWorld:
    return synced(stripe_world(base))


def synced(world: StripeWorld) -> StripeWorld:
    world.pull()
    world.settle()
    world.later(hours=2)
    return world


def event(world: StripeWorld, kind: str, thing: dict[str, Any], name: str = "") -> StripeEvent:
    """What Stripe sends of something that happens now; discounts are named by their ids."""
    body = {"livemode": False, "data": {"object": thing}}
    return StripeEvent(name or f"evt_{kind}_{world.now.timestamp()}", kind, world.now, body)


def deliver(world: StripeWorld, reported: StripeEvent) -> bool:
    ports = FollowPorts(world.links, world.messages)
    return follow(ports, TENANT, world.link, reported, now=world.now)


def applied(world: StripeWorld) -> None:
    """Messages come until none is on its way."""
    for _ in range(50):
        if world.link.changes_due_at is None:
            return
        world.now = max(world.now, world.link.changes_due_at)
        world.apply()
        world.settle()
    raise AssertionError("changes are never applied")


def status(world: StripeWorld, key: str) -> tuple[str, str]:
    (row,) = [row for row in rows(world, 2) if row["id"] == key]
    return row["Status"], row["Cancel At Period End"]


@pytest.mark.parametrize(
    ("kind", "changes", "becomes"),
    [
        (UPDATED, {"cancel_at_period_end": True}, ("active", "true")),
        (UPDATED, {"status": "past_due"}, ("past_due", "false")),
        (DELETED, {"status": "canceled"}, ("canceled", "false")),
        ("customer.subscription.paused", {"status": "paused"}, ("paused", "false")),
    ],
)
def test_what_happens_to_a_subscription_is_in_the_next_import_within_a_minute(
    world: StripeWorld, kind: str, changes: dict[str, Any], becomes: tuple[str, str]
) -> None:
    happened = world.now
    world.account.put("subscriptions", subscription(1, **changes))
    assert deliver(world, event(world, kind, subscription(1, **changes)))
    applied(world)
    assert status(world, "sub_0001") == becomes
    assert world.now - happened <= timedelta(seconds=60)
    assert world.messages.sent[-1] == ("changes", APPLY_AFTER_S)
    assert not world.account.read_again, "a report that is in no doubt is taken as it is"


@pytest.mark.parametrize(
    "invoice",
    [
        {"subscription": "sub_0001"},
        {"parent": {"subscription_details": {"subscription": "sub_0001"}}},
    ],
)
def test_a_failed_payment_is_what_the_subscription_and_the_customer_say_then(
    world: StripeWorld, invoice: dict[str, Any]
) -> None:
    world.account.put("subscriptions", subscription(1, status="past_due"))
    world.account.put("customers", customer(1, delinquent=True))
    failed = {"id": "in_1", "object": "invoice", "customer": "cus_0001", **invoice}
    assert deliver(world, event(world, "invoice.payment_failed", failed))
    applied(world)
    assert status(world, "sub_0001") == ("past_due", "false")
    assert [row["Delinquent"] for row in rows(world, 1) if row["id"] == "cus_0001"] == ["true"]
    assert sorted(world.account.read_again) == ["cus_0001", "sub_0001"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 0, 0, 1), (0, 1, 0)])
@pytest.mark.parametrize("apart_s", [0, 1])
def test_a_deletion_and_an_update_in_any_order_end_in_a_deletion(
    world: StripeWorld, order: tuple[int, ...], apart_s: int
) -> None:
    first = event(world, UPDATED, subscription(1), "evt_1")
    world.later(seconds=apart_s)
    ended = subscription(1, status="canceled")
    second = event(world, DELETED, ended, "evt_2")
    world.account.put("subscriptions", ended)
    for one in order:
        deliver(world, (first, second)[one])
        applied(world)
    assert status(world, "sub_0001")[0] == "canceled"


def test_a_report_that_is_retried_after_the_night_is_read_again_and_resurrects_nobody(
    world: StripeWorld,
) -> None:
    leaving = subscription(1, cancel_at_period_end=True)
    stayed = event(world, UPDATED, subscription(1))
    world.account.put("subscriptions", leaving)
    world.pull("night")
    world.settle()
    world.later(minutes=20)
    deliver(world, stayed)
    applied(world)
    assert status(world, "sub_0001") == ("active", "true")
    assert world.account.read_again == ["sub_0001"]


def test_an_amount_under_a_discount_is_read_again(world: StripeWorld) -> None:
    half = {"id": "di_1", "source": {"coupon": {"id": "c", "percent_off": 50}}}
    world.account.put("subscriptions", subscription(1, discounts=[half]))
    deliver(world, event(world, UPDATED, subscription(1, discounts=["di_1"])))
    applied(world)
    (row,) = [row for row in rows(world, 2) if row["id"] == "sub_0001"]
    assert row["Amount"] == "14.50"


def test_an_event_that_changes_no_row_is_no_import(world: StripeWorld) -> None:
    before = world.link.import_id
    thing = customer(1, metadata={"seen": "1"})
    world.account.put("customers", thing)
    assert deliver(world, event(world, "customer.updated", thing))
    applied(world)
    assert world.link.import_id == before
    assert world.link.sync is None


def test_of_a_burst_a_part_is_read_again_at_a_time_and_nothing_is_lost(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_again, "READ_AGAIN_AT_MOST", 5)
    world = synced(stripe_world(base, customers=12, subscribed=12))
    for number in range(12):
        world.account.put("subscriptions", subscription(number, status="past_due"))
        invoice = {"id": f"in_{number}", "subscription": f"sub_{number:04d}"}
        for again in range(30):
            name = f"evt_{number}_{again}"
            deliver(world, event(world, "invoice.payment_failed", invoice, name))
    assert len(world.messages.sent) == 1, "a burst asks once"
    began = world.now
    reads = []
    while world.link.changes_due_at is not None:
        world.now = max(world.now, world.link.changes_due_at)
        world.apply()
        world.settle()
        reads.append(len(world.account.read_again))
    assert reads == [5, 10, 12]
    assert world.now - began >= timedelta(minutes=2), "one application a minute"
    assert {row["Status"] for row in rows(world, 2)} == {"past_due"}


def test_a_busy_stripe_leaves_what_is_in_doubt_for_later_and_the_rest_goes_on(
    world: StripeWorld,
) -> None:
    world.account.put("subscriptions", subscription(1, status="past_due"))
    deliver(world, event(world, "invoice.payment_failed", {"id": "in", "subscription": "sub_0001"}))
    deliver(world, event(world, UPDATED, subscription(2, cancel_at_period_end=True)))
    world.account.put("subscriptions", subscription(2, cancel_at_period_end=True))
    world.account.busy_for_objects = [Busy(wait_s=120)]
    world.apply()
    world.settle()
    assert status(world, "sub_0002") == ("active", "true")
    assert world.messages.sent[-1] == ("changes", 120)
    applied(world)
    assert status(world, "sub_0001")[0] == "past_due"


def test_a_refused_key_leaves_the_base_as_it_was_reported(world: StripeWorld) -> None:
    deliver(world, event(world, "invoice.payment_failed", {"id": "in", "subscription": "sub_0001"}))
    world.account.busy_for_objects = [KeyRefused()]
    applied(world)
    assert status(world, "sub_0001") == ("active", "false")


def test_a_large_base_is_imported_less_often(world: StripeWorld) -> None:
    world.links.edit(TENANT, lambda link: link.model_copy(update={"rows": 1_000_000}))
    deliver(world, event(world, UPDATED, subscription(1, status="past_due")))
    world.links.edit(TENANT, lambda link: link.model_copy(update={"applied_at": world.now}))
    world.apply()
    assert world.messages.sent[-1] == ("changes", 300)


def test_of_imports_made_by_the_minute_only_the_newest_are_kept(
    world: StripeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assemble, "IMPORTS_OF_CHANGES_KEPT", 3)
    for number in range(8):
        thing = subscription(1, quantity=number, cancel_at_period_end=bool(number % 2))
        world.account.put("subscriptions", thing)
        deliver(world, event(world, UPDATED, thing))
        applied(world)
        world.later(minutes=1)
    kept = [one for _, one in world.base.rows.imports if assemble.is_of_changes(one)]
    assert len(kept) == 3


STATES = ("active", "past_due", "leaving", "unpaid", "canceled")
ACTIONS = st.one_of(
    st.tuples(st.just("happens"), st.integers(0, 1), st.sampled_from(STATES)),
    st.tuples(st.just("moves"), st.integers(0, 1), st.sampled_from(("a", "b", "gone"))),
    st.tuples(st.just("fails"), st.integers(0, 1), st.none()),
    st.tuples(st.just("comes"), st.integers(0, 50), st.none()),
    st.tuples(st.just("waits"), st.sampled_from((0, 1, 30, 90, 400)), st.none()),
    st.tuples(st.just("applies"), st.none(), st.none()),
    st.tuples(st.just("night"), st.none(), st.none()),
)


def is_ended(world: StripeWorld, number: int) -> bool:
    (found,) = [one for one in world.account.things["subscriptions"] if one["id"] == key_of(number)]
    return bool(found["status"] == "canceled")


def key_of(number: int) -> str:
    return f"sub_{number:04d}"


@settings(max_examples=examples(60))
@given(actions=st.lists(ACTIONS, max_size=30), last=st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_events_ends_in_what_stripe_says(
    tmp_path_factory: pytest.TempPathFactory, actions: list[Any], last: Any
) -> None:
    world = synced(
        stripe_world(new_base(tmp_path_factory.mktemp("base")), customers=3, subscribed=2)
    )
    sent: list[StripeEvent] = []

    def happen(kind: str, thing: dict[str, Any]) -> None:
        sent.append(event(world, kind, thing, f"evt_{len(sent)}"))

    for number, (action, one, other) in enumerate(actions):
        if action == "happens" and not is_ended(world, one):
            leaving = other == "leaving"
            thing = subscription(
                one,
                status="active" if leaving else other,
                cancel_at_period_end=leaving,
                quantity=number,
            )
            world.account.put("subscriptions", thing)
            happen(DELETED if other == "canceled" else UPDATED, thing)
        elif action == "moves" and any(
            known["id"] == f"cus_{one:04d}" for known in world.account.things["customers"]
        ):
            thing = customer(one, email=f"{other}{number}@example.com")
            world.account.put("customers", thing, deleted=other == "gone")
            happen("customer.deleted" if other == "gone" else "customer.updated", thing)
        elif action == "fails":
            happen("invoice.payment_failed", {"id": "in", "subscription": key_of(one)})
        elif action == "comes" and sent:
            deliver(world, sent[one % len(sent)])
        elif action == "waits":
            world.later(seconds=one)
        elif action == "applies" and world.link.changes_due_at is not None:
            world.apply()
            world.settle()
        elif action == "night":
            world.pull(f"night{number}")
            world.settle()
    last.shuffle(sent)
    for reported in sent:
        deliver(world, reported)
    applied(world)
    columns = ("Status", "Cancel At Period End", "Quantity")
    held = {row["id"]: [row[name] for name in columns] for row in rows(world, 2)}
    truly = [subscription_row(one) for one in world.account.things["subscriptions"]]
    assert held == {row["id"]: [row[name] for name in columns] for row in truly}
    emails = {row["id"]: row["Email"] for row in rows(world, 1)}
    assert emails == {
        one["id"]: customer_row(one)["Email"] for one in world.account.things["customers"]
    }
