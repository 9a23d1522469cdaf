"""A test mail to the founder: the first message as a customer gets it, from the same sender.

Goes to the address of a founder of the tenant and to no other. It is no touch, and counts for
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import ChannelSender, Delivery, NotSent, Outgoing, SettingsStore
from functions.outreach.workflows.effects.compose import Addresses, Founders, mail_sender
from functions.product.channels import Channel
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

NO_CONVERSATION = ConversationId("sender_test")


@dataclass(frozen=True, slots=True)
class SenderTest:
    """What a founder asked to see in their own mailbox."""

    tenant: TenantId
    founder: FounderId
    subject: str
    text: str
    language: str
    business: str
    unsubscribe_url: str
    """A sample that leads nowhere."""


@dataclass(frozen=True, slots=True)
class SenderTests:
    founders: Founders
    addresses: Addresses
    settings: SettingsStore
    mail: ChannelSender
    now: Callable[[], datetime]


def send_test(ports: SenderTests, test: SenderTest) -> Delivery:
    """Send it once; what the provider did not take is not tried again: the founder presses again.

    Raises LookupError for a founder the tenant does not have.
    """
    settings = ports.settings.load(test.tenant)
    sender = settings.sender(Channel.EMAIL)
    if sender is None:
        return NotSent("channel_not_ready")
    card = ports.founders.card(test.tenant, test.founder)
    address = mail_sender(settings, ports.addresses, test.tenant)
    effect = Effect(
        EffectId(f"{NO_CONVERSATION}-{test.founder}"),
        EffectKind.NOTIFY_FOUNDER,
        to=card.email,
        subject=test.subject,
    )
    return ports.mail.send(
        Outgoing(
            tenant=test.tenant,
            conversation=NO_CONVERSATION,
            effect=effect,
            text=test.text,
            from_address=address,
            from_name=sender.name or test.business,
            business=test.business,
            language=test.language,
            claimed_at=ports.now(),
            reply_to=address,
            unsubscribe_url=test.unsubscribe_url,
            postal_address=settings.rules.postal_address,
        )
    )
