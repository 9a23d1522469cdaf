"""The founder's bookings as an iCalendar feed. Private: it names customers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Event

from functions.outreach.store.bookings import BookingRow, BookingStatus


def feed(rows: Iterable[BookingRow], *, console_url: str, now: datetime) -> bytes:
    """One event per booking that holds; its uid comes from the booking, so it never doubles."""
    calendar = Calendar()
    calendar.add("prodid", "-//Warmline//Console//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Warmline conversations")
    for row in rows:
        if row.status is not BookingStatus.CANCELLED:
            calendar.add_component(_event(row, console_url=console_url, now=now))
    return bytes(calendar.to_ical())


def _event(row: BookingRow, *, console_url: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{row.booking.id}@warmline")
    event.add("dtstamp", now)
    event.add("dtstart", row.booking.slot.start)
    event.add("dtend", row.booking.slot.end)
    kind = "Call back" if row.booking.founder_callback else "Conversation with"
    event.add("summary", f"{kind} {row.customer_name or 'a customer'}")
    event.add("location", row.booking.place.removeprefix("phone:").removeprefix("mailto:"))
    event.add("description", f"{console_url}/bookings/{row.booking.id}")
    return event
