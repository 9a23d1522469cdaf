"""The customer base as the console reaches it: its records, its queues, and its query function.

Reads the records the base keeps, asks the query function what only DuckDB can answer, and tells the
queues what the founder wants. Never opens a customer file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from frontend_api.gateways.ids import RandomIds
from frontend_api.gateways.queues import Queues
from frontend_api.ports.customer_base import (
    CustomerRow,
    CustomerSearch,
    CustomersFound,
    Move,
    MovedCustomer,
    MovesWanted,
    NewImport,
    PlanGuess,
    RuleVerdict,
    RunsCompared,
    UploadTicket,
    Verdict,
    Why,
)
from frontend_api.wording.known_facts import in_one_line, known_facts
from frontend_api.wording.missing_facts import remedy
from frontend_api.wording.reasons import reason_words
from functions.customer_base.columns.remembered_mapping import StoredMappings
from functions.customer_base.imports.records import (
    UPLOADING,
    ImportRecord,
    new_import,
    with_mapping,
)
from functions.customer_base.imports.stored_imports import StoredImports
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.segmentation.stored_runs import StoredRuns
from functions.customer_base.store.snapshot_pointer import StoredSnapshots
from functions.product.motions import Motion
from functions.product.soft_opt_in import SoftOptInAttestation
from functions.product.thresholds import Thresholds
from tenancy.data.bucket import ObjectKey, TenantBucket, upload_file
from tenancy.data.credentials import acting_for
from tenancy.tenant import TenantId

LARGEST_FILE_BYTES = 512 * 1024 * 1024
UPLOAD_SECONDS = int(UPLOADING.total_seconds())
LINK_SECONDS = 300
RUNS_LISTED = 30
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
                    ObjectKey(file.key), bytes_at_most=LARGEST_FILE_BYTES, seconds=UPLOAD_SECONDS
                )
                for file in record.files[len(new.earlier) :]
            ]
        return UploadTicket(record.id, tuple(signed))

    def _new_record(self, tenant: TenantId, new: NewImport) -> ImportRecord:
        attested = SoftOptInAttestation(attested_by=new.by, attested_at=new.at)
        record = new_import(
            tenant=tenant,
            import_id=self._ids.new("im"),
            file_names=new.file_names,
            created_at=new.at,
            default_country=new.default_country,
            attestation=attested if new.attestation.complete else None,
            imported_by=new.by,
            earlier=new.earlier,
        )
        self._imports.create_import(tenant, record)
        return record

    def sample_import(self, tenant: TenantId, new: NewImport) -> str | None:
        if not SAMPLE.exists():
            return None
        record = self._new_record(tenant, new)
        with acting_for(tenant):
            key = upload_file(tenant, record.id, record.files[0].number)
            TenantBucket().put(key, sample_file(new.at.date()), content_type="text/csv")
        return record.id

    def current_import(self, tenant: TenantId) -> str:
        pointer = self._snapshots.snapshot(tenant)
        return pointer.import_id if pointer else ""

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
        latest = self._runs.latest_run(tenant)
        return self._runs.load_run(tenant, latest.run) if latest else None

    def load_run(self, tenant: TenantId, run: str) -> RunRecord | None:
        return self._runs.load_run(tenant, run)

    def segment_again(self, tenant: TenantId) -> None:
        pointer = self._snapshots.snapshot(tenant)
        if pointer is not None:
            self._queues.segment(tenant, run=self._ids.new("run"), snapshot=pointer.snapshot)

    def finished_runs(self, tenant: TenantId) -> tuple[RunRecord, ...]:
        newest = self._runs.newest_runs(tenant, at_most=2 * RUNS_LISTED)
        done = [run for run in newest if run.status is RunStatus.DONE]
        return tuple(done[:RUNS_LISTED])

    def compare_runs(self, tenant: TenantId, wanted: MovesWanted) -> RunsCompared:
        answer = self._ask(
            tenant,
            "compare_runs",
            was=wanted.was,
            now=wanted.now,
            moved_from=wanted.moved_from,
            moved_to=wanted.moved_to,
            offset=wanted.offset,
        )
        if "problem" in answer:
            return RunsCompared(problem=answer["problem"])
        moves = tuple(Move(one["from"], one["to"], one["count"]) for one in answer["moves"])
        rows = tuple(_moved(found) for found in answer["rows"])
        return RunsCompared(moves, rows, int(answer["total"]))

    def plans(self, tenant: TenantId) -> tuple[PlanGuess, ...]:
        if self._snapshots.snapshot(tenant) is None:
            return ()
        answer = self._ask(tenant, "plans")
        guessed = {one["plan"]: one for one in answer.get("suggested", ())}
        return tuple(
            PlanGuess(
                found["plan"],
                found["product"],
                found["customers"],
                found["median_mrr_cents"],
                guessed[found["plan"]]["role"],
                guessed[found["plan"]]["family"],
            )
            for found in answer.get("plans", ())
        )

    def preview(self, tenant: TenantId, thresholds: Thresholds) -> RunRecord | None:
        answer = self._ask(
            tenant, "thresholds_preview", thresholds=thresholds.model_dump(by_alias=True)
        )
        return None if "problem" in answer else RunRecord.model_validate(answer["run"])

    def search(self, tenant: TenantId, wanted: CustomerSearch) -> CustomersFound:
        answer = self._ask(
            tenant,
            "customers",
            text=wanted.text[:200],
            motion=wanted.motion,
            reason=wanted.reason,
            offset=wanted.offset,
        )
        rows = tuple(_customer(found) for found in answer.get("rows", ()))
        return CustomersFound(rows, int(answer.get("total", 0)))

    def why(self, tenant: TenantId, customer_id: str) -> Why | None:
        answer = self._ask(tenant, "why", customer_id=customer_id)
        if "problem" in answer:
            return None
        facts = answer["customer"]
        customer = _customer(
            {
                **facts,
                "id": facts["customer_id"],
                "motion": answer["motion"],
                "reason": answer["reason"],
                "value_cents": answer["value_cents"],
            }
        )
        rules = tuple(
            RuleVerdict(
                rule["text"],
                Verdict(rule["verdict"]),
                in_one_line(rule["facts"]),
                rule["group"],
                remedy(rule["facts"]) if rule["verdict"] == Verdict.UNKNOWN else "",
            )
            for rule in answer["rules"]
        )
        return Why(customer, rules, known_facts(facts))

    def _ask(self, tenant: TenantId, query: str, **values: object) -> dict[str, Any]:
        """Invoke the query function. Raises QueryFailedError when it broke."""
        answer = self._lambda.invoke(
            FunctionName=self._function,
            Payload=json.dumps({"tenant": tenant, "query": query, **values}).encode(),
        )
        body = answer["Payload"].read()
        if answer.get("FunctionError"):
            raise QueryFailedError(query)
        decoded: dict[str, Any] = json.loads(body)
        return decoded


def _moved(found: Mapping[str, Any]) -> MovedCustomer:
    was, now = found["moved_from"], found["moved_to"]
    return MovedCustomer(
        id=found["id"],
        name=found["name"],
        email=found["email"],
        moved_from=was,
        moved_to=now,
        before=reason_words(found["reason_before"], in_motion=was != "none"),
        now=reason_words(found["reason_now"], in_motion=now != "none"),
    )


def _customer(found: Mapping[str, Any]) -> CustomerRow:
    motion = found.get("motion")
    reason = found.get("reason") or ""
    return CustomerRow(
        id=found["id"],
        name=found.get("name") or "",
        email=found.get("email") or "",
        plan=found.get("plan") or "",
        motion=Motion(motion) if motion else None,
        reason=reason_words(reason, in_motion=bool(motion)),
        value_cents=int(found.get("value_cents") or 0),
        currency=found.get("currency") or "",
        offer_id=found.get("offer_id") or "",
    )
