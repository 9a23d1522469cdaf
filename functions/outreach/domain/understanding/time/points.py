"""One point in time of a message: its rule carried out, its modifiers ("after", "early") applied.

What comes out is never past.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from functions.outreach.domain.understanding.languages.time_words import TimeWords
from functions.outreach.domain.understanding.time.rules import clock, counted_dates, dates
from functions.outreach.domain.understanding.time.values import (
    DAY,
    Days,
    Found,
    Moment,
    PastError,
    PhraseWords,
    Placed,
    Point,
    TimesOfDay,
    Weekdays,
)

FARTHEST_DAYS = 3_660
"""Ten years; a wish beyond that is a misunderstanding."""
_RULES = {**dates.RULES, **counted_dates.RULES, **clock.RULES}


_AHEAD = frozenset(
    {
        *("next", "week_after_next", "weekend_next", "weekday_next", "weekday_in", "month_next"),
        *("from_now", "from_day", "next_year"),
    }
)
_COUNTED = _AHEAD | {
    "relative",
    "in",
    "at_least",
    "day_or_next",
    "for",
    "within",
    "in_range",
    "in_half",
    "in_or_after_day",
    "this",
}
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
        bare = point_of(found, (), words=words, local_now=local_now, busy=False, free=False)
        point = point_of(found, modifiers, words=words, local_now=local_now, busy=busy, free=free)
    except PastError:
        return Placed(found.start, found.end, None, past=True)
    if bare is None:
        return None
    length = found.kind == "for" and isinstance(bare, Moment)
    if length and not busy:
        # "Can we talk for half an hour" names no time; "I'm busy for an hour" does.
        return None
    later_day = isinstance(bare, Days) and bare.first > local_now.date()
    return Placed(
        found.start,
        found.end,
        point,
        modifiers=modifiers,
        bare=bare,
        ahead=found.kind in _AHEAD or (found.kind == "relative" and later_day),
        length=length,
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
    until = _settled(modifiers, "by" if deadline else "from", busy=busy)
    until_hour = _settled(modifiers, "from" if busy else "by", busy=busy)
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


def is_inclusive(modifiers: tuple[str, ...]) -> bool:
    """ "Up to and including Friday": the Friday belongs to it."""
    return "through" in modifiers or ("inclusive" in modifiers and "until" in modifiers)


def _settled(modifiers: tuple[str, ...], until: str, *, busy: bool) -> tuple[str, ...]:
    """ "Away until Friday" says when, and turns down nothing; "nothing before Friday works" is from
    Friday on."""
    if "before" in modifiers and {"not", "denied"} & set(modifiers):
        return ("from",)
    if is_inclusive(modifiers):
        return ("after" if busy else "by",)
    if "until" in modifiers:
        modifiers = tuple(modifier for modifier in modifiers if modifier != "not")
    settled = tuple(until if modifier == "until" else modifier for modifier in modifiers)
    return tuple(modifier for modifier in settled if modifier not in ("inclusive", "denied"))


def _modified_days(days: Days, modifiers: tuple[str, ...], *, today: date) -> Days | None:
    for modifier in modifiers:
        last = days.last or days.first
        length = (last - days.first).days + 1
        match modifier:
            case "end" if _is_month(length):
                days = Days(last.replace(day=21), last)
            case "end":
                days = Days(last - timedelta(days=_share(length, end=True) - 1), last)
            case "start":
                days = Days(days.first, days.first + timedelta(days=_share(length) - 1))
            case "first_half" if length > 1:
                days = Days(days.first, days.first + timedelta(days=_half(length) - 1))
            case "second_half" if length > 1:
                days = Days(days.first + timedelta(days=_half(length)), last)
            case "rest" if days.first <= today:
                days = Days(today, last)
            case "rest":
                days = Days(days.first + timedelta(days=length // 2), last)
            case "middle":
                days = _middle(days.first, last)
            case "day_before":
                days = Days(days.first - DAY, days.first - DAY)
            case "day_after":
                days = Days(last + DAY, last + DAY)
            case "week_after":
                monday = last + DAY * (7 - last.weekday())
                days = Days(monday, monday + 6 * DAY)
            case "last_week" if length > 7:
                days = Days(last - 6 * DAY, last)
            case "first_week" if length > 7:
                days = Days(days.first, days.first + 6 * DAY)
            case "after":
                days = Days(last + DAY, None)
            case "from":
                days = Days(days.first, None)
            case "before" if "end" in modifiers:
                # "Before the end of the month" is any day of it.
                days = Days(today, last)
            case "before":
                days = Days(today, max(today, days.first - DAY))
            case "towards" if {"end", "start", "middle"} & set(modifiers):
                continue
            case "by" | "towards":
                days = Days(today, last)
            case "not":
                return None
    if days.last is not None and days.last < today:
        # "Early this month" late in it: nothing of it is left.
        return Days(today, None)
    return days


def _middle(first: date, last: date) -> Days:
    """The days around the middle: of a month the 10th to the 20th."""
    length = (last - first).days + 1
    if _is_month(length):
        return Days(first + timedelta(days=9), first + timedelta(days=19))
    if length == 7:
        return Days(first + DAY, first + 3 * DAY)
    third = timedelta(days=length // 3)
    return Days(first + third, last - third)


def _half(length: int) -> int:
    """How many days the first half is: of a month the first fifteen, of a week Monday to
    Wednesday."""
    return 15 if _is_month(length) else length // 2


def _is_month(length: int) -> bool:
    return 28 <= length <= 31


def _share(length: int, *, end: bool = False) -> int:
    """How many days the beginning or end of a week, month, quarter or year is."""
    if length <= 1:
        return 1
    if length <= 7:
        return 3 if end else 2
    return 10 if length <= 31 else 14 if length <= 200 else 17


def _modified_hours(
    hours: TimesOfDay, modifiers: tuple[str, ...], *, busy: bool
) -> TimesOfDay | None:
    modifier = modifiers[0] if modifiers else ""
    first = hours.exact or hours.first
    last = hours.exact or hours.last
    match modifier:
        case "after":
            return TimesOfDay(first=last)
        case "from" if hours.first and hours.last and not hours.part:
            return hours
        case "from":
            return TimesOfDay(first=first if not (busy and hours.part) else last)
        case "before" | "by":
            return TimesOfDay(last=first if modifier == "before" else last)
        case "not":
            if hours.exact is not None:
                return None
            late = hours.part in {"afternoon", "evening"}
            return TimesOfDay(last=first) if late else TimesOfDay(first=last)
        case "end" | "start" if hours.part:
            return _share_of_part(hours, end=modifier == "end")
    return hours


def _share_of_part(hours: TimesOfDay, *, end: bool) -> TimesOfDay:
    """ "Early morning", "late afternoon": the first or the last half of it."""
    if hours.first is None or hours.last is None:
        return hours
    middle = hours.first.replace(hour=(hours.first.hour + hours.last.hour + 1) // 2)
    first, last = (middle, hours.last) if end else (hours.first, middle)
    return TimesOfDay(first=first, last=last, part=hours.part, today=hours.today)


def _modified_weekdays(
    weekdays: Weekdays, modifiers: tuple[str, ...], *, today: date
) -> Days | Weekdays | None:
    if "not" in modifiers:
        rest = tuple(day for day in range(5) if day not in weekdays.days)
        return Weekdays(rest, every=True) if rest else None
    if not modifiers or weekdays.every:
        return weekdays
    day = today + timedelta(days=(weekdays.days[0] - today.weekday()) % 7 or 7)
    return _modified_days(Days(day, day), modifiers, today=today)
