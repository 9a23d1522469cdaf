"""A base pulled from the founder's Stripe account: complete, resumable, and never half a base."""

from __future__ import annotations

import pytest

from functions.customer_base.segmentation.records import LatestRunPointer
from functions.customer_base.store.snapshot import snapshot_key
from functions.customer_base.store.snapshot_pointer import SnapshotPointer, pointer_over
from functions.customer_base.stripe import pull, sync
from functions.product.consent import SoftOptIn
from functions.stripe_source.account import Busy, NotPermitted
from functions.stripe_source.link import SyncPhase
from tests.customer_base.fakes_base import NOW, TENANT, Base
from tests.customer_base.stripe_world import (
    DAY_S,
    REFUSED,
    TODAY_S,
    TOO_MANY_REQUESTS,
    StripeWorld,
    everybody,
    facts,
    ids,
    leftovers,
    price,
    rows,
    stripe_world,
    subscription,
    why,
)

pytestmark = pytest.mark.costly(first=5)


@pytest.fixture
def world(base: Base) -> StripeWorld:
    return stripe_world(base)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part a page, so that a small account has many."""
    monkeypatch.setattr(pull, "PAGES_A_PART", 1)


@pytest.mark.slow
def test_a_sync_becomes_an_ordinary_import_whose_facts_do_not_go_stale(world: StripeWorld) -> None:
    world.pull()
    record = world.arrive()
    assert record.synced
    assert [file.preset for file in record.files] == ["stripe_customers", "stripe_subscriptions"]
    assert record.accounting is not None
    assert (record.accounting.rows_in, record.accounting.rejected) == (20, 0)
    assert record.accounting.accepted == 12
    pointer = world.base.rows.pointers[TENANT]
    assert pointer.synced
    assert world.link.sync is None
    assert world.link.synced_at == NOW
    assert world.link.rows == 12
    assert leftovers(world) == []
    assert facts(world, "cus_0003")["plan"] == "Starter"


@pytest.mark.slow
def test_what_a_subscription_says_reaches_the_rules(world: StripeWorld) -> None:
    yearly = {"interval": "year", "interval_count": 1}
    world.account.things["subscriptions"] = [
        subscription(1, price=price("starter", 120_000, recurring=yearly)),
        subscription(2, status="trialing", trial_end=TODAY_S + 5 * DAY_S),
        subscription(
            3,
            status="canceled",
            canceled_at=TODAY_S - 60 * DAY_S,
            ended_at=TODAY_S - 60 * DAY_S,
        ),
        subscription(4, cancel_at=TODAY_S + 9 * DAY_S),
    ]
    world.pull()
    world.arrive()
    motions = {number: why(world, f"cus_000{number}") for number in (1, 2, 3, 4, 5)}
    assert motions[1]["motion"] == "renewal"
    assert motions[1]["customer"]["mrr_cents"] == 10_000  # type: ignore[index]
    assert (motions[2]["motion"], motions[2]["reason"]) == (None, "paid")
    assert motions[3]["motion"] == "win_back"
    assert motions[4]["motion"] == "retention"
    assert (motions[5]["motion"], motions[5]["reason"]) == (None, "paid")


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(("currency", "cents"), [("kwd", 124), ("jpy", 123_500), ("eur", 1235)])
def test_amounts_in_every_currency_are_read_without_asking(
    world: StripeWorld, currency: str, cents: int
) -> None:
    world.account.things["subscriptions"] = [
        subscription(number, price=price("starter", 1234 + number), currency=currency)
        for number in range(4)
    ]
    world.pull()
    world.arrive()
    assert facts(world, "cus_0001")["mrr_cents"] == cents


@pytest.mark.slow
def test_the_founders_word_on_the_soft_opt_in_goes_with_every_import(world: StripeWorld) -> None:
    attested = SoftOptIn(attested_by="f_1", attested_at=NOW)
    world.links.edit(TENANT, lambda link: link.model_copy(update={"attested": attested}))
    world.pull()
    record = world.arrive()
    assert record.attestation is not None
    assert record.attestation.attested_by == "f_1"
    assert world.base.rows.pointers[TENANT].attestation == record.attestation


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("survives", range(12))
def test_a_crash_between_or_within_parts_loses_and_doubles_no_row(
    world: StripeWorld, survives: int
) -> None:
    world.base.files.uploads_left = survives
    with pytest.raises(ConnectionError):
        world.pull()
    assert world.link.sync is not None
    assert world.link.sync.worker_until is None
    world.base.files.uploads_left = None
    world.pull()
    assert (ids(world, 1), ids(world, 2)) == everybody(world)
    assert leftovers(world) == []


@pytest.mark.usefixtures("small_parts")
def test_a_worker_that_died_silently_is_replaced_after_its_lease(world: StripeWorld) -> None:
    class DiedError(BaseException):
        pass

    def die(asked: int) -> None:
        if asked == 3:
            raise DiedError

    world.account.between = die
    with pytest.raises(DiedError):
        world.pull()
    world.account.between = lambda _: None
    world.pull()
    assert world.link.sync is not None, "its lease still holds"
    world.later(minutes=16)
    world.pull()
    assert (ids(world, 1), ids(world, 2)) == everybody(world)


@pytest.mark.usefixtures("small_parts")
def test_when_the_function_grows_old_a_message_goes_on_at_the_cursor(world: StripeWorld) -> None:
    world.elapsed = [0.0] * 8 + [601.0]
    world.pull()
    assert world.messages.sent == [("s1", 0)]
    assert world.link.sync is not None
    assert world.link.sync.cursor
    asked = len(world.account.asked)
    world.elapsed = []
    world.pull()
    assert (ids(world, 1), ids(world, 2)) == everybody(world)
    assert len(world.account.asked) - asked < asked + 5, "what was read is not read again"


def test_assembling_begins_in_a_young_function(world: StripeWorld) -> None:
    world.elapsed = [130.0]
    world.pull()
    assert world.messages.sent == [("s1", 0)]
    assert world.link.sync is not None
    assert world.link.sync.phase is SyncPhase.ASSEMBLING
    world.elapsed = []
    world.pull()
    counted = world.arrive().accounting
    assert counted
    assert (counted.rows_in, counted.accepted, counted.merged, counted.rejected) == (20, 12, 8, 0)


def test_a_short_wait_for_a_busy_stripe_is_sat_out(world: StripeWorld) -> None:
    world.account.trouble = [TOO_MANY_REQUESTS, Busy()]
    world.pull()
    assert world.paused == [1.0, 2.0]
    assert (ids(world, 1), ids(world, 2)) == everybody(world)


@pytest.mark.usefixtures("small_parts")
def test_a_long_wait_is_left_to_a_delayed_message(world: StripeWorld) -> None:
    def busy(asked: int) -> None:
        world.account.trouble = [Busy(wait_s=120)] if asked == 3 else []

    world.account.between = busy
    world.pull()
    assert world.paused == []
    assert world.messages.sent == [("s1", 120)]
    world.later(minutes=2)
    world.pull()
    assert (ids(world, 1), ids(world, 2)) == everybody(world)


def test_a_stripe_that_stays_busy_is_given_up_for_the_night(world: StripeWorld) -> None:
    delays = []
    for _ in range(pull.HELD_UP_AT_MOST):
        world.account.trouble = [Busy()] * 3
        world.pull()
        delays.append(world.messages.sent[-1][1])
        world.later(seconds=delays[-1])
    assert delays == sorted(delays)
    assert delays[-1] == 900
    world.account.trouble = [Busy()] * 3
    world.pull()
    assert world.link.sync is None
    assert "too busy" in world.link.problem


def test_a_key_refused_midway_is_told_and_the_earlier_base_stands(world: StripeWorld) -> None:
    world.pull("s1")
    world.arrive()
    before = world.base.rows.pointers[TENANT]

    def revoke(_: int) -> None:
        if world.account.asked[-1] == "customers":
            world.account.trouble = [REFUSED]

    world.account.between = revoke
    world.later(days=1)
    world.pull("s2")
    assert "no longer accepts the key" in world.link.problem
    assert "Your customers stay" in world.link.problem
    assert world.base.rows.pointers[TENANT] == before
    assert world.link.import_id == "im_s1"
    assert leftovers(world) == []
    world.account.between = lambda _: None
    world.pull("s3")
    assert world.link.problem == ""


def test_a_missing_permission_is_named(world: StripeWorld) -> None:
    world.account.forbidden = {"customers"}
    world.pull()
    assert "may not read Customers" in world.link.problem


def test_without_the_names_of_products_plans_are_called_by_their_prices(
    world: StripeWorld,
) -> None:
    world.account.forbidden = {"products"}
    world.pull()
    assert {row["Plan"] for row in rows(world, 2)} == {"price_starter"}


def test_a_link_without_a_key_asks_for_one(world: StripeWorld) -> None:
    world.key = False
    world.pull()
    assert "connect it" in world.link.problem


def test_an_account_without_customers_changes_nothing(world: StripeWorld) -> None:
    world.account.things |= {"customers": [], "subscriptions": []}
    world.pull()
    assert "no customers" in world.link.problem
    assert not world.base.rows.imports


def test_more_rows_than_an_upload_may_have_are_refused(
    world: StripeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "MAX_ROWS", 11)
    world.pull()
    assert "the most" in world.link.problem
    assert not world.base.rows.imports


@pytest.mark.usefixtures("small_parts")
def test_a_customer_deleted_while_it_is_the_cursor_loses_nobody_else(world: StripeWorld) -> None:
    def delete(_: int) -> None:
        sync = world.link.sync
        if sync is not None and sync.cursor == "cus_0007":
            kept = [one for one in world.account.things["customers"] if one["id"] != "cus_0007"]
            world.account.things["customers"] = kept

    world.account.between = delete
    world.pull()
    found = ids(world, 1)
    assert set(everybody(world)[0]) <= set(found)
    assert set(found.values()) == {1}


def test_subscriptions_of_a_deleted_customer_stay_without_a_person(world: StripeWorld) -> None:
    gone = {"id": "cus_gone", "object": "customer", "deleted": True}
    world.account.things["subscriptions"].append(subscription(50, customer=gone))
    world.pull()
    assert "cus_gone" not in ids(world, 1)
    record = world.arrive()
    assert record.accounting is not None
    assert record.accounting.rejected == 0


def test_a_sync_that_begins_is_not_waited_for_any_more(world: StripeWorld) -> None:
    world.links.edit(TENANT, lambda link: link.model_copy(update={"asked_at": NOW}))
    world.account.trouble = [Busy(wait_s=60)]
    world.pull()
    assert world.link.asked_at is None


def test_one_sync_at_a_time_and_an_ended_one_does_not_begin_again(world: StripeWorld) -> None:
    world.account.trouble = [Busy(wait_s=60)]
    world.pull("s1")
    world.pull("s2")
    assert world.link.sync is not None
    assert world.link.sync.id == "s1"
    world.pull("s1")
    asked = len(world.account.asked)
    world.pull("s1")
    assert len(world.account.asked) == asked
    assert world.link.sync is None


def test_a_message_that_comes_again_after_other_syncs_begins_nothing(world: StripeWorld) -> None:
    for name in ("s1", "s2", "s3"):
        world.pull(name)
        world.settle()
    newest = world.link
    world.pull("s1")
    assert world.link == newest


def test_a_dead_sync_is_replaced_by_the_next_one(world: StripeWorld) -> None:
    world.account.trouble = [Busy(wait_s=60)]
    world.pull("s1")
    world.later(hours=4)
    world.pull("s2")
    assert world.link.ended == ("s2",)


def test_disconnecting_midway_stops_the_sync(world: StripeWorld) -> None:
    def disconnect(asked: int) -> None:
        if asked == 3:
            world.links.kept.clear()

    world.account.between = disconnect
    world.pull()
    assert not world.base.rows.imports
    assert leftovers(world) == []


def test_a_failure_of_ours_is_told_at_the_last_try(world: StripeWorld) -> None:
    world.base.files.uploads_left = 0
    with pytest.raises(ConnectionError):
        world.pull(last_try=True)
    assert world.link.sync is None
    assert "on our side" in world.link.problem


def keep_snapshot(world: StripeWorld) -> None:
    """As an import and its run leave a base behind, without its rows being read."""
    world.settle()
    rows, import_id = world.base.rows, world.link.import_id
    made = SnapshotPointer(
        snapshot=f"s_{import_id}", import_id=import_id, as_of=NOW.date(), rows=1, synced=True
    )
    world.base.files.put(TENANT, snapshot_key(TENANT, made.snapshot, "customers.parquet"), b"rows")
    rows.save_snapshot(TENANT, pointer_over(rows.snapshot(TENANT), made))
    rows.start_run(TENANT, run=f"r_{import_id}", snapshot=made.snapshot, now=world.now)
    rows.save_latest_run(TENANT, LatestRunPointer(run=f"r_{import_id}"))


def test_snapshots_that_nothing_points_to_are_dropped(world: StripeWorld) -> None:
    for night in range(6):
        world.pull(f"night{night}")
        keep_snapshot(world)
        world.later(days=1)
    files = world.base.files.folder.glob(f"uploads/{TENANT}/*/1.csv")
    assert len(list(files)) == 3
    kept = world.base.files.folder.glob(f"tenants/{TENANT}/snapshots/*/customers.parquet")
    assert sorted(path.parent.name for path in kept) == [
        "s_im_night3",
        "s_im_night4",
        "s_im_night5",
    ]


def test_every_night_every_connected_account_is_read_anew(world: StripeWorld) -> None:
    assert world.night() == 1
    assert world.messages.sent == [("nightly_20261123", 0)]


def test_a_base_whose_account_was_not_read_for_days_is_not_synced_any_more(
    world: StripeWorld,
) -> None:
    world.pull()
    world.arrive()
    for days, synced in ((2, True), (1, False)):
        world.later(days=days)
        world.night()
        assert world.base.rows.pointers[TENANT].synced is synced
    world.pull("again")
    world.arrive()
    assert world.base.rows.pointers[TENANT].synced


def test_a_disconnected_base_grows_old_from_the_next_night_on(world: StripeWorld) -> None:
    world.pull()
    world.arrive()
    world.links.kept.clear()
    assert world.night() == 0
    assert not world.base.rows.pointers[TENANT].synced


def test_a_permission_taken_away_is_no_reason_to_read_half(world: StripeWorld) -> None:
    world.account.trouble = [NotPermitted(), NotPermitted()]
    world.pull()
    assert "may not read Subscriptions" in world.link.problem
    assert not world.base.rows.imports
