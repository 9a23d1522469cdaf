"""How a time is changed by the one named before it: joined into a range, counted from it, or its
last hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import ASKS, END
from functions.outreach.domain.understanding.languages.time_words import TimeWords
from functions.outreach.domain.understanding.time.values import (
    DAY,
    LONGEST_CHOICE_DAYS,
    Days,
    Found,
    Placed,
    TimesOfDay,
    Weekdays,
)


def count_from_date(
    found: Found,
    named: Placed,
    placed: Sequence[Placed],
    words: str,
    *,
    articles: Sequence[str],
    local_now: datetime,
) -> Placed:
    """ "Easter Sunday's out, the Tuesday is fine": the Tuesday behind that date, not the next."""
    before = words[: found.start].rsplit(maxsplit=1)
    if found.kind != "weekday" or not before or before[-1] not in articles:
        return named
    naive = named.bare_days(local_now.date())
    dates = [
        one.bare.first
        for one in placed
        if isinstance(one.bare, Days) and one.bare.first == one.bare.last and not one.past
    ]
    anchor = max(dates, default=None)
    if naive is None or anchor is None or naive.first > anchor or named.modifiers:
        return named
    day = anchor + DAY * ((naive.first.weekday() - anchor.weekday()) % 7 or 7)
    return replace(named, point=Days(day, day), bare=Days(day, day))


def end_at_hour(named: Placed, earlier: Placed, words: str, *, local_now: datetime) -> Placed:
    """ "By Friday noon": the hour ends the last day."""
    hour, days = named.point, earlier.point
    if not isinstance(hour, TimesOfDay) or hour.exact is None or not isinstance(days, Days):
        return named
    due = {"by", "until"} & {*earlier.modifiers} and days.first == local_now.date()
    near = len(words[earlier.end : named.start].split()) <= 1
    if not due or days.last is None or days.last == days.first or named.modifiers or not near:
        return named
    return replace(named, point=TimesOfDay(last=hour.exact))


def join_range(
    one: Placed,
    other: Placed,
    words: str,
    *,
    vocabulary: TimeWords,
    between: PhraseSet,
    local_now: datetime,
) -> Placed | None:
    """ "From the 2nd of October to the 22nd", "between six and half seven", "Tuesday or the
    Wednesday": two times joined into one range, or None."""
    joining = words[one.end : other.start].strip()
    open_range = between.search(words[: one.start]) is not None
    ranges = joining in vocabulary.to or (open_range and joining in vocabulary.both)
    either = _without_marks(joining) in vocabulary.either
    if not ranges and not either:
        return None
    joined: Days | TimesOfDay | None = _hours_between(one, other) if ranges else None
    if joined is None:
        joined = _days_between(one, other, local_now, either=either)
    if joined is None:
        return None
    return replace(one, end=other.end, point=joined, bare=joined, modifiers=())


def _without_marks(words: str) -> str:
    return " ".join(word for word in words.split() if word not in (END, ASKS))


def _days_between(one: Placed, other: Placed, local_now: datetime, *, either: bool) -> Days | None:
    if either and (one.point is None or one.modifiers):
        return None
    if either and isinstance(one.bare, Weekdays):
        return _choice_in_week(one.bare, other, local_now)
    if either and not isinstance(one.bare, Days):
        return None
    first, last = one.bare_days(local_now.date()), other.bare_days(local_now.date())
    if first is None or last is None:
        return None
    if isinstance(other.bare, Weekdays) and first.first == first.last:
        # "Next week on Tuesday or Wednesday" is the Wednesday behind that Tuesday, and "from the
        # 25th until the Friday" ends behind the 25th.
        ahead = (other.bare.days[0] - first.first.weekday()) % 7
        last = Days(first.first + timedelta(days=ahead), first.first + timedelta(days=ahead))
    if last.last is None or last.last <= first.first:
        return None
    if either and (first.last is None or (last.first - first.last).days > LONGEST_CHOICE_DAYS):
        return None
    return Days(first.first, last.last)


def _choice_in_week(one: Weekdays, other: Placed, local_now: datetime) -> Days | None:
    """ "Monday or Tuesday next week": both of next week."""
    last = other.bare
    if one.every or not isinstance(last, Days) or last.first != last.last:
        return None
    first = last.first - DAY * ((last.first.weekday() - one.days[0]) % 7)
    return Days(first, last.first) if local_now.date() < first < last.first else None


def _hours_between(one: Placed, other: Placed) -> TimesOfDay | None:
    """Two named times of one range; the first is of the morning where it must be."""
    if not isinstance(one.bare, TimesOfDay) or not isinstance(other.bare, TimesOfDay):
        return None
    first, last = one.bare.exact, other.bare.exact
    if first is None or last is None:
        return None
    if last <= first and last.hour < 12:
        last = last.replace(hour=last.hour + 12)
    if last <= first and first.hour >= 12:
        first = first.replace(hour=first.hour - 12)
    return TimesOfDay(first=first, last=last) if first < last else None
