"""What an answered call says first, and which conversation a ringing customer belongs to."""

from __future__ import annotations

from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    EffectId,
    State,
)
from functions.outreach.domain.conversation.withdrawal import withdrawn_because
from functions.outreach.domain.speaking.utterance import text_of
from functions.outreach.domain.steps.step import greeting as inbound_greeting
from functions.outreach.workflows.advance_conversation import Advance
from functions.outreach.workflows.receive_inbound import Receive
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import CHANNELS, Channel
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

SILENT = (State.CLOSED, State.TAKEN_OVER)
"""Nothing may be said here: an opt-out may have crossed a phone that was already ringing."""
SETTLED = (State.BOOKED, State.CALLBACK)
"""A call placed before is not about what is settled by now."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a call says first, and what a recogniser must know to hear the answer."""

    text: str
    language: str
    names: tuple[str, ...] = ()
    """Of the business, the founder and what is talked about."""


@dataclass(frozen=True, slots=True)
class InboundCall:
    tenant: TenantId
    conversation: ConversationId
    greeting: Greeting


def greeting_for(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, effect: EffectId
) -> Greeting | None:
    """The greeting decided when the call was placed; None when there is nothing to say any more."""
    loaded = ports.conversations.load(tenant, conversation)
    if loaded is None or loaded.conversation.state in SILENT:
        return None
    if loaded.conversation.clarification is not None:
        # It became open whether to stop while the phone was ringing.
        return None
    record = next((r for r in loaded.effects if r.effect.id == effect), None)
    if record is None or not record.effect.pieces:
        return None
    if loaded.conversation.state in SETTLED and withdrawn_because(
        record.effect, loaded.conversation
    ):
        # Booked, or promised a return, while the phone was ringing.
        return None
    return Greeting(
        text_of(record.effect.pieces, CHANNELS[Channel.VOICE]),
        language=loaded.conversation.language,
        names=names_in(loaded.conversation),
    )


def inbound_conversation(
    receive: Receive, ports: Advance, *, our_address: str, caller: str
) -> InboundCall | None:
    """A customer rings the tenant's number: the same agent answers, disclosure first."""
    tenant = receive.directory.tenant_of(channel=Channel.VOICE, address=our_address)
    if tenant is None:
        return None
    conversation = receive.conversations.correspondent(
        tenant, channel=Channel.VOICE, address=caller
    )
    if conversation is None:
        return None
    loaded = ports.conversations.load(tenant, conversation)
    if loaded is None or loaded.conversation.state in SILENT:
        return None
    context = build_step_context(
        loaded.conversation, settings=ports.settings.load(tenant), now=ports.clock.now()
    )
    pieces = inbound_greeting(loaded.conversation, context)
    if not pieces:
        return None
    text = text_of(pieces, CHANNELS[Channel.VOICE])
    names = names_in(loaded.conversation)
    return InboundCall(tenant, conversation, Greeting(text, loaded.conversation.language, names))


def names_in(conversation: Conversation) -> tuple[str, ...]:
    """Names the customer may say back: never the customer's own, which no provider need know."""
    terms, facts = conversation.terms, conversation.facts
    offer = terms.offer.name if terms.offer else ""
    return tuple(
        name for name in (terms.business_name, terms.founder_name, offer, facts.plan) if name
    )
