"""Queue `wakes`: conversations whose time has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.outreach import wiring
from functions.outreach.domain.conversation.events import BecameDue
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.handlers.queues.batch import Failures, each
from functions.outreach.workflows.advance_conversation import advance
from tenancy.tenant import tenant_id


def handle(event: Mapping[str, Any]) -> Failures:
    return each(event, _wake)


def _wake(body: dict[str, Any]) -> None:
    advance(
        wiring.advance_ports(),
        tenant=tenant_id(body["tenant"]),
        conversation=ConversationId(body["conversation"]),
        event=BecameDue(),
    )
