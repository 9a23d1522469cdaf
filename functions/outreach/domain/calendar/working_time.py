"""A founder's weekly hours as spans of time, also on the days the clock is changed.

Pure; knows nothing of bookings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from functions.outreach.domain.calendar.founder_calendar import WorkingHours


def working_time(
    weekly: Sequence[WorkingHours], *, zone: ZoneInfo, horizon_days: int, now: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Weekly hours of every day in the horizon as merged UTC spans.

    A wall time the clock skips becomes the moment after the gap where a window opens and the gap
    itself where it closes; one it repeats is the first of the two. So a window is never longer than
    the founder set, and no wall time outside it is ever in it.
    """
    today = now.astimezone(zone).date()
    spans = []
    for ahead in range(-1, horizon_days + 2):
        day = today + timedelta(days=ahead)
        for hours in weekly:
            if hours.weekday != day.weekday():
                continue
            last = day if hours.end > hours.start else day + timedelta(days=1)
            opens = datetime.combine(day, hours.start, zone).astimezone(UTC)
            spans.append((opens, _closing(datetime.combine(last, hours.end, zone))))
    merged: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        elif opens < closes:
            merged.append((opens, closes))
    return tuple(merged)


def _closing(wall: datetime) -> datetime:
    """When a window ends, in UTC; a wall time the clock skips ends where the clock is moved."""
    late, early = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if late <= early:
        return late
    # Skipped: the clock is moved somewhere between the two. Offsets change on whole minutes.
    zone, before = wall.tzinfo, early.astimezone(wall.tzinfo).utcoffset()
    while late - early > timedelta(minutes=1):
        middle = early + timedelta(minutes=(late - early) // timedelta(minutes=2))
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late
