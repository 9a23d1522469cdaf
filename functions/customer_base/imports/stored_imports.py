"""Import records in the workspace table: their only writer, for the workers and the console alike.

Must never open DuckDB, so that the console can ship it, nor decide what an import does next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from functions.customer_base.imports.records import (
    ImportRecord,
    ImportStatus,
    run_of,
    staying_of,
)
from functions.notices.kinds import Notice
from functions.notices.stored import notice_item
from functions.webhooks.endpoints import any_endpoint_on
from functions.webhooks.events import WebhookEvent, WebhookKind
from functions.webhooks.outbox import event_item
from tenancy.data.credentials import acting_for
from tenancy.data.documents import (
    DocumentKind,
    create_document,
    edit_document,
    list_documents,
    load_document,
)
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import FounderId, TenantId

SYNCED_RECORDS_LIVE = timedelta(days=30)

_IMPORT = DocumentKind(
    "import",
    ImportRecord.model_validate_json,
    ImportRecord.model_dump_json,
    lambda record: {"status": record.status},
)


class StoredImports:
    """Every change of an import record starts from its latest version."""

    def load_import(self, tenant: TenantId, import_id: str) -> ImportRecord | None:
        with acting_for(tenant):
            return load_document(TenantKeys.imports(tenant), import_id, _IMPORT)

    def list_imports(self, tenant: TenantId) -> tuple[ImportRecord, ...]:
        """All of them, the newest first."""
        with acting_for(tenant):
            found = list_documents(TenantKeys.imports(tenant), _IMPORT)
        return tuple(sorted(found, key=lambda record: record.created_at, reverse=True))

    def create_import(self, tenant: TenantId, record: ImportRecord) -> None:
        """One that exists is left as it is.

        A synced import is one of many, so its record expires after SYNCED_RECORDS_LIVE.
        """
        expires_at = record.created_at + SYNCED_RECORDS_LIVE if record.synced else None
        with acting_for(tenant):
            create_document(
                TenantKeys.imports(tenant), record.id, _IMPORT, record, expires_at=expires_at
            )

    def forget_import(self, tenant: TenantId, import_id: str) -> None:
        """Delete its record and those of its runs."""
        with acting_for(tenant):
            WorkspaceItem(TenantKeys.imports(tenant), import_id).delete()
            for made in (import_id, staying_of(import_id)):
                WorkspaceItem(TenantKeys.runs(tenant), run_of(made)).delete()

    def edit_import(
        self,
        tenant: TenantId,
        import_id: str,
        change: Callable[[ImportRecord], ImportRecord | None],
    ) -> ImportRecord | None:
        """Apply `change` to the latest version; None when there is none or it declined.

        Raises EditConflictError when others keep saving it.
        """
        with acting_for(tenant):
            return edit_document(
                TenantKeys.imports(tenant),
                import_id,
                _IMPORT,
                change,
                along=lambda before, after: _list_beside(tenant, before, after),
            )


def _list_beside(
    tenant: TenantId, before: ImportRecord, after: ImportRecord
) -> tuple[WorkspaceItem, ...]:
    """Other tools of the founder learn that an import is done with the record that says so."""
    done = after.status is ImportStatus.DONE is not before.status
    if not done or after.updated_at is None:
        return ()
    return (*_notice(tenant, after, after.updated_at), *_event(tenant, after, after.updated_at))


def _notice(tenant: TenantId, done: ImportRecord, at: datetime) -> tuple[WorkspaceItem, ...]:
    """A sync finishes every night, and nobody waits for it."""
    if done.synced or done.accounting is None:
        return ()
    counts = f"{done.accounting.accepted} customers, {done.accounting.rejected} rows rejected"
    by = FounderId(done.imported_by)
    return (notice_item(tenant, Notice("import_done", done.id, at, about=counts, by=by)),)


def _event(tenant: TenantId, after: ImportRecord, at: datetime) -> tuple[WorkspaceItem, ...]:
    if not any_endpoint_on(tenant):
        return ()
    accounting = after.accounting
    event = WebhookEvent(
        id=f"{after.id}-done",
        kind=WebhookKind.IMPORT_DONE,
        at=at,
        data={
            "import_id": after.id,
            "run_id": after.run,
            "accepted": accounting.accepted if accounting else None,
            "rejected": accounting.rejected if accounting else None,
        },
    )
    return (event_item(tenant, event),)
