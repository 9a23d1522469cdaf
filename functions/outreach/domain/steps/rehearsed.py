"""A step of a rehearsal over the founder's own phone: decided by the engine itself, then confined.

What reaches the phone is carried out; nothing else of a step leaves the rehearsal, since no
customer took part in it. Must never be softer than `step`: permission, words and order are the
engine's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from functions.outreach.domain.conversation.context import CalendarNeeded, Step, StepContext
from functions.outreach.domain.conversation.effects import SPOKEN_KINDS, EffectKind
from functions.outreach.domain.conversation.events import (
    BecameDue,
    ConsentGiven,
    Event,
    RehearsalEnded,
)
from functions.outreach.domain.conversation.state import Conversation, Outcome, State
from functions.outreach.domain.steps.opening import CALL_LOST
from functions.outreach.domain.steps.step import step
from tenancy.billing.usage import UsageKind

LASTS = timedelta(hours=1)
"""One sitting: no follow-up and no promised return of a rehearsal ever goes out."""
_REACHES_THE_PHONE = SPOKEN_KINDS | {EffectKind.CONTACT_CUSTOMER, EffectKind.WATCH_CALL}


def step_rehearsed(
    conversation: Conversation, event: Event, context: StepContext
) -> Step | CalendarNeeded:
    """Decide one event of a rehearsal.

    The founder's phone is in the call already, so nobody is put through to it; and what they play
    is not recorded.
    """
    ended = isinstance(event, RehearsalEnded)
    over = isinstance(event, BecameDue) and context.now >= ends_at(conversation)
    if ended or over:
        return Step(_closed(conversation), unlock=conversation.state is not State.CLOSED)
    limits = replace(context.bandwidth, takes_calls=False)
    alone = replace(context, bandwidth=limits, asks_to_record=False)
    if isinstance(event, ConsentGiven):
        # The page takes any number; only this one was proved to be the founder's.
        event = replace(event, phone=conversation.facts.phone)
    decided = step(conversation, event, alone)
    return decided if isinstance(decided, CalendarNeeded) else _confined(decided)


def ends_at(conversation: Conversation) -> datetime:
    """When it is over in any case; a call under way is given the time to end."""
    over = conversation.created_at + LASTS
    return over + CALL_LOST if conversation.call else over


def _closed(conversation: Conversation) -> Conversation:
    return replace(
        conversation,
        version=conversation.version + 1,
        state=State.CLOSED,
        outcome=conversation.outcome or Outcome.EXPIRED,
        asked=None,
        offered=(),
        callback_at=None,
        clarification=None,
        due_at=None,
    )


def _confined(decided: Step) -> Step:
    """Minutes of a call are counted, since they were talked; a rehearsal reaches and books nobody.

    No time of the founder's is taken, no address suppressed, no touch left behind.
    """
    talk = decided.conversation
    if talk.due_at is not None:
        talk = replace(talk, due_at=min(talk.due_at, ends_at(talk).astimezone(UTC)))
    return Step(
        talk,
        effects=tuple(one for one in decided.effects if one.kind in _REACHES_THE_PHONE),
        usage=tuple(one for one in decided.usage if one.kind is UsageKind.VOICE_SECONDS),
        unlock=decided.unlock,
    )
