"""What is due, over all tenants: the one reader that is not bound to a tenant.

It sees keys only, through the sparse index `due`, under the function's own credentials (its policy
allows that index and nothing else of the workspace table). What is found is then handled under its
own tenant.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection.table import TableConnection
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from tenancy.data.bounded_model import BoundedModel
from tenancy.data.table import OwnCredentialsMeta, WorkspaceKey, process_table, tenant_of
from tenancy.runtime.aws_clients import MAKING_CLIENTS
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

SHARDS = 8
"""Partitions of the index, so that one busy minute does not meet one partition's limits."""
READ_AT_MOST = 4_000
"""Rows of one shard read in one sweep: about 500 KB, a few hundredths of a cent a day."""
NEWEST_AT_MOST = 1_000


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


class _DueRow(BoundedModel):
    class Meta(OwnCredentialsMeta):
        """PynamoDB's settings."""

        variable = "WARMLINE_WORKSPACE_TABLE"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    index = _DueIndex()

    @classmethod
    def _get_connection(cls) -> TableConnection:
        with MAKING_CLIENTS:
            return process_table(super()._get_connection())


@dataclass(frozen=True, slots=True)
class DueKey:
    """One item that is due."""

    tenant: TenantId
    pk: WorkspaceKey
    sk: str
    due_at: str


def due_keys(
    *, now: datetime, per_tenant: int, read_at_most: int = READ_AT_MOST
) -> Iterator[DueKey]:
    """Yield what is due at `now`, at most `per_tenant` rows of a tenant in each shard.

    A tenant's surplus is read past, so rows that stay due (because their work fails) hide nobody
    else's; and of a surplus only half a share are the longest due, so they do not hide the tenant's
    own for ever either. Behind `read_at_most` rows of a shard the newest are looked at from the
    other end. The index follows the table within moments, so a key may be yielded that was just
    handled.
    """
    for shard in range(SHARDS):
        found: dict[TenantId, dict[DueKey, None]] = defaultdict(dict)
        for key in _shard_keys(shard, now=now, at_most=read_at_most):
            found[key.tenant][key] = None
        for keys in found.values():
            yield from _share(tuple(keys), per_tenant, now=now)


def _share(keys: tuple[DueKey, ...], most: int, *, now: datetime) -> tuple[DueKey, ...]:
    """The longest due, and of the others another choice in every sweep."""
    if len(keys) <= most:
        return keys
    longest = most - most // 2
    others = sorted(keys[longest:], key=lambda key: _luck(key, now=now))
    return (*keys[:longest], *others[: most // 2])


def _luck(key: DueKey, *, now: datetime) -> bytes:
    return hashlib.sha256(f"{now.isoformat()}|{key.pk}|{key.sk}".encode()).digest()


def _shard_keys(shard: int, *, now: datetime, at_most: int) -> Iterator[DueKey]:
    read = 0
    for key in _query(shard, now=now, at_most=at_most):
        read += 1
        yield key
    if read >= at_most:
        yield from _query(shard, now=now, at_most=NEWEST_AT_MOST, newest_first=True)


def _query(
    shard: int, *, now: datetime, at_most: int, newest_first: bool = False
) -> Iterator[DueKey]:
    rows = _DueRow.index.query(
        f"due#{shard}",
        _DueRow.due_at <= due_time(now),
        limit=at_most,
        scan_index_forward=not newest_first,
    )
    for row in rows:
        key = WorkspaceKey(row.pk)
        yield DueKey(tenant_of(key), key, row.sk, row.due_at or "")
