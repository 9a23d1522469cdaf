"""What Cal.com says of times and of bookings, as plain values, and what we say to book one.

Pure. A booking is known as ours by what we keep in its metadata, which Cal.com takes over into the
booking that a rescheduled one becomes; of any other nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from functions.calendars.calcom.account import CalComAccount
from functions.calendars.provider import EventText, OwnEvent, Span
from tenancy.values.lazy_dataclass import dataclass

_EVENT, _START, _MOVES = "warmlineEvent", "warmlineStart", "warmlineMoves"
_MOVED = "Moved with Warmline, to "
_MOVED_TO = re.compile(rf"{_MOVED}(\S+)(?: \((\d{{1,9}})\))?\Z")
"""Moves of before had no number."""
CANCELLED = "Called off with Warmline."
"""Cal.com wants a reason of who hosts."""
_LIVE = frozenset({"accepted", "pending"})
_ENDED = frozenset({"cancelled", "rejected"})
LONGEST_NAME, LONGEST_NOTES = 200, 1_000


@dataclass(frozen=True, slots=True)
class MoveOrigin:
    """How a booking came to stand where it is, or stood."""

    moves: int | None
    """By which writing of ours; None: it was moved at Cal.com."""
    earlier: str
    """The uid of the booking it was before it was moved; empty for the first."""


@dataclass(frozen=True, slots=True)
class CalComBooking:
    """A booking of ours that stands at Cal.com."""

    number: int
    """Its newer ones have higher numbers."""
    uid: str
    """Cal.com's own name of it; a rescheduled booking has a new one."""
    event_type: int
    own: OwnEvent
    origin: MoveOrigin

    @property
    def start(self) -> datetime:
        return self.own.start


@dataclass(frozen=True, slots=True)
class EndedBooking:
    """A booking of ours that was cancelled, declined, or followed by another where it was moved."""

    uid: str
    event: str
    start: datetime
    origin: MoveOrigin


def read_ended(found: object) -> EndedBooking | None:
    """None for a booking that is not ours, or stands, or cannot be read."""
    if not isinstance(found, Mapping) or str(found.get("status")) not in _ENDED:
        return None
    metadata, start, uid = found.get("metadata"), read_moment(found.get("start")), found.get("uid")
    event = metadata.get(_EVENT) if isinstance(metadata, Mapping) else None
    if not isinstance(event, str) or not isinstance(uid, str) or start is None:
        return None
    return EndedBooking(uid, event, start, read_origin(found))


def read_booking(found: object) -> CalComBooking | None:
    """None for a booking that is not ours, or stands no more, or cannot be read."""
    if not isinstance(found, Mapping) or str(found.get("status")) not in _LIVE:
        return None
    metadata = found.get("metadata")
    event = metadata.get(_EVENT) if isinstance(metadata, Mapping) else None
    start, end = read_moment(found.get("start")), read_moment(found.get("end"))
    uid, number, event_type = found.get("uid"), found.get("id"), found.get("eventTypeId")
    if not isinstance(event, str) or not isinstance(metadata, Mapping):
        return None
    if start is None or end is None or not isinstance(uid, str):
        return None
    if not isinstance(number, int) or not isinstance(event_type, int):
        return None
    moved = _our_move(found)
    written = read_moment(moved.group(1) if moved else metadata.get(_START))
    own = OwnEvent(event, start, end, written_start=written)
    return CalComBooking(number, uid, event_type, own, read_origin(found))


def read_origin(found: Mapping[str, Any]) -> MoveOrigin:
    """Of a booking of ours, whether it stands or not."""
    moved, earlier = _our_move(found), found.get("rescheduledFromUid")
    known = earlier if isinstance(earlier, str) else ""
    if moved:
        return MoveOrigin(int(moved.group(2) or 0), known)
    # What a booking was made with it keeps, wherever it is moved to at Cal.com.
    return MoveOrigin(None if known else _moves_made_with(found.get("metadata")), known)


def _moves_made_with(metadata: object) -> int:
    """0 where it is missing, or not as we write it."""
    count = str(metadata.get(_MOVES, "")) if isinstance(metadata, Mapping) else ""
    return int(count) if count.isdecimal() and len(count) < 10 else 0


def _our_move(found: Mapping[str, Any]) -> re.Match[str] | None:
    return _MOVED_TO.match(str(found.get("reschedulingReason") or ""))


def read_slots(found: object) -> list[Span] | None:
    """What of an event type is free, day by day; None if it cannot be understood."""
    if not isinstance(found, Mapping):
        return None
    spans = [_span(one) for one in _each_slot(found)]
    return None if None in spans else [span for span in spans if span is not None]


def _each_slot(days: Mapping[str, Any]) -> Iterator[object]:
    for day in days.values():
        yield from day if isinstance(day, list) else (None,)


def _span(one: object) -> Span | None:
    if not isinstance(one, Mapping):
        return None
    start, end = read_moment(one.get("start")), read_moment(one.get("end"))
    return (start, end) if start is not None and end is not None else None


def read_moment(text: object) -> datetime | None:
    """In UTC; None for what names no moment."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        # Also a time of the year 1 or 9999 whose zone leads out of the calendar.
        return None


def new_booking(event: EventText, account: CalComAccount) -> dict[str, Any]:
    """Who attends is the founder under their own address, named as the booking is: Cal.com writes
    to those who attend, and customers hear of their bookings from us."""
    return {
        "start": moment_text(event.start),
        "eventTypeId": account.event_type,
        "attendee": {
            "name": event.summary[:LONGEST_NAME] or "Warmline",
            "email": account.user,
            "timeZone": account.time_zone,
        },
        "bookingFieldsResponses": {"notes": _notes(event)},
        "metadata": {
            _EVENT: event.event,
            _START: moment_text(event.start),
            _MOVES: str(event.moves),
        },
    }


def moved_booking(event: EventText, account: CalComAccount) -> dict[str, Any]:
    """Named by the owner's address, so that nobody has to confirm it."""
    start = moment_text(event.start)
    reason = f"{_MOVED}{start} ({event.moves})"
    return {"start": start, "rescheduledBy": account.user, "reschedulingReason": reason}


def moment_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _notes(event: EventText) -> str:
    """Where, and the first words of the handoff with the link to it: Cal.com mails its notes, and
    what was said with a customer stays with us."""
    head, _, _ = event.description.partition("\n\n")
    sections = (head, f"Where: {event.location}" if event.location else "")
    return "\n\n".join(part for part in sections if part)[:LONGEST_NOTES]
