"""Free times as a customer looks through them: a month of days, and the times of one day.

Days and times are those of the customer's zone. It must never offer what was not found free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.founder_calendar import Slot

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of the grid; `link` is empty where nothing is free."""

    number: int
    label: str
    link: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class TimeLink:
    label: str
    full: str
    """Day, date, time and whose time it is."""
    link: str


@dataclass(frozen=True, slots=True)
class PageCalendar:
    month: str
    weekdays: tuple[tuple[str, str], ...]
    """Short and whole names, in the order of the customer's language."""
    weeks: tuple[tuple[DayCell | None, ...], ...]
    earlier: str
    """A link to the month before with free days; empty if there is none."""
    later: str
    day: str
    times: tuple[TimeLink, ...]


def lay_out_month(
    free: Sequence[Slot],
    *,
    proposed: Sequence[Slot],
    month: str,
    day: str,
    changing: bool,
    language: str,
    zone: str,
) -> PageCalendar | None:
    """The month and day asked for, else those of what is proposed; None if nothing is free.

    `month` is `YYYY-MM` and `day` an ISO date, as a link of ours says them; anything else, and what
    has nothing free, is as if it was not asked for.
    """
    if not free:
        return None
    # The locale data is for pages alone: provider webhooks pass through the same function.
    from functions.outreach.domain.playbooks.localised_text import (
        clock_text,
        day_text,
        moment_text,
        month_text,
        week_of,
    )

    times: dict[date, list[datetime]] = {}
    for slot in free:
        local = slot.start.astimezone(ZoneInfo(zone))
        times.setdefault(local.date(), []).append(slot.start)
    months = sorted({(one.year, one.month) for one in times})
    first = proposed[0] if proposed else free[0]
    chosen = _day_of(day, times) or first.start.astimezone(ZoneInfo(zone)).date()
    shown = _month_of(month, months)
    if shown is None:
        shown = (chosen.year, chosen.month)
    elif (chosen.year, chosen.month) != shown:
        chosen = min(one for one in times if (one.year, one.month) == shown)
    place = months.index(shown)
    first_weekday, weekdays = week_of(language)

    def link_to(**asked: str) -> str:
        return "?" + urlencode({**asked, **({"change": "1"} if changing else {})})

    def cell(one: date) -> DayCell | None:
        if one.month != shown[1]:
            return None
        link = link_to(day=one.isoformat()) if one in times else ""
        return DayCell(one.day, day_text(one, language=language), link, one == chosen)

    def month_link(step: int) -> str:
        there = place + step
        if not 0 <= there < len(months):
            return ""
        return link_to(month=f"{months[there][0]:04}-{months[there][1]:02}")

    start = date(*shown, 1)
    start -= timedelta(days=(start.weekday() - first_weekday) % DAYS_A_WEEK)
    weeks: list[tuple[DayCell | None, ...]] = []
    while not weeks or (start.year, start.month) == shown:
        weeks.append(tuple(cell(start + timedelta(days=at)) for at in range(DAYS_A_WEEK)))
        start += timedelta(days=DAYS_A_WEEK)
    return PageCalendar(
        month=month_text(date(*shown, 1), language=language),
        weekdays=weekdays,
        weeks=tuple(weeks),
        earlier=month_link(-1),
        later=month_link(1),
        day=day_text(chosen, language=language),
        times=tuple(
            TimeLink(
                label=clock_text(at, language=language, zone=zone),
                full=moment_text(at, language=language, zone=zone),
                link=link_to(start=f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"),
            )
            for at in times[chosen]
        ),
    )


def _day_of(text: str, times: dict[date, list[datetime]]) -> date | None:
    return next((one for one in times if one.isoformat() == text), None)


def _month_of(text: str, months: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    return next((one for one in months if f"{one[0]:04}-{one[1]:02}" == text), None)
