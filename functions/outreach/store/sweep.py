"""The sweep's index over all tenants: keys only, under the function's own narrow policy.

The one named exception to tenant credentials: it learns that something is due, and nothing else.
"""

from __future__ import annotations

from datetime import datetime

from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import Due
from tenancy.data.due_index import SHARDS, DueKey, due_keys
from tenancy.data.table import TenantKeys


class DueIndex:
    """A `Sweep` port over the `due` index."""

    def due(self, *, now: datetime, per_tenant: int) -> tuple[Due, ...]:
        """What is due, the longest due first over all shards."""
        per_shard = -(-per_tenant // SHARDS)
        found = sorted(due_keys(now=now, per_tenant=per_shard), key=lambda key: key.due_at)
        return tuple(_due(key) for key in found)


def _due(key: DueKey) -> Due:
    if key.pk == TenantKeys.erasures(key.tenant):
        return Due(key.tenant, ConversationId(""), None, key.due_at, erasure=key.sk)
    if key.pk == TenantKeys.notices(key.tenant):
        return Due(key.tenant, ConversationId(""), None, key.due_at, notice=key.sk)
    if key.pk == TenantKeys.webhooks(key.tenant):
        return Due(key.tenant, ConversationId(""), None, key.due_at, webhook_event=key.sk)
    conversation = key.pk.split("#", 2)[2]
    kind, _, effect = key.sk.partition("#")
    return Due(
        tenant=key.tenant,
        conversation=ConversationId(conversation),
        effect=EffectId(effect) if kind == "effect" else None,
        due_at=key.due_at,
    )
