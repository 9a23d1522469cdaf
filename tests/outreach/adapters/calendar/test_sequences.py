"""Every calendar object we send, in any order of arrival, and as two unlike parsers read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from icalendar import Calendar

from frontend_api.pages.work.calendar_feed import feed
from functions.calendars.ical_objects import rewrite_object, write_object
from functions.calendars.provider import EventText
from functions.outreach.adapters.calendar.booking_invitations import BookingInvitations
from functions.outreach.adapters.calendar.icalendar_objects import founder_event
from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.conversation.state import Booking, CampaignId
from functions.outreach.store.bookings import BookingRow
from functions.product.motions import Motion
from tests.calendars.radicale_server import USER, Radicale, running_radicale
from tests.outreach.approved import FOUNDER, NOW, conversation

TALK = conversation()
INVITATIONS = BookingInvitations(organizer_of=lambda _: "r-t_x-c_y@mail.example.com")
HANDOFF = "Said: “our import, broke twice; 100 %”. Ready to pay more.\nPhone: +370 612 34567"


def booking(number: int, *, days: int) -> Booking:
    start = NOW + timedelta(days=days)
    slot = Slot(start, start + timedelta(minutes=15))
    return Booking(BookingId(f"c_1-b{number}"), slot, "phone:+12125550101")


BOOKINGS = (booking(3, days=1), booking(5, days=2), booking(9, days=3))
"""Booked, moved, and moved again: each is an event of its own, the last is cancelled at the end."""


def mailed() -> list[tuple[str, int, bool]]:
    """What the customer is sent over a booking, two moves and a cancellation, as it is read."""
    return [
        as_read(INVITATIONS.customer(TALK, made, now=NOW, cancelled=cancelled))
        for made in BOOKINGS
        for cancelled in (False, True)
    ]


def as_read(ical: bytes) -> tuple[str, int, bool]:
    """UID, SEQUENCE, and whether it invites."""
    calendar = Calendar.from_ical(ical)
    (event,) = calendar.walk("VEVENT")
    return str(event["UID"]), int(event["SEQUENCE"]), str(calendar["METHOD"]) == "REQUEST"


class CustomersCalendar:
    """A calendar program as RFC 5546 wants it: of one UID the highest SEQUENCE counts."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[int, bool]] = {}

    def receives(self, uid: str, sequence: int, held: bool) -> None:
        if sequence >= self.known.get(uid, (-1, False))[0]:
            self.known[uid] = (sequence, held)

    @property
    def live(self) -> list[str]:
        return sorted(uid for uid, (_, held) in self.known.items() if held)


def test_in_the_order_they_are_sent_one_event_is_live_and_none_at_the_end() -> None:
    calendar, live = CustomersCalendar(), []
    for read in mailed():
        calendar.receives(*read)
        live.append(len(calendar.live))
    assert live == [1, 0, 1, 0, 1, 0]


def test_in_whatever_order_they_arrive_nothing_is_live_at_the_end() -> None:
    for order in permutations(mailed()):
        calendar = CustomersCalendar()
        for read in order:
            calendar.receives(*read)
        assert calendar.live == []


def test_a_sequence_never_falls_for_one_event_whoever_moves_it() -> None:
    first = BOOKINGS[0]
    text = EventText(first.id, first.slot.start, first.slot.end, "Ann (upsell)", HANDOFF)
    kept, sequences = write_object(text, now=NOW), [0]
    for days in (1, 2, 3):
        later = replace(
            text, start=text.start + timedelta(days=days), end=text.end + timedelta(days=days)
        )
        changed = rewrite_object(kept, later, now=NOW)
        assert changed is not None
        (event,) = Calendar.from_ical(changed).walk("VEVENT")
        kept = changed
        sequences.append(int(event["SEQUENCE"]))
    assert sequences == [0, 1, 2, 3]


def test_the_founders_mailed_event_is_one_over_every_move_and_its_end() -> None:
    sequences, uids = [], set()
    for moves, cancelled in ((0, False), (1, False), (2, False), (2, True)):
        booking = replace(
            BOOKINGS[0], id=BookingId(f"b_{moves}"), event=BOOKINGS[0].id, moves=moves
        )
        made = founder_event(
            booking, now=NOW, summary="Ann", description=HANDOFF, cancelled=cancelled
        )
        (event,) = Calendar.from_ical(made).walk("VEVENT")
        sequences.append(int(event["SEQUENCE"]))
        uids.add(str(event["UID"]))
    assert (sequences, uids) == ([0, 1, 2, 3], {f"{BOOKINGS[0].id}@warmline"})


def feed_of_bookings() -> bytes:
    rows = [
        BookingRow(
            booking=made,
            conversation=TALK.id,
            campaign=CampaignId("k_1"),
            motion=Motion.UPSELL,
            founder=FOUNDER,
            customer=TALK.facts.customer_id,
            customer_name="Ann, of Ann; Co",
        )
        for made in BOOKINGS[:1]
    ]
    return feed(
        rows, console_url="https://app.example.com", now=NOW, handoff_of=lambda _: [HANDOFF]
    )


@pytest.fixture
def server() -> Iterator[Radicale]:
    with running_radicale() as running:
        yield running


def test_every_object_is_read_alike_by_two_parsers(server: Radicale) -> None:
    """Ours is `icalendar`; a Radicale reads by `vobject`, refuses what it cannot, and gives back
    what it understood."""
    first = BOOKINGS[0]
    text = EventText(first.id, first.slot.start, first.slot.end, "Ann, (upsell)", HANDOFF)
    objects = {
        "invitation": INVITATIONS.customer(TALK, first, now=NOW, cancelled=False),
        "cancellation": INVITATIONS.customer(TALK, first, now=NOW, cancelled=True),
        "event": INVITATIONS.founder(TALK, first, now=NOW, description=HANDOFF, cancelled=False),
        "taken-back": INVITATIONS.founder(
            TALK, first, now=NOW, description=HANDOFF, cancelled=True
        ),
        "kept": write_object(text, now=NOW),
        "feed": feed_of_bookings(),
    }
    for name, ical in objects.items():
        server.asks("DELETE", f"/{USER}/diary/{name}.ics")
        status, said = server.asks("PUT", f"/{USER}/diary/{name}.ics", ical)
        assert status == 201, (name, said)
        _, back = server.asks("GET", f"/{USER}/diary/{name}.ics")
        (ours,), (theirs,) = (Calendar.from_ical(one).walk("VEVENT") for one in (ical, back))
        for field in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "SEQUENCE"):
            assert str(ours.get(field)) == str(theirs.get(field)), (name, field)
        assert ours["DTSTART"].dt == theirs["DTSTART"].dt
        assert ours["DTEND"].dt == theirs["DTEND"].dt
        server.asks("DELETE", f"/{USER}/diary/{name}.ics")
