"""What the customer does on the hosted page: choose or move a time, cancel, consent, opt out."""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.conversation.events import (
    BookingCalledOff,
    ConsentGiven,
    OptedOutByLink,
    SlotPicked,
)
from functions.outreach.domain.conversation.state import MessageSender, Outcome, State
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Allowed, Refused
from functions.outreach.domain.permission.zone_words import moment_words
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.booking import (
    call_off,
    release_booking,
    release_in_silence,
    take_slot,
)
from functions.outreach.domain.steps.draft import Draft, Unfinished
from functions.outreach.domain.steps.facts import give_changed_to_founder
from functions.outreach.domain.steps.opening import touch_on
from functions.outreach.domain.steps.replies.last_words import opt_out
from functions.product.channels import CHANNELS, Channel, ContactPoint
from functions.product.equal_forms import is_equal


def slot_picked(draft: Draft, event: SlotPicked) -> Unfinished:
    """A choice on the page is the customer's own act, and is booked like one."""
    conversation = draft.conversation
    if conversation.state is State.CLOSED or draft.context.person.suppressed:
        draft.tell_founder("late_message")
        return None
    booking = conversation.booking
    if booking is not None and booking.slot.start == event.start:
        return None
    zone = draft.context.bandwidth.time_zone
    _acted(draft, f"Chose {moment_words(event.start, zone=zone)}", pressed="chose a time")
    if draft.too_much():
        return None
    return take_slot(draft, event.start, silent=conversation.state is State.TAKEN_OVER)


def booking_called_off(draft: Draft, event: BookingCalledOff) -> Unfinished:
    """A press on the page calls the booking off as words would; who had it called off already, or
    has another by now, changes nothing.

    An opt-out keeps the booking, so it can be called off after the end too: without a word to the
    customer."""
    conversation = draft.conversation
    over = conversation.state is State.CLOSED or draft.context.person.suppressed
    booking = conversation.booking
    if booking is None or booking.id != event.booking or booking.slot.start <= draft.now:
        return None
    zone = draft.context.bandwidth.time_zone
    channel = conversation.channel or Channel.EMAIL
    draft.record_message(
        channel=channel,
        text=f"Cancelled {moment_words(booking.slot.start, zone=zone)}",
        reading=None,
        pressed="cancelled the booking",
    )
    if over:
        release_in_silence(draft)
        return None
    draft.count_reached()
    if conversation.state is State.TAKEN_OVER or conversation.clarification is not None:
        # The founder has the conversation, or it is open whether to stop: the invitation is taken
        # back, and nothing is offered.
        release_in_silence(draft)
        return None
    if draft.too_much():
        release_booking(draft)
        draft.change(state=State.TAKEN_OVER, outcome=Outcome.NEEDS_FOUNDER)
        return None
    return call_off(draft, lead=[Part.BOOKING_CANCELLED])


def consent_given(draft: Draft, event: ConsentGiven) -> Unfinished:
    """Evidence is kept with its exact wording; the wish is followed as soon as permitted."""
    conversation = draft.conversation
    draft.change(earned=(*conversation.earned, event.consent))
    if conversation.state is State.CLOSED or draft.context.person.suppressed:
        draft.tell_founder("late_message")
        return None
    former = conversation.facts.phone
    if event.phone and not is_equal(ContactPoint.PHONE, event.phone, former):
        held = (*conversation.former_phones, former) if former else conversation.former_phones
        draft.change(
            facts=replace(conversation.facts, phone=event.phone),
            former_phones=tuple(phone for phone in dict.fromkeys(held) if phone != event.phone),
        )
    channel = event.consent.channel
    _acted(
        draft,
        f"Agreed: {event.consent.wording}",
        pressed=f"agreed to {CHANNELS[channel].words.in_a_column}",
    )
    if conversation.state is State.TAKEN_OVER:
        draft.tell_founder("customer_replied")
        return None
    draft.change(asked_channel=channel)
    if conversation.state in (State.BOOKED, State.CALLBACK):
        return None
    if conversation.facts_changed and not conversation.call:
        give_changed_to_founder(draft)
        return None
    if conversation.state in (State.WAITING, State.OPENED):
        draft.change(state=State.TALKING)
    tried = any(t.channel is channel and not t.failed for t in conversation.touches)
    if channel not in conversation.terms.channels or conversation.call or tried:
        return None
    answer = draft.may(channel, Purpose.REPLY)
    if isinstance(answer, Allowed):
        return touch_on(draft, channel, Purpose.REPLY)
    if isinstance(answer, Refused) and answer.retry_at is None:
        draft.give_to_founder(f"wants to be contacted by {channel}: {answer.rule}")
    return None


def opted_out_by_link(draft: Draft, event: OptedOutByLink) -> None:
    """The page, the mail header and the carrier confirm by themselves; a call must say it."""
    if event.address:
        draft.senders = (MessageSender(event.channel, event.address),)
    spoken = event.channel is Channel.VOICE and bool(draft.conversation.call)
    evidence = f"opted out by {event.channel} ({event.id})"
    opt_out(draft, channel=event.channel, evidence=evidence, confirm=spoken)


def _acted(draft: Draft, what: str, *, pressed: str) -> None:
    """A press is the customer's own act and none of their words: none are put into their mouth."""
    channel = draft.conversation.channel or Channel.EMAIL
    draft.record_message(channel=channel, text=what, reading=None, pressed=pressed)
    draft.count_reached()
    # Going on with the matter answers the question whether to stop.
    draft.change(clarification=None)
    draft.change(hot=True)
