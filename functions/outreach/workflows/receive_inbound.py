"""Routes what comes in from a provider to the conversation it belongs to.

Nothing is decided here except where it goes; opt-outs of strangers are the one exception, since
they must work everywhere.
"""

from __future__ import annotations

from typing import Protocol

from functions.outreach.domain.conversation.events import (
    DeliveryReported,
    OptedOutByLink,
    OptOutUnattributed,
)
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from functions.outreach.ports import (
    DELIVERY_RANK,
    FAILED_DELIVERIES,
    ConversationStore,
    InboundMessage,
    Postbox,
)
from functions.product.channels import Channel, ContactPoint
from functions.product.equal_forms import equal_form
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

BOUNCED = "bounce"


class Directory(Protocol):
    def tenant_of(self, *, channel: Channel, address: str) -> TenantId | None: ...


class WhatsAppUsers(Protocol):
    """The ids by which WhatsApp names people who show no number."""

    def number_of(self, tenant: TenantId, user_id: str) -> str:
        """The key of the number last seen with an id; empty if none was."""
        ...

    def remember(self, tenant: TenantId, *, user_id: str, number: str) -> None:
        """Keep that both are one person's."""
        ...

    def opted_out(self, tenant: TenantId, user_id: str) -> bool:
        """Whether an opt-out is kept under the id."""
        ...

    def open_without_id(self, tenant: TenantId) -> tuple[ConversationId, ...]:
        """Open conversations that WhatsApp was used in with a person whose id is unknown."""
        ...


