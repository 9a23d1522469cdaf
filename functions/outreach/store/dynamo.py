"""What every store shares: times as text that sorts, and rows put under a guard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tenancy.data.due_index import due_time
from tenancy.data.table import WorkspaceItem, WorkspaceKey


def time_text(at: datetime) -> str:
    """ISO 8601 in UTC with microseconds, so that text order is time order."""
    return due_time(at)


def time_from(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def rows_of(
    key: WorkspaceKey, *, prefix: str = "", newest_first: bool = False, limit: int | None = None
) -> Iterator[WorkspaceItem]:
    """Rows of one partition in the order of their sort keys."""
    condition: Any = WorkspaceItem.sk.startswith(prefix) if prefix else None
    return iter(
        WorkspaceItem.query(
            key,
            range_key_condition=condition,
            scan_index_forward=not newest_first,
            limit=limit,
            consistent_read=True,
        )
    )


def row(key: WorkspaceKey, sort_key: str) -> WorkspaceItem | None:
    try:
        return WorkspaceItem.get(key, sort_key, consistent_read=True)
    except WorkspaceItem.DoesNotExist:
        return None
