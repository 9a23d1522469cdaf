"""Files go when they are older than the tenant keeps them, and never what is still needed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from functions.customer_base.erasure.expire_files import ExpirePorts, expire_files
from functions.customer_base.imports.records import ImportRecord, ImportStatus, new_import
from functions.customer_base.segmentation.records import LatestRunPointer, RunRecord, RunStatus
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.erasure.retention import Retention
from tenancy.tenant import TenantId
from tests.customer_base.fakes_base import NOW, TENANT, FakeFiles, FakeRows


class Rows(FakeRows):
    """The fake, with the lists a night goes through."""

    def list_imports(self, tenant: TenantId) -> tuple[ImportRecord, ...]:
        return tuple(one for (whose, _), one in self.imports.items() if whose == tenant)

    def newest_runs(self, tenant: TenantId, *, at_most: int) -> tuple[RunRecord, ...]:
        mine = [one for (whose, _), one in self.runs.items() if whose == tenant]
        return tuple(sorted(mine, key=lambda one: one.started_at, reverse=True)[:at_most])


def base_of(tmp_path: Path, *ages: int) -> tuple[Rows, FakeFiles]:
    """One import and one run for each age in days."""
    rows, files = Rows(), FakeFiles(tmp_path)
    for age in ages:
        at = NOW - timedelta(days=age)
        record = new_import(
            tenant=TENANT, import_id=f"i_{age}", file_names=("a.csv",), created_at=at
        )
        done = {"status": ImportStatus.DONE, "snapshot": f"s_{age}", "rejects_key": "k"}
        rows.imports[TENANT, record.id] = record.model_copy(update=done)
        rows.save_run(
            TENANT,
            RunRecord(id=f"r_{age}", snapshot=f"s_{age}", status=RunStatus.DONE, started_at=at),
        )
        files.put(TENANT, f"tenants/{TENANT}/snapshots/s_{age}/customers.parquet", b"rows")
        files.put(TENANT, f"tenants/{TENANT}/runs/r_{age}/pool-upsell-00000.jsonl.gz", b"page")
    return rows, files


def kept(files: FakeFiles, folder: str) -> set[str]:
    listed = files.list(TENANT, f"tenants/{TENANT}/{folder}")
    return {key.split("/")[3] for key in listed}


def pointer(age: int, previous: SnapshotPointer | None = None) -> SnapshotPointer:
    return SnapshotPointer(
        snapshot=f"s_{age}", import_id=f"i_{age}", as_of=NOW.date(), rows=1, previous=previous
    )


def test_old_runs_and_snapshots_go_and_young_ones_stay(tmp_path: Path) -> None:
    rows, files = base_of(tmp_path, 400, 70, 5)
    rows.latest[TENANT] = LatestRunPointer(run="r_5")
    rows.pointers[TENANT] = pointer(5)
    removed = expire_files(ExpirePorts(rows, files, lambda _: Retention()), tenant=TENANT, now=NOW)
    assert removed == {"runs": 2, "snapshots": 1}
    assert kept(files, "snapshots") == {"s_70", "s_5"}
    assert kept(files, "runs") == {"r_5"}
    expired = rows.load_import(TENANT, "i_400")
    assert expired is not None
    assert expired.rejects_key == "", "no page offers a file that is gone"


def test_the_current_base_the_one_before_and_the_newest_run_stay_for_ever(tmp_path: Path) -> None:
    rows, files = base_of(tmp_path, 900, 800)
    rows.latest[TENANT] = LatestRunPointer(run="r_800")
    rows.pointers[TENANT] = pointer(800, previous=pointer(900))
    expire_files(ExpirePorts(rows, files, lambda _: Retention()), tenant=TENANT, now=NOW)
    assert kept(files, "snapshots") == {"s_900", "s_800"}
    assert kept(files, "runs") == {"r_800"}
