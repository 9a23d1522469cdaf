"""A founder's calendar: reserved cells, and counters per day and week.

Rows: `<UTC day>#cell#<UTC start>` holds one reserved 5-minute cell, `<local day>#day` and
`<local Monday>#week` count bookings under a cap. A cell is named by its instant alone, so no two
bookings hold it, whichever local days they are counted on. Everything sorts by day, so one range
query finds all that an offer needs.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.founder_calendar import Bandwidth, CalendarState
from functions.outreach.store.dynamo import time_from, time_text
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import FounderId, TenantId


def cell_key(cell: datetime) -> str:
    """The sort key of the cell that starts at an aware instant."""
    return f"{cell.astimezone(UTC).date().isoformat()}#cell#{time_text(cell)}"


def day_key(day: date) -> str:
    return f"{day.isoformat()}#day"


def week_key(monday: date) -> str:
    return f"{monday.isoformat()}#week"


class StoredCalendar:
    """A `CalendarQuery`: one query from this week's Monday to the end of the horizon."""

    def state(
        self, tenant: TenantId, founder: FounderId, *, bandwidth: Bandwidth, now: datetime
    ) -> CalendarState:
        today = now.astimezone(ZoneInfo(bandwidth.time_zone)).date()
        monday = today - timedelta(days=today.weekday())
        # A day more on either side, because a cell's UTC day may be another than the local one;
        # `~` sorts behind every key of the last day.
        first = monday - timedelta(days=1)
        last = today + timedelta(days=bandwidth.horizon_days + 1)
        cells: set[datetime] = set()
        days: list[tuple[date, int]] = []
        weeks: list[tuple[date, int]] = []
        with acting_for(tenant):
            for item in WorkspaceItem.query(
                TenantKeys.calendar(tenant, founder),
                range_key_condition=WorkspaceItem.sk.between(
                    first.isoformat(), f"{last.isoformat()}~"
                ),
                consistent_read=True,
            ):
                day, kind, *rest = item.sk.split("#")
                if kind == "cell":
                    cells.add(time_from(rest[0]))
                elif date.fromisoformat(day) < monday:
                    continue
                elif kind == "day":
                    days.append((date.fromisoformat(day), int(item.counter or 0)))
                else:
                    weeks.append((date.fromisoformat(day), int(item.counter or 0)))
        return CalendarState(
            taken_cells=frozenset(cells),
            booked_per_day=tuple(days),
            booked_per_week=tuple(weeks),
        )
