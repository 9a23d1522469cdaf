"""The mail to the founder who set up a webhook that was turned off. Goes to nobody else."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import Outgoing
from functions.outreach.workflows.effects.sender_test import SenderTests
from functions.webhooks.endpoints import WebhookEndpoint
from tenancy.tenant import FounderId, TenantId

NOTICE = ConversationId("webhook_notice")
_LOG = logging.getLogger(__name__)
_WORDS = """Warmline sends events of {business} to {host}. The newest ones were not taken for more \
than a day, so nothing is sent there any more: {problem}

Nothing is lost: look at the log, send again what is missing, and turn it on when it works:
{link}
"""


def send_notice(
    ports: SenderTests, *, tenant: TenantId, endpoint: WebhookEndpoint, link: str
) -> None:
    """Send it once. Where the founder has left, the page alone says it."""
    try:
        card = ports.founders.card(tenant, FounderId(endpoint.made_by))
    except LookupError:
        _LOG.info("webhook_notice_without_founder", extra={"tenant": tenant})
        return
    effect = Effect(
        EffectId(f"{NOTICE}-{endpoint.id}-{endpoint.generation}"),
        EffectKind.NOTIFY_FOUNDER,
        to=card.email,
        notice="webhook_off",
        subject="A webhook of yours was turned off",
    )
    ports.mail.send(
        Outgoing(
            tenant=tenant,
            conversation=NOTICE,
            effect=effect,
            text=_WORDS.format(
                business=card.business,
                host=urlsplit(endpoint.url).hostname,
                problem=endpoint.off_because,
                link=link,
            ),
            from_address=ports.addresses.system_sender(),
            from_name="Warmline",
            page_url=link,
            claimed_at=ports.now(),
            founder=FounderId(endpoint.made_by),
        )
    )
