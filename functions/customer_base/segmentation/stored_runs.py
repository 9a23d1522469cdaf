"""Segment runs in the workspace table: their only writer.

Must never open DuckDB, so that the console can ship it, nor judge anybody.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from functions.customer_base.segmentation.records import LatestRunPointer, RunRecord, RunStatus
from functions.customer_base.store.snapshot_pointer import pointer_place, points_to
from tenancy.data.credentials import acting_for
from tenancy.data.documents import DocumentKind, filled_item, load_document
from tenancy.data.due_index import due_time
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.data.transaction import Conflict, Reason, Transaction, Written
from tenancy.tenant import TenantId

_RUN = DocumentKind(
    "run",
    RunRecord.model_validate_json,
    RunRecord.model_dump_json,
    lambda run: {"status": run.status},
)
_LATEST = DocumentKind(
    "run", LatestRunPointer.model_validate_json, LatestRunPointer.model_dump_json
)


class StoredRuns:
    """Runs, listed by the time they began, and which finished run is the latest."""

    def load_run(self, tenant: TenantId, run: str) -> RunRecord | None:
        with acting_for(tenant):
            return load_document(TenantKeys.runs(tenant), run, _RUN)

    def save_run(self, tenant: TenantId, run: RunRecord) -> None:
        with acting_for(tenant):
            item = WorkspaceItem(
                pk=TenantKeys.runs(tenant),
                sk=run.id,
                listing_pk=TenantKeys.runs_listing(tenant),
                listing_sk=due_time(run.started_at),
            )
            filled_item(item, _RUN, run).save()

    def start_run(self, tenant: TenantId, *, run: str, snapshot: str, now: datetime) -> None:
        """Record that a snapshot is about to be judged."""
        self.save_run(
            tenant,
            RunRecord(id=run, snapshot=snapshot, status=RunStatus.RUNNING, started_at=now),
        )

    def newest_runs(self, tenant: TenantId, *, at_most: int) -> tuple[RunRecord, ...]:
        """Whatever their status, the one that began last first."""
        with acting_for(tenant):
            newest = WorkspaceItem.listing.query(
                TenantKeys.runs_listing(tenant), scan_index_forward=False, limit=at_most
            )
            return tuple(_RUN.read(item.document or "{}") for item in newest)

    def latest_run(self, tenant: TenantId) -> LatestRunPointer | None:
        with acting_for(tenant):
            return load_document(TenantKeys.settings(tenant), _LATEST.name, _LATEST)

    def latest_record(self, tenant: TenantId, pointer: str | None = None) -> RunRecord | None:
        """The latest finished run; `pointer` is the document that names it, where it is known."""
        latest = _LATEST.read(pointer) if pointer else self.latest_run(tenant)
        if latest is None:
            return None
        return latest.record or self.load_run(tenant, latest.run)

    def become_latest(self, tenant: TenantId, run: RunRecord) -> bool:
        """False where the customers it judged are no longer the customer base.

        Raises ConnectionError where the table cannot tell at this moment.
        """
        key = TenantKeys.settings(tenant)
        latest = filled_item(
            WorkspaceItem(pk=key, sk=_LATEST.name),
            _LATEST,
            LatestRunPointer(run=run.id, record=run),
        )
        with acting_for(tenant):
            # Writing the same again is the same: the token need not tell.
            write = Transaction(WorkspaceItem, token=uuid4().hex)
            place, name = pointer_place(tenant)
            write.check(WorkspaceItem(pk=place, sk=name), condition=points_to(run.snapshot))
            write.save(latest)
            outcome = write.commit()
        if isinstance(outcome, Conflict) and Reason.CONTENDED in outcome.reasons:
            raise ConnectionError("the latest run is being written by others")
        return isinstance(outcome, Written)

    def judged_snapshot(self, tenant: TenantId) -> str:
        """The snapshot of the latest finished run; empty before the first."""
        run = self.latest_record(tenant)
        return run.snapshot if run else ""
