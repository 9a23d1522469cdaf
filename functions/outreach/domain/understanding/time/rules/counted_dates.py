"""Turns places in a month, quarter or year into dates: "the first Friday of July", "Q2".

No date is past: what has gone by means the next one of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from functions.outreach.domain.understanding.time.rules.dates import (
    MINUTES,
    day_of_month,
    length_of,
    range_around,
    season_days,
    yearly,
)
from functions.outreach.domain.understanding.time.values import (
    DAY,
    Days,
    Moment,
    PastError,
    PhraseWords,
    Point,
    TimesOfDay,
    Weekdays,
)

LAST = 5
"""The number of "the last Friday"."""
SOON = timedelta(minutes=30)
DAY_ENDS_HOUR = 20


def _month_meant(phrase: PhraseWords) -> tuple[date, bool]:
    """The first day of the month that is named, and whether a later year may be meant."""
    if "month" in phrase.groups:
        month = phrase.index("month")
        if "year" in phrase.groups:
            return date(phrase.number("year"), month, 1), False
        return date(phrase.today.year + (month < phrase.today.month), month, 1), True
    this = phrase.today.replace(day=1)
    return (this + relativedelta(months=1) if "following" in phrase.groups else this), False


def _ordinal(phrase: PhraseWords) -> int:
    return LAST if "final" in phrase.groups else phrase.number(_day_group(phrase))


def _day_group(phrase: PhraseWords) -> str:
    return next(name for name in ("th", "dom", "ord", "nthadj", "n") if name in phrase.groups)


def _nth_weekday(phrase: PhraseWords) -> Point:
    first, again = _month_meant(phrase)
    number, weekday = _ordinal(phrase), phrase.index("wd")
    day = _nth(first, weekday, number)
    if day < phrase.today:
        step = relativedelta(years=1) if again else relativedelta(months=1)
        day = _nth(first + step, weekday, number)
    return Days(day, day)


def _nth(first: date, weekday: int, number: int) -> date:
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    if number == LAST:
        last = first + relativedelta(months=1) - DAY
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    day += timedelta(weeks=number - 1)
    if day.month != first.month:
        raise ValueError("no such weekday in the month")
    return day


def _nth_week(phrase: PhraseWords) -> Point:
    """The week, from Monday, in which the month's day of that number times seven lies."""
    first, _ = _month_meant(phrase)
    number = _ordinal(phrase)
    last = first + relativedelta(months=1) - DAY
    if number == LAST:
        return Days(last - timedelta(days=6), last)
    start = first + timedelta(weeks=number - 1)
    return Days(start, min(start + timedelta(days=6), last))


def _day_of_next_month(phrase: PhraseWords) -> Point:
    first, _ = _month_meant(phrase)
    day = first.replace(day=phrase.number(_day_group(phrase)))
    if day < phrase.today:
        raise PastError
    return Days(day, day)


def _day_range(phrase: PhraseWords) -> Point:
    """ "From 4 to 22 January", "the 10th to the 12th"."""
    if "doms" in phrase.groups:
        one, two = (int(part) for part in phrase.groups["doms"].split("-"))
    elif "ord2" in phrase.groups:
        one, two = phrase.number("ord"), phrase.number("ord2")
    else:
        one, two = phrase.number("dom"), phrase.number("dom2")
    if "month" in phrase.groups or "following" in phrase.groups or "this" in phrase.groups:
        first, again = _month_meant(phrase)
        start, end = first.replace(day=one), first.replace(day=two)
        if end < phrase.today and again:
            start, end = start + relativedelta(years=1), end + relativedelta(years=1)
    else:
        start = day_of_month(phrase.today, one)
        end = day_of_month(start, two)
    if end < start:
        raise ValueError("ends before it begins")
    if end < phrase.today:
        raise PastError
    return Days(start, end)


def _week_of(phrase: PhraseWords) -> Point:
    """ "The week of the 18th" is the calendar week in which that day lies."""
    if "slashed" in phrase.groups:
        return range_around("week", _slashed_day(phrase))
    if "month" in phrase.groups:
        day = yearly(
            phrase.today, month=phrase.index("month"), day=phrase.number(_day_group(phrase))
        ).first
    else:
        day = day_of_month(phrase.today, phrase.number(_day_group(phrase)))
    return range_around("week", day)


def _quarter(phrase: PhraseWords) -> Point:
    return _part_of_year(phrase, number=phrase.index("quarter"), months=3)


def _half_of_year(phrase: PhraseWords) -> Point:
    return _part_of_year(phrase, number=phrase.index("yearhalf"), months=6)


