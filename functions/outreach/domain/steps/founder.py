"""The founder at the controls: takes over, answers in their own words, hands back, cancels."""

from __future__ import annotations

import hashlib

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    BookingCancelled,
    Event,
    FounderAnswered,
    FounderHandedBack,
    FounderSettled,
    FounderTookOver,
)
from functions.outreach.domain.conversation.state import Outcome, State, UtterancePiece, Who
from functions.outreach.domain.conversation.turns import is_human_turn
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Refused
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.guard import disclosed_on
from functions.outreach.domain.steps.booking import (
    cancelled_by_us,
    release_booking,
    release_in_silence,
)
from functions.outreach.domain.steps.draft import Draft, Unfinished, Withheld
from functions.product.channels import Channel

_SILENT = frozenset({State.TAKEN_OVER, State.CLOSED})
"""A booking that falls away then is withdrawn without a word of the agent."""


def took_over(draft: Draft, event: FounderTookOver) -> None:
    """From here on the agent is silent."""
    if draft.conversation.state is not State.CLOSED:
        draft.change(
            state=State.TAKEN_OVER,
            reason=f"taken over by {event.by}",
            callback_at=None,
            cleared_at=draft.now,
        )


def answered(draft: Draft, event: FounderAnswered) -> Withheld | None:
    """The founder's words go out unchanged, where the customer is, introduced if nobody was yet."""
    channel = draft.conversation.channel
    text = event.text.strip()
    if channel is None or not text:
        draft.tell_founder("needs_founder")
        return None
    purpose = Purpose.REPLY
    speaking = channel is Channel.VOICE and bool(draft.conversation.call)
    if not speaking:
        answer = draft.may(channel, purpose)
        if isinstance(answer, Refused):
            purpose = Purpose.FOLLOW_UP
            answer = draft.may(channel, purpose)
        if isinstance(answer, Refused) or channel is Channel.VOICE:
            # A founder's text cannot be rung through; the founder is notified that it was not sent.
            draft.change(reason=f"answer not sent: {getattr(answer, 'rule', 'voice')}")
            draft.tell_founder("needs_founder")
            return None
    own = UtterancePiece(text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    # Where nothing of ours has arrived yet, these are the first words the customer reads there:
    # the disclosure names the business and says how to opt out.
    introduced = disclosed_on(draft.conversation, channel)
    opening = () if introduced else draft.composed([Part.DISCLOSURE], channel)
    if isinstance(opening, Withheld):
        return opening
    return draft.utter((*opening, own), channel=channel, purpose=purpose, who=Who.FOUNDER)


def handed_back(draft: Draft, event: FounderHandedBack) -> None:
    """The agent goes on from where the conversation stands; it says nothing at once."""
    conversation = draft.conversation
    if conversation.state is not State.TAKEN_OVER:
        return
    if conversation.booking is not None:
        draft.change(state=State.BOOKED, outcome=Outcome.BOOKED, reason="")
        return
    state = State.TALKING if conversation.reached else State.OPENED
    fallback = Part.HANDOFF if conversation.reached else Part.QUESTION
    asked: Part | None = conversation.asked or fallback
    if not conversation.touches and not conversation.turns:
        state, asked = State.WAITING, None
    draft.change(
        state=state,
        outcome=None,
        asked=asked,
        reason=f"handed back by {event.by}",
        resumed_at=draft.now,
    )


def settled(draft: Draft, event: FounderSettled) -> None:
    """Only a mark: the agent stays silent, and the state stays as it is."""
    conversation = draft.conversation
    answered_since = any(
        is_human_turn(turn) and turn.number > event.turns for turn in conversation.turns
    )
    if conversation.waits_for_founder and not answered_since:
        draft.change(settled_at=draft.now, cleared_at=draft.now)


def reopen_settled(draft: Draft, event: Event) -> None:
    """What was settled is the founder's again once they are told of more, or take it up themselves.

    They are told of whatever a person writes where the agent is silent, and of no automatic reply.
    """
    if draft.conversation.settled_at is None:
        return
    notified = any(effect.kind is EffectKind.NOTIFY_FOUNDER for effect in draft.effects)
    if notified or isinstance(event, FounderTookOver | FounderHandedBack):
        draft.change(settled_at=None)


def booking_cancelled(draft: Draft, event: BookingCancelled) -> Unfinished:
    """The founder gave the time back: the customer hears of it and is offered other times."""
    conversation = draft.conversation
    booking = conversation.booking
    if booking is None or booking.slot.end <= draft.now:
        return None
    if not booking.is_meant_by(event.booking, event.event):
        return None
    if conversation.clarification is not None or conversation.state in _SILENT:
        # While it is open whether to stop, the withdrawn invitation is all the customer gets.
        release_in_silence(draft)
        return None
    release_booking(draft)
    return cancelled_by_us(draft)
