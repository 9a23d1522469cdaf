"""What a founder's own calendar does to a booking: moved there, or not to be asked just now.

The customer hears of it in approved lines, and is told that a time is booked only once it is.
"""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.calendar.founder_calendar import (
    BookingId,
    SlotTaken,
    reserve_as_founder,
)
from functions.outreach.domain.conversation.context import CalendarNeeded
from functions.outreach.domain.conversation.events import BookingMoved
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Refused
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.slot_values import utterance_values
from functions.outreach.domain.steps.booking import (
    cancelled_by_us,
    release_booking,
    release_in_silence,
    take_slot,
)
from functions.outreach.domain.steps.draft import Draft, Unfinished, Withheld
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel

LOOKS_AT_MOST = 5
"""How often a calendar is asked again about a held time: over half an hour in all."""


def booking_moved(draft: Draft, event: BookingMoved) -> Unfinished:
    """The booking follows its event; where another one stands there, it is called off."""
    conversation = draft.conversation
    booking = conversation.booking
    if booking is None or conversation.state is State.CLOSED:
        return None
    if not booking.is_meant_by(event.booking, event.event):
        return None
    if event.start == booking.slot.start or event.start <= draft.now:
        return None
    calendar = draft.context.calendar
    if calendar is None:
        return CalendarNeeded(conversation.terms.founder)
    reserved = reserve_as_founder(
        bandwidth=draft.context.bandwidth,
        calendar=calendar,
        start=event.start,
        booking=BookingId(f"{conversation.id}-b{conversation.version}"),
        freed=booking.reservation,
    )
    silent = conversation.state is State.TAKEN_OVER or conversation.clarification is not None
    if isinstance(reserved, SlotTaken):
        if silent:
            release_in_silence(draft)
            return None
        release_booking(draft)
        return cancelled_by_us(draft)
    release_booking(draft, keep_event=True)
    draft.reserve = reserved
    moved = replace(
        booking,
        id=reserved.booking,
        slot=reserved.slot,
        reservation=None,
        event=booking.calendar_event,
        moves=booking.moves + 1,
    )
    draft.change(
        booking=moved,
        state=conversation.state if silent else State.BOOKED,
        outcome=Outcome.BOOKED,
    )
    values = utterance_values(
        draft.conversation, Channel.EMAIL, slot=moved.slot, channels=draft.context.channels
    )
    draft.invite(values)
    return None if silent else tell_moved(draft)


def tell_moved(draft: Draft) -> Unfinished:
    """Tell the customer where the booking went, as soon as permitted.

    Until then `asked` remembers that they still have to hear of it.
    """
    booking = draft.conversation.booking
    if booking is None:
        return None
    channel = draft.writing_channel()
    purpose = Purpose.REPLY
    answer = draft.may(channel, purpose)
    if isinstance(answer, Refused):
        purpose = Purpose.FOLLOW_UP
        answer = draft.may(channel, purpose)
    if isinstance(answer, Refused):
        if answer.retry_at is None or answer.retry_at >= booking.slot.start:
            draft.change(asked=None, reason=f"cannot tell of the move: {answer.rule}")
            draft.tell_founder("needs_founder")
        else:
            draft.change(asked=Part.SLOT_MOVED, due_at=answer.retry_at)
        return None
    draft.change(asked=None)
    extra = utterance_values(
        draft.conversation, channel, slot=booking.slot, channels=draft.context.channels
    )
    words: list[Part | AnswerId] = [Part.SLOT_MOVED]
    if isinstance(draft.composed(words, channel, extra), Withheld):
        words = [Part.SLOT_CONFLICT, Part.SLOT_CONFIRM]
    return draft.say(words, channel=channel, purpose=purpose, extra=extra)


def confirm_held(draft: Draft) -> Unfinished:
    """Ask the founder's calendar again about a held time, and book it or offer others."""
    held = draft.conversation.held
    if held is None:
        return None
    calendar = draft.context.calendar
    if calendar is None:
        return CalendarNeeded(draft.conversation.terms.founder, reserving=True)
    if calendar.unconfirmed:
        draft.change(held=replace(held, looks=held.looks + 1))
        if held.looks + 1 >= LOOKS_AT_MOST:
            draft.change(held=None)
            draft.give_to_founder("the calendar cannot be asked")
        return None
    draft.change(held=None, asked=None)
    return take_slot(draft, held.start, chosen_at=held.since)
