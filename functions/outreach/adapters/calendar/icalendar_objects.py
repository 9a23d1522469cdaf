"""iCalendar objects for a booking: the customer's invitation and the founder's private event.

Two objects on purpose: the handoff stands in the founder's alone. UIDs are derived from the booking
(RFC 5545, 5546), so a retry never makes a second event.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from urllib.parse import quote

from functions.calendars.provider import UID_ENDING
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.state import Booking

_INVITED = "-customer@warmline"
"""Ends the UID of what a customer is invited to."""


def customer_invitation(
    booking: Booking,
    *,
    now: datetime,
    organizer_name: str,
    organizer_email: str,
    attendee_name: str,
    attendee_email: str,
    summary: str,
    cancelled: bool = False,
) -> bytes:
    """METHOD:REQUEST, or METHOD:CANCEL with a raised SEQUENCE."""
    from icalendar import vCalAddress, vText

    event = _event(booking, uid=f"{booking.id}{_INVITED}", now=now, summary=summary)
    organizer = vCalAddress(f"mailto:{quote(organizer_email, safe='@+.')}")
    organizer.params["CN"] = vText(_name(organizer_name))
    event.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{quote(attendee_email, safe='@+.')}")
    attendee.params["CN"] = vText(_name(attendee_name) or attendee_email)
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    event.add("attendee", attendee)
    event.add("sequence", 1 if cancelled else 0)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return _calendar([event], method="CANCEL" if cancelled else "REQUEST")


def customer_event(booking: Booking, *, now: datetime, summary: str) -> bytes:
    """What a customer is invited to, as a file: METHOD:PUBLISH asks for no answer."""
    event = _event(booking, uid=f"{booking.id}{_INVITED}", now=now, summary=summary)
    event.add("sequence", 0)
    event.add("status", "CONFIRMED")
    return _calendar([event], method="PUBLISH")


def find_invited_booking(uid: str) -> BookingId | None:
    """The booking that a UID of ours invites a customer to; None for any other."""
    booking = uid.strip().removesuffix(_INVITED)
    return BookingId(booking) if booking != uid.strip() else None


def founder_event(
    booking: Booking, *, now: datetime, summary: str, description: str, cancelled: bool = False
) -> bytes:
    """One private event with the handoff, mailed to the founder; the same one after a move."""
    uid = f"{booking.calendar_event}{UID_ENDING}"
    event = _event(booking, uid=uid, now=now, summary=summary)
    event.add("description", _text(description))
    event.add("class", "PRIVATE")
    event.add("sequence", booking.moves + (1 if cancelled else 0))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return _calendar([event], method="CANCEL" if cancelled else "PUBLISH")


def _event(booking: Booking, *, uid: str, now: datetime, summary: str):  # type: ignore[no-untyped-def]
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("dtstart", booking.slot.start)
    event.add("dtend", booking.slot.end)
    event.add("summary", _name(summary))
    event.add("location", booking.place.removeprefix("phone:").removeprefix("mailto:"))
    return event


def _calendar(events: list, *, method: str) -> bytes:  # type: ignore[type-arg]
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Warmline//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    ical: bytes = calendar.to_ical()
    return ical


def _name(text: str) -> str:
    """On one line and without control characters: RFC 5545 has no way to write them, and a calendar
    drops the whole property."""
    return " ".join(_text(text).split())


def _text(text: str) -> str:
    return "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) != "Cc"
    )
