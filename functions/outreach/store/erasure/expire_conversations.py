"""Removes closed conversations whose last step is older than the tenant keeps them.

The person's history and opt-outs stay. Must never leave an address that leads to a conversation
which is gone: what is written from there would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from functions.outreach.store.dynamo import rows_of, time_text
from functions.outreach.store.erasure.person_rows import (
    FoundRow,
    address_keys,
    every_listing,
    identity_of_head,
)
from functions.outreach.store.erasure.removal import remove_rows
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId

REMOVED_AT_MOST = 500
"""Conversations in one night; the rest waits for the next."""
_CLOSED = "closed"


def expire_conversations(tenant: TenantId, *, before: datetime) -> int:
    """Remove those that had their last step before then; how many went."""
    removed = 0
    for conversation, head in tuple(_old_heads(tenant, before)):
        # Its addresses first: a message that comes meanwhile is a stranger's and reaches the inbox.
        if remove_rows(tenant, _rows(tenant, conversation, head)).complete:
            removed += 1
    return removed


def _old_heads(tenant: TenantId, before: datetime) -> Iterator[tuple[str, WorkspaceItem]]:
    with acting_for(tenant):
        for listing in every_listing(tenant):
            oldest = WorkspaceItem.listing.query(
                listing,
                WorkspaceItem.listing_sk < time_text(before),
                filter_condition=WorkspaceItem.status == _CLOSED,
                limit=REMOVED_AT_MOST,
            )
            for head in oldest:
                if head.document:
                    yield head.pk.split("#", 2)[2], head


def _rows(tenant: TenantId, conversation: str, head: WorkspaceItem) -> Iterator[FoundRow]:
    """Everything of one conversation, and of nothing else of the person's."""
    person = identity_of_head(head.document or "{}")
    with acting_for(tenant):
        for key in address_keys(tenant, person):
            for item in rows_of(key):
                if item.owner == conversation:
                    yield FoundRow("addresses", item)
        for item in rows_of(TenantKeys.settings(tenant), prefix=f"correction#{conversation}#"):
            yield FoundRow("corrections", item)
        for item in rows_of(TenantKeys.bookings(tenant)):
            if item.owner == conversation:
                yield FoundRow("bookings", item)
        for item in rows_of(TenantKeys.conversation(tenant, conversation)):
            yield FoundRow("conversations", item)
