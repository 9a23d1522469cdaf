"""A spoken turn: the same load, read, step and commit, without queues, and the answer spoken."""

from __future__ import annotations

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import Event
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import text_of
from functions.outreach.ports import CallSocket, InboundMessage, LiveCall
from functions.outreach.workflows.advance_conversation import (
    Advance,
    Advanced,
    NoSuchConversation,
    advance,
)
from functions.product.channels import CHANNELS, Channel

_HEARD_TO_THE_END = frozenset({Part.DISCLOSURE, Part.RECORDING_CONSENT})


def speak_turn(
    ports: Advance, socket: CallSocket, live: LiveCall, event: Event | InboundMessage
) -> None:
    """Decide and speak. A socket that is gone is no error: the call's end follows by itself."""
    result = advance(ports, tenant=live.tenant, conversation=live.conversation, event=event)
    if isinstance(result, NoSuchConversation):
        # The person on the line was erased: nothing more is said.
        socket.end(connection=live.connection, reason="closed")
        return
    if not isinstance(result, Advanced):
        return
    for effect in result.effects:
        if effect.kind is EffectKind.SPEAK:
            socket.speak(
                connection=live.connection,
                text=text_of(effect.pieces, CHANNELS[Channel.VOICE]),
                language=result.conversation.language,
                interruptible=not (effect.confirms_opt_out or must_be_heard(effect)),
            )
        elif effect.kind is EffectKind.HANG_UP:
            socket.end(connection=live.connection, reason=effect.notice or "closed")


def must_be_heard(effect: Effect) -> bool:
    """Whether it says who speaks or asks to record, as a call's greeting does: heard to its end."""
    return any(piece.part in _HEARD_TO_THE_END for piece in effect.pieces)
