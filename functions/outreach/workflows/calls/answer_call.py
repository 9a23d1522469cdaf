"""What an answered call says first, and which conversation a ringing customer belongs to."""

from __future__ import annotations

from collections.abc import Callable

from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    EffectId,
    Outcome,
    State,
)
from functions.outreach.domain.conversation.withdrawal import withdrawn_because
from functions.outreach.domain.speaking.stranger_call import SpokenLine, stranger_line
from functions.outreach.domain.speaking.utterance import heard_at_once, question_in, text_of
from functions.outreach.domain.steps.step import greeting as inbound_greeting
from functions.outreach.ports import InboundMessage
from functions.outreach.workflows.advance_conversation import Advance
from functions.outreach.workflows.receive_inbound import Receive, deliver
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import CHANNELS, Channel
from tenancy.tenant import Tenant, TenantId
from tenancy.values.lazy_dataclass import dataclass

SILENT = (State.CLOSED, State.TAKEN_OVER)
"""Nothing may be said here: an opt-out may have crossed a phone that was already ringing."""
SETTLED = (State.BOOKED, State.CALLBACK)
"""A call placed before is not about what is settled by now."""


_STOPPED = (Outcome.OPTED_OUT, Outcome.WRONG_PERSON)
RANG = "Called, and left no words."


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a call says first, and what a recogniser must know to hear the answer."""

    text: str
    language: str
    names: tuple[str, ...] = ()
    """Of the business, the founder and what is talked about."""
    asked: str = ""
    """The hash of the question whether the call may be recorded, where it ends with that."""


@dataclass(frozen=True, slots=True)
class InboundCall:
    tenant: TenantId
    conversation: ConversationId
    greeting: Greeting


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Somebody whom no open conversation waits for."""

    tenant: TenantId
    conversation: ConversationId | None
    """One that is over or the founder's; None for a stranger."""
    line: SpokenLine | None
    """None while none is approved."""


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
        text_of(heard_at_once(record.effect.pieces), CHANNELS[Channel.VOICE]),
        language=loaded.conversation.language,
        names=names_in(loaded.conversation),
        asked=question_in(record.effect.pieces),
    )


def inbound_call(
    receive: Receive,
    ports: Advance,
    business_of: Callable[[TenantId], Tenant | None],
    *,
    our_address: str,
    caller: str,
) -> InboundCall | TakeMessage | None:
    """Somebody rings the tenant's number. None: nothing is said, and nobody is told.

    A customer goes on with their conversation; whom no conversation waits for may leave a message.
    """
    tenant = receive.directory.tenant_of(channel=Channel.VOICE, address=our_address)
    business = business_of(tenant) if tenant is not None else None
    if tenant is None or business is None:
        return None
    settings = ports.settings.load(tenant)
    known = (
        receive.conversations.correspondent(tenant, channel=Channel.VOICE, address=caller)
        if shows_number(caller)
        else None
    )
    loaded = ports.conversations.load(tenant, known) if known is not None else None
    if loaded is not None and loaded.conversation.outcome in _STOPPED:
        return None
    if loaded is not None and loaded.conversation.state not in SILENT:
        talk = loaded.conversation
        context = build_step_context(talk, settings=settings, now=ports.clock.now())
        pieces = inbound_greeting(talk, context, inbound=True)
        if pieces:
            text = text_of(heard_at_once(pieces), CHANNELS[Channel.VOICE])
            asked = question_in(pieces)
            greeting = Greeting(text, talk.language, names_in(talk), asked)
            return InboundCall(tenant, talk.id, greeting)
    return TakeMessage(
        tenant,
        conversation=loaded.conversation.id if loaded is not None else None,
        line=stranger_line(
            settings.playbooks,
            language=loaded.conversation.language if loaded else business.default_language,
            business_name=business.business_name,
        ),
    )


def note_call(ports: Receive, taken: TakeMessage, *, call: str, caller: str) -> None:
    """Somebody rang: the founder sees it, whether or not they say a word."""
    if taken.conversation is None:
        rang = InboundMessage(call, channel=Channel.VOICE, text=RANG, address=caller)
        ports.strangers.save_message(taken.tenant, rang)


def take_message(
    ports: Receive,
    *,
    tenant: TenantId,
    conversation: ConversationId | None,
    call: str,
    caller: str,
    words: str,
) -> None:
    """What the caller said, in place of the note that they rang. An opt-out is one here too."""
    if not words.strip():
        return
    message = InboundMessage(call, channel=Channel.VOICE, text=words, address=caller)
    if not shows_number(caller):
        # Nobody can be suppressed who cannot be distinguished from others.
        ports.strangers.save_message(tenant, message)
        return
    deliver(ports, tenant=tenant, conversation=conversation, message=message)


def shows_number(caller: str) -> bool:
    """Whether the caller can be identified: some withhold the number."""
    return caller.startswith("+")


def names_in(conversation: Conversation) -> tuple[str, ...]:
    """Names the customer may say back: never the customer's own, which no provider need know."""
    terms, facts = conversation.terms, conversation.facts
    offer = terms.offer.name if terms.offer else ""
    return tuple(
        name for name in (terms.business_name, terms.founder_name, offer, facts.plan) if name
    )
