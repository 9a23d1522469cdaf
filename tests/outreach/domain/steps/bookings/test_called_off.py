"""A booking that falls away where the agent has no word: after an opt-out, or with the founder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import CalendarState
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    BookingCalledOff,
    BookingCancelled,
    BookingMoved,
    Event,
    FounderTookOver,
    OptedOutByLink,
    SlotPicked,
)
from functions.outreach.domain.conversation.state import Booking, Outcome, State
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import FOUNDER, Walk, walk


def booked() -> tuple[Walk, Booking]:
    talk = walk(channels=(Channel.SMS,))
    talk.says("yes", ActKind.INTERESTED)
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1))
    booking = talk.talk.booking
    assert booking is not None
    return talk, booking


def opt_out_here(talk: Walk) -> None:
    talk.happens(OptedOutByLink(id="o1", channel=Channel.EMAIL))


def opt_out_here_as_stored(talk: Walk) -> None:
    """The suppression is a row of its own, and not read with the conversation that wrote it."""
    opt_out_here(talk)
    talk.around = replace(talk.around, person=replace(talk.around.person, suppressed=False))


def opt_out_elsewhere(talk: Walk) -> None:
    talk.around = replace(talk.around, person=replace(talk.around.person, suppressed=True))


@pytest.mark.parametrize("opt_out", [opt_out_here, opt_out_here_as_stored, opt_out_elsewhere])
def test_who_opted_out_calls_the_booking_off_and_hears_nothing(
    opt_out: Callable[[Walk], None],
) -> None:
    talk, booking = booked()
    opt_out(talk)
    before = talk.talk
    made = talk.happens(BookingCalledOff(id="c1", booking=booking.id))
    assert (made.release, talk.talk.booking) == (booking, None)
    assert talk.kinds == [EffectKind.NOTIFY_FOUNDER]
    assert talk.notices == ["cancelled"]
    assert made.effects[0].booking == booking.id, "its event is taken back with the mail"
    if before.state is State.CLOSED:
        assert (talk.talk.state, talk.talk.outcome) == (State.CLOSED, Outcome.OPTED_OUT)
    assert not made.usage
    again = talk.happens(BookingCalledOff(id="c2", booking=booking.id))
    assert (again.release, again.effects) == (None, ())


@pytest.mark.parametrize("opt_out", [opt_out_here, opt_out_here_as_stored])
def test_a_founder_cancels_with_who_opted_out_and_they_hear_nothing(
    opt_out: Callable[[Walk], None],
) -> None:
    """Also where the event is deleted in the founder's own calendar."""
    talk, booking = booked()
    opt_out(talk)
    made = talk.happens(BookingCancelled(booking=booking.id))
    assert (made.release, talk.talk.booking) == (booking, None)
    assert (talk.talk.state, talk.talk.outcome) == (State.CLOSED, Outcome.OPTED_OUT)
    assert not talk.words
    assert EffectKind.CONTACT_CUSTOMER not in talk.kinds
    assert EffectKind.CANCEL_EVENT not in talk.kinds


WAYS: dict[str, Callable[[Booking], Event]] = {
    "page": lambda booking: BookingCalledOff(id="c1", booking=booking.id),
    "founder": lambda booking: BookingCancelled(booking=booking.id),
    "conflict": lambda booking: BookingMoved(
        booking=booking.id, start=booking.slot.start + timedelta(hours=1)
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_conversation_with_the_founder_is_booked_no_longer(way: str) -> None:
    talk, booking = booked()
    talk.happens(FounderTookOver(by=FOUNDER))
    assert talk.talk.outcome is Outcome.BOOKED
    cells = frozenset({booking.slot.start + timedelta(hours=1)})
    talk.around = replace(talk.around, calendar=CalendarState(taken_cells=cells))
    made = talk.happens(WAYS[way](booking))
    assert made.release == booking
    assert (talk.talk.booking, talk.talk.outcome) == (None, None)
    assert talk.talk.state is State.TAKEN_OVER
    assert not talk.words


NEXT_WEEK = datetime(2026, 9, 22, 15, tzinfo=UTC)


@pytest.mark.parametrize("since", [timedelta(0), timedelta(minutes=45)])
def test_a_time_picked_once_a_talk_has_begun_is_a_second_talk(since: timedelta) -> None:
    talk, held = booked()
    talk.around = replace(talk.around, now=held.slot.start + since)
    made = talk.happens(SlotPicked(id="p2", start=NEXT_WEEK))
    assert made.release is None
    assert EffectKind.CANCEL_EVENT not in talk.kinds
    assert talk.notices == ["booked"]
    second = talk.talk.booking
    assert second is not None
    assert (second.slot.start, second.moves, second.calendar_event) == (NEXT_WEEK, 0, second.id)


def test_a_no_after_the_talk_cancels_nothing_of_it() -> None:
    talk, held = booked()
    talk.around = replace(talk.around, now=held.slot.end)
    made = talk.says("no thanks", ActKind.DECLINED)
    assert made.release is None
    assert talk.notices == ["declined"]
    assert EffectKind.CANCEL_EVENT not in talk.kinds
