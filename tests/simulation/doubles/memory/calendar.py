"""Reserved cells and counters of one founder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.booking_counts import with_counts
from functions.outreach.domain.calendar.founder_calendar import (
    BUILT_IN,
    Bandwidth,
    CalendarState,
    Reservation,
)
from functions.outreach.domain.calendar.synced_calendar import SyncedCalendar, with_synced
from tenancy.tenant import FounderId, TenantId


@dataclass
class MemoryCalendar:
    cells: dict[datetime, str] = field(default_factory=dict)
    """Start of each reserved cell, and the booking it belongs to."""
    per_day: Counter[date] = field(default_factory=Counter)
    per_week: Counter[date] = field(default_factory=Counter)
    synced: SyncedCalendar | None = None

    def takes(self, wanted: Reservation, freed: Reservation | None) -> bool:
        """Whether a reservation fits. What a move both frees and takes is not asked about."""
        given = set(freed.cells) if freed else set()
        free = all(cell not in self.cells for cell in set(wanted.cells) - given)
        same_day = freed is not None and freed.day == wanted.day
        same_week = freed is not None and freed.week == wanted.week
        return (
            free
            and (same_day or self.per_day[wanted.day] < wanted.day_cap)
            and (same_week or self.per_week[wanted.week] < wanted.week_cap)
        )

    def reserve(self, wanted: Reservation) -> None:
        self.cells.update(dict.fromkeys(wanted.cells, wanted.booking))
        self.per_day[wanted.day] += 1
        self.per_week[wanted.week] += 1

    def release(self, freed: Reservation) -> None:
        for cell in freed.cells:
            self.cells.pop(cell, None)
        self.per_day[freed.day] -= 1
        self.per_week[freed.week] -= 1

    def state(
        self,
        tenant: TenantId,
        founder: FounderId,
        *,
        bandwidth: Bandwidth,
        now: datetime,
        reserving: bool = False,
    ) -> CalendarState:
        today = now.astimezone(ZoneInfo(bandwidth.time_zone)).date()
        monday = today - timedelta(days=today.weekday())
        held = {
            cell: booking
            for cell, booking in self.cells.items()
            if monday - timedelta(days=1) <= cell.astimezone(UTC).date()
        }
        state = with_counts(
            bandwidth,
            held,
            day_counters=self.per_day,
            week_counters=self.per_week,
            since=monday,
        )
        if bandwidth.calendar == BUILT_IN:
            return state
        return with_synced(state, self.synced, now=now)
