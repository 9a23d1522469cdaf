"""What a segment run needs of the workspace's records, as a Protocol."""

from __future__ import annotations

from typing import Protocol

from functions.customer_base.ports import OpenConversation
from functions.customer_base.segmentation.records import RunRecord
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.product.offers import Catalogue
from functions.product.thresholds import Thresholds
from tenancy.tenant import TenantId


class SegmentRows(Protocol):
    def snapshot(self, tenant: TenantId) -> SnapshotPointer | None: ...
    def load_run(self, tenant: TenantId, run: str) -> RunRecord | None: ...
    def save_run(self, tenant: TenantId, run: RunRecord) -> None: ...
    def latest_record(self, tenant: TenantId) -> RunRecord | None:
        """The latest finished run; None before the first."""
        ...

    def become_latest(self, tenant: TenantId, run: RunRecord) -> bool:
        """Make a finished run the latest; False where its snapshot is no longer the base."""
        ...

    def thresholds(self, tenant: TenantId) -> Thresholds: ...
    def catalogue(self, tenant: TenantId) -> Catalogue: ...

    def suppressed(self, tenant: TenantId) -> frozenset[str]:
        """`<kind>#<keyed hash>` of every address and customer that must never be contacted."""
        ...

    def open_conversations(self, tenant: TenantId) -> tuple[OpenConversation, ...]:
        """Every conversation of the tenant that has not ended."""
        ...
