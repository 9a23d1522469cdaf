"""What calendars report of one booking ends the same in any order, however often and however late.

A founder's calendar says that an event was moved or is gone, the customer's answers the invitation.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.events import (
    BookingCancelled,
    BookingMoved,
    CalendarAnswer,
    CalendarMail,
    CalendarMailReceived,
    Event,
)
from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import ADA, Walk, walk

MOVED, DELETED = "the founder moved it", "the founder deleted it"
YES, PERHAPS, NO = "the customer accepts", "the customer may come", "the customer declines"
STANDS = ((YES,), (PERHAPS,), (YES, PERHAPS), (MOVED,), (MOVED, YES))
FALLS = ((DELETED,), (NO,), (DELETED, NO), (YES, NO), (MOVED, DELETED), (YES, PERHAPS, DELETED))
ANSWERS = {
    YES: CalendarAnswer.ACCEPTED,
    PERHAPS: CalendarAnswer.TENTATIVE,
    NO: CalendarAnswer.DECLINED,
}


@dataclass
class Desk:
    """A booked conversation, which takes each message once by its id, as its store does."""

    talk: Walk
    booking: BookingId
    moved_to: datetime
    seen: set[str] = field(default_factory=set)

    def hears(self, name: str) -> None:
        event: Event
        if name in ANSWERS:
            if name in self.seen:
                return
            self.seen.add(name)
            mail = CalendarMail(ANSWERS[name], booking=self.booking, attendee=ADA.email)
            event = CalendarMailReceived(name, mail=mail)
        elif name == MOVED:
            event = BookingMoved(self.booking, self.moved_to, self.booking)
        else:
            event = BookingCancelled(self.booking, self.booking)
        self.talk.happens(event)

    def stands(self) -> tuple[object, ...]:
        talk = self.talk.talk
        slot = talk.booking.slot if talk.booking else None
        return (talk.state, talk.outcome, slot, talk.booking and talk.booking.calendar_event)


def booked() -> Desk:
    talk = walk(channels=(Channel.EMAIL,))
    talk.says("yes", ActKind.INTERESTED, channel=Channel.EMAIL)
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1), channel=Channel.EMAIL)
    booking = talk.talk.booking
    assert booking is not None
    return Desk(talk, booking.id, booking.slot.start + timedelta(days=1))


def after(names: Sequence[str]) -> Desk:
    desk = booked()
    for name in names:
        desk.hears(name)
    return desk


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("story", [*STANDS, *FALLS], ids=", ".join)
def test_reports_of_one_booking_end_the_same_in_any_order_and_however_often(
    story: tuple[str, ...],
) -> None:
    expected = after(story)
    booking = expected.talk.talk.booking
    assert (booking is None) is (story in FALLS)
    for order in set(itertools.permutations((*story, *story))):
        assert after(order).stands() == expected.stands(), order


@pytest.mark.parametrize("story", [*STANDS, *FALLS], ids=", ".join)
def test_a_report_that_comes_once_more_when_all_is_settled_says_nothing_to_the_customer(
    story: tuple[str, ...],
) -> None:
    desk = after(story)
    before = replace(desk.talk.talk, version=0)
    for order in itertools.permutations(story):
        for name in order:
            desk.hears(name)
    assert replace(desk.talk.talk, version=0) == before
    assert before.state is (State.BOOKED if story in STANDS else State.OFFERING)
