"""Routes what comes in from a provider to the conversation it belongs to.

Nothing is decided here except where it goes; opt-outs of strangers are the one exception, since
they must work everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from functions.outreach.domain.conversation.events import DeliveryReported, OptedOutByLink
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from functions.outreach.ports import DELIVERY_RANK, ConversationStore, InboundMessage, Postbox
from functions.product.channels import Channel
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId

BOUNCED = "bounce"
FAILED = {"failed", "undelivered"}


class Directory(Protocol):
    def tenant_of(self, *, channel: Channel, address: str) -> TenantId | None: ...


class Strangers(Protocol):
    """What becomes of a message no conversation waits for."""

    def save_message(self, tenant: TenantId, message: InboundMessage) -> None:
        """Put it into the founder's inbox, once per message id."""
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
    ports: Receive, *, our_address: str, message: InboundMessage, provider_opt_out: bool = False
) -> Routed | ForFounder | NobodyHere:
    """Route one inbound message. `provider_opt_out`: the provider itself saw its keyword."""
    tenant = ports.directory.tenant_of(channel=message.channel, address=our_address)
    if tenant is None:
        return NobodyHere()
    conversation = ports.conversations.correspondent(
        tenant, channel=message.channel, address=message.address
    )
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
    recognised = _opts_out(message)
    if conversation is None:
        if recognised or provider_opt_out:
            ports.strangers.suppress(
                tenant, channel=message.channel, address=message.address, evidence=message.id
            )
        ports.strangers.save_message(tenant, message)
        return ForFounder(tenant)
    # The provider's own opt-out counts even where the words alone would not be one.
    only_provider = provider_opt_out and not recognised
    event = OptedOutByLink(message.id, channel=message.channel) if only_provider else message
    ports.postbox.reply(tenant=tenant, conversation=conversation, event=event, dedupe=message.id)
    return Routed(tenant, conversation)


def _opts_out(message: InboundMessage) -> bool:
    """Whether code alone finds an opt-out. What a calendar program writes around a note is none."""
    calendar = message.calendar
    found = (
        find_must_not_miss(message.text, headers=message.headers)
        if calendar is None
        else find_must_not_miss(calendar.comment)
    )
    return any(act.kind is ActKind.OPT_OUT for act in found)


def report_bounce(
    ports: Receive,
    *,
    tenant: TenantId,
    conversation: ConversationId,
    addresses: tuple[str, ...],
    returned_id: str,
) -> bool:
    """A mail of ours came back for good, told by mail. False if it is none of this conversation.

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
        status="undelivered",
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
    """A provider's status. Only a failure is an event; the rest raises a rank on the effect."""
    if status in FAILED:
        ports.postbox.reply(
            tenant=tenant,
            conversation=conversation,
            event=DeliveryReported(effect, status=status, error=error),
            dedupe=f"{effect}|{status}",
        )
    elif DELIVERY_RANK.get(status):
        ports.conversations.report_delivery(tenant, conversation, effect, status=status)
