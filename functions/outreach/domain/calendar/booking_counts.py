"""How many bookings a founder has on a day and in a week, counted from the bookings themselves.

Stored counters only keep two transactions apart; what they count besides, after a change of zone,
is counted here from the bookings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    CalendarState,
    find_day_and_week,
)


def count_bookings(
    bandwidth: Bandwidth, held: Mapping[datetime, str]
) -> tuple[Counter[date], Counter[date]]:
    """Bookings a day and a week, in the zone the founder lives in now; `held` is cell → booking.

    Every count goes through here, so that a change of zone leaves none behind.
    """
    first: dict[str, datetime] = {}
    for cell, booking in held.items():
        first[booking] = min(cell, first.get(booking, cell))
    places = [find_day_and_week(bandwidth, start) for start in first.values()]
    return Counter(day for day, _ in places), Counter(week for _, week in places)


def with_counts(
    bandwidth: Bandwidth,
    held: Mapping[datetime, str],
    *,
    day_counters: Mapping[date, int],
    week_counters: Mapping[date, int],
    since: date,
) -> CalendarState:
    """What is reserved from a Monday on, and where the stored counters say something else."""
    days, weeks = count_bookings(bandwidth, held)
    return CalendarState(
        taken_cells=frozenset(held),
        booked_per_day=_nonzero(days, since),
        booked_per_week=_nonzero(weeks, since),
        counted_otherwise=_differences(day_counters, days, since),
        counted_otherwise_per_week=_differences(week_counters, weeks, since),
    )


def _nonzero(counts: Mapping[date, int], since: date) -> tuple[tuple[date, int], ...]:
    return tuple(sorted((day, count) for day, count in counts.items() if day >= since and count))


def _differences(
    counters: Mapping[date, int], counts: Mapping[date, int], since: date
) -> tuple[tuple[date, int], ...]:
    days = sorted(counters.keys() | counts.keys())
    each = ((day, counters.get(day, 0) - counts.get(day, 0)) for day in days if day >= since)
    return tuple((day, more) for day, more in each if more)
