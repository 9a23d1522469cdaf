"""Events that wait to be delivered, and the log of those that were, as rows of the workspace.

A row is written in the transaction of the change it tells of; the sweep finds it by its due time.
Must never be written without that change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from functions.webhooks.deliveries import KEPT, LEASE, OutboxEvent
from functions.webhooks.events import WebhookEvent
from tenancy.data.credentials import acting_for
from tenancy.data.documents import DocumentKind, edit_document, filled_item, load_document
from tenancy.data.due_index import due_shard, due_time
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId
from tenancy.values.json_text import decode_json, encode_json
from tenancy.values.lazy_dataclass import dataclass

_LISTED = 100


def _kind(due_at: datetime | None) -> DocumentKind[OutboxEvent]:
    def attributes(row: OutboxEvent) -> dict[str, str | None]:
        return {
            "due_shard": due_shard(row.event.id) if due_at else None,
            "due_at": due_time(due_at) if due_at else None,
        }

    return DocumentKind(
        "webhook_event",
        lambda text: decode_json(OutboxEvent, text),
        encode_json,
        attributes=attributes,
    )


def event_key(event: WebhookEvent) -> str:
    return f"{due_time(event.at)}#{event.id}"


def event_item(tenant: TenantId, event: WebhookEvent) -> WorkspaceItem:
    """The row, for the transaction of what happened."""
    item = WorkspaceItem(
        pk=TenantKeys.webhooks(tenant),
        sk=event_key(event),
        version=1,
        owner=event.conversation or None,
        expires_at=event.at + KEPT,
    )
    return filled_item(item, _kind(event.at), OutboxEvent(event))


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A row of the log, under the name by which it is replayed."""

    key: str
    row: OutboxEvent


def list_events(tenant: TenantId, *, limit: int = _LISTED) -> tuple[LoggedEvent, ...]:
    """The newest first."""
    with acting_for(tenant):
        rows = WorkspaceItem.query(
            TenantKeys.webhooks(tenant), scan_index_forward=False, limit=limit
        )
        return tuple(
            LoggedEvent(row.sk, decode_json(OutboxEvent, row.document or "{}")) for row in rows
        )


def load_event(tenant: TenantId, key: str) -> OutboxEvent | None:
    with acting_for(tenant):
        return load_document(TenantKeys.webhooks(tenant), key, _kind(None))


def claim_event(
    tenant: TenantId,
    key: str,
    address: Callable[[OutboxEvent], OutboxEvent],
    *,
    now: datetime,
) -> OutboxEvent | None:
    """Take an event that is due, so that nobody else sends it meanwhile; None if it is not."""
    with acting_for(tenant):
        item = _row(tenant, key)
        if item is None or not item.due_at or item.due_at > due_time(now):
            return None
        return edit_document(
            TenantKeys.webhooks(tenant),
            key,
            _kind(now + LEASE),
            lambda found: address(found) if _still_due(found, now) else None,
        )


def _still_due(found: OutboxEvent, now: datetime) -> bool:
    return found.next_at is not None and found.next_at <= now


def save_event(
    tenant: TenantId,
    key: str,
    change: Callable[[OutboxEvent], OutboxEvent],
    *,
    leased_until: datetime | None = None,
) -> OutboxEvent | None:
    """Change an event from its latest version; it is due when the earliest of its tries is.

    A worker that goes on with the event keeps its lease.
    """
    found = load_event(tenant, key)
    if found is None:
        return None
    with acting_for(tenant):
        kind = _kind(leased_until or change(found).next_at)
        return edit_document(TenantKeys.webhooks(tenant), key, kind, change)


def _row(tenant: TenantId, key: str) -> WorkspaceItem | None:
    try:
        return WorkspaceItem.get(TenantKeys.webhooks(tenant), key, consistent_read=True)
    except WorkspaceItem.DoesNotExist:
        return None
