"""What the last look at a founder's calendar left: begun and kept on conditions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import CALDAV
from functions.outreach.domain.calendar.synced_calendar import (
    SeenEvent,
    SyncedCalendar,
    WrittenEvent,
)
from functions.outreach.store.calendar import StoredCalendar, StoredSyncs
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth

pytestmark = pytest.mark.usefixtures("aws")
SYNCS = StoredSyncs()
KNOWN = SyncedCalendar("c1", asked_at=NOW)
REST = timedelta(seconds=10)


def written(event: str, *, connection: str = "c1", at: datetime = NOW) -> WrittenEvent:
    end = NOW + timedelta(days=1)
    return WrittenEvent(SeenEvent(event, end - timedelta(minutes=15), end), connection, at=at)


def begins(
    over: SyncedCalendar | None,
    *,
    connection: str = "c1",
    after_s: float = 0,
    rest: timedelta = REST,
) -> bool:
    now = NOW + timedelta(seconds=after_s)
    return SYNCS.begin_look(TENANT, FOUNDER, connection, over=over, now=now, again_after=rest)


@pytest.mark.slow
def test_of_many_looks_at_one_moment_one_begins_and_the_next_after_a_rest() -> None:
    SYNCS.start(TENANT, FOUNDER, KNOWN)
    assert [begins(KNOWN) for _ in range(8)] == [True] + [False] * 7
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


def test_a_written_event_is_found_by_its_connection_until_a_look_settled_it() -> None:
    SYNCS.start(TENANT, FOUNDER, KNOWN)
    one, other = written("e1"), written("e2", connection="c2")
    for each in (one, other):
        SYNCS.note_written(TENANT, FOUNDER, each)
    assert SYNCS.load(TENANT, FOUNDER) == KNOWN
    assert SYNCS.written_events(TENANT, FOUNDER, connection="c1") == (one,)
    SYNCS.settle_written(TENANT, FOUNDER, (one,))
    SYNCS.settle_written(TENANT, FOUNDER, (one,))
    assert SYNCS.written_events(TENANT, FOUNDER, connection="c1") == ()
    assert SYNCS.written_events(TENANT, FOUNDER, connection="c2") == (other,)


def test_an_event_written_again_during_a_look_is_not_settled_by_it() -> None:
    first, again = written("e1"), written("e1", at=NOW + timedelta(minutes=1))
    SYNCS.note_written(TENANT, FOUNDER, first)
    SYNCS.note_written(TENANT, FOUNDER, again)
    SYNCS.settle_written(TENANT, FOUNDER, (first,))
    assert SYNCS.written_events(TENANT, FOUNDER, connection="c1") == (again,)


def test_a_writing_that_comes_late_leaves_the_note_of_the_later_one() -> None:
    later = replace(written("e1"), moves=2)
    late = replace(written("e1", at=NOW + timedelta(minutes=1)), moves=1)
    again = replace(later, at=NOW + timedelta(minutes=2))
    for each, kept in ((later, later), (late, later), (again, again)):
        SYNCS.note_written(TENANT, FOUNDER, each)
        assert SYNCS.written_events(TENANT, FOUNDER, connection="c1") == (kept,)
    elsewhere = replace(late, connection="c2")
    SYNCS.note_written(TENANT, FOUNDER, elsewhere)
    assert SYNCS.written_events(TENANT, FOUNDER, connection="c2") == (elsewhere,)


def test_a_written_event_that_no_look_settles_goes_with_its_time_and_is_no_part_of_an_offer() -> (
    None
):
    SYNCS.note_written(TENANT, FOUNDER, written("e1"))
    with acting_for(TENANT):
        (item,) = WorkspaceItem.query(TenantKeys.calendar(TENANT, FOUNDER))
    assert item.expires_at == NOW + timedelta(days=2)
    chosen = replace(bandwidth(), calendar=CALDAV)
    state = StoredCalendar().state(TENANT, FOUNDER, bandwidth=chosen, now=NOW)
    assert (state.taken_cells, state.unconfirmed) == (frozenset(), True)


def test_a_row_that_names_no_owner_yet_is_looked_at() -> None:
    SYNCS.start(TENANT, FOUNDER, KNOWN)
    with acting_for(TENANT):
        item = WorkspaceItem(TenantKeys.calendar(TENANT, FOUNDER), "synced")
        item.update(actions=[WorkspaceItem.owner.remove()])
    assert begins(KNOWN)
    assert SYNCS.save(TENANT, FOUNDER, KNOWN)


def test_the_mark_of_a_writing_is_of_this_writing_and_connection_alone() -> None:
    assert SYNCS.writing_mark(TENANT, FOUNDER, "e1", connection="c1", moves=1) is None
    SYNCS.note_writing(TENANT, FOUNDER, "e1", connection="c1", moves=1, mark="t1", now=NOW)
    asked = [("e1", "c1", 1), ("e1", "c1", 2), ("e1", "c2", 1), ("e2", "c1", 1)]
    found = [
        SYNCS.writing_mark(TENANT, FOUNDER, event, connection=connection, moves=moves)
        for event, connection, moves in asked
    ]
    assert found == ["t1", None, None, None]
    SYNCS.note_writing(TENANT, FOUNDER, "e1", connection="c1", moves=2, mark="", now=NOW)
    assert SYNCS.writing_mark(TENANT, FOUNDER, "e1", connection="c1", moves=2) == ""
    assert SYNCS.written_events(TENANT, FOUNDER, connection="c1") == ()
    with acting_for(TENANT):
        (item,) = WorkspaceItem.query(TenantKeys.calendar(TENANT, FOUNDER))
    assert item.expires_at == NOW + timedelta(days=1)
