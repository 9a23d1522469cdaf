"""The customer base in memory, as the console's pages reach it: it answers what it was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from frontend_api.ports.customer_base import (
    CustomerSearch,
    MovesWanted,
    NewImport,
    PoolPage,
    UploadTicket,
)
from frontend_api.ports.rights import PersonWanted
from functions.customer_base.console_queries.answers import (
    CustomersFound,
    CustomerWhy,
    NoAnswer,
    PersonInBase,
    PlanGuess,
    RunsCompared,
)
from functions.customer_base.imports.records import (
    FileRecord,
    ImportRecord,
    ImportStatus,
    accepted,
    declined,
)
from functions.customer_base.segmentation.records import RunRecord
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.motions import Motion
from functions.product.thresholds import Thresholds
from tenancy.data.bucket import UploadForm
from tenancy.tenant import TenantId


@dataclass
class FakePool:
    """One pool for every motion, 200 a page."""

    customers: tuple[CustomerFacts, ...] = ()
    opted_out: frozenset[CustomerId] = frozenset()

    def page(self, tenant: TenantId, *, run: str, motion: Motion, page: int) -> PoolPage:
        return PoolPage(self.customers[200 * page : 200 * page + 200], self.opted_out)

    def first_customers(
        self, tenant: TenantId, *, run: str, motion: Motion
    ) -> tuple[CustomerFacts, ...]:
        return self.customers[:200]


@dataclass
class FakeBase:
    records: dict[str, ImportRecord] = field(default_factory=dict)
    current: SnapshotPointer | None = None
    run: RunRecord | None = None
    found: CustomersFound = field(default_factory=CustomersFound)
    persons: dict[str, PersonInBase] = field(default_factory=dict)
    whys: dict[str, CustomerWhy] = field(default_factory=dict)
    started: list[str] = field(default_factory=list)
    mappings: dict[str, object] = field(default_factory=dict)
    searches: list[CustomerSearch] = field(default_factory=list)
    begun: list[NewImport] = field(default_factory=list)
    segmented: int = 0
    runs: tuple[RunRecord, ...] = ()
    last_begun: RunRecord | None = None
    """Where it is not `run`."""
    compared: RunsCompared | NoAnswer = field(default_factory=RunsCompared)
    comparisons: list[MovesWanted] = field(default_factory=list)
    guesses: tuple[PlanGuess, ...] = ()
    previewed: list[Thresholds] = field(default_factory=list)
    newest_snapshot: str = ""
    forgotten: list[str] = field(default_factory=list)
    expired: set[str] = field(default_factory=set)
    restored: list[str] = field(default_factory=list)
    has_sample: bool = True

    def begin_import(self, tenant: TenantId, new: NewImport) -> UploadTicket:
        self.begun.append(new)
        identity = f"im_{len(self.records):08d}"
        files = tuple(
            FileRecord(number=n, name=name, key=f"uploads/{tenant}/{identity}/{n}.csv")
            for n, name in enumerate(new.file_names)
        )
        self.records[identity] = ImportRecord(
            id=identity,
            status=ImportStatus.WAITING_FOR_FILES,
            created_at=new.at,
            files=files,
            default_country=new.default_country,
        )
        forms = tuple(UploadForm("http://127.0.0.1:9/bucket", {"key": file.key}) for file in files)
        return UploadTicket(identity, forms)

    def current_base(self, tenant: TenantId) -> SnapshotPointer | None:
        return self.current

    def still_kept(self, tenant: TenantId, record: ImportRecord) -> bool:
        return record.id not in self.expired

    def start_import(self, tenant: TenantId, import_id: str) -> None:
        self.started.append(import_id)

    def imports(self, tenant: TenantId) -> tuple[ImportRecord, ...]:
        return tuple(sorted(self.records.values(), key=lambda r: r.created_at, reverse=True))

    def load_import(self, tenant: TenantId, import_id: str) -> ImportRecord | None:
        return self.records.get(import_id)

    def confirm_mapping(
        self,
        tenant: TenantId,
        import_id: str,
        *,
        mapping: Mapping[int, Mapping[str, str]],
        answers: Mapping[int, Mapping[str, str]],
    ) -> None:
        self.mappings[import_id] = (mapping, answers)

    def rejects_url(self, tenant: TenantId, import_id: str) -> str:
        return f"https://files.example.com/{import_id}/rejects.csv"

    def sample_import(self, tenant: TenantId, new: NewImport) -> str | None:
        return self.begin_import(tenant, new).import_id if self.has_sample else None

    def load_run(self, tenant: TenantId, run: str) -> RunRecord | None:
        known = (*((self.run,) if self.run else ()), *self.runs)
        return next((one for one in known if one.id == run), None)

    def latest_run(self, tenant: TenantId) -> RunRecord | None:
        return self.run

    def preview(self, tenant: TenantId, thresholds: Thresholds) -> RunRecord | None:
        self.previewed.append(thresholds)
        if self.run is None:
            return None
        counts = {**self.run.counts, "upsell": self.run.counts.get("upsell", 0) + 7}
        snapshot = self.newest_snapshot or self.run.snapshot
        return self.run.model_copy(update={"counts": counts, "snapshot": snapshot})

    def last_begun_run(self, tenant: TenantId) -> RunRecord | None:
        return self.last_begun or self.run

    def newest_run(self, tenant: TenantId) -> RunRecord | None:
        return self.run

    def finished_runs(self, tenant: TenantId) -> tuple[RunRecord, ...]:
        return self.runs

    def compare_runs(self, tenant: TenantId, wanted: MovesWanted) -> RunsCompared | NoAnswer:
        self.comparisons.append(wanted)
        return self.compared

    def plans(self, tenant: TenantId) -> tuple[PlanGuess, ...]:
        return self.guesses

    def accept_replacement(self, tenant: TenantId, import_id: str) -> bool:
        agreed = accepted(self.records[import_id])
        if agreed is not None:
            self.records[import_id] = agreed
            self.started.append(import_id)
        return agreed is not None

    def decline_replacement(self, tenant: TenantId, import_id: str, *, now: datetime) -> None:
        self.records[import_id] = (
            declined(self.records[import_id], now=now) or self.records[import_id]
        )

    def restore_previous(self, tenant: TenantId, *, over: str) -> None:
        self.restored.append(over)

    def forget_columns(self, tenant: TenantId, import_id: str) -> None:
        self.forgotten.append(import_id)

    def segment_again(self, tenant: TenantId) -> None:
        self.segmented += 1

    def search(self, tenant: TenantId, wanted: CustomerSearch) -> CustomersFound:
        self.searches.append(wanted)
        return self.found

    def person(self, tenant: TenantId, wanted: PersonWanted) -> PersonInBase | None:
        return self.persons.get(wanted.customer_id)

    def why(self, tenant: TenantId, customer_id: str) -> CustomerWhy | None:
        return self.whys.get(customer_id)
