"""A customer in a call is put through to the founder, who presses 1 first; or hears free times."""

from __future__ import annotations

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import TransferEnded
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    Transfer,
)
from functions.outreach.domain.speaking.utterance import text_of
from functions.outreach.domain.speaking.whisper import whisper_of
from functions.outreach.workflows.advance_conversation import Advance, Advanced, advance
from functions.outreach.workflows.calls.answer_call import SILENT, Greeting, names_in
from functions.product.channels import CHANNELS, Channel
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class FounderLine:
    """Whom to ring, and the number of ours that is shown."""

    founder_phone: str
    our_number: str
    was_recorded: bool = False
    """Whether the customer agreed to be recorded in this call: that is over at the provider before
    the founder is rung, who agreed to nothing."""


def founder_line(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, call: str
) -> FounderLine | None:
    """None if this call is not being put through any more, or there is no number any more."""
    loaded = ports.conversations.load(tenant, conversation)
    transfer = _waiting(loaded.conversation) if loaded is not None else None
    if loaded is None or transfer is None or transfer.call != call:
        return None
    settings = ports.settings.load(tenant)
    bandwidth = settings.bandwidth(loaded.conversation.terms.founder)
    sender = settings.sender(Channel.VOICE)
    if bandwidth is None or not bandwidth.live_phone or sender is None:
        return None
    recording = loaded.conversation.recording
    return FounderLine(
        bandwidth.live_phone,
        our_number=sender.address,
        was_recorded=recording is not None and recording.agreed_at is not None,
    )


def whisper(ports: Advance, *, tenant: TenantId, conversation: ConversationId) -> str:
    """What the founder hears before the customer does; empty if nobody waits any more."""
    loaded = ports.conversations.load(tenant, conversation)
    if loaded is None or _waiting(loaded.conversation) is None:
        return ""
    return whisper_of(loaded.conversation)


def _waiting(conversation: Conversation) -> Transfer | None:
    """The transfer for which the founder is rung: none where the customer ended the conversation
    meanwhile, or a founder took it over."""
    return None if conversation.state in SILENT else conversation.transfer


def end_transfer(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, event: TransferEnded
) -> Greeting | None:
    """What the customer hears when the founder was not reached; None: the call is over."""
    result = advance(ports, tenant=tenant, conversation=conversation, event=event)
    if not isinstance(result, Advanced):
        return None
    talk = result.conversation
    spoken = next((e for e in result.effects if e.kind is EffectKind.SPEAK), None)
    if spoken is None or any(e.kind is EffectKind.HANG_UP for e in result.effects):
        return None
    text = text_of(spoken.pieces, CHANNELS[Channel.VOICE])
    return Greeting(text, language=talk.language, names=names_in(talk))