def _part_of_year(phrase: PhraseWords, *, number: int, months: int) -> Days:
    named = "year" in phrase.groups
    year = phrase.number("year") if named else phrase.today.year + ("following" in phrase.groups)
    first = date(year, (number - 1) * months + 1, 1)
    if not named and first + relativedelta(months=months) <= phrase.today:
        first += relativedelta(years=1)
    last = first + relativedelta(months=months) - DAY
    if last < phrase.today:
        raise PastError
    return Days(first, last)


def _year(phrase: PhraseWords) -> Point:
    year = phrase.number("year")
    if year < phrase.today.year:
        raise PastError
    return Days(date(year, 1, 1), date(year, 12, 31))


def _weekday_in(phrase: PhraseWords) -> Point:
    """ "A week on Tuesday": so much later than the next Tuesday; of minutes only the day counts."""
    weekday = phrase.index("wd" if "wd" in phrase.groups else "wds")
    unit = phrase.text("unit") if "unit" in phrase.groups else "week"
    if unit in MINUTES:
        return Weekdays((weekday,))
    ahead = (weekday - phrase.today.weekday()) % 7
    count = phrase.number("n") if "n" in phrase.groups else 1
    day = phrase.today + timedelta(days=ahead) + length_of(unit, count)
    return Days(day, day)


def _fortnight_on(phrase: PhraseWords) -> Point:
    """ "Thursday fortnight": two weeks behind the next Thursday."""
    ahead = (phrase.index("wd") - phrase.today.weekday()) % 7 or 7
    day = phrase.today + timedelta(days=ahead, weeks=2)
    return Days(day, day)


def _calendar_week(phrase: PhraseWords) -> Point:
    """A week by its number (ISO 8601), of this year or the next."""
    number = phrase.number("dom")
    for year in (phrase.today.year, phrase.today.year + 1):
        monday = date.fromisocalendar(year, number, 1)
        if monday + timedelta(days=6) >= phrase.today:
            return Days(monday, monday + timedelta(days=6))
    raise ValueError("no such week")


def _nth_weekday_of_new_year(phrase: PhraseWords) -> Point:
    day = _nth(date(phrase.today.year + 1, 1, 1), phrase.index("wd"), phrase.number("ord"))
    return Days(day, day)


def _half_of_month(*, second: bool) -> Callable[[PhraseWords], Point]:
    def half(phrase: PhraseWords) -> Point:
        first, again = _month_meant(phrase)
        last = first + relativedelta(months=1) - DAY
        if last < phrase.today and again:
            first, last = first + relativedelta(years=1), last + relativedelta(years=1)
        middle = first + timedelta(days=14)
        return Days(middle + DAY, last) if second else Days(first, middle)

    return half


def _in_minutes(phrase: PhraseWords) -> Point:
    """ "Call in twenty?"."""
    at = phrase.now + timedelta(minutes=phrase.index("minutes"))
    return Moment(at.replace(second=0, microsecond=0))


def _weekdays_ahead(phrase: PhraseWords) -> Point:
    """ "Two Sundays from now" is the second Sunday to come."""
    weekday = phrase.index("wds" if "wds" in phrase.groups else "wd")
    ahead = (weekday - phrase.today.weekday()) % 7 or 7
    day = phrase.today + timedelta(days=ahead, weeks=phrase.number("n") - 1)
    return Days(day, day)


def _weekday_after_next(phrase: PhraseWords) -> Point:
    """ "The Tuesday after next"."""
    ahead = (phrase.index("wd") - phrase.today.weekday()) % 7 or 7
    day = phrase.today + timedelta(days=ahead + 7)
    return Days(day, day)


def _half_of_next_week(*, second: bool) -> Callable[[PhraseWords], Point]:
    def half(phrase: PhraseWords) -> Point:
        monday = range_around("week", phrase.today + timedelta(days=7)).first
        thursday = monday + 3 * DAY
        return Days(thursday, monday + 6 * DAY) if second else Days(monday, thursday - DAY)

    return half


def _from_day(phrase: PhraseWords) -> Point:
    """ "Three weeks from tomorrow"."""
    start = phrase.today + timedelta(days=phrase.index("days"))
    day = start + length_of(phrase.text("unit"), phrase.number("n"))
    return Days(day, day)


def _weekday_range(phrase: PhraseWords) -> Point:
    """ "Monday to Wednesday"."""
    ahead = (phrase.index("wd") - phrase.today.weekday()) % 7 or 7
    if "following" in phrase.groups:
        ahead = 7 - phrase.today.weekday() + phrase.index("wd")
    first = phrase.today + timedelta(days=ahead)
    return Days(first, first + timedelta(days=(phrase.index("wd2") - first.weekday()) % 7))


