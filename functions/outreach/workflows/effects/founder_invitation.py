"""The mail to an invited teammate: who invites, to which business, and where to begin.

Goes to a founder of the tenant alone. The code for a password comes in a mail of the user pool.
"""

from __future__ import annotations

from urllib.parse import urlencode

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import Delivery, Outgoing
from functions.outreach.workflows.effects.sender_test import SenderTests
from tenancy.tenant import FounderId, TenantId

INVITATION = ConversationId("founder_invitation")
_WORDS = """{inviter} invites you to work for {business} on Warmline.

{business}'s AI assistant talks with paying customers by WhatsApp, text, phone and email. You can \
watch every conversation, answer yourself, and take the calls that customers book.

Begin here, and choose your own password with the code that comes in a second mail. The code holds \
for an hour; the same page sends you another:
{link}

If you do not know {inviter}, do nothing: without the code nobody signs in.
"""


def send_invitation(
    ports: SenderTests, *, tenant: TenantId, founder: FounderId, by: FounderId, link: str
) -> Delivery:
    """Send it once. Raises LookupError for a founder the tenant does not have."""
    card, inviter = ports.founders.card(tenant, founder), ports.founders.card(tenant, by)
    effect = Effect(
        EffectId(f"{INVITATION}-{founder}"),
        EffectKind.NOTIFY_FOUNDER,
        to=card.email,
        subject=f"{inviter.name} invites you to {card.business} on Warmline",
    )
    return ports.mail.send(
        Outgoing(
            tenant=tenant,
            conversation=INVITATION,
            effect=effect,
            text=_WORDS.format(
                inviter=inviter.name,
                business=card.business,
                link=f"{link}?{urlencode({'email': card.email})}",
            ),
            from_address=ports.addresses.system_sender(),
            from_name="Warmline",
            claimed_at=ports.now(),
            reply_to=inviter.email,
        )
    )
