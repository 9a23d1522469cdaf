"""A customer who asks for the founder in a call is put through at once, if the founder is free now.

The founder's time is taken while they talk. What does not come to a talk gives it back and leads to
free times, in the same call if it still goes on.
"""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.calendar.founder_calendar import (
    BookingId,
    Reservation,
    reserve,
)
from functions.outreach.domain.conversation.context import CalendarNeeded
from functions.outreach.domain.conversation.effects import TRANSFER, EffectKind, Usage
from functions.outreach.domain.conversation.events import TransferEnded, TransferResult
from functions.outreach.domain.conversation.state import Booking, Outcome, State, Transfer
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.booking import offer_slots
from functions.outreach.domain.steps.calls.recording import stop_recording
from functions.outreach.domain.steps.draft import Draft, Unfinished, Withheld
from tenancy.billing.usage import UsageKind


def may_ask_to_put_through(draft: Draft) -> bool:
    """Whether the founder takes calls at once, and this conversation has room for one."""
    conversation = draft.conversation
    return bool(
        conversation.call
        and draft.context.bandwidth.live_phone
        and conversation.booking is None
        and conversation.transfer is None
        and conversation.clarification is None
        and conversation.state in (State.OPENED, State.TALKING, State.OFFERING)
    )


def put_through(draft: Draft) -> CalendarNeeded | bool:
    """True if the customer hears that they are put through; False if the founder is not free."""
    calendar = draft.context.calendar
    if calendar is None:
        return CalendarNeeded(draft.conversation.terms.founder)
    if calendar.unconfirmed:
        return False
    conversation, bandwidth = draft.conversation, draft.context.bandwidth
    reserved = reserve(
        bandwidth=replace(bandwidth, notice_minutes=0),
        calendar=calendar,
        start=draft.now,
        now=draft.now,
        booking=BookingId(f"{conversation.id}-b{conversation.version}"),
    )
    if not isinstance(reserved, Reservation):
        return False
    before = draft.conversation
    withheld = draft.reply([Part.TRANSFER])
    if isinstance(withheld, Withheld):
        draft.conversation = before
        return False
    draft.reserve = reserved
    booking = Booking(
        reserved.booking, slot=reserved.slot, place=f"phone:{conversation.facts.phone}"
    )
    draft.change(
        booking=booking,
        transfer=Transfer(call=conversation.call, booking=booking.id, asked_at=draft.now),
        state=State.TALKING,
        asked=None,
        offered=(),
        hot=True,
    )
    # The founder agreed to nothing: what they say is not recorded.
    stop_recording(draft)
    # The line goes over to the founder's phone as soon as the words are spoken.
    draft.effect(EffectKind.HANG_UP, notice=TRANSFER)
    return True


def transfer_ended(draft: Draft, event: TransferEnded) -> Unfinished:
    """Reported once; a second report finds nothing under way.

    Whatever ended the conversation while the founder's phone rang stays as it is: nothing is
    spoken, booked or metered, and the call ends.
    """
    conversation = draft.conversation
    transfer = conversation.transfer
    if transfer is None or transfer.call != event.call:
        return None
    if _is_out_of_our_hands(draft):
        give_time_back(draft)
        return None
    if event.result is TransferResult.TALKED:
        draft.change(transfer=None, state=State.BOOKED, outcome=Outcome.BOOKED)
        if not conversation.booked_metered:
            draft.usage.append(Usage(UsageKind.BOOKED, 1))
            draft.change(booked_metered=True)
        return None
    in_call = conversation.call == event.call and not event.hung_up
    if in_call and draft.context.calendar is None:
        return CalendarNeeded(conversation.terms.founder)
    give_time_back(draft)
    if not in_call or draft.conversation.booking is not None:
        return None
    return offer_slots(draft, lead=[Part.TRANSFER_FAILED])


def give_time_back(draft: Draft) -> None:
    """Nobody talked: what was taken for it is free again, and an open conversation goes on.

    A time that was booked meanwhile stays booked.
    """
    transfer, booking = draft.conversation.transfer, draft.conversation.booking
    if transfer is None:
        return
    draft.change(transfer=None)
    if booking is None or booking.id != transfer.booking:
        return
    draft.release = booking
    draft.change(booking=None)
    if not _is_out_of_our_hands(draft):
        draft.change(outcome=None, state=State.TALKING)


def _is_out_of_our_hands(draft: Draft) -> bool:
    """Whether the agent may neither speak nor decide here any more."""
    over = draft.conversation.state in (State.CLOSED, State.TAKEN_OVER)
    return over or draft.context.person.suppressed
