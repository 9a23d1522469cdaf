"""One point in time of a message: its rule carried out, its modifiers ("after", "early") applied.

What comes out is never past.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from functions.outreach.domain.understanding.languages.time_words import TimeWords
from functions.outreach.domain.understanding.time import clock, dates
from functions.outreach.domain.understanding.time.values import (
    DAY,
    Days,
    Found,
    PastError,
    PhraseWords,
    Placed,
    Point,
    TimesOfDay,
    Weekdays,
)

FARTHEST_DAYS = 3_660
"""Ten years; a wish beyond that is a misunderstanding."""
_RULES = {**dates.RULES, **clock.RULES}


_AHEAD = frozenset(
    {"next", "week_after_next", "weekend_next", "weekday_next", "weekday_in", "month_next"}
)
_COUNTED = _AHEAD | {"relative", "in", "in_range", "in_half", "in_or_after_day", "this"}
"""Rules whose times are counted from now."""


def place(
    found: Found,
    modifiers: tuple[str, ...],
    *,
    words: TimeWords,
    local_now: datetime,
    busy: bool,
    free: bool,
) -> Placed | None:
    """Where a rule found which point; None if it is no real time.

    A time that is past by its own words has no point.
    """
    try:
        point = point_of(found, modifiers, words=words, local_now=local_now, busy=busy, free=free)
    except PastError:
        return Placed(found.start, found.end, None, past=True)
    if point is None:
        return None
    tomorrow_on = (
        found.kind == "relative" and isinstance(point, Days) and (point.first > local_now.date())
    )
    return Placed(
        found.start,
        found.end,
        point,
        ahead=found.kind in _AHEAD or tomorrow_on,
        relative=found.kind in _COUNTED,
    )


def point_of(
    found: Found,
    modifiers: tuple[str, ...],
    *,
    words: TimeWords,
    local_now: datetime,
    busy: bool,
    free: bool,
) -> Point | None:
    """The point a rule found, its modifiers (nearest first) applied; None if it is no real time.

    Raises PastError for one that is past by its own words.

    `busy` and `free` tell what "until" means: the end of being busy, or of being free.
    """
    phrase = PhraseWords(found.words, words, local_now)
    if found.kind == "past":
        raise PastError
    try:
        plain = _RULES[found.kind](phrase)
    except PastError:
        raise
    except (ValueError, OverflowError, KeyError):
        # "The 45th", "at 29:00": not a time after all.
        return None
    deadline = not busy and (free or words.until_is_deadline)
    until = _settled(modifiers, "by" if deadline else "from")
    until_hour = _settled(modifiers, "from" if busy else "by")
    match plain:
        case Days():
            if (plain.first - local_now.date()).days > FARTHEST_DAYS:
                return None
            return _modified_days(plain, until, today=local_now.date())
        case TimesOfDay():
            return _modified_hours(plain, until_hour, busy=busy)
        case Weekdays():
            return _modified_weekdays(plain, until, today=local_now.date())
    return plain


def _settled(modifiers: tuple[str, ...], until: str) -> tuple[str, ...]:
    return tuple(until if modifier == "until" else modifier for modifier in modifiers)


def _modified_days(days: Days, modifiers: tuple[str, ...], *, today: date) -> Days | None:
    for modifier in modifiers:
        last = days.last or days.first
        length = (last - days.first).days + 1
        match modifier:
            case "end":
                days = Days(last - timedelta(days=_share(length, end=True) - 1), last)
            case "start":
                days = Days(days.first, days.first + timedelta(days=_share(length) - 1))
            case "middle":
                third = timedelta(days=length // 3)
                days = Days(days.first + third, last - third)
            case "after":
                days = Days(last + DAY, None)
            case "from":
                days = Days(days.first, None)
            case "before":
                days = Days(today, max(today, days.first - DAY))
            case "by":
                days = Days(today, last)
            case "not":
                return None
    if days.last is not None and days.last < today:
        # "Early this month" late in it: nothing of it is left.
        return Days(today, None)
    return days


def _share(length: int, *, end: bool = False) -> int:
    """How many days the beginning or end of a week, month, quarter or year is."""
    if length <= 1:
        return 1
    if length <= 7:
        return 3 if end else 2
    return 7 if length <= 31 else 14 if length <= 200 else 17


def _modified_hours(
    hours: TimesOfDay, modifiers: tuple[str, ...], *, busy: bool
) -> TimesOfDay | None:
    modifier = modifiers[0] if modifiers else ""
    first = hours.exact or hours.first
    last = hours.exact or hours.last
    match modifier:
        case "after":
            return TimesOfDay(first=last)
        case "from":
            return TimesOfDay(first=first if not (busy and hours.part) else last)
        case "before" | "by":
            return TimesOfDay(last=first if modifier == "before" else last)
        case "not":
            return (
                TimesOfDay(last=first)
                if hours.part in {"afternoon", "evening"}
                else TimesOfDay(first=last)
            )
    return hours


def _modified_weekdays(
    weekdays: Weekdays, modifiers: tuple[str, ...], *, today: date
) -> Days | Weekdays | None:
    if "not" in modifiers:
        rest = tuple(day for day in range(5) if day not in weekdays.days)
        return Weekdays(rest, every=True)
    if not modifiers or weekdays.every:
        return weekdays
    day = today + timedelta(days=(weekdays.days[0] - today.weekday()) % 7 or 7)
    return _modified_days(Days(day, day), modifiers, today=today)
