"""What time phrases are made of: dates, hours, weekdays, and the words they were found in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from functions.outreach.domain.understanding.languages.pattern import meaning
from functions.outreach.domain.understanding.languages.time_words import TimeWords
from tenancy.values.lazy_dataclass import dataclass

DAY = timedelta(days=1)
LONGEST_CHOICE_DAYS = 6
"""Days between two that are named as a choice and still make one range."""


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """When a customer wants something, in local wall time of the customer.

    `earliest` and `latest` are local dates (latest may be open), `from_time`/`to_time` bound the
    time of day, `weekdays` (0 = Monday) narrow further. `at` is an exact local time if one was
    named.
    """

    earliest: date
    latest: date | None = None
    from_time: time | None = None
    to_time: time | None = None
    weekdays: tuple[int, ...] = ()
    at: datetime | None = None
    """Naive local date-time."""
    phrase: str = ""
    """The customer's own words."""


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
class TimesOfDay:
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


Point = Days | TimesOfDay | Weekdays | Moment


@dataclass(frozen=True, slots=True)
class Placed:
    """A point in time and where its words stand in the plain text."""

    start: int
    end: int
    point: Point | None
    """None for a time that is past by its own words, and for one that is turned down."""
    modifiers: tuple[str, ...] = ()
    bare: Point | None = None
    """The point without any modifier; `point` is None where a modifier turns it down."""
    past: bool = False
    ahead: bool = False
    """Whether its own words can mean nothing but a day to come ("tomorrow", "next week")."""
    length: bool = False
    """Whether its words may only say how long something lasts ("for an hour")."""
    relative: bool = False
    """Whether it is a day or a time counted from now ("tomorrow", "in a week", "today")."""

    def bare_days(self, today: date) -> Days | None:
        """The days it names, whatever modifies them; of a weekday the next such day."""
        match self.bare:
            case Days():
                return self.bare
            case Weekdays(days=(weekday,), every=False):
                day = today + DAY * ((weekday - today.weekday()) % 7 or 7)
                return Days(day, day)
        return None


class PastError(ValueError):
    """A date that is past by its own words."""


@dataclass(frozen=True, slots=True)
class PhraseWords:
    """The words of one match, looked up in the language's vocabularies."""

    groups: Mapping[str, str]
    words: TimeWords
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def number(self, group: str) -> int:
        written = self.groups[group]
        if written[0].isdigit():
            return int(re.split(r"\D", written)[0])
        vocabulary: Mapping[str, int] = (
            self.words.ordinals if group.startswith("ord") else self.words.numbers
        )
        if group == "nthadj":
            vocabulary = self.words.nth
        if group in {"hour", "anhour", "hour2", "lonehour", "lonehour2", "ish"}:
            vocabulary = self.words.clock_words
        elif group == "halfhour":
            vocabulary = self.words.half_hours
        elif group == "underway":
            vocabulary = self.words.hours_under_way
        return int(str(meaning(vocabulary, written + " ")))

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
            "wd2": self.words.weekdays,
            "quarter": self.words.quarters,
            "yearhalf": self.words.year_halves,
            "minutes": self.words.minutes,
            "minutes2": self.words.minutes,
            "wds": self.words.weekday_plurals,
            "month": self.words.months,
            "sure": self.words.months,
            "days": self.words.days,
        }[group]
        return int(str(meaning(vocabulary, self.groups[group] + " ")))

    def half(self, group: str = "half") -> str:
        return self.text(group) if group in self.groups else ""
