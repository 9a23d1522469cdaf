"""Turns one named point in time ("the 15th", "next week", "half past two") into dates and hours.

Dates are never past: what has gone by this year, month or week means the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from dateutil.relativedelta import relativedelta

from functions.outreach.domain.phrases.pattern import meaning
from functions.outreach.domain.phrases.time_words import TimeWords

DAY = timedelta(days=1)
FARTHEST_DAYS = 3_660
"""Ten years; a wish beyond that is a misunderstanding."""
PARTS = {
    "morning": (time(8), time(12)),
    "noon": (time(12), time(13)),
    "lunch": (time(12), time(13)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(21)),
    "tonight": (time(17), time(21)),
    "work": (time(9), time(17)),
    "early": (time(8), time(9)),
}
HOURS_COUNTED = 7
MINUTES = {"minute": 1, "half_hour": 30, "hour": 60}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that matched, and the words of its named groups."""

    kind: str
    start: int
    end: int
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Days:
    """Local dates; `last` None is open."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Hours:
    """Times of day. `exact` is one named time."""

    first: time | None = None
    last: time | None = None
    exact: time | None = None
    part: str = ""
    today: bool = False


@dataclass(frozen=True, slots=True)
class Weekdays:
    days: tuple[int, ...]
    every: bool = False
    """Any such day, not just the next one."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An exact time from now, as in "in an hour"."""

    at: datetime


Point = Days | Hours | Weekdays | Moment


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

    `busy` and `free` tell what "until" means: the end of being busy, or of being free.
    """
    said = Said(found.words, words, local_now)
    try:
        plain = _RULES[found.kind](said)
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
        case Hours():
            return _modified_hours(plain, until_hour, busy=busy)
        case Weekdays():
            return _modified_weekdays(plain, until, today=local_now.date())
    return plain


def _settled(modifiers: tuple[str, ...], until: str) -> tuple[str, ...]:
    return tuple(until if modifier == "until" else modifier for modifier in modifiers)


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one match, looked up in the language's vocabularies."""

    groups: Mapping[str, str]
    words: TimeWords
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def number(self, group: str) -> int:
        said = self.groups[group]
        if said[0].isdigit():
            return int(re.split(r"\D", said)[0])
        vocabulary: Mapping[str, int] = (
            self.words.ordinals if group == "ord" else self.words.numbers
        )
        if group == "hour":
            vocabulary = self.words.clock_words
        elif group == "halfhour":
            vocabulary = self.words.half_hours
        return int(str(meaning(vocabulary, said + " ")))

    def text(self, group: str) -> str:
        vocabulary = {
            "unit": self.words.units,
            "part": self.words.day_parts,
            "cpart": self.words.compound_parts,
            "half": self.words.halves,
            "half2": self.words.halves,
            "season": self.words.seasons,
        }[group]
        return str(meaning(vocabulary, self.groups[group] + " "))

    def index(self, group: str) -> int:
        vocabulary = {
            "wd": self.words.weekdays,
            "wds": self.words.weekday_plurals,
            "month": self.words.months,
            "sure": self.words.months,
            "days": self.words.days,
        }[group]
        return int(str(meaning(vocabulary, self.groups[group] + " ")))

    def half(self, group: str = "half") -> str:
        return self.text(group) if group in self.groups else ""


# Dates.


def _delta(unit: str, count: int) -> relativedelta:
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


def _in(said: Said) -> Point:
    unit = said.text("unit")
    count = said.number("n") if "n" in said.groups else 1
    if unit == "hour" and count > HOURS_COUNTED:
        # "Po 17 val." is after five o'clock: nobody counts that many hours.
        return Hours(first=time(count))
    if unit in MINUTES:
        minutes = count * MINUTES[unit]
        return Moment((said.now + timedelta(minutes=minutes)).replace(second=0, microsecond=0))
    first = said.today + _delta(unit, count)
    return Days(first, first if unit == "day" else None)


def _in_or_after_day(said: Said) -> Point:
    """ "Po 5 d." is in five days, "po 15 d." after the fifteenth: nobody counts that many days."""
    count = said.number("dom")
    if count <= 10:
        return _one_day(said.today + timedelta(days=count))
    return Days(_day(said).first + DAY, None)


def _in_range(said: Said) -> Point:
    unit = said.text("unit")
    if unit in MINUTES:
        return _in(said)
    first = said.today + _delta(unit, said.number("n"))
    return Days(first, said.today + _delta(unit, said.number("n2")))


def _in_half(said: Said) -> Point:
    unit = said.text("unit")
    if unit == "hour":
        return Moment((said.now + timedelta(minutes=30)).replace(second=0, microsecond=0))
    halves = {"year": relativedelta(months=6), "month": relativedelta(days=15)}
    return Days(said.today + halves.get(unit, relativedelta(days=3)), None)


def _unit_range(unit: str, day: date) -> Days:
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


def _next(said: Said) -> Point:
    unit = said.text("unit")
    if unit in MINUTES:
        return _in(said)
    start = _unit_range(unit, said.today).first
    return _unit_range(unit, start + _delta(unit, 1))


