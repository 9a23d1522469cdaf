"""The composition root of what goes to founders: their mailboxes and their other tools.

Apart from `wiring`, since most functions send neither. Decides nothing.
"""

from __future__ import annotations

import functools
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.outreach import wiring
from tenancy.tenant import TenantId

if TYPE_CHECKING:
    from functions.outreach.ports import ChannelSender
    from functions.outreach.workflows.effects.deliver_event import DeliverEvents
    from functions.outreach.workflows.effects.sender_test import SenderTests
    from functions.outreach.workflows.notices.tell_founders import TellFounders
    from functions.webhooks.endpoints import WebhookEndpoint


@functools.cache
def founder_mail() -> ChannelSender:
    """Mail to founders, as each chose: every notice goes through here."""
    from functions.outreach.workflows.notices.founder_mail_switch import FounderMailSwitch

    return FounderMailSwitch(
        wiring.mail(), settings=wiring.settings(), now=lambda: wiring.clock().now()
    )


@functools.cache
def sender_tests() -> SenderTests:
    from functions.outreach.workflows.effects.sender_test import SenderTests

    return SenderTests(
        founders=wiring.FounderCards(),
        addresses=wiring.addresses(),
        settings=wiring.settings(),
        mail=founder_mail(),
        now=lambda: wiring.clock().now(),
    )


def notice_ports() -> TellFounders:
    from functions.outreach.workflows.notices.tell_founders import TellFounders
    from tenancy.identity import accounts

    return TellFounders(
        clock=wiring.clock(),
        conversations=wiring.conversations(),
        settings=wiring.settings(),
        founders=wiring.FounderCards(),
        addresses=wiring.addresses(),
        people=accounts.founders,
        mail=founder_mail(),
        console_url=wiring.environment().console_url,
    )


def deliver_ports() -> DeliverEvents:
    """Made for each event; a key of before may count."""
    from functions.outreach.adapters.webhooks.post import WebhookPost
    from functions.outreach.workflows.effects.deliver_event import DeliverEvents

    return DeliverEvents(
        clock=wiring.clock(),
        post=WebhookPost(private_allowed=bool(wiring.environment().twilio_url)),
        keys=lambda: wiring.secrets().suppression,
        notify_off=_notify_off,
        real_now=lambda: datetime.now(UTC),
    )


def _notify_off(tenant: TenantId, endpoint: WebhookEndpoint) -> None:
    from functions.outreach.workflows.effects.webhook_notice import send_notice

    link = f"{wiring.environment().console_url}/settings/webhooks"
    send_notice(sender_tests(), tenant=tenant, endpoint=endpoint, link=link)
