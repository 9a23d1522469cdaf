"""Invitations read back by a calendar: the same event once, moved or taken back, never leaking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from functions.outreach.adapters.calendar.booking_invitations import BookingInvitations
from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.conversation.state import Booking
from tests.outreach.approved import NOW, conversation, customer

START = NOW + timedelta(days=1)
BOOKING = Booking(
    BookingId("b_1"), Slot(START, START + timedelta(minutes=30)), "phone:+12125550101"
)
INVITATIONS = BookingInvitations(organizer_of=lambda _: "r-t_x-c_y@mail.example.com")
HANDOFF = "Said: our import broke twice. Ready to pay more."


def read(ical: bytes) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(ical)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def invited(cancelled: bool = False, **facts: object) -> tuple[Any, Any]:
    talk = conversation(facts=customer(**facts))  # type: ignore[arg-type]
    return read(INVITATIONS.customer(talk, BOOKING, now=NOW, cancelled=cancelled))


def test_a_calendar_reads_when_where_and_with_whom() -> None:
    calendar, event = invited()
    assert (str(calendar["method"]), str(calendar["version"])) == ("REQUEST", "2.0")
    assert (event["dtstart"].dt, event["dtend"].dt) == (START, START + timedelta(minutes=30))
    assert event["dtstamp"].dt == NOW
    assert str(event["location"]) == "+12125550101"
    assert str(event["summary"]) == "Sample Founder, Sample Desk"
    assert str(event["organizer"]) == "mailto:r-t_x-c_y@mail.example.com"
    assert str(event["attendee"]) == "mailto:person1@example.com"
    assert event["attendee"].params["RSVP"] == "TRUE"
    assert (int(event["sequence"]), str(event["status"])) == (0, "CONFIRMED")


def test_the_same_booking_is_the_same_event_and_its_cancellation_supersedes_it() -> None:
    _, first = invited()
    again = read(INVITATIONS.customer(conversation(), BOOKING, now=START, cancelled=False))[1]
    calendar, gone = invited(cancelled=True)
    assert first["uid"] == again["uid"] == gone["uid"]
    assert str(calendar["method"]) == "CANCEL"
    assert int(gone["sequence"]) == int(first["sequence"]) + 1
    assert str(gone["status"]) == "CANCELLED"
    other = replace(BOOKING, id=BookingId("b_2"))
    moved = read(INVITATIONS.customer(conversation(), other, now=NOW, cancelled=False))[1]
    assert moved["uid"] != first["uid"]


def test_the_handoff_stands_in_the_founders_private_event_alone() -> None:
    ical = INVITATIONS.founder(
        conversation(), BOOKING, now=NOW, description=HANDOFF, cancelled=False
    )
    calendar, event = read(ical)
    assert (str(calendar["method"]), str(event["class"])) == ("PUBLISH", "PRIVATE")
    assert str(event["description"]) == HANDOFF
    _, theirs = invited()
    assert "description" not in theirs
    assert theirs["uid"] != event["uid"]


@given(st.text(max_size=40))
def test_no_name_breaks_an_invitation_or_adds_a_line_to_it(name: str) -> None:
    """Names come out of customer files as they are."""
    _, event = invited(name=name)
    assert str(event["attendee"]) == "mailto:person1@example.com"
    assert event["uid"] == "b_1-customer@warmline"


def test_a_name_cannot_smuggle_a_property_in() -> None:
    calendar, event = invited(name='Ann"\r\nATTENDEE:mailto:all@example.com')
    assert not isinstance(event["attendee"], list)
    assert b"\r\nATTENDEE:mailto:all" not in calendar.to_ical()
