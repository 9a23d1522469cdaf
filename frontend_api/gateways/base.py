"""The customer base as the console reaches it: its records, its queues, and its query function.

Reads the records the base keeps, asks the query function what only DuckDB can answer, and tells the
queues what the founder wants. Never opens a customer file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, JsonValue

from frontend_api.gateways.ids import RandomIds
from frontend_api.gateways.queues import Queues
from frontend_api.ports.customer_base import CustomerSearch, MovesWanted, NewImport, UploadTicket
from frontend_api.ports.rights import PersonWanted
from functions.customer_base.columns.remembered_mapping import StoredMappings
from functions.customer_base.console_queries.answers import (
    CustomersFound,
    CustomerWhy,
    NoAnswer,
    PersonInBase,
    PlanGuess,
    PlansFound,
    RunPreview,
    RunsCompared,
)
from functions.customer_base.imports.records import (
    UPLOADING,
    ImportRecord,
    accepted,
    declined,
    new_import,
    with_mapping,
)
from functions.customer_base.imports.stored_imports import StoredImports
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.segmentation.stored_runs import StoredRuns
from functions.customer_base.store.snapshot_pointer import SnapshotPointer, StoredSnapshots
from functions.product.limits import MAX_BYTES
from functions.product.thresholds import Thresholds
from tenancy.data.bucket import ObjectKey, TenantBucket, upload_file
from tenancy.data.credentials import acting_for
from tenancy.tenant import TenantId

UPLOAD_SECONDS = int(UPLOADING.total_seconds())
LINK_SECONDS = 300
RUNS_LISTED = 30
NEWEST_LOOKED_AT = 5
"""Runs among which the newest finished one is looked for."""
"""A month of nightly runs."""
SAMPLE = Path(__file__).parent.parent / "sample_customers.csv"
SAMPLE_DAY = date(2026, 1, 1)
"""The day the sample was made for (`infra.local.sample_base --rows 240 --seed 7`)."""
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def sample_file(today: date) -> bytes:
    """The sample as if it were exported today: every date in it is moved by the same days."""
    days = today - SAMPLE_DAY

    def moved(found: re.Match[str]) -> str:
        return (date.fromisoformat(found.group()) + days).isoformat()

    return _DAY.sub(moved, SAMPLE.read_text(encoding="utf-8")).encode()


class QueryFailedError(Exception):
    """The query function itself broke."""


class StoredCustomerBase:
    """The `CustomerBase` port."""

    def __init__(
        self, *, queues: Queues, ids: RandomIds, lambda_client: Any, query_function: str
    ) -> None:
        self._queues = queues
        self._ids = ids
        self._lambda = lambda_client
        self._function = query_function
        self._imports = StoredImports()
        self._runs = StoredRuns()
        self._mappings = StoredMappings()
        self._snapshots = StoredSnapshots()

    def begin_import(self, tenant: TenantId, new: NewImport) -> UploadTicket:
        record = self._new_record(tenant, new)
        with acting_for(tenant):
            bucket = TenantBucket()
            signed = [
                bucket.upload_form(
                    ObjectKey(file.key), bytes_at_most=MAX_BYTES, seconds=UPLOAD_SECONDS
                )
                for file in record.files[len(new.earlier) :]
            ]
        return UploadTicket(record.id, tuple(signed))

    def _new_record(
        self, tenant: TenantId, new: NewImport, *, sample: bool = False
    ) -> ImportRecord:
        record = new_import(
            tenant=tenant,
            import_id=self._ids.new("im"),
            file_names=new.file_names,
            created_at=new.at,
            default_country=new.default_country,
            attestation=new.attestation.attest(by=new.by, at=new.at),
            imported_by=new.by,
            earlier=new.earlier,
            sample=sample,
        )
        self._imports.create_import(tenant, record)
        return record

    def sample_import(self, tenant: TenantId, new: NewImport) -> str | None:
        if not SAMPLE.exists():
            return None
        record = self._new_record(tenant, new, sample=True)
        with acting_for(tenant):
            key = upload_file(tenant, record.id, record.files[0].number)
            TenantBucket().write(key, sample_file(new.at.date()), content_type="text/csv")
        return record.id

    def current_base(self, tenant: TenantId) -> SnapshotPointer | None:
        return self._snapshots.snapshot(tenant)

    def still_kept(self, tenant: TenantId, record: ImportRecord) -> bool:
        with acting_for(tenant):
            bucket = TenantBucket()
            return all(bucket.size(ObjectKey(file.key)) is not None for file in record.files)

    def start_import(self, tenant: TenantId, import_id: str) -> None:
        self._queues.start_import(tenant, import_id)

    def imports(self, tenant: TenantId) -> tuple[ImportRecord, ...]:
        return self._imports.list_imports(tenant)

    def load_import(self, tenant: TenantId, import_id: str) -> ImportRecord | None:
        return self._imports.load_import(tenant, import_id)

    def confirm_mapping(
        self,
        tenant: TenantId,
        import_id: str,
        *,
        mapping: Mapping[int, Mapping[str, str]],
        answers: Mapping[int, Mapping[str, str]],
    ) -> None:
        """Raises EditConflictError when the record changes faster than it can be written."""
        confirmed = self._imports.edit_import(
            tenant, import_id, lambda found: with_mapping(found, mapping=mapping, answers=answers)
        )
        if confirmed is not None:
            self._queues.start_import(tenant, import_id)

    def accept_replacement(self, tenant: TenantId, import_id: str) -> bool:
        agreed = self._imports.edit_import(tenant, import_id, accepted)
        if agreed is not None:
            self._queues.start_import(tenant, import_id)
        return agreed is not None

    def decline_replacement(self, tenant: TenantId, import_id: str, *, now: datetime) -> None:
        self._imports.edit_import(tenant, import_id, lambda found: declined(found, now=now))

    def restore_previous(self, tenant: TenantId, *, over: str) -> None:
        self._queues.restore_base(tenant, over=over)

    def forget_columns(self, tenant: TenantId, import_id: str) -> None:
        record = self.load_import(tenant, import_id)
        for file in record.files if record else ():
            if file.remembered_as:
                self._mappings.forget(tenant, file.remembered_as)

    def rejects_url(self, tenant: TenantId, import_id: str) -> str:
        record = self.load_import(tenant, import_id)
        if record is None or not record.rejects_key:
            raise LookupError("no rejected rows are kept for this import")
        with acting_for(tenant):
            return TenantBucket().download_link(
                ObjectKey(record.rejects_key), seconds=LINK_SECONDS, file_name="rejected-rows.csv"
            )

    def latest_run(self, tenant: TenantId) -> RunRecord | None:
        return self._runs.latest_record(tenant)

    def load_run(self, tenant: TenantId, run: str) -> RunRecord | None:
        return self._runs.load_run(tenant, run)

    def segment_again(self, tenant: TenantId) -> None:
        pointer = self._snapshots.snapshot(tenant)
        if pointer is not None:
            self._queues.segment(tenant, run=self._ids.new("run"), snapshot=pointer.snapshot)

    def newest_run(self, tenant: TenantId) -> RunRecord | None:
        newest = self._runs.newest_runs(tenant, at_most=NEWEST_LOOKED_AT)
        return next((run for run in newest if run.status is RunStatus.DONE), None)

    def last_begun_run(self, tenant: TenantId) -> RunRecord | None:
        return next(iter(self._runs.newest_runs(tenant, at_most=1)), None)

    def finished_runs(self, tenant: TenantId) -> tuple[RunRecord, ...]:
        newest = self._runs.newest_runs(tenant, at_most=2 * RUNS_LISTED)
        done = [run for run in newest if run.status is RunStatus.DONE]
        return tuple(done[:RUNS_LISTED])

    def compare_runs(self, tenant: TenantId, wanted: MovesWanted) -> RunsCompared | NoAnswer:
        return self._ask(
            tenant,
            "compare_runs",
            RunsCompared,
            was=wanted.was,
            now=wanted.now,
            moved_from=wanted.moved_from,
            moved_to=wanted.moved_to,
            offset=wanted.offset,
        )

    def plans(self, tenant: TenantId) -> tuple[PlanGuess, ...]:
        if self._snapshots.snapshot(tenant) is None:
            return ()
        answer = self._ask(tenant, "plans", PlansFound)
        return () if isinstance(answer, NoAnswer) else answer.plans

    def preview(self, tenant: TenantId, thresholds: Thresholds) -> RunRecord | None:
        wanted = thresholds.model_dump(by_alias=True)
        answer = self._ask(tenant, "thresholds_preview", RunPreview, thresholds=wanted)
        return None if isinstance(answer, NoAnswer) else answer.run

    def search(self, tenant: TenantId, wanted: CustomerSearch) -> CustomersFound:
        answer = self._ask(
            tenant,
            "customers",
            CustomersFound,
            text=wanted.text[:200],
            motion=wanted.motion,
            reason=wanted.reason,
            offset=wanted.offset,
            limit=wanted.limit,
        )
        return CustomersFound() if isinstance(answer, NoAnswer) else answer

    def person(self, tenant: TenantId, wanted: PersonWanted) -> PersonInBase | None:
        """All that the base holds of one person; None without a base."""
        answer = self._ask(
            tenant,
            "person",
            PersonInBase,
            customer_id=wanted.customer_id,
            text=wanted.address[:200],
        )
        return None if isinstance(answer, NoAnswer) else answer

    def why(self, tenant: TenantId, customer_id: str) -> CustomerWhy | None:
        answer = self._ask(tenant, "why", CustomerWhy, customer_id=customer_id)
        return None if isinstance(answer, NoAnswer) else answer

    def _ask[A: BaseModel](
        self, tenant: TenantId, query: str, kind: type[A], **values: object
    ) -> A | NoAnswer:
        """Invoke the query function. Raises QueryFailedError when it broke."""
        invoked = self._lambda.invoke(
            FunctionName=self._function,
            Payload=json.dumps({"tenant": tenant, "query": query, **values}).encode(),
        )
        body = invoked["Payload"].read()
        if invoked.get("FunctionError"):
            raise QueryFailedError(query)
        answer: dict[str, JsonValue] = json.loads(body)
        return (NoAnswer if "problem" in answer else kind).model_validate(answer)
