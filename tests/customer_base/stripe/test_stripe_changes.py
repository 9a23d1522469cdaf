"""Webhooks keep a pulled base current: put over the last full sync, together and in any order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from functions.customer_base.imports.records import ImportStatus
from functions.customer_base.stripe.sync import LOOK_AGAIN_S
from functions.stripe_source.link import CHANGES_AT_MOST
from tests.customer_base.fakes_base import TENANT, Base, new_base
from tests.customer_base.stripe_world import (
    REFUSED,
    StripeWorld,
    customer,
    everybody,
    facts,
    ids,
    price,
    rows,
    stripe_world,
    subscription,
)

pytestmark = pytest.mark.costly(first=1)


@pytest.fixture
def world(base: Base) -> StripeWorld:
    return stripe_world(base)


def synced(world: StripeWorld) -> StripeWorld:
    world.pull()
    world.arrive()
    world.later(hours=2)
    return world


@pytest.fixture(scope="module")
def synced_once(tmp_path_factory: pytest.TempPathFactory) -> StripeWorld:
    return synced(stripe_world(new_base(tmp_path_factory.mktemp("synced"))))


@pytest.fixture
def current(synced_once: StripeWorld, tmp_path: Path) -> StripeWorld:
    """Two hours after a full sync, of which nothing has changed."""
    return synced_once.copy_to(tmp_path)


@pytest.mark.slow
def test_changes_are_put_over_the_last_full_sync(current: StripeWorld) -> None:
    asked = len(current.account.asked)
    current.tell("customer", customer(1, email="new@example.com"))
    current.tell("customer", customer(2), deleted=True)
    current.tell("customer", customer(90))
    current.tell("subscription", subscription(90, customer="cus_0090"))
    current.later(minutes=5)
    current.apply()
    emails = {row["id"]: row["Email"] for row in rows(current, 1)}
    assert emails["cus_0001"] == "new@example.com"
    assert "cus_0002" not in emails
    assert "cus_0090" in emails
    assert ids(current, 2)["sub_0090"] == 1
    assert len(current.account.asked) == asked, "Stripe is not read for it"
    record = current.arrive()
    assert record.synced
    assert record.comparison is not None
    assert record.comparison.new == 1
    assert facts(current, "cus_0090")["plan"] == "Starter"


@pytest.mark.slow
def test_a_plan_changed_while_connected_is_dated_when_it_changed(current: StripeWorld) -> None:
    current.account.things["products"].append({"id": "prod_growth", "name": "Growth", "created": 2})
    changed = subscription(1, price=price("growth", 9900))
    current.tell("subscription", changed)
    current.account.things["subscriptions"][1] = changed
    day = f"{current.now:%Y-%m-%d}"
    current.later(minutes=5)
    current.apply()
    current.arrive()
    for days in (1, 2):
        starts = {row["id"]: row["Start (UTC)"] for row in rows(current, 2)}
        assert starts["sub_0001"].startswith(day)
        assert not starts["sub_0002"].startswith(day)
        current.later(days=1)
        current.pull(f"night{days}")
        current.arrive()
    assert {row["Plan"] for row in rows(current, 2)} == {"Starter", "Growth"}


@pytest.mark.slow
def test_a_report_that_comes_again_after_the_night_resurrects_nobody(world: StripeWorld) -> None:
    before = world.now
    world.account.things["subscriptions"][1] = subscription(1, status="canceled")
    synced(world)
    world.tell("subscription", subscription(1), happened=before - timedelta(hours=9))
    world.later(minutes=5)
    world.apply()
    statuses = {row["id"]: row["Status"] for row in rows(world, 2)}
    assert statuses["sub_0001"] == "canceled"


@pytest.mark.slow
def test_what_was_read_as_ended_is_not_active_again_by_any_report(world: StripeWorld) -> None:
    world.account.things["subscriptions"][1] = subscription(1, status="canceled")
    synced(world)
    world.tell("subscription", subscription(1), is_so=False)
    world.later(minutes=5)
    world.apply()
    statuses = [row["Status"] for row in rows(world, 2) if row["id"] == "sub_0001"]
    assert statuses == ["canceled"], "and it stands there once"


def test_what_changed_while_a_full_sync_reads_is_put_over_it(world: StripeWorld) -> None:
    def change(asked: int) -> None:
        if asked == 4:
            world.tell("customer", customer(11, email="meanwhile@example.com"))

    world.account.between = change
    world.pull()
    emails = {row["id"]: row["Email"] for row in rows(world, 1)}
    assert emails["cus_0011"] == "meanwhile@example.com"


def test_a_full_sync_forgets_the_changes_it_has_seen(current: StripeWorld) -> None:
    current.tell("customer", customer(1))
    current.later(hours=1)
    current.pull("night")
    assert not current.links.told


def test_changes_wait_for_a_sync_or_an_import_under_way(world: StripeWorld) -> None:
    world.pull()
    world.later(hours=2)
    world.tell("customer", customer(1, email="new@example.com"))
    world.apply()
    assert world.messages.sent == [("changes", LOOK_AGAIN_S)]
    assert world.link.changes_due_at == world.now + timedelta(seconds=LOOK_AGAIN_S)
    world.arrive()
    world.apply()
    assert world.link.changes_due_at is None
    assert world.link.import_id.startswith("im_changes_")


def test_a_busy_account_is_imported_once_a_minute_at_most(current: StripeWorld) -> None:
    for _ in range(12):
        current.tell("customer", customer(1, email=f"at-{current.now:%H%M%S}@example.com"))
        current.apply()
        if (
            current.base.rows.imports[TENANT, current.link.import_id].status
            is not ImportStatus.DONE
        ):
            current.arrive()
        current.later(seconds=10)
    assert len([one for one in current.base.rows.imports if "changes" in one[1]]) == 2
    waits = [delay for _, delay in current.messages.sent]
    assert waits == [50, 40, 30, 20, 10] * 2, "each comes when the minute is over"


def test_applying_changes_that_broke_off_is_taken_up_by_the_same_message(
    current: StripeWorld,
) -> None:
    current.tell("customer", customer(1, email="new@example.com"))
    current.base.files.uploads_left = 1
    with pytest.raises(ConnectionError):
        current.apply()
    current.base.files.uploads_left = None
    current.apply()
    assert "new@example.com" in {row["Email"] for row in rows(current, 1)}
    assert current.link.sync is None


def test_changes_told_meanwhile_do_not_hold_up_those_that_broke_off(current: StripeWorld) -> None:
    current.tell("customer", customer(1, email="new@example.com"))
    current.base.files.uploads_left = 1
    with pytest.raises(ConnectionError):
        current.apply()
    current.base.files.uploads_left = None
    current.tell("customer", customer(2, email="newer@example.com"))
    current.apply()
    assert {"new@example.com", "newer@example.com"} <= {row["Email"] for row in rows(current, 1)}
    assert current.messages.sent == [("changes", LOOK_AGAIN_S)]


def test_without_files_of_a_full_sync_changes_ask_for_one(current: StripeWorld) -> None:
    current.base.files.delete(TENANT, f"uploads/{TENANT}/im_s1/1.csv")
    current.tell("customer", customer(1))
    current.later(days=8)
    current.apply()
    assert current.link.import_id.startswith("im_full_")
    assert (ids(current, 1), ids(current, 2)) == everybody(current)


def test_what_webhooks_tell_heals_no_refused_key_and_makes_no_old_base_synced(
    current: StripeWorld,
) -> None:
    current.account.trouble = [REFUSED]
    current.pull("night")
    for days, still in ((1, True), (3, False)):
        current.later(days=days)
        current.tell("customer", customer(1))
        current.apply()
        assert current.arrive().synced is still
        assert "no longer accepts the key" in current.link.problem


def test_a_message_for_nothing_does_nothing(world: StripeWorld) -> None:
    world.apply()
    world.links.kept.clear()
    world.apply()
    world.pull()
    assert not world.base.rows.imports


def test_when_more_was_told_than_is_kept_stripe_is_read_anew(current: StripeWorld) -> None:
    current.tell("customer", customer(1))
    current.links.uncounted = CHANGES_AT_MOST
    current.apply()
    assert current.link.import_id.startswith("im_full_")
