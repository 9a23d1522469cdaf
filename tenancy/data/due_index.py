"""What is due, over all tenants: the one reader that is not bound to a tenant.

It sees keys only, through the sparse index `due`, under the function's own credentials (its policy
allows that index and nothing else of the workspace table). What is found is then handled under its
own tenant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from tenancy.data.table import TableNamedByEnvironment, WorkspaceKey, tenant_of
from tenancy.tenant import TenantId

SHARDS = 8
"""Partitions of the index, so that one busy minute does not meet one partition's limits."""


def due_shard(conversation: str) -> str:
    """Return the shard a conversation's due items are filed under; stable across processes."""
    return f"due#{sum(conversation.encode()) % SHARDS}"


def due_time(moment: datetime) -> str:
    """Return the `due_at` text of an aware moment: ISO UTC of one width, so it sorts as text.

    Raises ValueError for a naive one.
    """
    if moment.tzinfo is None:
        raise ValueError("a due time has to be aware")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class _DueIndex(GlobalSecondaryIndex["_DueRow"]):  # type: ignore[no-untyped-call]
    class Meta:
        """PynamoDB's settings."""

        index_name = "due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class _DueRow(Model):
    class Meta(metaclass=TableNamedByEnvironment):
        """PynamoDB's settings."""

        variable = "WARMLINE_WORKSPACE_TABLE"
        connect_timeout_seconds = 2
        read_timeout_seconds = 5

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    index = _DueIndex()


@dataclass(frozen=True, slots=True)
class DueKey:
    """One item that is due."""

    tenant: TenantId
    pk: WorkspaceKey
    sk: str
    due_at: str


def due_keys(*, now: datetime, per_shard: int) -> Iterator[DueKey]:
    """Yield what is due at `now`, the longest due first within each shard.

    The index follows the table within moments, so a key may be yielded that was just handled.
    """
    for shard in range(SHARDS):
        rows = _DueRow.index.query(f"due#{shard}", _DueRow.due_at <= due_time(now), limit=per_shard)
        for row in rows:
            key = WorkspaceKey(row.pk)
            yield DueKey(tenant_of(key), key, row.sk, row.due_at or "")
