"""One try at erasing a person from the files and records of the base.

Raw text (uploads, rejected rows, samples of columns) is removed whole, since nobody can prove that
a person is not in it under another spelling; what was parsed is rewritten. Must never report the
part as done while an import, a sync or a run may still write what it read before.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import duckdb

from functions.customer_base.consents.ledger import covered_by
from functions.customer_base.consents.ledger_files import ledger_folder
from functions.customer_base.erasure.file_records import RecordsOfFiles
from functions.customer_base.erasure.parquet_files import (
    drop_rows,
    empty_rows,
    find_names,
    reduce_statements,
)
from functions.customer_base.erasure.pool_pages import rewrite_page
from functions.customer_base.files.workplace import workplace
from functions.customer_base.imports.records import (
    SETTLED,
    ImportRecord,
    ImportStatus,
)
from functions.customer_base.imports.uploaded_facts import facts_folder
from functions.customer_base.ports import Files
from functions.customer_base.segmentation.records import RunStatus
from functions.customer_base.sql.connection import connect
from functions.customer_base.sql.literals import literal
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.erasure.person import PersonIdentity, identity_of
from functions.erasure.ports import ErasureLog
from functions.erasure.record import Erasure, ErasurePart, claim_part, end_try
from functions.stripe_source.link import StripeLink
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

RUNS_AT_MOST = 2_000
RUN_TAKES = timedelta(minutes=20)
"""Longer than a function may run: a run that began before is no longer at work."""
_STOPPED = (
    "This import was stopped, because its files may hold a person whose data was erased. Please "
    "upload them again without that person."
)


class ErasedRows(RecordsOfFiles, Protocol):
    """The records of the base that an erasure reads or changes."""

    def save_snapshot(self, tenant: TenantId, pointer: SnapshotPointer) -> None: ...


class StripeLinks(Protocol):
    def load(self, tenant: TenantId) -> StripeLink | None: ...


@dataclass(frozen=True, slots=True)
class BaseErasePorts:
    log: ErasureLog
    rows: ErasedRows
    files: Files
    links: StripeLinks
    hashed: Callable[[str, str], str]
    """(kind, text) → keyed hash by the current key."""
    is_among: Callable[[frozenset[str], str, str], bool]
    """(keyed names, kind, name) → whether the name is one of them."""
    work: Path


def erase_person(
    ports: BaseErasePorts, *, tenant: TenantId, erasure: str, now: datetime
) -> Erasure | None:
    """Claim the base's part, do it, and count what was removed; None if there is nothing to do."""
    claimed = ports.log.edit(
        tenant, erasure, lambda one: claim_part(one, ErasurePart.BASE, now=now), now=now
    )
    if claimed is None:
        return None
    at_work = _is_at_work(ports, tenant, now=now)
    removed: Counter[str] = Counter()
    with workplace(ports.work) as work:
        con = connect()
        try:
            eraser = _Eraser(ports, tenant, con, work, removed)
            eraser.erase(claimed)
        finally:
            con.close()
    done = ports.log.edit(
        tenant,
        erasure,
        lambda one: end_try(one, ErasurePart.BASE, removed=removed, complete=not at_work, now=now),
        now=now,
    )
    if done is not None and done.is_done:
        ports.log.save_copy(tenant, done)
    return done


def _is_at_work(ports: BaseErasePorts, tenant: TenantId, *, now: datetime) -> bool:
    """Whether somebody may still write what was read before."""
    link = ports.links.load(tenant)
    if link is not None and link.sync is not None and now - link.sync.touched_at < RUN_TAKES:
        return True
    if any(
        one.status is ImportStatus.RUNNING and one.running_until and now < one.running_until
        for one in ports.rows.list_imports(tenant)
    ):
        return True
    return any(
        one.status is RunStatus.RUNNING and now - one.started_at < RUN_TAKES
        for one in ports.rows.newest_runs(tenant, at_most=5)
    )