def _this(said: Said) -> Point:
    unit = said.text("unit")
    if unit in MINUTES:
        raise ValueError("this hour is no wish")
    return _unit_range(unit, said.today)


def _week_after_next(said: Said) -> Point:
    return _unit_range("week", said.today + timedelta(days=14))


def _weekend(said: Said) -> Point:
    ahead = (5 - said.today.weekday()) % 7 if said.today.weekday() != 6 else 0
    first = said.today + timedelta(days=ahead)
    return Days(first, first + (DAY if first.weekday() == 5 else timedelta()))


def _weekend_next(said: Said) -> Point:
    monday = _unit_range("week", said.today).first + timedelta(days=7)
    return Days(monday + timedelta(days=5), monday + timedelta(days=6))


def _weekday_next(said: Said) -> Point:
    monday = _unit_range("week", said.today).first + timedelta(days=7)
    day = monday + timedelta(days=said.index("wd"))
    return Days(day, day)


def _month(said: Said, group: str = "month") -> Days:
    month = said.index("month" if "month" in said.groups else group)
    year = said.today.year + (month < said.today.month)
    return _unit_range("month", date(year, month, 1))


def _month_sure(said: Said) -> Point:
    return _month(said, "sure")


def _month_next(said: Said) -> Point:
    month = said.index("month")
    return _unit_range("month", date(said.today.year + (month <= said.today.month), month, 1))


def _one_day(day: date) -> Days:
    return Days(day, day)


def _month_day(said: Said) -> Point:
    group = "dom" if "dom" in said.groups else "ord"
    return _yearly(said.today, month=said.index("month"), day=said.number(group))


def _yearly(today: date, *, month: int, day: int) -> Days:
    for year in range(today.year, today.year + 9):
        if month == 2 and day == 29 and not _leap(year):
            continue
        if date(year, month, day) >= today:
            return _one_day(date(year, month, day))
    raise ValueError("no such day")


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _iso(said: Said) -> Point:
    year, month, day = (int(part) for part in re.split(r"\D", said.groups["iso"]))
    if date(year, month, day) < said.today:
        raise ValueError("past")
    return _one_day(date(year, month, day))


def _dotted(said: Said) -> Point:
    day, month, *year = (int(part) for part in said.groups["dotted"].split("."))
    if year and date(year[0], month, day) < said.today:
        raise ValueError("past")
    return (
        _one_day(date(year[0], month, day)) if year else _yearly(said.today, month=month, day=day)
    )


def _dashed(said: Said) -> Point:
    month, day = (int(part) for part in said.groups["dashed"].split("-"))
    return _yearly(said.today, month=month, day=day)


def _day(said: Said) -> Days:
    group = next(name for name in ("th", "dom", "ord") if name in said.groups)
    day = said.number(group)
    if not 1 <= day <= 31:
        raise ValueError("no day of a month")
    month = said.today.replace(day=1)
    while True:
        last = (month + relativedelta(months=1) - DAY).day
        if day <= last and month.replace(day=day) >= said.today:
            return _one_day(month.replace(day=day))
        month += relativedelta(months=1)


def _relative(said: Said) -> Point:
    return _one_day(said.today + timedelta(days=said.index("days")))


def _season(said: Said) -> Point:
    season, today = said.text("season"), said.today
    if season in SEASONS:
        start = date(today.year, SEASONS[season], 1)
        if start + relativedelta(months=3) <= today:
            start += relativedelta(years=1)
        return Days(start, start + relativedelta(months=3) - DAY)
    for year in (today.year - 1, today.year, today.year + 1, today.year + 2):
        for days in _holidays(season, year, orthodox=said.words.orthodox):
            if days.last is not None and days.last >= today:
                return days
    raise ValueError("no such season")


def _holidays(season: str, year: int, *, orthodox: bool) -> tuple[Days, ...]:
    sunday = easter(year, EASTER_ORTHODOX if orthodox else EASTER_WESTERN)
    paschal = Days(sunday - 2 * DAY, sunday + DAY)
    match season:
        case "christmas":
            return (Days(date(year, 12, 24), date(year, 12, 26)),)
        case "new_year":
            return (Days(date(year, 12, 31), date(year + 1, 1, 1)),)
        case "easter":
            return (paschal,)
    # "The holidays" are whichever come next: the turn of the year, Easter, or summer's.
    may = (Days(date(year, 5, 1), date(year, 5, 9)),) if orthodox else ()
    easter_days = () if orthodox else (paschal,)
    summer = Days(date(year, 7, 1), date(year, 8, 31))
    new_year = Days(date(year, 12, 20), date(year + 1, 1, 8 if orthodox else 6))
    return (*easter_days, *may, summer, new_year)


def _asap(said: Said) -> Point:
    return Days(said.today, None)


# Times of day.


def _clock_text(written: str) -> time:
    parts = [int(part) for part in re.split(r"[:.]", re.sub(r"[a-z]+", "", written))]
    return time(parts[0], parts[1] if len(parts) > 1 else 0)


