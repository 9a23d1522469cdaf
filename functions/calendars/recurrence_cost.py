"""Whether a calendar's object can be expanded in a time that nobody notices.

Anybody may send an invitation that stands in a founder's calendar. The library expands each rule
from its first occurrence on, or until the year 9999 where it has none, and walks the rules of a
time zone of the object's own at every comparison. Must never expand anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import gcd, inf, prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icalendar import Calendar, Component

WORK_AT_MOST = 250_000
"""Of one object, all its rules together, in steps of a daily rule: a second or so."""
_DAYS = {"HOURLY": 1 / 24, "DAILY": 1.0, "WEEKLY": 7.0, "MONTHLY": 28.0, "YEARLY": 365.0}
"""How long one step of a frequency is. More frequent appointments nobody has."""
_DAYS_LOOKED_AT = {"HOURLY": 1, "DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}
_DAY_PARTS = frozenset({"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO",
                        "BYEASTER"})  # fmt: skip
_LAST_DAY = date.max.toordinal()
_A_DAY_LOOKED_AT, _A_VALUE_LOOKED_AT = 1 / 50, 1 / 300
_AN_OCCURRENCE, _A_PART_COPIED, _A_CHANGE_OF_ZONE = 25, 1 / 5, 1 / 30
"""What these take, as measured, where a step of a daily rule is 1."""
_STEPS_AHEAD = 10
"""The library fetches so many occurrences at once. Long steps it walks month by month."""
_COMPARISONS = 10
"""How often the zone of an occurrence that is shown is asked for."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """Days, as ordinals: what is asked for, and how far the rules are walked for it."""

    last: int
    shown: int
    """How many days may have occurrences that are shown."""


@dataclass(frozen=True, slots=True)
class _Steps:
    """Of some rules: the work of walking them, and how many occurrences come up to a day."""

    work: float
    found: float
    shown: float


def expands_quickly(calendar: Calendar, *, since: datetime, until: datetime) -> bool:
    """Whether expanding an object between two aware instants takes at most `WORK_AT_MOST`.

    False too where no bound can be told.

    Raises:
        ValueError, TypeError, AttributeError: the object cannot be read.
    """
    events = list(calendar.walk("VEVENT"))
    zones = [part for zone in calendar.walk("VTIMEZONE") for part in zone.walk()]
    reach = _reach(events, since=since.toordinal(), until=until.toordinal())
    work = changes = 0.0
    for part in zones:
        steps = _steps(part, reach)
        work += steps.work
        changes += steps.found
    looks = 1 + sum(map(_looks_through_all, events))
    compared = changes * _A_CHANGE_OF_ZONE
    for event in events:
        steps = _steps(event, reach)
        an_occurrence = _AN_OCCURRENCE + _parts(event) * _A_PART_COPIED + compared * _COMPARISONS
        work += steps.work + steps.found * (1 + compared) * looks + steps.shown * an_occurrence
    return work <= WORK_AT_MOST


def _reach(events: Iterable[Component], *, since: int, until: int) -> _Reach:
    """An event that lasts long or was moved has the library look further than is asked for."""
    last, longest, moved = until, 0, 0
    for event in events:
        begins, recurs = _days(event, "DTSTART"), _days(event, "RECURRENCE-ID")
        named = [*begins, *recurs, *_days(event, "DTEND"), *_days(event, "RDATE"),
                 *_days(event, "EXDATE")]  # fmt: skip
        length = getattr(event.get("DURATION"), "dt", None)
        longest = max(longest, abs(length.days) if isinstance(length, timedelta) else 0)
        for begin in begins:
            longest = max([longest, *(abs(end - begin) for end in _days(event, "DTEND"))])
            moved = max([moved, *(abs(at - begin) for at in recurs)])
        last = max([last, *named])
    further = longest + moved + 1
    return _Reach(min(last + further, _LAST_DAY), until - since + 2 * further)


def _looks_through_all(event: Component) -> bool:
    """Whether the library goes through all occurrences of the series once more for it."""
    changed = event.get("RECURRENCE-ID")
    if changed is None:
        return False
    return "RANGE" in changed.params or any(one in event for one in ("RRULE", "RDATE", "EXDATE"))


def _parts(event: Component) -> int:
    values = sum(len(one) if isinstance(one, list) else 1 for one in event.values())
    return values + len(event.subcomponents)


def _steps(component: Component, reach: _Reach) -> _Steps:
    """Of all rules of a component, with its own time and the ones it lists."""
    begins = getattr(component.get("DTSTART"), "dt", None)
    listed = 1 + len(_days(component, "RDATE"))
    work, found, shown = 0.0, float(listed + len(_days(component, "EXDATE"))), float(listed)
    for name in ("RRULE", "EXRULE"):
        for rule in _values(component.get(name)):
            if not isinstance(begins, date):
                return _Steps(inf, inf, inf)
            steps = _steps_of_rule(rule, begins=begins, reach=reach)
            work, found, shown = work + steps.work, found + steps.found, shown + steps.shown
    return _Steps(work, found, shown)


def _steps_of_rule(rule: Mapping[str, Any], *, begins: date, reach: _Reach) -> _Steps:
    frequency = str(next(iter(_values(rule.get("FREQ"))), "")).upper()
    interval = next(iter(_values(rule.get("INTERVAL"))), 1)
    if frequency not in _DAYS or not isinstance(interval, int) or interval < 1:
        return _Steps(inf, inf, inf)
    parts = {
        str(name).upper(): _values(value)
        for name, value in rule.items()
        if str(name).upper().startswith("BY")
    }
    a_step = _DAYS[frequency] * interval
    ends = [one.toordinal() for one in _values(rule.get("UNTIL")) if isinstance(one, date)]
    days = max(0, min(reach.last, max(ends, default=_LAST_DAY)) - begins.toordinal()) + 1
    is_met = _is_surely_met(parts, frequency=frequency, interval=interval, begins=begins)
    to_the_end = _LAST_DAY - begins.toordinal() + 1
    walked = min(days + _STEPS_AHEAD * a_step, to_the_end) if is_met else to_the_end
    months = 0 if frequency in ("MONTHLY", "YEARLY") else walked / _DAYS["MONTHLY"]
    values = sum(map(len, parts.values()))
    looked_at = _DAYS_LOOKED_AT[frequency] * (_A_DAY_LOOKED_AT + values * _A_VALUE_LOOKED_AT)
    times = _times_a_day(parts, frequency=frequency)
    each = min(
        _days_each_step(parts, frequency=frequency) * times,
        len(parts["BYSETPOS"]) if "BYSETPOS" in parts else inf,
    )
    return _Steps(
        work=(walked / a_step + 1) * (1 + looked_at) + months + times,
        found=(days / a_step + 1) * each,
        shown=(min(days, reach.shown) / a_step + 1) * each,
    )


def _is_surely_met(
    parts: Mapping[str, Sequence[Any]], *, frequency: str, interval: int, begins: date
) -> bool:
    """Whether the rule has a day every few years, so that it is not walked to the end of time."""
    named = _DAY_PARTS & parts.keys()
    if not named:
        return True
    if not named <= {"BYMONTH", "BYMONTHDAY", "BYDAY"}:
        return False
    numbers = [_number_of_weekday(one) for one in parts.get("BYDAY", ())]
    month_days = parts.get("BYMONTHDAY", ())
    if "BYMONTH" in named and not numbers and frequency in ("MONTHLY", "YEARLY"):
        month_days = month_days or (begins.day,)
    is_possible = (
        all(1 <= int(one) <= 12 for one in parts.get("BYMONTH", ()))
        and (not month_days or any(1 <= abs(int(one)) <= 28 for one in month_days))
        and (not numbers or any(number <= 4 for number in numbers))
        and not (month_days and any(numbers))
    )
    if interval == 1 or not is_possible:
        return is_possible
    if frequency == "DAILY":
        return named == {"BYDAY"} and len(numbers) > 0 and gcd(interval, 7) == 1
    if frequency == "HOURLY" or (month_days and numbers):
        return False
    return frequency == "YEARLY" or "BYMONTH" not in named


def _number_of_weekday(weekday: object) -> int:
    """4 of `-4SU`, and 0 of each `SU`."""
    return int("".join(filter(str.isdecimal, str(weekday))) or 0)


def _times_a_day(parts: Mapping[str, Sequence[Any]], *, frequency: str) -> int:
    """Of each step, where that is an hour."""
    listed = ["BYMINUTE", "BYSECOND", *(["BYHOUR"] if frequency != "HOURLY" else [])]
    return prod(max(1, len(parts.get(name, ()))) for name in listed)


def _days_each_step(parts: Mapping[str, Sequence[Any]], *, frequency: str) -> int:
    """How many days a step has occurrences on, at most."""
    listed = {name: len(values) for name, values in parts.items()}
    months = listed.get("BYMONTH", 12) if frequency == "YEARLY" else 1
    all_days = min(_DAYS_LOOKED_AT[frequency], 31 * months)
    most: list[int] = []
    if "BYDAY" in parts:
        a_number = months if "BYMONTH" in parts else 1
        is_numbered = frequency in ("MONTHLY", "YEARLY")
        each = [is_numbered and _number_of_weekday(one) > 0 for one in parts["BYDAY"]]
        most.append(sum(a_number if one else all_days // 7 + 1 for one in each))
    if "BYMONTHDAY" in parts:
        most.append(listed["BYMONTHDAY"] * months)
    most.extend(listed[name] for name in ("BYYEARDAY", "BYEASTER") if name in parts)
    if "BYWEEKNO" in parts:
        most.append(7 * listed["BYWEEKNO"])
    if not most:
        most.append(listed.get("BYMONTH", 1) if frequency == "YEARLY" else 1)
    return min(all_days, *most)


def _values(found: Any) -> Sequence[Any]:
    if found is None:
        return ()
    return found if isinstance(found, list) else (found,)


def _days(component: Component, name: str) -> list[int]:
    """The days a property names, as ordinals. Zones change them by hours, which do not matter."""
    days: list[int] = []
    for value in _values(component.get(name)):
        for one in getattr(value, "dts", (value,)):
            moment = getattr(one, "dt", None)
            for each in moment if isinstance(moment, tuple) else (moment,):
                if isinstance(each, date):
                    days.append(each.toordinal())
    return days
