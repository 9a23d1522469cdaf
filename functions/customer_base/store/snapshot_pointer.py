"""Which snapshot is the customer base now: one record, written when an import is done.

Must never decide whether a snapshot may become current: an import does.
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict
from pynamodb.expressions.condition import Condition

from functions.product.consent import SoftOptIn
from tenancy.data.credentials import acting_for
from tenancy.data.documents import DocumentKind, load_document, save_document
from tenancy.data.table import TenantKeys, WorkspaceItem, WorkspaceKey, saved_if
from tenancy.tenant import TenantId


class SnapshotPointer(BaseModel):
    """`settings` / `snapshot`: the customer base as it is now."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    snapshot: str
    import_id: str
    as_of: date
    rows: int
    synced: bool = False
    attestation: SoftOptIn | None = None
    columns: tuple[str, ...] = ()
    """Canonical columns that hold at least one value."""
    sample: bool = False
    """Made of sample data: nobody is missed when it goes."""
    rewritten: int = 0
    """How often erasures changed files that never change otherwise."""
    previous: SnapshotPointer | None = None
    """The base before the founder's last press, which one more press restores."""


def pointer_over(before: SnapshotPointer | None, after: SnapshotPointer) -> SnapshotPointer:
    """`after` as the current one. What a sync keeps current is one base: it is no step to go back.

    Repeating an import changes nothing.
    """
    if before is None:
        return after
    after = after.model_copy(update={"rewritten": before.rewritten})
    if before.import_id == after.import_id or (before.synced and after.synced):
        return after.model_copy(update={"previous": before.previous})
    return after.model_copy(update={"previous": before.model_copy(update={"previous": None})})


_POINTER = DocumentKind(
    "snapshot", SnapshotPointer.model_validate_json, SnapshotPointer.model_dump_json
)


read_pointer = _POINTER.read


def pointer_place(tenant: TenantId) -> tuple[WorkspaceKey, str]:
    """Where the pointer stands in the workspace table."""
    return TenantKeys.settings(tenant), _POINTER.name


def points_to(snapshot: str) -> Condition:
    """Holds while the stored pointer names this snapshot, whatever its other fields are."""
    # The first field, so that the snapshot before it is not meant.
    start = SnapshotPointer.model_construct(snapshot=snapshot).model_dump_json(include={"snapshot"})
    return WorkspaceItem.document.startswith(start.removesuffix("}") + ",")


class StoredSnapshots:
    """The pointer in the workspace table."""

    def snapshot(self, tenant: TenantId) -> SnapshotPointer | None:
        with acting_for(tenant):
            return load_document(TenantKeys.settings(tenant), _POINTER.name, _POINTER)

    def save_snapshot(self, tenant: TenantId, pointer: SnapshotPointer) -> None:
        with acting_for(tenant):
            save_document(TenantKeys.settings(tenant), _POINTER.name, _POINTER, pointer)

    def no_longer_synced(self, tenant: TenantId, pointer: SnapshotPointer) -> None:
        """Nothing if another snapshot took its place meanwhile."""
        after = pointer.model_copy(update={"synced": False})
        item = WorkspaceItem(
            pk=TenantKeys.settings(tenant),
            sk=_POINTER.name,
            kind=_POINTER.name,
            document=after.model_dump_json(),
        )
        with acting_for(tenant):
            saved_if(item, WorkspaceItem.document == pointer.model_dump_json())
