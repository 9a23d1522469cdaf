"""A sync that waits for a yes about those who leave keeps those who stay current meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from functions.customer_base.imports.records import ImportRecord, ImportStatus, declined
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key
from functions.customer_base.parsing.snapshot_table import relation
from functions.customer_base.sql.connection import connect
from functions.customer_base.store.snapshot import snapshot_key
from tests.customer_base.fakes_base import TENANT, agree, new_base
from tests.customer_base.stripe_world import (
    StripeWorld,
    customer,
    stripe_world,
    subscription,
)

pytestmark = pytest.mark.costly(first=1)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> StripeWorld:
    world = stripe_world(new_base(tmp_path_factory.mktemp("waiting")))
    world.pull()
    world.arrive()
    world.later(hours=2)
    return world


@pytest.fixture
def world(synced: StripeWorld, tmp_path: Path) -> StripeWorld:
    return synced.copy_to(tmp_path)


def customers(world: StripeWorld) -> dict[str, dict[str, Any]]:
    """The base by customer id, as it is now."""
    snapshot = world.base.rows.pointers[TENANT].snapshot
    path = world.base.files.folder / snapshot_key(TENANT, snapshot, "customers.parquet")
    con = connect(threads=1)
    try:
        cursor = con.execute(f"SELECT * FROM {relation(con, path)}")
        names = [column[0] for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    finally:
        con.close()
    return {one["customer_id"]: one for one in found}


def arrive(world: StripeWorld) -> ImportRecord:
    """The newest import's files arrive; it may have to wait."""
    import_id = world.link.import_id
    for number in (1, 2):
        uploaded = parse_upload_key(f"uploads/{TENANT}/{import_id}/{number}.csv")
        assert uploaded is not None
        file_arrived(uploaded, world.base.imports, now=world.now)
    return world.base.rows.imports[TENANT, import_id]


def leave(world: StripeWorld, *numbers: int) -> None:
    """These are not in Stripe any more, as of a restricted key or a wrong list."""
    gone = {f"cus_{number:04d}" for number in numbers}
    things = world.account.things
    things["customers"] = [one for one in things["customers"] if one["id"] not in gone]
    things["subscriptions"] = [
        one for one in things["subscriptions"] if one["customer"]["id"] not in gone
    ]


def waiting(world: StripeWorld) -> ImportRecord:
    leave(world, 0, 1, 2)
    world.account.put("customers", customer(99))
    world.pull("night")
    record = arrive(world)
    assert record.status is ImportStatus.NEEDS_APPROVAL
    return record


@pytest.mark.slow
def test_cancellations_of_those_who_stay_do_not_wait_for_the_yes(world: StripeWorld) -> None:
    record = waiting(world)
    assert record.replacement is not None
    assert (record.replacement.leaving, record.replacement.joining) == (3, 1)
    before = set(customers(world))
    world.tell(
        "subscription", subscription(4, status="canceled", ended_at=int(world.now.timestamp()))
    )
    world.tell("subscription", subscription(5, cancel_at_period_end=True))
    world.tell("customer", customer(6, email="new@example.com"))
    world.later(minutes=5)
    world.apply()
    later = arrive(world)
    assert later.status is ImportStatus.NEEDS_APPROVAL
    found = customers(world)
    assert found["cus_0004"]["status"] == "canceled"
    assert found["cus_0005"]["cancel_at_period_end"] is True
    assert found["cus_0006"]["email"] == "new@example.com"
    assert set(found) == before, "nobody left and nobody joined"
    assert found["cus_0001"]["status"] == "active"
    asked = world.base.queue.sent[-1]
    assert asked["snapshot"] == world.base.rows.pointers[TENANT].snapshot


@pytest.mark.slow
def test_the_yes_is_to_the_newest_sync_and_lets_them_leave(world: StripeWorld) -> None:
    first = waiting(world)
    world.tell("subscription", subscription(4, status="canceled"))
    world.later(minutes=5)
    world.apply()
    newest = arrive(world)
    assert world.base.rows.imports[TENANT, first.id].status is ImportStatus.DECLINED
    assert agree(world.base, newest.id).status is ImportStatus.DONE
    found = customers(world)
    assert {"cus_0000", "cus_0001", "cus_0002"}.isdisjoint(found)
    assert "cus_0099" in found
    assert found["cus_0004"]["status"] == "canceled"


