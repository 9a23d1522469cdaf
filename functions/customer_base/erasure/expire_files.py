"""Removes the files of snapshots and runs that are older than the tenant keeps them.

Their records stay: they hold counts. Must never remove the current base, the one before it, the
newest run, or what a kept run judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from functions.customer_base.erasure.file_records import RecordsOfFiles
from functions.customer_base.ports import Files
from functions.erasure.retention import Retention, kept_since
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

RUNS_AT_MOST = 2_000
FILES_AT_MOST = 5_000
"""Removed in one night; the rest waits for the next."""


@dataclass(frozen=True, slots=True)
class ExpirePorts:
    rows: RecordsOfFiles
    files: Files
    retention: Callable[[TenantId], Retention]


def expire_files(ports: ExpirePorts, *, tenant: TenantId, now: datetime) -> Counter[str]:
    """How many files went, of `runs` and of `snapshots`."""
    kept = ports.retention(tenant)
    runs = ports.rows.newest_runs(tenant, at_most=RUNS_AT_MOST)
    latest = ports.rows.latest_run(tenant)
    newest = latest.run if latest is not None else ""
    old = {
        run.id
        for run in runs
        if run.started_at < kept_since(kept.runs, now=now) and run.id != newest
    }
    removed: Counter[str] = Counter()
    for run in sorted(old):
        _remove(ports.files, tenant, f"runs/{run}", removed, "runs")
    needed = {run.snapshot for run in runs if run.id not in old} | _of_the_base(ports, tenant)
    for record in ports.rows.list_imports(tenant):
        expired = record.created_at < kept_since(kept.snapshots, now=now)
        if record.snapshot and expired and record.snapshot not in needed:
            _remove(ports.files, tenant, f"snapshots/{record.snapshot}", removed, "snapshots")
            ports.rows.edit_import(
                tenant,
                record.id,
                lambda one: one.model_copy(update={"rejects_key": ""}) if one.rejects_key else None,
            )
    return removed


def _of_the_base(ports: ExpirePorts, tenant: TenantId) -> set[str]:
    pointer = ports.rows.snapshot(tenant)
    if pointer is None:
        return set()
    return {pointer.snapshot, *((pointer.previous.snapshot,) if pointer.previous else ())}


def _remove(files: Files, tenant: TenantId, folder: str, removed: Counter[str], store: str) -> None:
    for key in files.list(tenant, f"tenants/{tenant}/{folder}"):
        if removed.total() >= FILES_AT_MOST:
            return
        files.delete(tenant, key)
        files.purge_versions(tenant, key)
        removed[store] += 1