def _likely(clock: time, half: str, *, written: str) -> time:
    """ "3" means 15:00 unless morning is said; "03:00" and "15:00" mean themselves."""
    if half == "morning":
        return clock.replace(hour=0) if clock.hour == 12 else clock
    if half in {"pm", "afternoon", "evening", "tonight"}:
        return clock.replace(hour=clock.hour + 12) if clock.hour < 12 else clock
    if written.startswith("0") or not 1 <= clock.hour <= 7:
        return clock
    return clock.replace(hour=clock.hour + 12)


def _clock(said: Said) -> Point:
    group = next(name for name in ("time", "clock", "hour") if name in said.groups)
    written = said.groups[group]
    half = said.half()
    if group == "time":
        half = half or {"am": "morning", "pm": "pm"}.get(written[-2:], "")
        return Hours(exact=_likely(_clock_text(written), half, written=written))
    clock = _clock_text(written) if written[0].isdigit() else time(said.number(group))
    return Hours(exact=_likely(clock, half, written=written))


def _clock_range(said: Said) -> Point:
    if "clocks" in said.groups:
        one, two = said.groups["clocks"].split("-")
    else:
        one, two = said.groups["clock"], said.groups["clock2"]
    later = said.half("half2")
    first = _likely(_clock_text(one), said.half() or later, written=one)
    last = _likely(_clock_text(two), later or said.half(), written=two)
    if last <= first:
        first = _likely(_clock_text(one), said.half() or "morning", written=one)
    if last <= first:
        raise ValueError("ends before it begins")
    return Hours(first=first, last=last)


def _past_hour(minutes: int) -> Callable[[Said], Point]:
    def clock(said: Said) -> Point:
        group = "halfhour" if "halfhour" in said.groups else "hour"
        hour = _likely(time(said.number(group) % 24), said.half(), written=said.groups[group])
        whole = datetime.combine(said.today, hour) + timedelta(minutes=minutes)
        return Hours(exact=whole.time())

    return clock


def _part(said: Said) -> Point:
    part = said.text("cpart" if "cpart" in said.groups else "part")
    first, last = PARTS[part]
    if part == "noon":
        return Hours(exact=first)
    return Hours(first=first, last=last, part=part, today=part == "tonight")


def _this_part(said: Said) -> Point:
    part = said.text("part")
    first, last = PARTS[part]
    return Hours(first=first, last=last, part=part, today=True)


# Weekdays.


def _weekday(said: Said) -> Point:
    return Weekdays((said.index("wd"),))


def _weekday_every(said: Said) -> Point:
    return Weekdays((said.index("wds"),), every=True)


def _workdays(_: Said) -> Point:
    return Weekdays((0, 1, 2, 3, 4), every=True)


_RULES: dict[str, Callable[[Said], Point]] = {
    "in": _in,
    "in_range": _in_range,
    "in_half": _in_half,
    "in_or_after_day": _in_or_after_day,
    "next": _next,
    "this": _this,
    "week_after_next": _week_after_next,
    "weekend": _weekend,
    "weekend_next": _weekend_next,
    "weekday_next": _weekday_next,
    "month": lambda said: _month_sure(said) if "sure" in said.groups else _month(said),
    "month_next": _month_next,
    "month_day": _month_day,
    "iso": _iso,
    "dotted": _dotted,
    "dashed": _dashed,
    "day": _day,
    "relative": _relative,
    "season": _season,
    "asap": _asap,
    "clock": _clock,
    "clock_range": _clock_range,
    "half_past": _past_hour(30),
    "half_to": _past_hour(-30),
    "quarter_past": _past_hour(15),
    "quarter_to": _past_hour(-15),
    "part": _part,
    "this_part": _this_part,
    "weekday": _weekday,
    "weekday_every": _weekday_every,
    "workdays": _workdays,
}


# Modifiers.


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
        # "Early this month" said late in it: nothing of it is left.
        return Days(today, None)
    return days


def _share(length: int, *, end: bool = False) -> int:
    """How many days the beginning or end of a week, month, quarter or year is."""
    if length <= 1:
        return 1
    if length <= 7:
        return 3 if end else 2
    return 7 if length <= 31 else 14 if length <= 200 else 17


def _modified_hours(hours: Hours, modifiers: tuple[str, ...], *, busy: bool) -> Hours | None:
    modifier = modifiers[0] if modifiers else ""
    first = hours.exact or hours.first
    last = hours.exact or hours.last
    match modifier:
        case "after":
            return Hours(first=last)
        case "from":
            return Hours(first=first if not (busy and hours.part) else last)
        case "before" | "by":
            return Hours(last=first if modifier == "before" else last)
        case "not":
            return (
                Hours(last=first) if hours.part in {"afternoon", "evening"} else Hours(first=last)
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
    ahead = (weekdays.days[0] - today.weekday()) % 7 or 7
    return _modified_days(_one_day(today + timedelta(days=ahead)), modifiers, today=today)
