"""The founder's bookings as an iCalendar feed. Private: it names customers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from functions.calendars.provider import UID_ENDING
from functions.outreach.store.bookings import BookingRow, BookingStatus

HANDED_OVER_FOR = timedelta(days=2)
"""How long after a conversation its event still carries the handoff."""


def feed(
    rows: Iterable[BookingRow],
    *,
    console_url: str,
    now: datetime,
    handoff_of: Callable[[BookingRow], list[str]],
) -> bytes:
    """One event per booking that holds; its uid outlives a move, so it never doubles.

    `handoff_of` gives the whole handoff as lines, asked for bookings that are not long past.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Warmline//Console//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Warmline conversations")
    for row in rows:
        if row.status is not BookingStatus.CANCELLED:
            recent = row.booking.slot.end > now - HANDED_OVER_FOR
            lines = handoff_of(row) if recent else []
            calendar.add_component(_event(row, lines, console_url=console_url, now=now))
    return bytes(calendar.to_ical())


def _event(row: BookingRow, handoff: list[str], *, console_url: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{row.booking.calendar_event}{UID_ENDING}")
    event.add("sequence", row.booking.moves)
    event.add("dtstamp", now)
    event.add("dtstart", row.booking.slot.start)
    event.add("dtend", row.booking.slot.end)
    kind = "Call back" if row.booking.founder_callback else "Conversation with"
    event.add("summary", f"{kind} {row.customer_name or 'a customer'}")
    event.add("location", row.booking.place.removeprefix("phone:").removeprefix("mailto:"))
    link = f"{console_url}/bookings/{row.booking.id}"
    event.add("class", "PRIVATE")
    event.add("description", "\n".join([link, "", *handoff] if handoff else [link]))
    return event