def _within(phrase: PhraseWords) -> Point:
    """ "In the next two weeks": from today on, not after."""
    count, unit = phrase.number("n") if "n" in phrase.groups else 1, phrase.text("unit")
    if unit == "day" and "n" not in phrase.groups:
        return Days(phrase.today, phrase.today)
    if unit in MINUTES:
        minutes = timedelta(minutes=count * MINUTES[unit])
        return Moment((phrase.now + minutes).replace(second=0, microsecond=0))
    return Days(phrase.today, phrase.today + length_of(unit, count))


def _from_now(phrase: PhraseWords) -> Point:
    """ "Ten days from now", "in exactly two weeks": that very day."""
    unit = phrase.text("unit") if "unit" in phrase.groups else "day"
    count = phrase.number("n") if "n" in phrase.groups else 1
    if unit in MINUTES:
        at = phrase.now + timedelta(minutes=count * MINUTES[unit])
        return Moment(at.replace(second=0, microsecond=0))
    day = phrase.today + length_of(unit, count)
    return Days(day, day)


def _week_from_day(phrase: PhraseWords) -> Point:
    """ "Tomorrow week", "a fortnight tomorrow"."""
    unit = phrase.text("unit") if "unit" in phrase.groups else "week"
    count = phrase.number("n") if "n" in phrase.groups else 1
    ahead = phrase.index("days") if "days" in phrase.groups else 0
    day = phrase.today + timedelta(days=ahead) + length_of(unit, count)
    return Days(day, day)


def _nth_full_week(phrase: PhraseWords) -> Point:
    """ "The first full week of April": from the first Monday of it."""
    first, again = _month_meant(phrase)
    monday = _nth(first, 0, 1)
    if monday + timedelta(days=6) < phrase.today and again:
        monday = _nth(first + relativedelta(years=1), 0, 1)
    return Days(monday, monday + timedelta(days=6))


def _first_days(phrase: PhraseWords) -> Point:
    """ "The first three days of September"."""
    first, again = _month_meant(phrase)
    last = first + timedelta(days=phrase.number("n") - 1)
    if last < phrase.today and again:
        first, last = first + relativedelta(years=1), last + relativedelta(years=1)
    if last < phrase.today or (last - first).days > 15:
        raise ValueError("not the first days of a month to come")
    return Days(first, last)


def _last_days(phrase: PhraseWords) -> Point:
    """ "The last ten days of November"."""
    first, again = _month_meant(phrase)
    last = first + relativedelta(months=1) - DAY
    if last < phrase.today and again:
        last = first + relativedelta(years=1, months=1) - DAY
    start = last - timedelta(days=phrase.number("n") - 1)
    if last < phrase.today or (last - start).days > 15:
        raise ValueError("not the last days of a month to come")
    return Days(start, last)


def _working_week(phrase: PhraseWords) -> Point:
    """What is left of this week up to Friday; on a weekend the next one."""
    monday = phrase.today - timedelta(days=phrase.today.weekday())
    if phrase.today.weekday() > 4 or "following" in phrase.groups:
        monday += timedelta(days=7)
    return Days(max(monday, phrase.today), monday + timedelta(days=4))


def _day_after_feast(phrase: PhraseWords) -> Point:
    feast = season_days(phrase)
    day = (feast.last or feast.first) + DAY
    return Days(day, day)


def _week_after_feast(phrase: PhraseWords) -> Point:
    """ "The week that starts after Easter": from the Monday behind it."""
    feast = season_days(phrase)
    last = feast.last or feast.first
    return range_around("week", last + timedelta(days=7 - last.weekday()))


def _week_before_feast(phrase: PhraseWords) -> Point:
    """ "The week before Christmas": up to the Sunday before it."""
    return _to_come(range_around("week", season_days(phrase).first - timedelta(days=7)), phrase)


def _weekday_before_feast(phrase: PhraseWords) -> Point:
    """ "The Friday before Easter"."""
    before = season_days(phrase).first - DAY
    day = before - DAY * ((before.weekday() - phrase.index("wd")) % 7)
    return _to_come(Days(day, day), phrase)


def _days_before_feast(phrase: PhraseWords) -> Point:
    """ "Two days before Christmas"."""
    day = season_days(phrase).first - timedelta(days=phrase.number("n"))
    return _to_come(Days(day, day), phrase)


