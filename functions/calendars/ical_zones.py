"""Time zones that iCalendar objects define for themselves, answered from the rule of one year.

The library goes through every change of a zone since its beginning whenever it is asked for a time,
and programs of Microsoft let theirs begin in 1601. Here a yearly rule is asked for the year in
question and the one before it. What is not a plain zone stays the library's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from dateutil.rrule import rrule, rrulestr
from icalendar.timezone.zoneinfo import ZONEINFO

if TYPE_CHECKING:
    from icalendar import Component, Timezone

_OF_A_YEAR = frozenset({"FREQ", "INTERVAL", "UNTIL", "BYMONTH", "BYDAY", "BYMONTHDAY", "WKST"})
"""Parts of a rule that mean the same in each year, whenever the rule began."""
_KINDS = ("STANDARD", "DAYLIGHT")
_NONE = timedelta()


class QuickZones(ZONEINFO):
    """The library's own zones, but for plain ones that an object defines."""

    def create_timezone(self, tz: Timezone) -> tzinfo:  # type: ignore[override]  # as its own
        """Raises what the library raises for a zone that is broken."""
        found = _read_zone(tz)
        return super().create_timezone(tz) if found is None else found


@dataclass(slots=True)
class _Observance:
    """One of the times that a zone changes to, and when it does, in local time before each."""

    is_summer: bool
    offset: timedelta
    differs: timedelta
    """From the offset before it."""
    name: str | None
    listed: Sequence[datetime]
    """In order; the first is its beginning."""
    rule: rrule | None
    ends: datetime | None
    """Of the rule; None where it has no end."""
    known: dict[int, list[datetime]] = field(default_factory=dict)

    def last_change(self, moment: datetime) -> datetime | None:
        """The last one up to a moment; None before the first."""
        listed = bisect_right(self.listed, moment)
        if listed == 0:
            return None
        found = self.listed[listed - 1]
        if self.rule is None:
            return found
        latest = moment if self.ends is None else min(moment, self.ends)
        for year in range(latest.year, self.listed[0].year - 1, -1):
            changes = self._changes_of(year)
            place = bisect_right(changes, moment)
            if place > 0:
                return max(found, changes[place - 1])
        return found

    def _changes_of(self, year: int) -> list[datetime]:
        if year not in self.known and self.rule is not None:
            begins = self.listed[0]
            first = begins.replace(year=year, month=1, day=1)
            # At such an interval the rule has no second year.
            once = self.rule.replace(dtstart=first, until=self.ends, interval=MAXYEAR)
            self.known[year] = [one for one in once if one >= begins]
        return self.known.get(year, [])


class _PlainZone(tzinfo):
    def __init__(self, observances: Sequence[_Observance]) -> None:
        self._observances = observances

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return None if dt is None else self._at(dt).offset

    def dst(self, dt: datetime | None) -> timedelta | None:
        if dt is None:
            return None
        found = self._at(dt)
        return found.differs if found.is_summer else _NONE

    def tzname(self, dt: datetime | None) -> str | None:
        return None if dt is None else self._at(dt).name

    def _at(self, moment: datetime) -> _Observance:
        """Before all changes it is standard time."""
        local, is_second = moment.replace(tzinfo=None, fold=0), moment.fold
        latest, found = None, None
        for one in self._observances:
            # An hour that is there twice stands in the new time when it comes again.
            is_there = is_second and one.differs < _NONE
            change = one.last_change(local - one.differs if is_there else local)
            if change is not None and (latest is None or latest < change):
                latest, found = change, one
        if found is not None:
            return found
        standard = (one for one in self._observances if not one.is_summer)
        return next(standard, self._observances[0])


def _read_zone(zone: Component) -> _PlainZone | None:
    """None for one that is not plain, or cannot be read."""
    observances = [_read_observance(part) for part in zone.subcomponents]
    plain = [one for one in observances if one is not None]
    return _PlainZone(plain) if plain and len(plain) == len(observances) else None


def _read_observance(part: Component) -> _Observance | None:
    begins = getattr(part.get("DTSTART"), "dt", None)
    before = getattr(part.get("TZOFFSETFROM"), "td", None)
    offset = getattr(part.get("TZOFFSETTO"), "td", None)
    if not isinstance(before, timedelta) or not isinstance(offset, timedelta):
        return None
    further = list(_days_listed(part.get("RDATE")))
    listed = [one for one in (begins, *further) if isinstance(one, datetime) and not one.tzinfo]
    is_odd = part.name not in _KINDS or "EXDATE" in part or "EXRULE" in part
    if is_odd or len(listed) != 1 + len(further) or min(listed) != begins:
        return None
    rule, ends = None, None
    recurrence: Any = part.get("RRULE")
    if recurrence is not None:
        if not _is_of_a_year(recurrence):
            return None
        rule = _rule_of(recurrence, begins=begins)
        ends = _end_of(recurrence.get("UNTIL"), before=before)
    name = str(part["TZNAME"]) if "TZNAME" in part else None
    is_summer = part.name == "DAYLIGHT"
    return _Observance(is_summer, offset, offset - before, name, sorted(listed), rule, ends)


def _is_of_a_year(rule: object) -> bool:
    """Whether each year alone tells its changes."""
    if not isinstance(rule, dict) or not {str(name).upper() for name in rule} <= _OF_A_YEAR:
        return False
    return rule.get("FREQ") == ["YEARLY"] and rule.get("INTERVAL", [1]) == [1]


def _rule_of(recurrence: Any, *, begins: datetime) -> rrule:
    """With the month and day that it takes from its beginning written into it."""
    implied: dict[str, int] = {}
    if "BYDAY" not in recurrence and "BYMONTHDAY" not in recurrence:
        implied["bymonthday"] = begins.day
        if "BYMONTH" not in recurrence:
            implied["bymonth"] = begins.month
    read: Any = rrulestr(recurrence.to_ical().decode(), dtstart=begins, ignoretz=True)
    rule: rrule = read.replace(**implied)
    return rule


def _end_of(until: object, *, before: timedelta) -> datetime | None:
    """In local time before the change, as the changes are; a day ends with its last moment."""
    found = until[0] if isinstance(until, list) and until else None
    if isinstance(found, datetime):
        return found.astimezone(UTC).replace(tzinfo=None) + before if found.tzinfo else found
    return datetime.combine(found, time.max) if isinstance(found, date) else None


def _days_listed(found: object) -> Iterator[object]:
    for each in found if isinstance(found, list) else (found,):
        yield from (one.dt for one in getattr(each, "dts", ()))
