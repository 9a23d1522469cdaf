"""What the last look at a founder's calendar left: begun and kept on conditions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from functions.outreach.domain.calendar.synced_calendar import SyncedCalendar
from functions.outreach.store.calendar import StoredSyncs
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tests.outreach.approved import FOUNDER, NOW, TENANT

pytestmark = pytest.mark.usefixtures("aws")
SYNCS = StoredSyncs()
KNOWN = SyncedCalendar("c1", asked_at=NOW)
REST = timedelta(seconds=10)


def begins(
    over: SyncedCalendar | None,
    *,
    connection: str = "c1",
    after_s: float = 0,
    rest: timedelta = REST,
) -> bool:
    now = NOW + timedelta(seconds=after_s)
    return SYNCS.begin_look(TENANT, FOUNDER, connection, over=over, now=now, again_after=rest)


def test_of_many_looks_at_one_moment_one_begins_and_the_next_after_a_rest() -> None:
    SYNCS.start(TENANT, FOUNDER, KNOWN)
    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(lambda _: begins(KNOWN), range(8)))
    assert begun.count(True) == 1
    assert [begins(KNOWN, after_s=after_s) for after_s in (9.9, 10)] == [False, True]
    # A schedule waits for nobody.
    assert begins(KNOWN, after_s=11, rest=timedelta(0))
    assert SYNCS.load(TENANT, FOUNDER) == KNOWN


def test_a_look_that_ends_after_the_founder_disconnected_leaves_nothing() -> None:
    SYNCS.start(TENANT, FOUNDER, KNOWN)
    assert begins(KNOWN)
    SYNCS.forget(TENANT, FOUNDER)
    assert not SYNCS.save(TENANT, FOUNDER, KNOWN)
    assert not begins(KNOWN)
    assert SYNCS.load(TENANT, FOUNDER) is None


def test_a_look_that_ends_after_the_founder_connected_again_leaves_nothing() -> None:
    SYNCS.start(TENANT, FOUNDER, KNOWN)
    assert begins(KNOWN)
    again = SyncedCalendar("c2", asked_at=NOW)
    SYNCS.start(TENANT, FOUNDER, again)
    assert not SYNCS.save(TENANT, FOUNDER, KNOWN)
    assert not begins(KNOWN, after_s=60)
    assert SYNCS.load(TENANT, FOUNDER) == again
    assert SYNCS.save(TENANT, FOUNDER, SyncedCalendar("c2"))


@pytest.mark.parametrize("connection", ["c2", ""])
def test_a_look_by_another_connection_begins_with_nothing_known(connection: str) -> None:
    assert begins(None)
    assert SYNCS.save(TENANT, FOUNDER, KNOWN)
    assert not begins(None)
    assert begins(KNOWN, connection=connection, rest=timedelta(0))
    assert SYNCS.load(TENANT, FOUNDER) == SyncedCalendar(connection)
    assert SYNCS.save(TENANT, FOUNDER, SyncedCalendar(connection, asked_at=NOW))


def test_a_row_that_names_no_owner_yet_is_looked_at() -> None:
    SYNCS.start(TENANT, FOUNDER, KNOWN)
    with acting_for(TENANT):
        item = WorkspaceItem(TenantKeys.calendar(TENANT, FOUNDER), "synced")
        item.update(actions=[WorkspaceItem.owner.remove()])
    assert begins(KNOWN)
    assert SYNCS.save(TENANT, FOUNDER, KNOWN)
