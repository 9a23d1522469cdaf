"""Slots: offering real ones, reserving the chosen one in the same step, changing and cancelling.

The agent never says "booked" unless this very step carries the reservation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.founder_calendar import (
    BUILT_IN,
    BookingId,
    Slot,
    SlotTaken,
    before,
    reserve,
)
from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.conversation.context import CalendarNeeded
from functions.outreach.domain.conversation.effects import EffectKind, Usage
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    HeldSlot,
    Outcome,
    State,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Allowed, Refused
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.scheduling.callback import callback_instant
from functions.outreach.domain.scheduling.ladder import TouchDue, next_touch
from functions.outreach.domain.speaking.slot_values import needs_year, utterance_values
from functions.outreach.domain.steps.draft import Draft, Unfinished, Withheld
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind

SLOTS_OFFERED = 3


def live_slots(conversation: Conversation, *, now: datetime, notice: timedelta) -> tuple[Slot, ...]:
    """Offered slots that can still be kept."""
    return tuple(slot for slot in conversation.offered if slot.start >= now + notice)


def notice_of(draft: Draft) -> timedelta:
    return timedelta(minutes=draft.context.bandwidth.notice_minutes)


def beyond_horizon(draft: Draft, window: TimeWindow | None) -> bool:
    """Whether the customer's window begins later than anything that can be booked today."""
    if window is None:
        return False
    zone = ZoneInfo(draft.conversation.time_zone)
    horizon = draft.now + timedelta(days=draft.context.bandwidth.horizon_days)
    first = window.at.date() if window.at else window.earliest
    return first > horizon.astimezone(zone).date()


def offer_slots(
    draft: Draft,
    *,
    lead: Sequence[Part | AnswerId] = (),
    window: TimeWindow | None = None,
    founder_callback: bool = False,
    purpose: Purpose = Purpose.REPLY,
) -> Unfinished:
    """Say `lead` and offer two or three free slots; without any, the founder takes over."""
    if beyond_horizon(draft, window):
        return promise_callback(draft, lead=lead, window=window)
    calendar = draft.context.calendar
    if calendar is None:
        return CalendarNeeded(draft.conversation.terms.founder)
    wanted = window or draft.conversation.preferred
    found = free_slots(
        bandwidth=draft.context.bandwidth,
        calendar=calendar,
        now=draft.now,
        window=None if beyond_horizon(draft, wanted) else wanted,
        customer_zone=draft.conversation.time_zone,
        count=SLOTS_OFFERED,
    )
    if not found:
        withheld = speak(draft, [*lead, Part.NO_SLOTS], purpose=purpose)
        draft.give_to_founder("no free slots")
        return withheld
    draft.change(
        state=State.OFFERING,
        outcome=None,
        asked=Part.SLOT_OFFER,
        offered=found,
        read_back=None,
        preferred=wanted,
        callback_at=None,
        founder_callback=founder_callback,
    )
    return speak(draft, [*lead, Part.SLOT_OFFER], purpose=purpose, offered=found)


def speak(
    draft: Draft,
    pieces: Sequence[Part | AnswerId],
    *,
    purpose: Purpose,
    offered: tuple[Slot, ...] = (),
) -> Withheld | None:
    """Say it as an answer, or as a touch of our own on the channel in use."""
    channel = draft.conversation.channel or Channel.EMAIL
    extra = utterance_values(
        draft.conversation, channel, offered=offered, channels=draft.context.channels
    )
    if purpose is Purpose.REPLY:
        return draft.reply(pieces, extra)
    return draft.say(pieces, channel=channel, purpose=purpose, extra=extra)


def read_back(draft: Draft, slot: Slot, *, lead: Sequence[Part | AnswerId] = ()) -> Unfinished:
    """Say the chosen time back and ask for a yes: a call is misheard more easily than read."""
    channel = draft.conversation.channel or Channel.VOICE
    extra = utterance_values(draft.conversation, channel, slot=slot)
    draft.change(asked=Part.SLOT_READ_BACK, read_back=slot)
    return draft.reply([*lead, Part.SLOT_READ_BACK], extra)


def booking_ahead(draft: Draft) -> Booking | None:
    """The booking that another time can replace. One that has begun is a talk of its own, and what
    came of it is the founder's to say, unless their phone still rings for it."""
    booking, transfer = draft.conversation.booking, draft.conversation.transfer
    if booking is None:
        return None
    rings = transfer is not None and transfer.booking == booking.id
    return booking if rings or booking.slot.start > draft.now else None


