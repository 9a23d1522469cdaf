"""What becomes of a call that a machine took: decided at once, and done over the provider's API.

The line is open while this runs, so nothing of it goes through a queue.
"""

from __future__ import annotations

from typing import Protocol

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import MachineAnswered
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.domain.speaking.utterance import text_of
from functions.outreach.workflows.advance_conversation import (
    Advance,
    Advanced,
    NoSuchConversation,
    advance,
)
from functions.product.channels import CHANNELS, Channel
from tenancy.tenant import TenantId


class LiveCalls(Protocol):
    """A call under way, as its provider can change it. False when it is over already."""

    def leave_message(self, *, call: str, text: str, language: str) -> bool:
        """Say it in place of anything else, then end the call."""
        ...

    def end(self, *, call: str) -> bool: ...


def answer_machine(
    ports: Advance,
    live_calls: LiveCalls,
    *,
    tenant: TenantId,
    conversation: ConversationId,
    event: MachineAnswered,
) -> None:
    """The message is recorded as left before it is: a crash in between leaves none, never two."""
    result = advance(ports, tenant=tenant, conversation=conversation, event=event)
    if isinstance(result, NoSuchConversation):
        live_calls.end(call=event.call)
        return
    if not isinstance(result, Advanced):
        return
    spoken = next((e for e in result.effects if e.kind is EffectKind.SPEAK), None)
    if spoken is not None:
        live_calls.leave_message(
            call=event.call,
            text=text_of(spoken.pieces, CHANNELS[Channel.VOICE]),
            language=result.conversation.language,
        )
    elif any(effect.kind is EffectKind.HANG_UP for effect in result.effects):
        live_calls.end(call=event.call)
