"""Queue `effects`: decisions that wait to be performed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.outreach import wiring
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.handlers.queues.batch import Failures, each
from functions.outreach.workflows.effects.perform import perform
from tenancy.tenant import tenant_id


def handle(event: Mapping[str, Any]) -> Failures:
    return each(event, _perform)


def _perform(body: dict[str, Any]) -> None:
    perform(
        wiring.perform_ports(),
        tenant=tenant_id(body["tenant"]),
        conversation=ConversationId(body["conversation"]),
        effect=EffectId(body["effect"]),
    )
