"""Events as Google's Calendar API gives and takes them: read into spans, written for a booking.

Source of names and meanings: the Event resource of the Calendar API, version 3.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from functions.calendars.provider import (
    Appointments,
    CalendarRules,
    EventText,
    OwnEvent,
    Span,
    gather_appointments,
    instant_of,
)

TIMES_ALONE = "id,recurringEventId,status,transparency,start,end,attendees(self,responseStatus)"
"""The fields of an event that are asked for: its title, guests and place never leave Google."""
OWN_FIELDS = f"{TIMES_ALONE},extendedProperties(private)"
"""Of an event of ours: also what is kept with it, which other programs' events have as well."""
_MARK = {"warmline": "1"}
WRITTEN_BY_US = "warmline=1"
"""Finds events that carry our mark. A copy that the founder made does too: an event is known as
ours by its id alone."""
_WRITTEN_START = "warmlineStart"
"""Keeps the start that was written last (guide "Extended properties"), so that an event the founder
moves is distinguished from one that stands where it was put."""
_MOVES = "warmlineMoves"
"""Tells which writing of the event arrived last."""
_OURS = "warmline:"
CANCELLED = "cancelled"


def event_id(event: str) -> str:
    """The id that an event of ours has at Google, from the one it was given by us.

    Ids consist of the letters of base32hex in lower case (RFC 2938 3.1.2, five to 1024 of them).
    """
    encoded = base64.b32hexencode(f"{_OURS}{event}".encode()).decode()
    return encoded.rstrip("=").lower()


def own_event_name(google_id: str) -> str:
    """The other way; empty for an event that is not ours."""
    try:
        padded = google_id.upper() + "=" * (-len(google_id) % 8)
        text = base64.b32hexdecode(padded).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    return text.removeprefix(_OURS) if text.startswith(_OURS) else ""


def read_events(
    calendars: Iterable[Iterable[Mapping[str, Any]]],
    *,
    rules: CalendarRules,
    also_busy: Iterable[Span] = (),
    counted: int | None = None,
) -> Appointments:
    """What several calendars hold as one, each already expanded into single events.

    `also_busy` are times from calendars that show no events. Of calendars after the first `counted`
    only events of ours are taken.
    """
    found: list[tuple[int, OwnEvent | Span]] = []
    unread = number = 0
    for number, events in enumerate(calendars, start=1):
        for event in events:
            span = _span(event, rules=rules)
            if event.get("status") == CANCELLED:
                continue
            if span is None:
                unread += 1
            elif name := _own_name(event):
                found.append((number, _own(name, event, span)))
            elif counted is not None and number > counted:
                continue
            elif _is_busy(event, rules=rules):
                found.append((number, span))
    found.extend((number + 1, span) for span in also_busy)
    return gather_appointments(found, unread=unread)


def read_own(event: Mapping[str, Any], *, rules: CalendarRules) -> OwnEvent | None:
    """An event of ours; None if it is none, or says no time."""
    span, name = _span(event, rules=rules), _own_name(event)
    return _own(name, event, span) if span is not None and name else None


def has_own(events: Iterable[Mapping[str, Any]]) -> bool:
    """Whether any event of a calendar is ours."""
    return any(_own_name(event) for event in events)


