"""`step`: one event, one decision, with everything that follows from it. The product's heart.

Pure: the same conversation, event and context always give the same step. It never sends,
stores or asks anything; it never says a word that is not approved.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from functions.outreach.domain.conversation.context import CalendarNeeded, Step, StepContext
from functions.outreach.domain.conversation.events import (
    BecameDue,
    BookingCalledOff,
    BookingCancelled,
    BookingMoved,
    CalendarMailReceived,
    CallConnected,
    CallEnded,
    ConsentGiven,
    CustomerSaid,
    DeliveryReported,
    EffectRefused,
    Event,
    FactsChanged,
    FounderAnswered,
    FounderHandedBack,
    FounderSettled,
    FounderTookOver,
    Interrupted,
    MachineAnswered,
    OptedOutByLink,
    OptOutUnattributed,
    RecordingReady,
    SlotPicked,
    TransferEnded,
    ZoneChosen,
)
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.scheduling.ladder import Exhausted, next_touch
from functions.outreach.domain.steps.calendar_changes import booking_moved
from functions.outreach.domain.steps.calendar_mail import calendar_mail_received
from functions.outreach.domain.steps.calls.call_limits import LONGEST_TALK
from functions.outreach.domain.steps.calls.connected import call_connected, interrupted
from functions.outreach.domain.steps.calls.ending import call_ended
from functions.outreach.domain.steps.calls.machine import machine_answered
from functions.outreach.domain.steps.calls.recording import recording_ready
from functions.outreach.domain.steps.calls.transfer import transfer_ended
from functions.outreach.domain.steps.delivery import (
    delivery_reported,
    effect_refused,
    settle_failures,
    settles_at,
)
from functions.outreach.domain.steps.draft import Draft, Unfinished, Withheld
from functions.outreach.domain.steps.facts import facts_changed
from functions.outreach.domain.steps.founder import (
    answered,
    booking_cancelled,
    handed_back,
    reopen_settled,
    settled,
    took_over,
)
from functions.outreach.domain.steps.opening import (
    AFTER_SLOT,
    CALL_LOST,
    SILENCE,
    became_due,
    can_open,
    expires_at,
    greeting,
    is_due,
    reminder_at,
)
from functions.outreach.domain.steps.page import (
    booking_called_off,
    consent_given,
    opted_out_by_link,
    slot_picked,
)
from functions.outreach.domain.steps.replies.clarification import SILENCE_IS_A_YES
from functions.outreach.domain.steps.replies.last_words import opt_out_unattributed
from functions.outreach.domain.steps.replies.reply import answer_customer
from functions.product.channels import Channel

__all__ = ["can_open", "greeting", "schedule", "step"]


def step(conversation: Conversation, event: Event, context: StepContext) -> Step | CalendarNeeded:
    """Decide one event. Answers `CalendarNeeded` once if slots are at stake and unknown."""
    began = replace(conversation, version=conversation.version + 1)
    draft = Draft(conversation=began, context=context)
    unfinished = _handle(draft, event)
    match unfinished:
        case CalendarNeeded():
            return unfinished
        case Withheld(rule=rule):
            _leave_to_founder(draft, rule)
    if draft.conversation.state is State.CLOSED:
        settle_failures(draft)
    reopen_settled(draft, event)
    # A report that comes again changes nothing, and puts off nothing that was planned.
    is_repeated = isinstance(event, DeliveryReported) and draft.conversation == began
    if not is_repeated and (not isinstance(event, BecameDue) or is_due(began, now=context.now)):
        due_at = schedule(draft.conversation, context)
        draft.change(due_at=due_at.astimezone(UTC) if due_at else None)
    return draft.finish()


def _handle(draft: Draft, event: Event) -> Unfinished:
    match event:
        case BecameDue():
            return became_due(draft)
        case CustomerSaid():
            unfinished = answer_customer(draft, event)
            if isinstance(unfinished, CalendarNeeded) or event.channel is not Channel.VOICE:
                return unfinished
            return draft.end_dead_line(unfinished)
        case CalendarMailReceived():
            return calendar_mail_received(draft, event)
        case SlotPicked():
            return slot_picked(draft, event)
        case BookingCalledOff():
            return booking_called_off(draft, event)
        case ConsentGiven():
            return consent_given(draft, event)
        case ZoneChosen(zone=zone):
            draft.change(time_zone=zone)
        case BookingCancelled():
            return booking_cancelled(draft, event)
        case BookingMoved():
            return booking_moved(draft, event)
        case OptedOutByLink():
            opted_out_by_link(draft, event)
        case OptOutUnattributed():
            opt_out_unattributed(draft, event)
        case CallConnected():
            call_connected(draft, event)
        case CallEnded():
            call_ended(draft, event)
        case MachineAnswered():
            machine_answered(draft, event)
        case TransferEnded():
            return transfer_ended(draft, event)
        case RecordingReady():
            recording_ready(draft, event)
        case Interrupted():
            interrupted(draft, event)
        case DeliveryReported():
            delivery_reported(draft, event)
        case EffectRefused():
            effect_refused(draft, event)
        case FactsChanged():
            facts_changed(draft, event)
        case FounderTookOver():
            took_over(draft, event)
        case FounderAnswered():
            return answered(draft, event)
        case FounderHandedBack():
            handed_back(draft, event)
        case FounderSettled():
            settled(draft, event)
    return None


def _leave_to_founder(draft: Draft, rule: str) -> None:
    """An utterance was withheld: silence, and the founder is notified why."""
    state = draft.conversation.state
    why = f"not said: {rule}"
    if state in (State.CLOSED, State.BOOKED, State.CALLBACK, State.TAKEN_OVER):
        draft.change(reason=why)
        draft.tell_founder("needs_founder")
        return
    draft.give_to_founder(why)


def schedule(conversation: Conversation, context: StepContext) -> datetime | None:
    """When to look at it again. None only once it is closed: every open path ends by itself."""
    if conversation.state is State.CLOSED:
        return None
    settles = settles_at(conversation)
    looks = _own_look(conversation, context)
    return looks if settles is None else min(looks, max(settles, context.now))


def _own_look(conversation: Conversation, context: StepContext) -> datetime:
    now = context.now
    if conversation.transfer is not None:
        return max(conversation.transfer.asked_at + LONGEST_TALK + CALL_LOST, now)
    if conversation.call:
        return now + CALL_LOST
    if conversation.clarification is not None:
        return max(conversation.clarification.asked_at + SILENCE_IS_A_YES, now)
    if conversation.state is State.TAKEN_OVER:
        return now + SILENCE
    waits_to_tell = conversation.state is State.BOOKED and conversation.asked is Part.SLOT_MOVED
    if waits_to_tell and conversation.due_at is not None:
        return max(conversation.due_at, now)
    if conversation.state is State.BOOKED and conversation.booking is not None:
        return max(conversation.booking.slot.end + AFTER_SLOT, now)
    if conversation.state is State.CALLBACK and conversation.callback_at is not None:
        reminder = reminder_at(conversation)
        if reminder is not None and reminder > now:
            return reminder
        return max(conversation.callback_at, now, conversation.due_at or now)
    return _next_look(conversation, context)


def _next_look(conversation: Conversation, context: StepContext) -> datetime:
    now = context.now
    if conversation.asked is Part.SLOT_CHECK and conversation.held is not None:
        return max(conversation.held.look_at, now)
    if conversation.asked is Part.SLOT_CONFLICT and conversation.due_at is not None:
        return max(conversation.due_at, now)
    due = next_touch(conversation=conversation, context=context)
    expires = expires_at(conversation)
    if isinstance(due, Exhausted):
        wait = expires or due.close_at or now + timedelta(days=1)
    else:
        wait = due.at if expires is None else min(due.at, expires)
    return max(wait, now, conversation.held_until or now)
