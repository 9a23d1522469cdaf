"""Whether what a step decided still stands at the moment it would go out.

Pure and without a clock: it compares the decision with the conversation as it is now. It withdraws
what is no longer true or no longer the agent's to say, and must never hold back an opt-out's
confirmation or a founder's own words.
"""

from __future__ import annotations

from functions.outreach.domain.conversation.effects import CARRIES_EVENT, Effect, EffectKind
from functions.outreach.domain.conversation.state import Conversation, RecordingStatus, State
from functions.outreach.domain.conversation.turns import is_human_turn
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part

WITHDRAWN = "withdrawn:"
"""Begins every reason of this module; it says nothing against a customer or a channel."""

_NOT_THE_AGENTS = frozenset({State.TAKEN_OVER, State.CLOSED})
"""States in which the agent says nothing but what was decided together with them."""
_SETTLED = frozenset({State.BOOKED, State.CALLBACK, *_NOT_THE_AGENTS})
"""States in which nothing of the agent's own accord goes out and no question is open."""
_ASKS = frozenset(
    {
        Part.OPENER,
        Part.QUESTION,
        Part.FOLLOW_UP,
        Part.CONTINUE,
        Part.HANDOFF,
        Part.LEAVING_REASON,
        Part.BLOCKERS,
        Part.SLOT_OFFER,
        Part.SLOT_CONFLICT,
        Part.CALLBACK_OFFER,
        Part.CALLBACK_RETURN,
    }
)
"""Parts that ask for what is settled by now in one of those states."""
_CONFIRMS = frozenset({Part.SLOT_CONFIRM, Part.SLOT_MOVED})
_OF_A_BOOKING = frozenset({EffectKind.INVITE_CUSTOMER, EffectKind.CREATE_EVENT})


def withdrawn_because(effect: Effect, conversation: Conversation) -> str:
    """Why the effect must not go out any more; empty if the step that decided it still stands."""
    why = _outdated(effect, conversation)
    return f"{WITHDRAWN}{why}" if why else ""


def may_record(conversation: Conversation, call: str) -> bool:
    """Whether the customer's yes to recording this call is stored and stands, and it goes on."""
    recording = conversation.recording
    agreed = recording is not None and recording.status is RecordingStatus.AGREED
    goes_on = conversation.call == call and conversation.state not in _NOT_THE_AGENTS
    return agreed and goes_on and conversation.transfer is None


def _outdated(effect: Effect, conversation: Conversation) -> str:
    if effect.kind is EffectKind.RECORD_CALL and not may_record(conversation, effect.notice):
        return "not_agreed"
    if _is_of_booking(effect) and _booking_changed(effect, conversation):
        return "cancelled" if conversation.booking is None else "moved"
    decided = effect.decided
    if effect.kind is not EffectKind.CONTACT_CUSTOMER or decided is None:
        return ""
    own = any(piece.line is None and piece.answer is None for piece in effect.pieces)
    if effect.confirms_opt_out or own:
        return ""
    parts = {piece.part for piece in effect.pieces}
    if Part.CALLBACK_CONFIRM in parts and decided.callback_at != conversation.callback_at:
        return "promise_changed"
    touches = effect.purpose is not Purpose.REPLY
    if touches and _answered_since(decided.turns, conversation):
        return "answered"
    now = conversation.state
    if now is decided.state or now not in _SETTLED:
        return ""
    return now.value if touches or now in _NOT_THE_AGENTS or parts & _ASKS else ""


def _is_of_booking(effect: Effect) -> bool:
    """Whether it says or writes down one particular booking."""
    confirms = any(piece.part in _CONFIRMS for piece in effect.pieces)
    notifies = effect.kind is EffectKind.NOTIFY_FOUNDER and effect.notice in CARRIES_EVENT
    return confirms or notifies or effect.kind in _OF_A_BOOKING


def _booking_changed(effect: Effect, conversation: Conversation) -> bool:
    of = effect.booking or (effect.decided.booking if effect.decided else None)
    now = conversation.booking.id if conversation.booking else None
    return of is not None and of != now


def _answered_since(turns: int, conversation: Conversation) -> bool:
    return any(turn.number > turns and is_human_turn(turn) for turn in conversation.turns)
