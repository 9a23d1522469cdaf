"""What a founder does inside a conversation: take over, answer, hand back, settle, keep a note.

All but the note are events on the replies queue; outreach decides what follows. Must never reach a
customer.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.conversation.events import (
    Event,
    FounderAnswered,
    FounderHandedBack,
    FounderSettled,
    FounderTookOver,
)
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.ports import FounderNote
from tenancy.identity.audit import Action

LONGEST_ANSWER = 1500
LONGEST_NOTE = 1000


class ConversationAct(StrEnum):
    TAKE_OVER = "take-over"
    ANSWER = "answer"
    HAND_BACK = "hand-back"
    SETTLE = "settle"


def may_take_over(found: Conversation) -> bool:
    return found.state not in {State.TAKEN_OVER, State.CLOSED}


def may_act(found: Conversation, act: ConversationAct) -> bool:
    """Whether the state it is in allows the act."""
    if act is ConversationAct.TAKE_OVER:
        return may_take_over(found)
    if act is ConversationAct.SETTLE:
        return found.waits_for_founder
    return found.state is State.TAKEN_OVER


def _seen_turns(found: Conversation, turns: int | None) -> int:
    """Never more than there are: a later turn is not settled beforehand."""
    return min(len(found.turns) if turns is None else turns, len(found.turns))


def act_in_conversation(
    session: Session,
    ports: Ports,
    found: Conversation,
    act: ConversationAct,
    *,
    text: str = "",
    version: int | None = None,
    turns: int | None = None,
) -> bool:
    """Put it on the queue; False if the conversation's state does not allow it.

    The version that was seen and the words make the event's id: one press is one event however
    often it is sent, and a later one with the same words is another.
    """
    if not may_act(found, act):
        return False
    words = hashlib.sha256(text.encode()).hexdigest()
    seen = found.version if version is None else version
    dedupe = f"{found.id}-{seen}-{act}-{words}"
    by = session.founder.id
    events: dict[ConversationAct, tuple[Event, Action]] = {
        ConversationAct.TAKE_OVER: (FounderTookOver(by), Action.TOOK_OVER),
        ConversationAct.ANSWER: (FounderAnswered(dedupe, by, text), Action.ANSWERED),
        ConversationAct.HAND_BACK: (FounderHandedBack(by), Action.HANDED_BACK),
        ConversationAct.SETTLE: (FounderSettled(by, _seen_turns(found, turns)), Action.SETTLED),
    }
    event, action = events[act]
    ports.replies.enqueue(session.tenant.id, found.id, event, dedupe=dedupe)
    record_act(session, ports, action, found.id)
    return True


def keep_note(session: Session, ports: Ports, found: Conversation, text: str) -> FounderNote:
    """Beside the conversation, for founders alone."""
    note = FounderNote(ports.clock.now(), session.founder.id, text[:LONGEST_NOTE])
    ports.conversations.add_note(session.tenant.id, found.id, note)
    return note