class Strangers(Protocol):
    """What becomes of a message no conversation waits for."""

    def save_message(self, tenant: TenantId, message: InboundMessage) -> None:
        """Put it into the founder's inbox, once per message id."""
        ...

    def save_opt_out(
        self, tenant: TenantId, message: InboundMessage, *, perhaps: tuple[ConversationId, ...]
    ) -> None:
        """Put it there as an opt-out to attribute, with the conversations it may be about."""
        ...

    def suppress(
        self, tenant: TenantId, *, channel: Channel, address: str, evidence: str
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Receive:
    clock: Clock
    directory: Directory
    conversations: ConversationStore
    strangers: Strangers
    users: WhatsAppUsers
    postbox: Postbox


@dataclass(frozen=True, slots=True)
class Routed:
    tenant: TenantId
    conversation: ConversationId


@dataclass(frozen=True, slots=True)
class ForFounder:
    tenant: TenantId


@dataclass(frozen=True, slots=True)
class NobodyHere:
    """None of our addresses: nothing is kept."""


def receive(
    ports: Receive,
    *,
    our_address: str,
    message: InboundMessage,
    provider_opt_out: bool = False,
    known_sender: bool = True,
) -> Routed | ForFounder | NobodyHere:
    """Route one inbound message. `provider_opt_out`: the provider itself saw its keyword.

    Without a `known_sender` it is nobody's answer, from any address.
    """
    tenant = ports.directory.tenant_of(channel=message.channel, address=our_address)
    if tenant is None:
        return NobodyHere()
    conversation = _correspondent(ports, tenant, message) if known_sender else None
    return deliver(
        ports,
        tenant=tenant,
        conversation=conversation,
        message=message,
        provider_opt_out=provider_opt_out,
    )


def deliver(
    ports: Receive,
    *,
    tenant: TenantId,
    conversation: ConversationId | None,
    message: InboundMessage,
    provider_opt_out: bool = False,
) -> Routed | ForFounder:
    """Hand a message to its conversation, or to the founder when there is none."""
    found = _found_by_code(message)
    recognised = ActKind.OPT_OUT in found
    if conversation is None:
        certain = recognised or provider_opt_out
        _leave_to_founder(
            ports, tenant, message, certain=certain, possible=ActKind.POSSIBLE_OPT_OUT in found
        )
        return ForFounder(tenant)
    # The provider's own opt-out counts even where the words alone would not be one.
    only_provider = provider_opt_out and not recognised
    event = (
        OptedOutByLink(message.id, channel=message.channel, address=message.address)
        if only_provider
        else message
    )
    ports.postbox.reply(tenant=tenant, conversation=conversation, event=event, dedupe=message.id)
    return Routed(tenant, conversation)


def _found_by_code(message: InboundMessage) -> set[ActKind]:
    """Acts nobody may miss. Of a calendar's mail only the person's own note is read."""
    calendar = message.calendar
    found = (
        find_must_not_miss(message.text, headers=message.headers)
        if calendar is None
        else find_must_not_miss(calendar.comment)
    )
    return {act.kind for act in found}


def _correspondent(
    ports: Receive, tenant: TenantId, message: InboundMessage
) -> ConversationId | None:
    """Who wrote, by the number, or by the number last seen with the sender's id."""
    number = message.address
    if message.user_id and number == message.user_id:
        number = ports.users.number_of(tenant, message.user_id)
        if not number:
            return None
    conversation = ports.conversations.correspondent(
        tenant, channel=message.channel, address=number
    )
    if conversation is not None and message.user_id and number == message.address:
        remember_user(
            ports, tenant, conversation=conversation, user_id=message.user_id, number=number
        )
    return conversation


def _leave_to_founder(
    ports: Receive, tenant: TenantId, message: InboundMessage, *, certain: bool, possible: bool
) -> None:
    """Nobody waits for it. An opt-out holds for its sender, and the founder says who that is.

    A sender without a number may be anybody we wrote to on WhatsApp whose id we do not know: none
    of them is written to there until it is clear.
    """
    if not certain and not possible:
        ports.strangers.save_message(tenant, message)
        return
    if certain:
        ports.strangers.suppress(
            tenant, channel=message.channel, address=message.address, evidence=message.id
        )
    nameless = message.user_id and message.address == message.user_id
    perhaps = ports.users.open_without_id(tenant) if nameless else ()
    ports.strangers.save_opt_out(tenant, message, perhaps=perhaps)
    for conversation in perhaps:
        ports.postbox.reply(
            tenant=tenant,
            conversation=conversation,
            event=OptOutUnattributed(message.id, channel=message.channel),
            dedupe=f"{message.id}|{conversation}",
        )


def remember_user(
    ports: Receive,
    tenant: TenantId,
    *,
    conversation: ConversationId,
    user_id: str,
    number: str,
) -> None:
    """Learn whose id it is; an opt-out that came under the id alone is now this person's.

    Only what is new is looked at, so that a START of theirs is not undone by the next report; it is
    kept last, so that a crash in between loses no opt-out.
    """
    if ports.users.number_of(tenant, user_id) == equal_form(ContactPoint.PHONE, number):
        return
    if ports.users.opted_out(tenant, user_id):
        event_id = f"opted-out-as-{user_id}"
        ports.postbox.reply(
            tenant=tenant,
            conversation=conversation,
            event=OptedOutByLink(event_id, channel=Channel.WHATSAPP, address=user_id),
            dedupe=f"{event_id}|{conversation}",
        )
    ports.users.remember(tenant, user_id=user_id, number=number)


def report_bounce(
    ports: Receive,
    *,
    tenant: TenantId,
    conversation: ConversationId,
    addresses: tuple[str, ...],
    returned_id: str,
) -> bool:
    """A mail reports that one of ours was returned for good. False if not of this conversation.

    Without the id of what came back it is taken for the last one sent to that address.
    """
    loaded = ports.conversations.load(tenant, conversation)
    if loaded is None:
        return False
    records = {record.effect.id: record for record in loaded.effects}
    mails = [
        record
        for touch in loaded.conversation.touches
        if touch.channel is Channel.EMAIL and (record := records.get(touch.effect)) is not None
        if record.effect.to.casefold() in addresses
    ]
    if not mails:
        return False
    named = [one for one in mails if one.provider_id and one.provider_id in returned_id]
    report_delivery(
        ports,
        tenant=tenant,
        conversation=conversation,
        effect=(named or mails)[-1].effect.id,
        status="bounced",
        error=BOUNCED,
    )
    return True


def report_delivery(
    ports: Receive,
    *,
    tenant: TenantId,
    conversation: ConversationId,
    effect: EffectId,
    status: str,
    error: str,
) -> None:
    """A provider's status: it raises a rank on the effect, and what changes the conversation is an
    event: a failure that nothing outranks, and a success after a failure.

    Recorded first, and handed on with every repetition, so that a crash in between loses nothing.
    """
    if not DELIVERY_RANK.get(status):
        return
    recorded = ports.conversations.report_delivery(tenant, conversation, effect, status=status)
    if recorded is None:
        return
    if status in FAILED_DELIVERIES or recorded.struck:
        ports.postbox.reply(
            tenant=tenant,
            conversation=conversation,
            event=DeliveryReported(effect, status=status, error=error),
            dedupe=f"{effect}|{status}",
        )
