"""The records that say whose files there are, and how old they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from functions.customer_base.imports.records import ImportRecord
from functions.customer_base.segmentation.records import LatestRunPointer, RunRecord
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from tenancy.tenant import TenantId


class RecordsOfFiles(Protocol):
    """Imports, runs and the snapshot of a tenant; an import may be changed."""

    def list_imports(self, tenant: TenantId) -> tuple[ImportRecord, ...]: ...
    def edit_import(
        self,
        tenant: TenantId,
        import_id: str,
        change: Callable[[ImportRecord], ImportRecord | None],
    ) -> ImportRecord | None: ...
    def newest_runs(self, tenant: TenantId, *, at_most: int) -> tuple[RunRecord, ...]: ...
    def latest_run(self, tenant: TenantId) -> LatestRunPointer | None: ...
    def snapshot(self, tenant: TenantId) -> SnapshotPointer | None: ...
