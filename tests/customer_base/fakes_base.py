"""Hand-written fakes at the ports of the customer base, and a tenant to use them with."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.customer_base.columns.remembered_mapping import RememberedMapping
from functions.customer_base.imports.records import (
    ImportRecord,
    ImportStatus,
    accepted,
    run_of,
)
from functions.customer_base.imports.workflow import ImportPorts, start
from functions.customer_base.ports import OpenConversation
from functions.customer_base.segmentation.records import LatestRunPointer, RunRecord, RunStatus
from functions.customer_base.segmentation.workflow import SegmentPorts
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.product.catalogue_document import decode_catalogue
from functions.product.offers import Catalogue
from functions.product.thresholds import Thresholds
from tenancy.tenant import TenantId, tenant_id

TENANT = tenant_id("t_sample000000000")
OTHER = tenant_id("t_other0000000000")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

CATALOGUE = decode_catalogue(
    json.dumps(
        {
            "offers": [
                {
                    "id": "growth",
                    "kind": "tier",
                    "product_family": "Sampleboard",
                    "yearly_value_cents": 60_000,
                    "trigger": "limit",
                },
                {
                    "id": "reports",
                    "kind": "add_on",
                    "product_family": "Sampleboard",
                    "yearly_value_cents": 24_000,
                    "trigger": "feature",
                    "trigger_feature": "Reports",
                    "trigger_threshold": 5,
                },
                {"id": "seats", "kind": "seats", "yearly_value_cents": 36_000},
                {"id": "return", "kind": "return_offer", "yearly_value_cents": 30_000},
            ],
            "plans": [
                {"plan": "Starter", "role": "base", "family": "Sampleboard"},
                {"plan": "Growth", "role": "tier", "family": "Sampleboard"},
                {"plan": "Scale", "role": "tier", "family": "Sampleboard"},
            ],
        }
    )
)


@dataclass
class FakeRows:
    imports: dict[tuple[TenantId, str], ImportRecord] = field(default_factory=dict)
    runs: dict[tuple[TenantId, str], RunRecord] = field(default_factory=dict)
    latest: dict[TenantId, LatestRunPointer] = field(default_factory=dict)
    pointers: dict[TenantId, SnapshotPointer] = field(default_factory=dict)
    memory: dict[tuple[TenantId, str], RememberedMapping] = field(default_factory=dict)
    catalogues: dict[TenantId, Catalogue] = field(default_factory=dict)
    limits: dict[TenantId, Thresholds] = field(default_factory=dict)
    hashes: frozenset[str] = frozenset()
    open: tuple[OpenConversation, ...] = ()
    campaigns: int = 0
    stages: list[tuple[str, int]] = field(default_factory=list)

    def load_import(self, tenant: TenantId, import_id: str) -> ImportRecord | None:
        return self.imports.get((tenant, import_id))

    def create_import(self, tenant: TenantId, record: ImportRecord) -> None:
        self.imports.setdefault((tenant, record.id), record)

    def forget_import(self, tenant: TenantId, import_id: str) -> None:
        self.imports.pop((tenant, import_id), None)
        self.runs.pop((tenant, run_of(import_id)), None)

    def edit_import(
        self,
        tenant: TenantId,
        import_id: str,
        change: Callable[[ImportRecord], ImportRecord | None],
    ) -> ImportRecord | None:
        before = self.imports.get((tenant, import_id))
        after = change(before) if before else None
        if after is not None:
            # What is stored is JSON, so what cannot be written must fail here too.
            text = after.model_dump_json()
            self.imports[tenant, import_id] = ImportRecord.model_validate_json(text)
            self.stages.append((after.stage, after.percent))
        return after

    def load_run(self, tenant: TenantId, run: str) -> RunRecord | None:
        return self.runs.get((tenant, run))

    def save_run(self, tenant: TenantId, run: RunRecord) -> None:
        self.runs[tenant, run.id] = RunRecord.model_validate_json(run.model_dump_json())

    def start_run(self, tenant: TenantId, *, run: str, snapshot: str, now: datetime) -> None:
        self.save_run(
            tenant, RunRecord(id=run, snapshot=snapshot, status=RunStatus.RUNNING, started_at=now)
        )

    def judged_snapshot(self, tenant: TenantId) -> str:
        latest = self.latest.get(tenant)
        return self.runs[tenant, latest.run].snapshot if latest else ""

    def latest_run(self, tenant: TenantId) -> LatestRunPointer | None:
        return self.latest.get(tenant)

    def latest_record(self, tenant: TenantId) -> RunRecord | None:
        latest = self.latest.get(tenant)
        return self.runs[tenant, latest.run] if latest else None

    def become_latest(self, tenant: TenantId, run: RunRecord) -> bool:
        pointer = self.snapshot(tenant)
        if pointer is None or pointer.snapshot != run.snapshot:
            return False
        self.save_latest_run(tenant, LatestRunPointer(run=run.id, record=run))
        return True

    def save_latest_run(self, tenant: TenantId, latest: LatestRunPointer) -> None:
        self.latest[tenant] = latest

    def snapshot(self, tenant: TenantId) -> SnapshotPointer | None:
        return self.pointers.get(tenant)

    def save_snapshot(self, tenant: TenantId, pointer: SnapshotPointer) -> None:
        self.pointers[tenant] = pointer

    def no_longer_synced(self, tenant: TenantId, pointer: SnapshotPointer) -> None:
        if self.pointers.get(tenant) == pointer:
            self.pointers[tenant] = pointer.model_copy(update={"synced": False})

    def thresholds(self, tenant: TenantId) -> Thresholds:
        return self.limits.get(tenant, Thresholds())

    def catalogue(self, tenant: TenantId) -> Catalogue:
        return self.catalogues.get(tenant, CATALOGUE)

    def remembered(self, tenant: TenantId, headers: str) -> RememberedMapping | None:
        return self.memory.get((tenant, headers))

    def remember(self, tenant: TenantId, headers: str, mapping: RememberedMapping) -> None:
        self.memory[tenant, headers] = mapping

    def suppressed(self, tenant: TenantId) -> frozenset[str]:
        return self.hashes

    def open_conversations(self, tenant: TenantId) -> tuple[OpenConversation, ...]:
        return self.open

    def campaigns_at_work(self, tenant: TenantId) -> int:
        return self.campaigns


@dataclass
class FakeFiles:
    """A bucket as a folder; `broken` keys fail like a network does."""

    folder: Path
    broken: set[str] = field(default_factory=set)
    uploads_left: int | None = None
    """After so many more uploads the network is gone; None is for ever."""

    def _path(self, tenant: TenantId, key: str) -> Path:
        assert f"/{tenant}/" in key, "another tenant's file"
        return self.folder / key

    def list(self, tenant: TenantId, folder: str) -> tuple[str, ...]:
        below = self._path(tenant, f"{folder}/")
        found = sorted(path for path in below.rglob("*") if path.is_file())
        return tuple(path.relative_to(self.folder).as_posix() for path in found)

    def size(self, tenant: TenantId, key: str) -> int | None:
        path = self._path(tenant, key)
        return path.stat().st_size if path.exists() else None

    def download(self, tenant: TenantId, key: str, target: Path) -> None:
        if key in self.broken:
            raise ConnectionError(key)
        shutil.copyfile(self._path(tenant, key), target)

    def upload(self, tenant: TenantId, source: Path, key: str) -> None:
        if self.uploads_left is not None:
            if self.uploads_left == 0:
                raise ConnectionError(key)
            self.uploads_left -= 1
        path = self._path(tenant, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)

    def delete(self, tenant: TenantId, key: str) -> None:
        self._path(tenant, key).unlink(missing_ok=True)

    def purge_versions(self, tenant: TenantId, key: str) -> None:
        """A folder keeps no older versions."""
        assert self._path(tenant, key)

    def put(self, tenant: TenantId, key: str, content: bytes) -> None:
        path = self._path(tenant, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@dataclass
class FakeQueue:
    sent: list[dict[str, str]] = field(default_factory=list)

    def send(self, tenant: TenantId, *, run: str, snapshot: str) -> None:
        self.sent.append({"tenant": tenant, "run": run, "snapshot": snapshot})


@dataclass
class FakeReplies:
    """What open conversations were told, in the order it was sent."""

    told: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    broken: bool = False

    def facts_changed(
        self, tenant: TenantId, conversation: str, *, facts: Mapping[str, Any], run: str
    ) -> None:
        if self.broken:
            raise ConnectionError("replies")
        # What is sent is JSON, so what cannot be written must fail here too.
        self.told.append((conversation, json.loads(json.dumps(facts)), run))


@dataclass
class FakeTenants:
    zone: str = "Europe/Vilnius"
    own_currency: str = "EUR"

    def time_zone(self, tenant: TenantId) -> str:
        return self.zone

    def currency(self, tenant: TenantId) -> str:
        return self.own_currency

    def list_tenants(self) -> Iterator[TenantId]:
        yield TENANT
        yield OTHER


def fake_hash(kind: str, address: str) -> str:
    return f"hash-of-{kind}-{address.casefold()}"


def fake_hashes(kind: str, address: str) -> tuple[str, ...]:
    return (fake_hash(kind, address),)


@dataclass
class Base:
    """A customer base with every port faked."""

    rows: FakeRows
    files: FakeFiles
    queue: FakeQueue
    tenants: FakeTenants
    work: Path
    replies: FakeReplies = field(default_factory=FakeReplies)

    def copy_to(self, folder: Path) -> Base:
        """The same base for one test of many, which may change it: nothing is shared."""
        found = copy.deepcopy(self)
        found.files.folder = folder / "bucket"
        found.work = folder / "work"
        for there, here in ((self.files.folder, found.files.folder), (self.work, found.work)):
            if there.exists():
                shutil.copytree(there, here)
        return found

    @property
    def imports(self) -> ImportPorts:
        return ImportPorts(self.rows, self.files, self.queue, self.tenants, self.work)

    @property
    def segments(self) -> SegmentPorts:
        return SegmentPorts(
            self.rows,
            self.files,
            self.queue,
            self.tenants,
            fake_hashes,
            self.replies,
            self.work,
        )


def new_base(folder: Path) -> Base:
    return Base(
        FakeRows(),
        FakeFiles(folder / "bucket"),
        FakeQueue(),
        FakeTenants(),
        folder / "work",
    )


def agree(base: Base, import_id: str) -> ImportRecord:
    """The founder sees what the import would replace, and agrees."""
    assert base.rows.imports[TENANT, import_id].status is ImportStatus.NEEDS_APPROVAL
    base.rows.edit_import(TENANT, import_id, accepted)
    start(TENANT, import_id, base.imports, now=NOW)
    return base.rows.imports[TENANT, import_id]