@pytest.mark.slow
def test_a_sync_of_another_account_changes_nothing(world: StripeWorld) -> None:
    before, pointer = customers(world), world.base.rows.pointers[TENANT]
    leave(world, *range(12))
    world.account.put("customers", customer(50))
    world.account.put("subscriptions", subscription(50))
    world.pull("night")
    assert arrive(world).status is ImportStatus.NEEDS_APPROVAL
    assert (customers(world), world.base.rows.pointers[TENANT]) == (before, pointer)


def keep(world: StripeWorld) -> ImportRecord:
    """The founder keeps the customers whom the newest sync would let go."""
    record = waiting(world)
    world.base.rows.edit_import(TENANT, record.id, lambda found: declined(found, now=world.now))
    world.later(days=1)
    return record


@pytest.mark.slow
def test_a_keep_holds_at_the_next_syncs_of_the_same_difference(world: StripeWorld) -> None:
    keep(world)
    before = set(customers(world))
    world.tell("subscription", subscription(4, status="canceled"))
    world.pull("second night")
    second = arrive(world)
    assert second.status is ImportStatus.DONE
    assert second.kept_by_answer == 3
    found = customers(world)
    assert set(found) == before, "those who were to leave stay, who was to join stays out"
    assert found["cus_0001"]["status"] == "active"
    assert found["cus_0004"]["status"] == "canceled"
    assert world.base.rows.pointers[TENANT].rows == len(before)
    world.base.rows.forget_import(TENANT, second.id)
    world.later(days=1)
    world.pull("third night")
    assert arrive(world).status is ImportStatus.DONE, "the answer outlives the record that asked"
    assert set(customers(world)) == before


@pytest.mark.slow
def test_a_keep_is_about_those_it_names_and_others_leave_and_join_as_ever(
    world: StripeWorld,
) -> None:
    keep(world)
    leave(world, 7)
    world.account.put("customers", customer(100))
    world.pull("second night")
    assert arrive(world).status is ImportStatus.DONE
    found = customers(world)
    assert {"cus_0000", "cus_0001", "cus_0002", "cus_0100"} <= set(found)
    assert {"cus_0007", "cus_0099"}.isdisjoint(found)


def test_a_keep_does_not_answer_for_a_tenth_more_who_would_leave(world: StripeWorld) -> None:
    keep(world)
    before = set(customers(world))
    leave(world, 6, 7)
    world.pull("second night")
    asked = arrive(world)
    assert asked.status is ImportStatus.NEEDS_APPROVAL
    assert asked.replacement is not None
    assert asked.replacement.leaving == 5
    assert set(customers(world)) == before


def test_who_presses_for_a_sync_is_asked_once_more(world: StripeWorld) -> None:
    keep(world)
    world.pull("sync_pressed")
    asked = arrive(world)
    assert asked.status is ImportStatus.NEEDS_APPROVAL
    assert agree(world.base, asked.id).status is ImportStatus.DONE
    assert "cus_0000" not in customers(world)
    assert "cus_0099" in customers(world)


def test_a_keep_ends_once_nobody_of_it_is_missing(world: StripeWorld) -> None:
    keep(world)
    for number in (0, 1, 2):
        world.account.put("customers", customer(number))
    world.pull("second night")
    record = arrive(world)
    assert (record.status, record.kept_by_answer) == (ImportStatus.DONE, 0)
    assert "cus_0099" in customers(world)


def test_a_keep_holds_over_another_account_until_it_grows_by_a_tenth(world: StripeWorld) -> None:
    before, pointer = customers(world), world.base.rows.pointers[TENANT]
    leave(world, *range(12))
    world.account.put("customers", customer(50))
    world.account.put("subscriptions", subscription(50))
    world.pull("night")
    asked = arrive(world)
    world.base.rows.edit_import(TENANT, asked.id, lambda found: declined(found, now=world.now))
    world.later(days=1)
    world.account.put("customers", customer(51))
    world.pull("second night")
    assert arrive(world).status is ImportStatus.DECLINED
    assert (customers(world), world.base.rows.pointers[TENANT]) == (before, pointer)
    for number in (52, 53):
        world.account.put("customers", customer(number))
    world.later(days=1)
    world.pull("third night")
    assert arrive(world).status is ImportStatus.NEEDS_APPROVAL
    assert (customers(world), world.base.rows.pointers[TENANT]) == (before, pointer)
