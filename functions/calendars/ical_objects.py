"""iCalendar objects of a founder's calendar: read into busy spans, and written for a booking.

Recurring events are expanded by `recurring-ical-events`. One object that cannot be understood, or
takes too long, is counted and left out; it never hides the others. Anybody may send an invitation
that stands in a founder's calendar, with a rule that has no end, and many of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from functions.calendars.provider import (
    UID_ENDING,
    Appointments,
    CalendarRules,
    EventText,
    OwnEvent,
    Span,
    gather_appointments,
    instant_of,
)
from functions.calendars.step_limit import STEPS_A_SECOND, StepLimit, TooManyStepsError
from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from icalendar import Calendar, Component

_UTC_TIME = "%Y%m%dT%H%M%SZ"
_WRITTEN_START = "X-WARMLINE-START"
"""Keeps the start that was written last (RFC 5545 3.8.8.2), so that an event the founder moves is
distinguished from one that stands where it was put."""
_MOVES = "X-WARMLINE-MOVES"
"""Tells which writing of the event arrived last."""
_OUTLOOK_SHOWS, _OUTLOOK_ALL_DAY = "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT"
"""What Outlook may say in these words alone ([MS-OXCICAL] 2.1.3.1.1.20)."""
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RuntimeError,
              AssertionError)  # fmt: skip
"""What the libraries raise for an object that is broken or contradicts itself, wherever the broken
value is touched first. A nesting too deep is a `RuntimeError` too, as are too many steps."""
OBJECT_STEPS = 3_500_000
"""Of one object: two seconds or so. A daily appointment of fifty years takes less."""
LOOK_STEPS = 8 * STEPS_A_SECOND
"""Of all objects of one look together."""
_FIRST_STEPS = (10_000, 150_000)
"""What each object may take at first: what takes little is read before what takes much, so that
many costly ones cannot keep appointments from being read."""
RULE_VALUES_AT_MOST = 100
"""Of one part of a rule. They are gone through in one step, as often as there are days."""


@dataclass(frozen=True, slots=True)
class LookSteps:
    """How many steps a look may take."""

    an_object: int = OBJECT_STEPS
    in_all: int = LOOK_STEPS


LOOK = LookSteps()


_ANY_OBJECT = b"""BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Some zone
BEGIN:STANDARD
DTSTART:20000101T000000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:any
DTSTART;TZID=Some zone:20000101T000000
RRULE:FREQ=DAILY;COUNT=1
END:VEVENT
END:VCALENDAR
"""


def limited_steps() -> StepLimit:
    """Limits what objects take. What the libraries load once for all is none of it, and is not
    broken off half loaded."""
    _load_libraries()
    return StepLimit()


@cache
def _load_libraries() -> None:
    begins = datetime(2000, 1, 1, tzinfo=UTC)
    _read_object(_ANY_OBJECT, begins, begins, CalendarRules("UTC"), user="", is_counted=True)


def _run[Found](work: Callable[[], Found]) -> Found:
    """On one object alone. Raises one of `UNREADABLE`."""
    with limited_steps() as limit:
        return limit.run(OBJECT_STEPS, work)


def read_calendars(
    calendars: Iterable[Iterable[bytes]],
    *,
    since: datetime,
    until: datetime,
    rules: CalendarRules,
    user: str,
    counted: int | None = None,
    allowed: LookSteps = LOOK,
) -> Appointments:
    """What several calendars hold between two aware instants, as one.

    `user` is the founder's own address there: what they declined is not busy. Of calendars after
    the first `counted` only events of ours are taken.
    """
    found: list[tuple[int, list[OwnEvent | Span]]] = []
    unread = 0
    left = list(_numbered(calendars))
    with limited_steps() as limit:
        for most in (*_FIRST_STEPS, allowed.an_object):
            tried, left = left, []
            for calendar, text in tried:
                is_counted = counted is None or calendar < counted
                work = partial(
                    _read_object, text, since, until, rules, user=user, is_counted=is_counted
                )
                steps = min(most, allowed.in_all - limit.taken)
                try:
                    read = limit.run(steps, work)
                except TooManyStepsError:
                    if steps < allowed.an_object:
                        left.append((calendar, text))
                    else:
                        unread += 1
                except UNREADABLE:
                    unread += 1
                else:
                    found.append((calendar, read))
    found.sort(key=itemgetter(0))
    each = ((calendar, entry) for calendar, read in found for entry in read)
    return gather_appointments(each, unread=unread + len(left), left=len(left))


def _read_object(
    text: bytes,
    since: datetime,
    until: datetime,
    rules: CalendarRules,
    *,
    user: str,
    is_counted: bool,
) -> list[OwnEvent | Span]:
    """Raises one of `UNREADABLE`."""
    import recurring_ical_events

    events = recurring_ical_events.of(_parsed(text)).between(since, until)
    read = [_read(one, rules=rules, user=user, is_counted=is_counted) for one in events]
    return [entry for entry in read if entry is not None]


def _read(
    event: Component, *, rules: CalendarRules, user: str, is_counted: bool
) -> OwnEvent | Span | None:
    ours = _own(event, rules=rules, user=user)
    if ours is not None:
        return ours
    if is_counted and _is_busy(event, rules=rules, user=user):
        return _span(event, rules=rules)
    return None


def _numbered(calendars: Iterable[Iterable[bytes]]) -> Iterator[tuple[int, bytes]]:
    for number, objects in enumerate(calendars):
        for text in objects:
            yield number, text


def read_own(text: bytes, *, rules: CalendarRules, user: str) -> OwnEvent | None:
    """The event of ours in one object, at its earliest time; None without one."""

    def find() -> OwnEvent | None:
        events = _parsed(text).walk("VEVENT")
        ours = [own for event in events if (own := _own(event, rules=rules, user=user))]
        return min(ours, key=attrgetter("start"), default=None)

    try:
        return _run(find)
    except UNREADABLE:
        return None


def parse_events(text: str) -> list[Component]:
    """The events of a mail's objects. Their own time zones may take long to be asked: what is
    read of them is limited as well.

    Raises one of `UNREADABLE`, as may whatever is read of them.
    """
    return [event for calendar in _all_in(text) for event in calendar.walk("VEVENT")]


def write_object(event: EventText, *, now: datetime) -> bytes:
    """A new object for a booking. Without METHOD: it is kept, not sent (RFC 4791 4.1)."""
    from icalendar import Calendar, Event

    made = Event()
    made.add("uid", f"{event.event}{UID_ENDING}")
    made.add("class", "PRIVATE")
    _fill(made, event, now=now)
    calendar = Calendar()
    calendar.add("prodid", "-//Warmline//EN")
    calendar.add("version", "2.0")
    calendar.add_component(made)
    return bytes(calendar.to_ical())


def rewrite_object(text: bytes, event: EventText, *, now: datetime) -> bytes | None:
    """The same object at another time, with all that the founder added; None if unreadable.

    SEQUENCE rises by one (RFC 5546 2.1.4).
    """
    try:
        return _run(lambda: _rewritten(_parsed(text), event, now=now))
    except UNREADABLE:
        return None


def has_arrived(text: bytes, event: EventText) -> bool:
    """Whether this writing, or a later one, made the object: the rest is the founder's doing. So is
    all that differs from the first, where a program did not keep which it was."""

    def find() -> bool:
        found = _event_of(_parsed(text), event)
        if found is None:
            return False
        return _moves_kept(found) >= event.moves

    try:
        return _run(find)
    except UNREADABLE:
        return False


def _moves_kept(event: Component) -> int:
    """0 too where it cannot be read any more: the first writing brings nothing back."""
    try:
        return max(int(str(event.get(_MOVES, "0"))), 0)
    except ValueError:
        return 0


def _event_of(calendar: Calendar, event: EventText) -> Component | None:
    uid = f"{event.event}{UID_ENDING}"
    return next((one for one in calendar.walk("VEVENT") if str(one.get("UID", "")) == uid), None)


def _rewritten(calendar: Calendar, event: EventText, *, now: datetime) -> bytes | None:
    found = _event_of(calendar, event)
    if found is None:
        return None
    before = found.get("SEQUENCE", 0)
    for name in ("DTSTAMP", "DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "LOCATION",
                 "SEQUENCE", "STATUS", _WRITTEN_START, _MOVES):  # fmt: skip
        found.pop(name, None)
    _fill(found, event, now=now)
    found.add("sequence", int(before) + 1)
    return bytes(calendar.to_ical())


def _fill(made: Component, event: EventText, *, now: datetime) -> None:
    made.add("dtstamp", now.astimezone(UTC))
    made.add("dtstart", event.start.astimezone(UTC))
    made.add("dtend", event.end.astimezone(UTC))
    made.add("summary", event.summary)
    made.add("description", event.description)
    made.add("status", "CONFIRMED")
    made.add(_WRITTEN_START, f"{event.start.astimezone(UTC):{_UTC_TIME}}")
    made.add(_MOVES, str(event.moves))
    if event.location:
        made.add("location", event.location)


def _parsed(text: bytes) -> Calendar:
    """Raises one of `UNREADABLE`, also where the text is not one object."""
    from icalendar import Calendar

    (found,) = _all_in(text)
    if not isinstance(found, Calendar):
        raise TypeError("not one VCALENDAR")
    return found


def _all_in(text: bytes | str) -> list[Calendar]:
    """Raises one of `UNREADABLE`."""
    from icalendar import Calendar
    from icalendar.timezone import tzp

    from functions.calendars.ical_zones import QuickZones

    # The library keeps the time zones that objects define: each text has its own alone.
    tzp.use(QuickZones())
    found = Calendar.from_ical(text, multiple=True)
    for part in (each for calendar in found for each in calendar.walk()):
        for rule in (*_listed(part.get("RRULE", [])), *_listed(part.get("EXRULE", []))):
            parts = rule.values() if isinstance(rule, dict) else ()
            if any(isinstance(one, list) and len(one) > RULE_VALUES_AT_MOST for one in parts):
                raise ValueError("a rule with too many values")
    return found


def _own(event: Component, *, rules: CalendarRules, user: str) -> OwnEvent | None:
    uid = str(event.get("UID", ""))
    if not uid.endswith(UID_ENDING) or _moment(event, "DTSTART") is None:
        return None
    start, end = _span(event, rules=rules)
    is_off = _status(event) == "CANCELLED" or _answer(event, user) == "DECLINED"
    is_all_day = not isinstance(_moment(event, "DTSTART"), datetime)
    return OwnEvent(
        uid.removesuffix(UID_ENDING), start, end, is_off, is_all_day, _written_start(event)
    )


def _written_start(event: Component) -> datetime | None:
    try:
        written = datetime.fromisoformat(str(event.get(_WRITTEN_START, "")))
    except ValueError:
        return None
    return written.astimezone(UTC) if written.tzinfo else None


def _is_busy(event: Component, *, rules: CalendarRules, user: str) -> bool:
    if _status(event) == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return False
    answer = _answer(event, user)
    if answer == "DECLINED":
        return False
    shown = str(event.get(_OUTLOOK_SHOWS, "")).upper()
    if shown == "FREE":
        return False
    if not rules.tentative_busy and "TENTATIVE" in (_status(event), answer, shown):
        return False
    lasts_all_day = str(event.get(_OUTLOOK_ALL_DAY, "")).upper() == "TRUE"
    at_a_time = isinstance(_moment(event, "DTSTART"), datetime) and not lasts_all_day
    return rules.all_day_busy or at_a_time


def _status(event: Component) -> str:
    return str(event.get("STATUS", "")).upper()


def _answer(event: Component, user: str) -> str:
    """What the founder answered, where they are invited."""
    for attendee in _listed(event.get("ATTENDEE", [])):
        named = getattr(attendee, "params", {})
        # iCloud names its own people by a path, with their address beside it (RFC 7986 6.2).
        addresses = (str(attendee).casefold().removeprefix("mailto:"), str(named.get("EMAIL", "")))
        if user and user.casefold() in (one.casefold() for one in addresses):
            return str(named.get("PARTSTAT", "")).upper()
    return ""


def _listed(found: object) -> Iterator[object]:
    if isinstance(found, list):
        yield from found
    else:
        yield found


def _span(event: Component, *, rules: CalendarRules) -> Span:
    """In UTC. A day, and a time without a zone, are the founder's own."""
    zone = ZoneInfo(rules.time_zone)
    begins, ends = _moment(event, "DTSTART"), _moment(event, "DTEND")
    if begins is None:
        # Without a start it takes no time.
        return (datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
    if ends is None:
        length = getattr(event.get("DURATION"), "dt", None)
        whole_day = timedelta() if isinstance(begins, datetime) else timedelta(days=1)
        ends = begins + (length if isinstance(length, timedelta) else whole_day)
    return instant_of(begins, zone), instant_of(ends, zone)


def _moment(event: Component, name: str) -> date | None:
    """A day or a time."""
    found = getattr(event.get(name), "dt", None)
    return found if isinstance(found, date) else None