def take_slot(
    draft: Draft,
    start: datetime,
    *,
    lead: Sequence[Part | AnswerId] = (),
    silent: bool = False,
    chosen_at: datetime | None = None,
) -> Unfinished:
    """Reserve the chosen start now, or say it is taken and offer others.

    `chosen_at`: when the customer chose it, where it was held since; the founder's notice counts
    from there.
    """
    calendar = draft.context.calendar
    if calendar is None:
        return CalendarNeeded(draft.conversation.terms.founder, reserving=True)
    conversation = draft.conversation
    if conversation.booking is not None and conversation.booking.slot.start == start:
        return None
    earlier = booking_ahead(draft)
    reserved = reserve(
        bandwidth=draft.context.bandwidth,
        calendar=before(calendar, earlier.reservation if earlier else None),
        start=start,
        now=chosen_at or draft.now,
        booking=BookingId(f"{conversation.id}-b{conversation.version}"),
    )
    if start <= draft.now:
        reserved = SlotTaken("notice")
    if isinstance(reserved, SlotTaken):
        return None if silent else offer_slots(draft, lead=[*lead, Part.SLOT_TAKEN])
    if calendar.unconfirmed:
        return hold_slot(draft, start, lead=lead, silent=silent)
    # A talk that was to begin at once has no event that could move.
    moved = earlier if conversation.transfer is None else None
    if earlier is not None:
        release_booking(draft, keep_event=moved is not None)
    draft.reserve = reserved
    booking = Booking(
        id=reserved.booking,
        slot=reserved.slot,
        place=_place(draft),
        founder_callback=conversation.founder_callback,
        event=moved.calendar_event if moved else "",
        moves=moved.moves + 1 if moved else 0,
    )
    draft.change(
        booking=booking,
        transfer=None,
        state=State.BOOKED,
        outcome=Outcome.BOOKED,
        asked=None,
        offered=(),
        read_back=None,
        callback_at=None,
        hot=True,
    )
    if not conversation.booked_metered:
        draft.usage.append(Usage(UsageKind.BOOKED, 1))
        draft.change(booked_metered=True)
    channel = conversation.channel or Channel.EMAIL
    withheld: Withheld | None = None
    if not silent:
        extra = utterance_values(
            draft.conversation, channel, slot=booking.slot, channels=draft.context.channels
        )
        ending = [Part.CLOSING] if conversation.call else []
        withheld = draft.reply([*lead, Part.SLOT_CONFIRM, *ending], extra)
        draft.hang_up()
    draft.effect(EffectKind.CREATE_EVENT, booking=booking.id)
    draft.invite(
        utterance_values(
            draft.conversation,
            Channel.EMAIL,
            slot=booking.slot,
            channels=draft.context.channels,
        )
    )
    draft.tell_founder("moved" if moved else "booked")
    return withheld


def call_off(
    draft: Draft, *, lead: Sequence[Part | AnswerId], window: TimeWindow | None = None
) -> Unfinished:
    """Give the customer's time back at once, and offer others with the confirmation."""
    if draft.context.calendar is None:
        return CalendarNeeded(draft.conversation.terms.founder)
    release_booking(draft)
    return offer_slots(draft, lead=lead, window=window)


def hold_slot(
    draft: Draft, start: datetime, *, lead: Sequence[Part | AnswerId], silent: bool
) -> Withheld | None:
    """Keep a chosen time in mind until the founder's calendar answers; nothing is booked yet.

    Where the founder has the conversation, or another time is booked and stays so, the wish is
    theirs to follow.
    """
    if silent or booking_ahead(draft) is not None:
        draft.tell_founder("customer_replied")
        return None
    draft.change(
        held=HeldSlot(start, since=draft.now),
        state=State.OFFERING,
        asked=Part.SLOT_CHECK,
        offered=(),
        read_back=None,
        callback_at=None,
        hot=True,
    )
    ending = [Part.CLOSING] if draft.conversation.call else []
    words: list[Part | AnswerId] = [*lead, Part.SLOT_CHECK, *ending]
    channel = draft.conversation.channel or Channel.EMAIL
    if isinstance(draft.composed(words, channel), Withheld):
        words = [*lead, Part.ACKNOWLEDGE, *ending]
    withheld = draft.reply(words)
    draft.hang_up()
    return withheld


def release_booking(draft: Draft, *, keep_event: bool = False) -> None:
    """Give the reserved time back, and take back the customer's invitation; nothing is mailed to
    somebody who opted out.

    `keep_event` where the founder's event goes on with another booking.
    """
    booking = draft.conversation.booking
    if booking is None:
        return
    transfer = draft.conversation.transfer
    if transfer is None and booking.slot.end <= draft.now:
        # It was held or missed: nothing of the past is given back, mailed or marked as cancelled.
        draft.change(booking=None, outcome=None, state=State.TALKING)
        return
    draft.release = booking
    if transfer is not None:
        draft.change(transfer=None)
        if transfer.booking == booking.id:
            # Nobody was invited to a talk that was to begin at once, and no event stands for it.
            draft.change(booking=None, outcome=None, state=State.TALKING)
            return
    stopped = draft.conversation.outcome in (Outcome.OPTED_OUT, Outcome.WRONG_PERSON)
    if not stopped and not draft.context.person.suppressed:
        # It may be the first mail that arrives, so it says who writes; the object says the rest.
        words = draft.composed([Part.DISCLOSURE], Channel.EMAIL)
        draft.effect(
            EffectKind.CANCEL_EVENT,
            booking=booking.id,
            to=draft.conversation.facts.email,
            pieces=() if isinstance(words, Withheld) else words,
        )
    if draft.context.bandwidth.calendar != BUILT_IN and not keep_event:
        draft.effect(EffectKind.REMOVE_EVENT, booking=booking.id)
    if not keep_event:
        draft.tell_founder("cancelled")
    draft.change(booking=None, outcome=None, state=State.TALKING)


