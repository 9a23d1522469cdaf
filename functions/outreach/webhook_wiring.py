"""The composition root of webhooks: environment to ports. Decides nothing.

Apart from `wiring`, since few events are one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from functions.outreach import wiring
from functions.outreach.adapters.webhooks.post import WebhookPost
from functions.outreach.workflows.effects.deliver_event import DeliverEvents
from functions.outreach.workflows.effects.webhook_notice import send_notice
from functions.webhooks.endpoints import WebhookEndpoint
from tenancy.tenant import TenantId


def deliver_ports() -> DeliverEvents:
    """Made for each event; a key of before may count."""
    return DeliverEvents(
        clock=wiring.clock(),
        post=WebhookPost(private_allowed=bool(wiring.environment().twilio_url)),
        keys=lambda: wiring.secrets().suppression,
        notify_off=_notify_off,
        real_now=lambda: datetime.now(UTC),
    )


def _notify_off(tenant: TenantId, endpoint: WebhookEndpoint) -> None:
    link = f"{wiring.environment().console_url}/settings/webhooks"
    send_notice(wiring.sender_tests(), tenant=tenant, endpoint=endpoint, link=link)
