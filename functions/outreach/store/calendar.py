"""A founder's calendar: reserved cells, and counters per day and week.

Rows: `<UTC day>#cell#<UTC start>` holds one reserved 5-minute cell, `<local day>#day` and
`<local Monday>#week` count bookings under a cap. A cell is named by its instant alone, so no two
bookings hold it, whichever local days they are counted on. Everything sorts by day, so one range
query finds all that an offer needs. `synced` is what the last look at the founder's own calendar
left; it sorts behind every day, so the same query finds it. Its `owner` names the connection, and
its `at` is when the newest look began. `written#<event>` is an event that was written into it and
that no look has accounted for yet, `writing#<event>` the calendar's mark of when that was begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pynamodb.exceptions import DeleteError, PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from functions.outreach.calendar_ports import UpcomingBooking
from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.calendar.booking_counts import with_counts
from functions.outreach.domain.calendar.founder_calendar import (
    BUILT_IN,
    Bandwidth,
    CalendarState,
)
from functions.outreach.domain.calendar.synced_calendar import (
    BookedEvent,
    SyncedCalendar,
    WrittenEvent,
    with_synced,
)
from functions.outreach.store import bookings
from functions.outreach.store.dynamo import row, rows_of, time_from, time_text
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem, saved_if
from tenancy.tenant import FounderId, TenantId


def cell_key(cell: datetime) -> str:
    """The sort key of the cell that starts at an aware instant."""
    return f"{cell.astimezone(UTC).date().isoformat()}#cell#{time_text(cell)}"


def day_key(day: date) -> str:
    return f"{day.isoformat()}#day"


def week_key(monday: date) -> str:
    return f"{monday.isoformat()}#week"


SYNCED = "synced"
"""The sort key of what the last look at the founder's own calendar left."""
_WRITTEN = "written#"
_WRITING = "writing#"
_WRITING_KEPT_FOR = timedelta(days=1)
"""Longer than a busy calendar is tried."""
_KEPT_AFTER = timedelta(days=1)
"""How long after its end a written event that no look accounts for is kept."""


class StoredCalendar:
    """A `CalendarQuery`: one query from this week's Monday to the end of the horizon."""

    def state(
        self,
        tenant: TenantId,
        founder: FounderId,
        *,
        bandwidth: Bandwidth,
        now: datetime,
        reserving: bool = False,
    ) -> CalendarState:
        del reserving
        today = now.astimezone(ZoneInfo(bandwidth.time_zone)).date()
        monday = today - timedelta(days=today.weekday())
        # A day more, because a cell's UTC day may be another than the local one. There is no last
        # day: few bookings lie beyond the horizon, and `synced` comes after all of them.
        first = monday - timedelta(days=1)
        synced: SyncedCalendar | None = None
        held: dict[datetime, str] = {}
        days: dict[date, int] = {}
        weeks: dict[date, int] = {}
        with acting_for(tenant):
            for item in WorkspaceItem.query(
                TenantKeys.calendar(tenant, founder),
                range_key_condition=WorkspaceItem.sk.between(first.isoformat(), SYNCED),
                consistent_read=True,
            ):
                if item.sk == SYNCED:
                    synced = from_json(SyncedCalendar, item.document or "")
                    continue
                day, kind, *rest = item.sk.split("#")
                if kind == "cell":
                    held[time_from(rest[0])] = item.owner or item.sk
                elif date.fromisoformat(day) < monday:
                    continue
                elif kind == "day":
                    days[date.fromisoformat(day)] = int(item.counter or 0)
                else:
                    weeks[date.fromisoformat(day)] = int(item.counter or 0)
        state = with_counts(bandwidth, held, day_counters=days, week_counters=weeks, since=monday)
        return state if bandwidth.calendar == BUILT_IN else with_synced(state, synced, now=now)