def release_in_silence(draft: Draft) -> None:
    """Give the time back where the agent says nothing: the conversation stays ended, or with the
    founder. Its outcome is `booked` no longer; one that is over keeps an outcome.
    """
    before = draft.conversation
    release_booking(draft)
    if before.state not in (State.CLOSED, State.TAKEN_OVER):
        return
    outcome = before.outcome
    if outcome is Outcome.BOOKED:
        outcome = Outcome.EXPIRED if before.state is State.CLOSED else None
    draft.change(state=before.state, outcome=outcome)


def ask_for_callback_time(draft: Draft, *, lead: Sequence[Part | AnswerId] = ()) -> Withheld | None:
    """Ask when to come back; nothing else is open then."""
    draft.change(
        state=State.TALKING,
        outcome=None,
        asked=Part.CALLBACK_OFFER,
        offered=(),
        callback_at=None,
    )
    return draft.reply([*lead, Part.CALLBACK_OFFER])


def promise_callback(
    draft: Draft, *, lead: Sequence[Part | AnswerId] = (), window: TimeWindow | None
) -> Withheld | None:
    """Promise to return at the customer's time, in words; without one, ask for it."""
    conversation = draft.conversation
    wished = callback_instant(
        window, now=draft.now, zone=conversation.time_zone, rules=draft.context.rules
    )
    if wished is None:
        return ask_for_callback_time(draft, lead=lead)
    draft.change(
        state=State.CALLBACK,
        outcome=Outcome.CALLBACK,
        callback_at=wished,
        due_at=None,
        preferred=None,
        asked=None,
        offered=(),
    )
    at = _permitted_from(draft, wished)
    draft.change(callback_at=at)
    channel = conversation.channel or Channel.EMAIL
    extra = utterance_values(
        draft.conversation,
        channel,
        callback_at=at,
        with_year=needs_year(at, now=draft.context.now),
        channels=draft.context.channels,
    )
    ending = [Part.CLOSING] if conversation.call else []
    withheld = draft.reply([*lead, Part.CALLBACK_CONFIRM, *ending], extra)
    draft.hang_up()
    draft.tell_founder("callback")
    return withheld


def _permitted_from(draft: Draft, wished: datetime) -> datetime:
    """The moment at which the return will be made, if nothing changes: on the channel whose turn it
    will be, and not on a Sunday or a public holiday. Where nothing is permitted now, the day
    decides."""
    due = next_touch(conversation=draft.conversation, context=draft.context)
    return due.at if isinstance(due, TouchDue) else wished


def cancelled_by_us(draft: Draft) -> Unfinished:
    """Tell the customer that a booking fell away and offer other times, as soon as permitted.

    Until then `asked` remembers that the customer still has to hear of it.
    """
    channel = draft.conversation.channel or Channel.EMAIL
    if draft.conversation.call and channel is Channel.VOICE:
        return offer_slots(draft, lead=[Part.SLOT_CONFLICT])
    purpose = Purpose.REPLY
    answer = draft.may(channel, purpose)
    if isinstance(answer, Refused):
        purpose = Purpose.FOLLOW_UP
        answer = draft.may(channel, purpose)
    if isinstance(answer, Refused):
        if answer.retry_at is None:
            draft.give_to_founder(f"cannot tell the customer: {answer.rule}")
        else:
            draft.change(state=State.TALKING, asked=Part.SLOT_CONFLICT, due_at=answer.retry_at)
        return None
    return offer_slots(draft, lead=[Part.SLOT_CONFLICT], purpose=purpose)


def _place(draft: Draft) -> str:
    """The campaign's own meeting link, else the founder's, else the customer's phone.

    A link reaches the customer with the invitation by mail: without one they are rung. Their mail
    is what is left where there is neither any more: the founder arranges it there.
    """
    facts = draft.conversation.facts
    link = draft.conversation.terms.meeting_place or draft.context.bandwidth.meeting_link
    invited = facts.email and isinstance(draft.may(Channel.EMAIL, Purpose.REPLY), Allowed)
    if link and (invited or not facts.phone):
        return link
    return f"phone:{facts.phone}" if facts.phone else f"mailto:{facts.email}"