class _Eraser:
    """One try, with what it works with."""

    def __init__(
        self,
        ports: BaseErasePorts,
        tenant: TenantId,
        con: duckdb.DuckDBPyConnection,
        work: Path,
        removed: Counter[str],
    ) -> None:
        self._ports = ports
        self._tenant = tenant
        self._con = con
        self._work = work
        self._removed = removed

    def erase(self, erasure: Erasure) -> None:
        self._remove_uploads()
        self._clear_imports()
        snapshots = self._keys("snapshots")
        person = erasure.person or self._recognised(erasure, snapshots)
        for key in snapshots:
            if key.endswith("/rejects.csv"):
                self._delete(key, "rejected_rows")
            elif key.endswith(".parquet"):
                self._rewrite(
                    key, "snapshots", lambda path, to: empty_rows(self._con, path, person, to)
                )
        for key in self._ports.files.list(self._tenant, facts_folder(self._tenant)):
            self._rewrite(
                key, "uploaded_facts", lambda path, to: drop_rows(self._con, path, person, to)
            )
        for key in self._ports.files.list(self._tenant, ledger_folder(self._tenant)):
            self._rewrite(key, "consents", lambda path, to: self._reduce(path, person, to))
        self._erase_pages(person)
        self._say_it_changed()

    def _keys(self, folder: str) -> tuple[str, ...]:
        return self._ports.files.list(self._tenant, f"tenants/{self._tenant}/{folder}")

    def _recognised(self, erasure: Erasure, snapshots: tuple[str, ...]) -> PersonIdentity:
        """The names in the open behind keyed ones, as the snapshots know them."""
        names = frozenset(erasure.names)
        found: list[tuple[str, str]] = []
        for key in snapshots:
            if key.endswith(".parquet"):
                path = self._fetched(key)
                found += find_names(
                    self._con, path, lambda kind, name: self._ports.is_among(names, kind, name)
                )
                path.unlink()
        return identity_of(found)

    def _reduce(self, path: Path, person: PersonIdentity, target: Path) -> int:
        covers = covered_by(self._con, path)
        noted = ""
        if covers:
            noted = f", KV_METADATA {{covers: {literal(json.dumps(sorted(covers)))}}}"
        return reduce_statements(
            self._con, path, person, target, hashed=self._ports.hashed, metadata=noted
        )

    def _fetched(self, key: str) -> Path:
        path = self._work / key.replace("/", "~")
        self._ports.files.download(self._tenant, key, path)
        return path

    def _rewrite(self, key: str, store: str, write: Callable[[Path, Path], int]) -> None:
        path, target = self._fetched(key), self._work / "rewritten"
        count = write(path, target)
        if count:
            self._ports.files.upload(self._tenant, target, key)
            self._ports.files.purge_versions(self._tenant, key)
            self._removed[store] += count
            target.unlink()
        path.unlink()

    def _delete(self, key: str, store: str) -> None:
        self._ports.files.delete(self._tenant, key)
        self._ports.files.purge_versions(self._tenant, key)
        self._removed[store] += 1

    def _remove_uploads(self) -> None:
        """But those of an import or a sync at work, which the next try finds settled."""
        link = self._ports.links.load(self._tenant)
        kept = {one.id for one in self._ports.rows.list_imports(self._tenant)
                if one.status is ImportStatus.RUNNING}  # fmt: skip
        if link is not None and link.sync is not None:
            kept.add(link.sync.id)
        for key in self._ports.files.list(self._tenant, f"uploads/{self._tenant}"):
            if key.split("/")[2] not in kept:
                self._delete(key, "uploads")

    def _clear_imports(self) -> None:
        """Records keep the meaning of columns and the counts, and no cell of a file."""
        for record in self._ports.rows.list_imports(self._tenant):
            if record.status is not ImportStatus.RUNNING:
                self._ports.rows.edit_import(self._tenant, record.id, _cleared)

    def _erase_pages(self, person: PersonIdentity) -> None:
        """Nobody dials from an older run: its pages go whole, its verdicts name nobody."""
        latest = self._ports.rows.latest_run(self._tenant)
        for run in self._ports.rows.newest_runs(self._tenant, at_most=RUNS_AT_MOST):
            for key in self._keys(f"runs/{run.id}"):
                if not key.endswith(".jsonl.gz"):
                    continue
                if latest is not None and run.id == latest.run:
                    self._rewrite(
                        key, "pool_pages", lambda path, to: rewrite_page(path, person, to)
                    )
                else:
                    self._delete(key, "pool_pages_of_older_runs")

    def _say_it_changed(self) -> None:
        """Copies that a warm function keeps on its disk are old from now on."""
        pointer = self._ports.rows.snapshot(self._tenant)
        if pointer is not None:
            after = pointer.model_copy(update={"rewritten": pointer.rewritten + 1})
            self._ports.rows.save_snapshot(self._tenant, after)


def _cleared(record: ImportRecord) -> ImportRecord:
    files = tuple(
        one.model_copy(update={"samples": {}, "questions": (), "doubts": ()})
        for one in record.files
    )
    changes: dict[str, object] = {"files": files, "rejects_key": ""}
    if record.accounting is not None:
        changes["accounting"] = record.accounting.model_copy(update={"unread": (), "refused": ()})
    if record.status not in SETTLED:
        changes |= {"status": ImportStatus.FAILED, "problem": _STOPPED, "running_until": None}
    return record.model_copy(update=changes)