class StoredSyncs:
    """A `SyncStore`, and the `WrittenEvents` beside it."""

    def load(self, tenant: TenantId, founder: FounderId) -> SyncedCalendar | None:
        with acting_for(tenant):
            item = row(TenantKeys.calendar(tenant, founder), SYNCED)
        return from_json(SyncedCalendar, item.document or "") if item else None

    def begin_look(
        self,
        tenant: TenantId,
        founder: FounderId,
        connection: str,
        *,
        over: SyncedCalendar | None,
        now: datetime,
        again_after: timedelta = timedelta(0),
    ) -> bool:
        actions: list[Action] = [WorkspaceItem.at.set(time_text(now))]
        if over is None or over.connection != connection:
            fresh = to_json(SyncedCalendar(connection))
            actions += [WorkspaceItem.kind.set(SYNCED), WorkspaceItem.document.set(fresh)]
        actions.append(WorkspaceItem.owner.set(_owner(connection)))
        if over is None:
            return _update(tenant, founder, actions, WorkspaceItem.pk.does_not_exist())
        # A row of before looks were noted names no owner.
        same = WorkspaceItem.owner.does_not_exist() | (
            WorkspaceItem.owner == _owner(over.connection)
        )
        rested = WorkspaceItem.at.does_not_exist() | (
            WorkspaceItem.at <= time_text(now - again_after)
        )
        there = WorkspaceItem.document.exists() & same
        return _update(tenant, founder, actions, there & rested if again_after else there)

    def save(self, tenant: TenantId, founder: FounderId, synced: SyncedCalendar) -> bool:
        kept: list[Action] = [WorkspaceItem.document.set(to_json(synced))]
        return _update(tenant, founder, kept, WorkspaceItem.owner == _owner(synced.connection))

    def start(
        self, tenant: TenantId, founder: FounderId, synced: SyncedCalendar, *, over: str = ""
    ) -> bool:
        """The row of a connection that was made just now, whatever was known of another.

        False, and nothing is changed, where the row is by now of another connection than `over`.
        """
        item = WorkspaceItem(
            pk=TenantKeys.calendar(tenant, founder),
            sk=SYNCED,
            kind=SYNCED,
            document=to_json(synced),
            owner=_owner(synced.connection),
        )
        # A row of before looks were noted, and one that is not there, name no owner.
        free = WorkspaceItem.owner.does_not_exist() | (WorkspaceItem.owner == _owner(over))
        with acting_for(tenant):
            if over:
                return saved_if(item, free)
            item.save()
        return True

    def forget(self, tenant: TenantId, founder: FounderId) -> None:
        with acting_for(tenant):
            WorkspaceItem(TenantKeys.calendar(tenant, founder), SYNCED).delete()

    def writing_mark(
        self, tenant: TenantId, founder: FounderId, event: str, *, connection: str, moves: int
    ) -> str | None:
        with acting_for(tenant):
            item = row(TenantKeys.calendar(tenant, founder), f"{_WRITING}{event}")
        if item is None or item.version != moves or item.owner != _owner(connection):
            return None
        return item.document or ""

    def note_writing(
        self,
        tenant: TenantId,
        founder: FounderId,
        event: str,
        *,
        connection: str,
        moves: int,
        mark: str,
        now: datetime,
    ) -> None:
        with acting_for(tenant):
            WorkspaceItem(
                pk=TenantKeys.calendar(tenant, founder),
                sk=f"{_WRITING}{event}",
                kind="writing",
                version=moves,
                owner=_owner(connection),
                document=mark,
                expires_at=now + _WRITING_KEPT_FOR,
            ).save()

    def note_written(self, tenant: TenantId, founder: FounderId, written: WrittenEvent) -> None:
        is_later = (
            WorkspaceItem.version.does_not_exist()
            | (WorkspaceItem.version <= written.moves)
            | (WorkspaceItem.owner != _owner(written.connection))
        )
        with acting_for(tenant):
            item = WorkspaceItem(
                pk=TenantKeys.calendar(tenant, founder),
                sk=f"{_WRITTEN}{written.shown.event}",
                kind="written",
                version=written.moves,
                owner=_owner(written.connection),
                document=to_json(written),
                at=time_text(written.at),
                expires_at=written.shown.end + _KEPT_AFTER,
            )
            try:
                item.save(condition=is_later)
            except PutError as error:
                if error.cause_response_code != "ConditionalCheckFailedException":
                    raise

    def written_events(
        self, tenant: TenantId, founder: FounderId, *, connection: str
    ) -> tuple[WrittenEvent, ...]:
        with acting_for(tenant):
            found = [
                from_json(WrittenEvent, item.document or "")
                for item in rows_of(TenantKeys.calendar(tenant, founder), prefix=_WRITTEN)
            ]
        return tuple(one for one in found if one.connection == connection)

    def settle_written(
        self, tenant: TenantId, founder: FounderId, written: Sequence[WrittenEvent]
    ) -> None:
        key = TenantKeys.calendar(tenant, founder)
        with acting_for(tenant):
            for one in written:
                item = WorkspaceItem(key, f"{_WRITTEN}{one.shown.event}")
                try:
                    item.delete(condition=WorkspaceItem.at == time_text(one.at))
                except DeleteError as error:
                    if error.cause_response_code != "ConditionalCheckFailedException":
                        raise

    def upcoming(
        self, tenant: TenantId, founder: FounderId, *, now: datetime
    ) -> tuple[UpcomingBooking, ...]:
        return tuple(
            UpcomingBooking(
                BookedEvent(kept.booking.id, kept.booking.calendar_event, kept.booking.slot),
                kept.conversation,
            )
            for kept in bookings.list_all(tenant, founder=founder)
            if kept.status is bookings.BookingStatus.UPCOMING and kept.booking.slot.start > now
        )


def _owner(connection: str) -> str:
    """Never empty: a calendar whose credential is gone is looked at all the same."""
    return f"connection|{connection}"


def _update(
    tenant: TenantId, founder: FounderId, actions: list[Action], condition: Condition
) -> bool:
    with acting_for(tenant):
        item = WorkspaceItem(TenantKeys.calendar(tenant, founder), SYNCED)
        try:
            item.update(actions=actions, condition=condition)
        except UpdateError as error:
            if error.cause_response_code == "ConditionalCheckFailedException":
                return False
            raise
        return True
