"""The hourly counters of what became of touches: raised by a step's own transaction, one query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from functions.outreach.domain.campaigns.channel_health import (
    HourCount,
    TouchResult,
    hour_of,
    result_changes,
)
from functions.outreach.domain.conversation.state import Conversation
from functions.product.channels import Channel
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId

KEPT_FOR = timedelta(days=60)


def raised_results(
    before: Conversation, after: Conversation, *, now: datetime
) -> Iterator[tuple[str, int]]:
    """(sort key, by how much) of every counter that a step raises."""
    for change in result_changes(before, after):
        yield f"{hour_of(now).isoformat()}#{change.channel}#{change.result}", change.change


class StoredChannelHealth:
    """A `ChannelHealth` port."""

    def counts_since(self, tenant: TenantId, since: datetime) -> tuple[HourCount, ...]:
        with acting_for(tenant):
            rows = WorkspaceItem.query(
                TenantKeys.channel_health(tenant), WorkspaceItem.sk >= hour_of(since).isoformat()
            )
            return tuple(_count(item) for item in rows)


def _count(item: WorkspaceItem) -> HourCount:
    hour, channel, result = item.sk.split("#")
    return HourCount(
        datetime.fromisoformat(hour), Channel(channel), TouchResult(result), int(item.counter or 0)
    )
