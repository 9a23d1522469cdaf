"""Turns words for days into dates: "in two weeks", "the 15th", "next quarter", "Easter".

No date is past: what has gone by this year, month or week means the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta

from dateutil.relativedelta import relativedelta

from functions.outreach.domain.understanding.time.rules.feasts import find_feast_days
from functions.outreach.domain.understanding.time.values import (
    DAY,
    LONGEST_CHOICE_DAYS,
    Days,
    Moment,
    PastError,
    PhraseWords,
    Point,
    TimesOfDay,
    Weekdays,
)

HOURS_COUNTED = 7
EARLY_YEAR_DAYS = 17
"""As many as "early next year" is."""
MINUTES = {"minute": 1, "half_hour": 30, "hour": 60}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def length_of(unit: str, count: int) -> relativedelta:
    """So many days, weeks, months, quarters, halves of a year, or years."""
    match unit:
        case "day":
            return relativedelta(days=count)
        case "week":
            return relativedelta(weeks=count)
        case "fortnight":
            return relativedelta(weeks=2 * count)
        case "month":
            return relativedelta(months=count)
        case "quarter":
            return relativedelta(months=3 * count)
        case "half_year":
            return relativedelta(months=6 * count)
    return relativedelta(years=count)


def _in(phrase: PhraseWords) -> Point:
    unit = phrase.text("unit")
    count = phrase.number("n") if "n" in phrase.groups else 1
    if unit == "hour" and count > HOURS_COUNTED:
        # "Po 17 val." is after five o'clock: nobody counts that many hours.
        return TimesOfDay(first=time(count))
    if unit in MINUTES:
        minutes = count * MINUTES[unit]
        return Moment((phrase.now + timedelta(minutes=minutes)).replace(second=0, microsecond=0))
    first = phrase.today + length_of(unit, count)
    if "-" in phrase.groups.get("n", ""):
        # "In 2-3 weeks".
        longest = int(phrase.groups["n"].split("-")[1])
        return Days(first, phrase.today + length_of(unit, longest))
    return Days(first, first)


def _at_least(phrase: PhraseWords) -> Point:
    """ "Give it two weeks", "busy for two weeks": from then on."""
    point = _in(phrase)
    return Days(point.first, None) if isinstance(point, Days) else point


def _in_or_after_day(phrase: PhraseWords) -> Point:
    """ "Po 5 d." is in five days, "po 15 d." after the fifteenth: nobody counts that many days."""
    count = phrase.number("dom")
    if count <= 10:
        return _one_day(phrase.today + timedelta(days=count))
    return Days(_day(phrase).first + DAY, None)


def _in_range(phrase: PhraseWords) -> Point:
    unit = phrase.text("unit")
    if unit in MINUTES:
        return _in(phrase)
    first = phrase.today + length_of(unit, phrase.number("n"))
    return Days(first, phrase.today + length_of(unit, phrase.number("n2")))


def _in_week_or_two(phrase: PhraseWords) -> Point:
    """ "In a week or two": from the one to the other."""
    unit = phrase.text("unit") if "unit" in phrase.groups else "week"
    if unit in MINUTES:
        raise ValueError("hours are named one by one")
    count = phrase.number("n") if "n" in phrase.groups else 1
    longest = phrase.number("n2") if "n2" in phrase.groups else count + 1
    first = phrase.today + length_of(unit, count)
    return Days(first, phrase.today + length_of(unit, longest))


def _in_from_to(phrase: PhraseWords) -> Point:
    """ "In six, eight weeks", as a dash is heard; "twenty five" is one number."""
    unit, count, longest = phrase.text("unit"), phrase.number("n"), phrase.number("n2")
    if unit in MINUTES or longest <= count:
        raise ValueError("one number in two words")
    first = phrase.today + length_of(unit, count)
    return Days(first, phrase.today + length_of(unit, longest))


def _in_quarters(phrase: PhraseWords) -> Point:
    """ "In three quarters of an hour"."""
    count = phrase.number("n") if "n" in phrase.groups else 1
    at = phrase.now + timedelta(minutes=15 * count)
    return Moment(at.replace(second=0, microsecond=0))


def _in_n_minutes(phrase: PhraseWords) -> Point:
    at = phrase.now + timedelta(minutes=phrase.number("n"))
    return Moment(at.replace(second=0, microsecond=0))


def _day_or_next(phrase: PhraseWords) -> Point:
    """ "Tomorrow or the day after"."""
    day = phrase.today + timedelta(days=phrase.index("days"))
    return Days(day, day + DAY)


def _last_day(phrase: PhraseWords) -> Point:
    """ "The last day of the month", of this one or of the one that is named."""
    if "month" in phrase.groups:
        last = _month(phrase).last
    else:
        behind = relativedelta(months=1) if "following" in phrase.groups else relativedelta()
        last = range_around("month", phrase.today + behind).last
    return _one_day(last or phrase.today)


def _new_year_begins(phrase: PhraseWords) -> Point:
    """ "Early in the new year": its first two weeks and what is left of the third."""
    first = date(phrase.today.year + 1, 1, 1)
    return Days(first, first + timedelta(days=EARLY_YEAR_DAYS - 1))


def _next_week_same_time(phrase: PhraseWords) -> Point:
    at = phrase.now + timedelta(days=7)
    return Moment(at.replace(second=0, microsecond=0))


def _that_or_next_week(phrase: PhraseWords) -> Point:
    """ "На той неделе" with nothing it points back at: next week."""
    return range_around("week", phrase.today + timedelta(days=7))


def _day_choice(phrase: PhraseWords) -> Point:
    """ "The 9th or 10th" with one noun for both."""
    one = day_of_month(phrase.today, phrase.number("dom"))
    if "month" in phrase.groups:
        month, day = phrase.index("month"), phrase.number("dom")
        one = yearly(phrase.today, month=month, day=day).first
    other = day_of_month(one, phrase.number("dom2"))
    if (other - one).days > LONGEST_CHOICE_DAYS:
        raise ValueError("too far apart for a choice")
    return Days(one, other)


def _in_half(phrase: PhraseWords) -> Point:
    unit = phrase.text("unit")
    if unit == "hour":
        return Moment((phrase.now + timedelta(minutes=30)).replace(second=0, microsecond=0))
    halves = {"year": relativedelta(months=6), "month": relativedelta(days=15)}
    return _one_day(phrase.today + halves.get(unit, relativedelta(days=3)))


def _in_one_and_half(phrase: PhraseWords) -> Point:
    unit = phrase.text("unit")
    if unit == "hour":
        return Moment((phrase.now + timedelta(minutes=90)).replace(second=0, microsecond=0))
    halves = {"year": relativedelta(months=18), "month": relativedelta(months=1, days=15)}
    return _one_day(phrase.today + halves.get(unit, relativedelta(days=10)))


def range_around(unit: str, day: date) -> Days:
    """The calendar week, month, quarter or year a day lies in."""
    match unit:
        case "week" | "fortnight":
            first = day - timedelta(days=day.weekday())
            return Days(first, first + timedelta(days=6))
        case "month":
            first = day.replace(day=1)
            return Days(first, first + relativedelta(months=1) - DAY)
        case "quarter":
            first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            return Days(first, first + relativedelta(months=3) - DAY)
        case "half_year":
            first = day.replace(month=1 if day.month <= 6 else 7, day=1)
            return Days(first, first + relativedelta(months=6) - DAY)
        case "year":
            return Days(day.replace(month=1, day=1), day.replace(month=12, day=31))
    return Days(day, day)


def _next(phrase: PhraseWords) -> Point:
    unit = phrase.text("unit") if "unit" in phrase.groups else "week"
    if unit in MINUTES:
        return _in(phrase)
    start = range_around(unit, phrase.today).first
    return range_around(unit, start + length_of(unit, 1))


def _this(phrase: PhraseWords) -> Point:
    unit = phrase.text("unit")
    if unit in MINUTES:
        raise ValueError("this hour is no wish")
    return range_around(unit, phrase.today)


def _week_after_next(phrase: PhraseWords) -> Point:
    return range_around("week", phrase.today + timedelta(days=14))


def _weekend(phrase: PhraseWords) -> Point:
    ahead = (5 - phrase.today.weekday()) % 7 if phrase.today.weekday() != 6 else 0
    first = phrase.today + timedelta(days=ahead)
    return Days(first, first + (DAY if first.weekday() == 5 else timedelta()))


def _weekend_next(phrase: PhraseWords) -> Point:
    monday = range_around("week", phrase.today).first + timedelta(days=7)
    return Days(monday + timedelta(days=5), monday + timedelta(days=6))


def _weekday_next(phrase: PhraseWords) -> Point:
    monday = range_around("week", phrase.today).first + timedelta(days=7)
    day = monday + timedelta(days=phrase.index("wd"))
    return Days(day, day)


def _month(phrase: PhraseWords, group: str = "month") -> Days:
    month = phrase.index("month" if "month" in phrase.groups else group)
    if "year" in phrase.groups:
        days = range_around("month", date(phrase.number("year"), month, 1))
        if days.last is not None and days.last < phrase.today:
            raise PastError
        return days
    year = phrase.today.year + (month < phrase.today.month)
    return range_around("month", date(year, month, 1))


def _month_sure(phrase: PhraseWords) -> Point:
    return _month(phrase, "sure")


def _month_next(phrase: PhraseWords) -> Point:
    month = phrase.index("month")
    return range_around("month", date(phrase.today.year + (month <= phrase.today.month), month, 1))


def _one_day(day: date) -> Days:
    return Days(day, day)


def _month_day(phrase: PhraseWords) -> Point:
    group = next(name for name in ("dom", "ord", "ordcase") if name in phrase.groups)
    month, day = phrase.index("month"), phrase.number(group)
    if "year" in phrase.groups:
        named = date(phrase.number("year"), month, day)
        if named < phrase.today:
            raise PastError
        return _one_day(named)
    return yearly(phrase.today, month=month, day=day)


def yearly(today: date, *, month: int, day: int) -> Days:
    """The next such day of a month."""
    for year in range(today.year, today.year + 9):
        if month == 2 and day == 29 and not _leap(year):
            continue
        if date(year, month, day) >= today:
            return _one_day(date(year, month, day))
    raise ValueError("no such day")


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _iso(phrase: PhraseWords) -> Point:
    year, month, day = (int(part) for part in re.split(r"\D", phrase.groups["iso"]))
    if date(year, month, day) < phrase.today:
        raise PastError
    return _one_day(date(year, month, day))


def _dotted(phrase: PhraseWords) -> Point:
    day, month, *year = (int(part) for part in phrase.groups["dotted"].split("."))
    if phrase.words.month_first and not year and day <= 12:
        first = [
            yearly(phrase.today, month=day, day=month),
            yearly(phrase.today, month=month, day=day),
        ]
        return min(first, key=lambda days: days.first)
    if not year:
        return yearly(phrase.today, month=month, day=day)
    named = date(year[0] if year[0] > 99 else 2000 + year[0], month, day)
    if named < phrase.today:
        raise PastError
    return _one_day(named)


def _dashed(phrase: PhraseWords) -> Point:
    month, day = (int(part) for part in phrase.groups["dashed"].split("-"))
    return yearly(phrase.today, month=month, day=day)


def _day(phrase: PhraseWords) -> Days:
    named = ("th", "dom", "ord", "ordbig", "ordmid", "ordcase")
    group = next(name for name in named if name in phrase.groups)
    return _one_day(day_of_month(phrase.today, phrase.number(group)))


def day_of_month(today: date, day: int) -> date:
    """The next day of a month with this number."""
    if not 1 <= day <= 31:
        raise ValueError("no day of a month")
    month = today.replace(day=1)
    while True:
        last = (month + relativedelta(months=1) - DAY).day
        if day <= last and month.replace(day=day) >= today:
            return month.replace(day=day)
        month += relativedelta(months=1)


def _relative(phrase: PhraseWords) -> Point:
    return _one_day(phrase.today + timedelta(days=phrase.index("days")))


def season_days(phrase: PhraseWords) -> Days:
    """The next season or feast of a name; one that is under way counts."""
    season, today = phrase.text("season"), phrase.today
    if season in SEASONS:
        start = date(today.year, SEASONS[season], 1)
        if start + relativedelta(months=3) <= today:
            start += relativedelta(years=1)
        return Days(start, start + relativedelta(months=3) - DAY)
    for year in (today.year - 1, today.year, today.year + 1, today.year + 2):
        for days in find_feast_days(season, year, orthodox=phrase.words.orthodox):
            if days.last is not None and days.last >= today:
                return days
    raise ValueError("no such season")


def _season_first_day(phrase: PhraseWords) -> Point:
    """ "The first day of winter" of the calendar."""
    first = season_days(phrase).first
    if first < phrase.today:
        first += relativedelta(years=1)
    return _one_day(first)


def _asap(phrase: PhraseWords) -> Point:
    return Days(phrase.today, None)


def _weekday(phrase: PhraseWords) -> Point:
    return Weekdays((phrase.index("wd"),))


def _weekday_every(phrase: PhraseWords) -> Point:
    return Weekdays((phrase.index("wds"),), every=True)


def _no_time(_: PhraseWords) -> Point:
    raise ValueError("words that only look like a time")


def _workdays(_: PhraseWords) -> Point:
    return Weekdays((0, 1, 2, 3, 4), every=True)


RULES: Mapping[str, Callable[[PhraseWords], Point]] = {
    "in": _in,
    "for": _at_least,
    "at_least": _at_least,
    "day_or_next": _day_or_next,
    "last_day": _last_day,
    "new_year_begins": _new_year_begins,
    "in_range": _in_range,
    "in_week_or_two": _in_week_or_two,
    "in_quarters": _in_quarters,
    "in_from_to": _in_from_to,
    "in_n_minutes": _in_n_minutes,
    "next_week_same_time": _next_week_same_time,
    "that_or_next_week": _that_or_next_week,
    "day_choice": _day_choice,
    "in_half": _in_half,
    "in_one_and_half": _in_one_and_half,
    "no_time": _no_time,
    "in_or_after_day": _in_or_after_day,
    "next": _next,
    "this": _this,
    "next_year": lambda phrase: range_around("year", phrase.today + relativedelta(years=1)),
    "week_after_next": _week_after_next,
    "weekend": _weekend,
    "weekend_next": _weekend_next,
    "weekday_next": _weekday_next,
    "month": lambda phrase: _month_sure(phrase) if "sure" in phrase.groups else _month(phrase),
    "month_next": _month_next,
    "month_day": _month_day,
    "iso": _iso,
    "dotted": _dotted,
    "dashed": _dashed,
    "day": _day,
    "relative": _relative,
    "season": season_days,
    "season_first_day": _season_first_day,
    "asap": _asap,
    "weekday": _weekday,
    "weekday_every": _weekday_every,
    "workdays": _workdays,
}
