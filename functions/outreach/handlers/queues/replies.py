"""Queue `replies`: what happened to a conversation, in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.outreach import wiring
from functions.outreach.codec import event_from_plain
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.handlers.queues.batch import Failures, each
from functions.outreach.workflows.advance_conversation import advance
from tenancy.tenant import tenant_id

FOUNDER_MAIL = ("sender_test", "invitation")
"""What the console asks for that is no event of a conversation."""


def handle(event: Mapping[str, Any]) -> Failures:
    return each(event, _advance)


def _advance(body: dict[str, Any]) -> None:
    for kind in FOUNDER_MAIL:
        if kind in body:
            # Only the function that performs effects may send mail.
            wiring.postbox().founder_mail(tenant_id(body["tenant"]), kind, body[kind])
            return
    advance(
        wiring.advance_ports(),
        tenant=tenant_id(body["tenant"]),
        conversation=ConversationId(body["conversation"]),
        event=event_from_plain(body["event"]),
    )
