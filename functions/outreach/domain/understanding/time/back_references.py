"""Days that are named by an earlier time: "the day after that", "the one after", "that day".

The time it points back at is then no wish of its own. Without such a time nothing is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from functions.outreach.domain.understanding.languages.time_words import TimeWords
from functions.outreach.domain.understanding.time.points import is_inclusive
from functions.outreach.domain.understanding.time.rules.dates import range_around
from functions.outreach.domain.understanding.time.values import (
    DAY,
    Days,
    Found,
    PhraseWords,
    Placed,
    Point,
    TimesOfDay,
    Weekdays,
)

WEEK = timedelta(days=7)
KINDS = frozenset(
    {
        *("that_day", "then", "that_week", "after_that", "from_then", "day_after_that"),
        *("day_before_that", "week_after_that", "one_after", "weekday_after_that"),
        "that_or_next_week",
        "before_that",
    }
)
ELSE = {"weekday_after_that": "weekday_next", "that_or_next_week": "that_or_next_week"}
"""What a kind means where no time was named before it: "the Monday following"."""


def refer_back(
    found: Found, placed: Sequence[Placed], *, words: TimeWords, local_now: datetime
) -> tuple[Placed, ...] | None:
    """The times so far with the one pointed back at replaced; None if there is none."""
    hour = placed[-1].bare if placed else None
    if found.kind == "from_then" and isinstance(hour, TimesOfDay) and hour.exact is not None:
        since = TimesOfDay(first=hour.exact)
        return (*placed[:-1], _silent(placed[-1]), _placed(found, since))
    named = [at for at, one in enumerate(placed) if one.bare_days(local_now.date()) is not None]
    # "On Tuesday, only not tomorrow, the one in a week": the Tuesday is the one that is wanted.
    wanted = [at for at in named if placed[at].point is not None]
    if not named:
        return None
    at = (wanted or named)[-1]
    days = placed[at].bare_days(local_now.date())
    if days is None or (days.last is None and found.kind not in ("that_day", "then", "from_then")):
        return None
    phrase = PhraseWords(found.words, words, local_now)
    point = _point(found.kind, placed[at], days, phrase)
    if point is None:
        return None
    earlier = (
        _silent(one) if number == at or _excludes(one, days, local_now) else one
        for number, one in enumerate(placed[: at + 1])
    )
    return (*earlier, *placed[at + 1 :], _placed(found, point))


def _point(kind: str, pointed_at: Placed, days: Days, phrase: PhraseWords) -> Point | None:
    last = days.last or days.first
    match kind:
        case "that_day" | "then" if isinstance(pointed_at.bare, Weekdays):
            return pointed_at.bare
        case "that_day" | "then" if _is_later(pointed_at.point, days):
            return pointed_at.point
        case "then":
            return days
        case "that_day":
            return Days(days.first, last if days.last else days.first)
        case "that_week" | "that_or_next_week":
            week = range_around("week", days.first)
            return Days(days.first, week.last)
        case "from_then":
            return Days(days.first, None)
        case "after_that":
            since = {"until", "from"} & {*pointed_at.modifiers}
            returns = bool(since) and not is_inclusive(pointed_at.modifiers)
            return Days(days.first if returns else last + DAY, None)
        case "day_after_that":
            return Days(last + DAY, last + DAY)
        case "before_that":
            before = days.first - DAY
            return Days(phrase.today, before) if before >= phrase.today else None
        case "day_before_that":
            return Days(days.first - DAY, days.first - DAY)
        case "week_after_that":
            return range_around("week", last + DAY * (7 - last.weekday()))
        case "weekday_after_that":
            day = last + DAY * ((phrase.index("wd") - last.weekday()) % 7 or 7)
            return Days(day, day)
        case "one_after":
            return _one_after(pointed_at, days.first, last)
    return None


def _is_later(point: Point | None, days: Days) -> bool:
    """ "After the feast, then": the days behind it, not the feast."""
    return isinstance(point, Days) and point.first > days.first


def _one_after(pointed_at: Placed, first: date, last: date) -> Days | None:
    """The next of its kind: of a weekday the one a week later, of a month the next month."""
    if first == range_around("month", first).first and last == range_around("month", first).last:
        return range_around("month", last + DAY)
    if pointed_at.relative and first == last:
        return Days(last + DAY, last + DAY)
    if isinstance(pointed_at.bare, Weekdays) or 1 <= (last - first).days <= WEEK.days:
        return Days(first + WEEK, last + WEEK)
    return None


def _excludes(one: Placed, days: Days, local_now: datetime) -> bool:
    other = one.bare_days(local_now.date())
    return other is not None and other.last is not None and other.last < days.first


def _silent(one: Placed) -> Placed:
    return replace(one, point=None)


def _placed(found: Found, point: Point) -> Placed:
    return Placed(found.start, found.end, point, bare=point)
