"""When a person may be disturbed: the hours open in every zone they may be in, and the next ones.

Works on instants and local dates only; who may be contacted at all is decided elsewhere.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from functions.outreach.domain.permission.public_holidays import public_holidays
from functions.outreach.domain.permission.table import HoursRow
from tenancy.values.lazy_dataclass import dataclass

SEARCH = timedelta(days=21)
"""How far ahead an open moment is looked for; longer than any run of holidays."""
_SUNDAY = 6
_ASKED_AGAIN = 512
"""Many customers have the same hours, and a pool asks for all of them at the same moment."""


@dataclass(frozen=True, slots=True)
class ContactHours:
    """The tenant's hours inside the law's, to hold in all `zones` at once."""

    zones: tuple[str, ...]
    start: int
    """First whole local hour."""
    end: int
    """Local hour at which it is too late."""
    weekdays: tuple[int, ...]
    floors: tuple[HoursRow, ...] = ()
    """Legal windows; none for email."""
    calendars: tuple[tuple[str, str], ...] = ()
    """(country, subdivision or empty) whose public holidays are kept."""


@lru_cache(maxsize=_ASKED_AGAIN)
def closed_because(hours: ContactHours, at: datetime) -> str:
    """Empty if open at `at` (aware), else `hours` or `holiday`."""
    why = ""
    for zone in hours.zones:
        local = at.astimezone(ZoneInfo(zone))
        window = _window(hours, local.date())
        if window is None or not window[0] <= local.hour < window[1]:
            return "hours"
        if _is_holiday(hours, local.date()):
            why = "holiday"
    return why


@lru_cache(maxsize=_ASKED_AGAIN)
def next_open(hours: ContactHours, at: datetime) -> datetime | None:
    """The first moment from `at` on that is open in every zone (aware UTC); None within SEARCH.

    Each zone pushes the moment forward to its own next opening until none does; as no zone ever
    moves it back, the fixed point is the earliest common moment.
    """
    moment, limit = at.astimezone(UTC), at + SEARCH
    while moment <= limit:
        pushed = moment
        for zone in hours.zones:
            opening = _next_in_zone(hours, zone=zone, at=pushed)
            if opening is None:
                return None
            pushed = opening
        if pushed == moment:
            return moment
        moment = pushed
    return None


def _next_in_zone(hours: ContactHours, *, zone: str, at: datetime) -> datetime | None:
    tz = ZoneInfo(zone)
    today = at.astimezone(tz).date()
    for ahead in range(SEARCH.days + 1):
        day = today + timedelta(days=ahead)
        window = _window(hours, day)
        if window is None or _is_holiday(hours, day):
            continue
        start = datetime.combine(day, time(window[0]), tz).astimezone(UTC)
        end = datetime.combine(day, time(0), tz).replace(hour=window[1] - 1, minute=59)
        closing = end.astimezone(UTC) + timedelta(minutes=1)
        if at < closing:
            return max(at, start)
    return None


def _window(hours: ContactHours, day: date) -> tuple[int, int] | None:
    """Local hours [start, end) of a day, the tenant's and every floor's at once."""
    weekday = day.weekday()
    if weekday not in hours.weekdays:
        return None
    start, end = hours.start, hours.end
    for floor in hours.floors:
        if weekday not in floor.weekdays:
            return None
        by_law = (floor.start, floor.end)
        if weekday == _SUNDAY and floor.sunday is not None:
            by_law = floor.sunday
        start, end = max(start, by_law[0]), min(end, by_law[1])
    return (start, end) if start < end else None


def _is_holiday(hours: ContactHours, day: date) -> bool:
    return any(
        day in public_holidays(country, subdivision, day.year)
        for country, subdivision in hours.calendars
    )
