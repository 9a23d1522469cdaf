"""What an import needs of the workspace's records, as a Protocol."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from functions.customer_base.columns.remembered_mapping import RememberedMapping
from functions.customer_base.imports.records import ImportRecord
from functions.customer_base.ports import OpenConversation
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from tenancy.tenant import TenantId


class ImportRows(Protocol):
    def load_import(self, tenant: TenantId, import_id: str) -> ImportRecord | None: ...

    def edit_import(
        self,
        tenant: TenantId,
        import_id: str,
        change: Callable[[ImportRecord], ImportRecord | None],
    ) -> ImportRecord | None:
        """Apply `change` to the latest version; None when there is none or it declined."""
        ...

    def snapshot(self, tenant: TenantId) -> SnapshotPointer | None: ...
    def save_snapshot(self, tenant: TenantId, pointer: SnapshotPointer) -> None: ...
    def open_conversations(self, tenant: TenantId) -> tuple[OpenConversation, ...]: ...
    def campaigns_at_work(self, tenant: TenantId) -> int:
        """Campaigns that were launched and are not stopped."""
        ...

    def start_run(self, tenant: TenantId, *, run: str, snapshot: str, now: datetime) -> None:
        """Record that a segment run over the snapshot is about to be asked for."""
        ...

    def remembered(self, tenant: TenantId, headers: str) -> RememberedMapping | None:
        """What the founder confirmed for files with this hash of headers."""
        ...

    def remember(self, tenant: TenantId, headers: str, mapping: RememberedMapping) -> None: ...
