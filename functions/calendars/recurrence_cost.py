"""Whether a recurring event can be expanded in a time that nobody notices.

Anybody may send an invitation that stands in a founder's calendar, and the library expands a rule
from its first occurrence on, or until the year 9999 where it has none. Must never expand anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icalendar import Component

STEPS_AT_MOST = 100_000
"""Of one rule up to the day that is asked for: eleven years of each hour, 270 of each day."""
_DAYS = {"HOURLY": 1 / 24, "DAILY": 1.0, "WEEKLY": 7.0, "MONTHLY": 28.0, "YEARLY": 365.0}
"""How long one step of a frequency is. More frequent appointments nobody has."""
_NARROWED = frozenset({"HOURLY", "DAILY", "WEEKLY"})
_MAY_NEVER_MEET = ({"BYSETPOS"}, {"BYYEARDAY"}, {"BYWEEKNO"}, {"BYMONTHDAY", "BYMONTH"},
                   {"BYMONTHDAY", "BYDAY"})  # fmt: skip
"""Parts that may leave no day at all, where few steps are passed over at once."""
_LISTED = ("BYMONTH", "BYMONTHDAY", "BYHOUR", "BYMINUTE", "BYSECOND")
_MANY_DAYS = frozenset({"BYDAY", "BYYEARDAY", "BYWEEKNO"})
"""One of these may stand for every day of a step."""


def expands_quickly(event: Component, *, until: datetime) -> bool:
    """Whether every rule of an event takes few steps up to `until`, aware."""
    begins = getattr(event.get("DTSTART"), "dt", None)
    rules = list(_rules(event))
    if not rules:
        return True
    if not isinstance(begins, date):
        return False
    days = max(0.0, (until - _instant(begins)).total_seconds() / 86_400) + 1
    return all(_steps(rule, days=days) <= STEPS_AT_MOST for rule in rules)


def _rules(event: Component) -> Iterator[Mapping[str, Any]]:
    for name in ("RRULE", "EXRULE"):
        found = event.get(name, [])
        yield from found if isinstance(found, list) else (found,)


def _steps(rule: Mapping[str, Any], *, days: float) -> float:
    frequency = str(_first(rule, "FREQ", "")).upper()
    interval = _first(rule, "INTERVAL", 1)
    named = {str(name).upper() for name in rule}
    never = frequency in _NARROWED and any(parts <= named for parts in _MAY_NEVER_MEET)
    if frequency not in _DAYS or not isinstance(interval, int) or interval < 1 or never:
        return float("inf")
    times = 1
    for name in _LISTED:
        times *= max(1, len(_list(rule, name)))
    a_step = _DAYS[frequency]
    each_day = max(1.0, a_step) if named & _MANY_DAYS else 1.0
    return days / (a_step * interval) * times * each_day


def _first(rule: Mapping[str, Any], name: str, otherwise: object) -> object:
    return next(iter(_list(rule, name)), otherwise)


def _list(rule: Mapping[str, Any], name: str) -> Sequence[object]:
    found = rule.get(name, [])
    return found if isinstance(found, list) else [found]


def _instant(moment: date) -> datetime:
    """Zones change it by hours, which do not matter here."""
    if isinstance(moment, datetime):
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.combine(moment, time(0), UTC)
