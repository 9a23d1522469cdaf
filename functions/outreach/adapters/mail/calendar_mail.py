"""Scheduling mails of other people's calendars (RFC 5546, RFC 6047): what one answers, and to what.

A broken object is still a calendar's mail; an invitation that a person merely attached is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from email.message import Message
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote

from functions.calendars.ical_objects import UNREADABLE, limited_steps, parse_events
from functions.calendars.step_limit import StepLimit
from functions.outreach.adapters.calendar.icalendar_objects import find_invited_booking
from functions.outreach.adapters.mail.mail_text import decode_text
from functions.outreach.domain.conversation.events import CalendarAnswer, CalendarMail

if TYPE_CHECKING:
    from icalendar import Component

OBJECT_BYTES_AT_MOST = 200_000
COMMENT_AT_MOST = 2_000
MAIL_STEPS = 3_000_000
"""Of all objects of one mail: two seconds or so."""
_TYPES = ("text/calendar", "application/ics")
_ANSWERS = ("REPLY", "COUNTER")
"""Methods with which an invited person answers; a person never attaches one by hand."""
_INVITES = ("REQUEST", "CANCEL", "ADD", "REFRESH", "DECLINECOUNTER")
_BY_STATUS = {
    "ACCEPTED": CalendarAnswer.ACCEPTED,
    "TENTATIVE": CalendarAnswer.TENTATIVE,
    "DECLINED": CalendarAnswer.DECLINED,
}


def read_calendar_mail(message: Message, *, subject: str) -> CalendarMail | None:
    """What a calendar program says by this mail; None for a mail that is no such thing."""
    parts = list(_calendar_parts(message))
    if not parts:
        return None
    with limited_steps() as limit:
        return _read_parts(parts, subject=subject, limit=limit)


def _read_parts(parts: Sequence[Message], *, subject: str, limit: StepLimit) -> CalendarMail | None:
    for part in parts:
        event = _run(limit, partial(_event_of, part), otherwise=None)
        method = _method_of(part)
        attached = part.get_content_disposition() == "attachment"
        booking = find_invited_booking(_text(event, "UID")) if event is not None else None
        if method in _ANSWERS:
            broken = CalendarMail(CalendarAnswer.OTHER, subject=subject)
            if event is None:
                return broken
            work = partial(_read_answer, event, method, booking=booking, subject=subject)
            return _run(limit, work, otherwise=broken)
        # Our own invitation that comes back with somebody's words is quoted, not sent.
        if method in _INVITES and not attached and booking is None:
            return CalendarMail(CalendarAnswer.OTHER, subject=subject)
    return None


def _run[Found](limit: StepLimit, work: Callable[[], Found], *, otherwise: Found) -> Found:
    """What the work finds, unless the object is broken or the mail took too long by now."""
    try:
        return limit.run(MAIL_STEPS - limit.taken, work)
    except UNREADABLE:
        return otherwise


def _calendar_parts(part: Message) -> Iterator[Message]:
    """Calendar objects of this mail; those of a mail inside it are somebody else's."""
    if part.get_content_maintype() == "message":
        return
    payload = part.get_payload() if part.is_multipart() else None
    if isinstance(payload, list):
        for child in payload:
            if isinstance(child, Message):
                yield from _calendar_parts(child)
    elif part.get_content_type() in _TYPES:
        yield part


def _read_answer(
    event: Component, method: str, *, booking: str | None, subject: str
) -> CalendarMail:
    """Raises one of `UNREADABLE`: a broken value does so where it is touched first."""
    attendee, status, note = _attendee(event)
    countered = method == "COUNTER"
    answer = CalendarAnswer.COUNTERED if countered else _BY_STATUS.get(status, CalendarAnswer.OTHER)
    comment = _text(event, "COMMENT") or note
    return CalendarMail(
        answer,
        subject=subject,
        booking=booking or "",
        attendee=attendee,
        comment=comment[:COMMENT_AT_MOST].strip(),
        proposed=_day(event) if countered else None,
        proposed_at=_moment(event) if countered else None,
    )


def _method_of(part: Message) -> str:
    """As the object says it (RFC 5546); the part's own parameter should repeat it (RFC 6047)."""
    for line in _source(part).splitlines():
        name, _, value = line.partition(":")
        if name.strip().upper() == "METHOD":
            return value.strip().upper()
    return str(part.get_param("method") or "").upper()


def _source(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    return decode_text(raw[:OBJECT_BYTES_AT_MOST], declared=part.get_content_charset() or "")


def _event_of(part: Message) -> Component | None:
    """Raises one of `UNREADABLE`."""
    return next(iter(parse_events(_source(part))), None)


def _attendee(event: Component) -> tuple[str, str, str]:
    """The address that answers, its status, and a note some programs keep beside it."""
    listed = event.get("ATTENDEE", [])
    attendees = listed if isinstance(listed, list) else [listed]
    statuses = [str(_parameter(one, "PARTSTAT")).upper() for one in attendees]
    for one, status in zip(attendees, statuses, strict=True):
        if status in _BY_STATUS or len(attendees) == 1:
            address = unquote(str(one)).casefold().removeprefix("mailto:").strip()
            return address, status, str(_parameter(one, "X-RESPONSE-COMMENT"))
    return "", "", ""


def _parameter(value: object, name: str) -> str:
    found = getattr(value, "params", {}).get(name, "")
    return " ".join(str(one) for one in found) if isinstance(found, list) else str(found)


def _text(event: Component, name: str) -> str:
    found = event.get(name, "")
    return "\n".join(str(one) for one in found) if isinstance(found, list) else str(found)


def _day(event: Component) -> date | None:
    start = getattr(event.get("DTSTART"), "dt", None)
    if isinstance(start, datetime):
        return start.date()
    return start if isinstance(start, date) else None


def _moment(event: Component) -> datetime | None:
    """UTC, or naive where no zone is named; None where the named one is unknown."""
    named = event.get("DTSTART")
    start = getattr(named, "dt", None)
    if not isinstance(start, datetime):
        return None
    if start.tzinfo is None:
        return None if _parameter(named, "TZID") else start
    return start.astimezone(UTC)