def _to_come(days: Days, phrase: PhraseWords) -> Days:
    if days.last is not None and days.last < phrase.today:
        raise PastError
    return days


def _business_days(phrase: PhraseWords) -> Point:
    day, left = phrase.today, phrase.number("n") if "n" in phrase.groups else 1
    if left > 60:
        raise ValueError("nobody counts that many working days")
    while left:
        day += DAY
        left -= day.weekday() < 5
    return Days(day, day)


def _midweek(phrase: PhraseWords) -> Point:
    monday = phrase.today - timedelta(days=phrase.today.weekday())
    later = "following" in phrase.groups or phrase.today.weekday() > 3
    monday += timedelta(days=7 if later else 0)
    return Days(max(phrase.today, monday + DAY), monday + timedelta(days=3))


def _after_next(phrase: PhraseWords) -> Point:
    """ "The month after next"."""
    unit = phrase.text("unit")
    if unit in MINUTES:
        raise ValueError("nobody means that hour")
    start = range_around(unit, phrase.today).first
    return range_around(unit, start + length_of(unit, 2))


def _month_of_next_year(phrase: PhraseWords) -> Point:
    """ "Next year in March"."""
    return range_around("month", date(phrase.today.year + 1, phrase.index("month"), 1))


def _in_new_year(phrase: PhraseWords) -> Point:
    """ "In the new year" is its January; in January itself it has begun."""
    first = date(phrase.today.year + 1, 1, 1)
    return range_around("month", first)


def _slashed(phrase: PhraseWords) -> Point:
    day = _slashed_day(phrase)
    return Days(day, day)


def _slashed_day(phrase: PhraseWords) -> date:
    """ "8/12" is the 8th of December or of August the 12th: whichever comes sooner.

    Day and month change places between countries, and who arranges a time names a near one.
    """
    one, two, *year = (int(part) for part in phrase.groups["slashed"].split("/"))
    if year:
        full = year[0] + 2000 if year[0] < 100 else year[0]
        day = date(full, two, one) if two <= 12 else date(full, one, two)
        if day < phrase.today:
            raise PastError
        return day
    readings = [(one, two), (two, one)]
    days = [
        yearly(phrase.today, month=month, day=day).first
        for day, month in readings
        if 1 <= month <= 12 and 1 <= day <= 31
    ]
    if not days:
        raise ValueError("no such day")
    return min(days)


def _later_today(phrase: PhraseWords) -> Point:
    soon = phrase.now + SOON
    if soon.date() > phrase.today or soon.hour >= DAY_ENDS_HOUR:
        return TimesOfDay(first=phrase.now.time(), today=True)
    first = soon.time().replace(second=0, microsecond=0)
    return TimesOfDay(first=first, last=first.replace(hour=DAY_ENDS_HOUR, minute=0), today=True)


RULES: Mapping[str, Callable[[PhraseWords], Point]] = {
    "nth_weekday": _nth_weekday,
    "nth_week": _nth_week,
    "day_of_next_month": _day_of_next_month,
    "day_range": _day_range,
    "week_of": _week_of,
    "quarter": _quarter,
    "half_of_year": _half_of_year,
    "year": _year,
    "weekday_in": _weekday_in,
    "fortnight_on": _fortnight_on,
    "calendar_week": _calendar_week,
    "nth_weekday_of_new_year": _nth_weekday_of_new_year,
    "second_half_of_month": _half_of_month(second=True),
    "first_half_of_month": _half_of_month(second=False),
    "in_minutes": _in_minutes,
    "weekdays_ahead": _weekdays_ahead,
    "from_day": _from_day,
    "weekday_after_next": _weekday_after_next,
    "second_half_of_next_week": _half_of_next_week(second=True),
    "first_half_of_next_week": _half_of_next_week(second=False),
    "weekday_range": _weekday_range,
    "within": _within,
    "business_days": _business_days,
    "from_now": _from_now,
    "week_from_day": _week_from_day,
    "nth_full_week": _nth_full_week,
    "first_days": _first_days,
    "last_days": _last_days,
    "working_week": _working_week,
    "day_after_feast": _day_after_feast,
    "week_after_feast": _week_after_feast,
    "week_before_feast": _week_before_feast,
    "weekday_before_feast": _weekday_before_feast,
    "days_before_feast": _days_before_feast,
    "midweek": _midweek,
    "after_next": _after_next,
    "in_new_year": _in_new_year,
    "month_of_next_year": _month_of_next_year,
    "slashed": _slashed,
    "later_today": _later_today,
}