def replace_events(
    events: Iterable[Mapping[str, Any]], newer: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """A calendar's events, those that a later answer names as that one has them: their times and
    what is kept with them belong together."""
    later = {str(one.get("id", "")): one for one in newer}
    kept = [later.pop(str(one.get("id", "")), one) for one in events]
    return [*kept, *later.values()]


def read_busy(listed: object) -> tuple[Span, ...] | None:
    """The times of one calendar in a free/busy answer; None if they cannot be understood."""
    if not isinstance(listed, list):
        return None
    spans = [_busy_span(one) for one in listed]
    return None if None in spans else tuple(span for span in spans if span is not None)


def event_body(event: EventText) -> dict[str, Any]:
    """The fields a booking decides; others the founder may have set stay as they are."""
    return {
        "summary": event.summary,
        "description": event.description,
        "location": event.location,
        # A day that an event was spread over has no place beside a time.
        "start": {"dateTime": _text(event.start), "date": None},
        "end": {"dateTime": _text(event.end), "date": None},
        "status": "confirmed",
        "extendedProperties": {"private": {
            **_MARK, _WRITTEN_START: _text(event.start), _MOVES: str(event.moves),
        }},
    }  # fmt: skip


def new_event_body(event: EventText) -> dict[str, Any]:
    return {
        **event_body(event),
        "start": {"dateTime": _text(event.start)},
        "end": {"dateTime": _text(event.end)},
        "id": event_id(event.event),
        "visibility": "private",
    }


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _own_name(event: Mapping[str, Any]) -> str:
    """One time of a recurring event has an id of its own and names the event it comes from."""
    return own_event_name(str(event.get("recurringEventId") or event.get("id", "")))


def _own(name: str, event: Mapping[str, Any], span: Span) -> OwnEvent:
    is_off = event.get("status") == CANCELLED or _answer(event) == "declined"
    return OwnEvent(name, *span, is_off, _is_all_day(event), _written_start(event))


def has_arrived(known: Mapping[str, Any], event: EventText) -> bool:
    """Whether this writing, or a later one, made what is there: the rest is the founder's doing. So
    is all that differs from the first, where nothing says which it was."""
    moves = _kept(known, _MOVES)
    if isinstance(moves, str) and moves.isdecimal():
        return int(moves) >= event.moves
    return event.moves == 0


def _kept(event: Mapping[str, Any], name: str) -> object:
    """What we keep with an event under this name."""
    kept = event.get("extendedProperties")
    private = kept.get("private") if isinstance(kept, Mapping) else None
    return private.get(name) if isinstance(private, Mapping) else None


def _written_start(event: Mapping[str, Any]) -> datetime | None:
    written = _moment({"dateTime": _kept(event, _WRITTEN_START)})
    if not isinstance(written, datetime) or written.tzinfo is None:
        return None
    return written.astimezone(UTC)


def _is_busy(event: Mapping[str, Any], *, rules: CalendarRules) -> bool:
    answer = _answer(event)
    if event.get("transparency") == "transparent" or answer == "declined":
        return False
    if not rules.tentative_busy and "tentative" in (event.get("status"), answer):
        return False
    return rules.all_day_busy or not _is_all_day(event)


def _is_all_day(event: Mapping[str, Any]) -> bool:
    start = event.get("start")
    return isinstance(start, Mapping) and "date" in start


def _answer(event: Mapping[str, Any]) -> str:
    """What the founder answered, where they are invited."""
    attendees = event.get("attendees")
    for one in attendees if isinstance(attendees, list) else ():
        if isinstance(one, Mapping) and one.get("self"):
            return str(one.get("responseStatus", ""))
    return ""


def _span(event: Mapping[str, Any], *, rules: CalendarRules) -> Span | None:
    zone = ZoneInfo(rules.time_zone)
    start, end = _moment(event.get("start")), _moment(event.get("end"))
    if start is None or end is None:
        return None
    return instant_of(start, zone), instant_of(end, zone)


def _busy_span(one: object) -> Span | None:
    if not isinstance(one, Mapping):
        return None
    start, end = _moment({"dateTime": one.get("start")}), _moment({"dateTime": one.get("end")})
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return None
    return start.astimezone(UTC), end.astimezone(UTC)


def _moment(found: object) -> date | None:
    """A day or a time; None for what is neither."""
    if not isinstance(found, Mapping):
        return None
    day, moment = found.get("date"), found.get("dateTime")
    try:
        if isinstance(moment, str):
            return datetime.fromisoformat(moment)
        return date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        return None
