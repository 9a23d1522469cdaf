"""One import carried out on the newest snapshot and the newest consent record, and stored.

Nothing here makes a snapshot the current one. An import that read the consent record before another
import added to it must not become current: it might list a consent that was just taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from functions.customer_base.consents.ledger import Ledger
from functions.customer_base.consents.ledger_files import fetch_ledger, publish
from functions.customer_base.files.dialect import Refusal
from functions.customer_base.imports.pipeline import (
    AnswersNeeded,
    Imported,
    ImportSettings,
    SourceFile,
    run_import,
)
from functions.customer_base.imports.ports import ImportRows
from functions.customer_base.imports.records import ImportRecord, Replacement
from functions.customer_base.imports.replacement import count_leaving, replacement_to_ask
from functions.customer_base.imports.staying.snapshot import (
    ApprovalNeeded,
    store_staying,
    write_staying,
)
from functions.customer_base.imports.uploaded_facts import (
    UploadedFacts,
    facts_key,
    fetch_facts,
)
from functions.customer_base.ports import Files
from functions.customer_base.sql.connection import connect
from functions.customer_base.store.snapshot import LocalCopies, snapshot_key
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

CUSTOMERS, REJECTS = "customers.parquet", "rejects.csv"
READINGS_AT_MOST = 3


class ConsentsMovedError(Exception):
    """The consent record kept growing while this import was read; a later try will do."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An import whose files are on local disk."""

    tenant: TenantId
    record: ImportRecord
    sources: tuple[SourceFile, ...]
    settings: ImportSettings
    work: Path


def snapshot_of(record: ImportRecord) -> str:
    """The snapshot an import makes, however often it is attempted."""
    return f"s_{record.id}"


def attempt_import(
    attempt: Attempt, rows: ImportRows, files: Files, *, progress: Callable[[str, int], None]
) -> Imported | ApprovalNeeded | AnswersNeeded | Refusal:
    """Import, store the files and add to the consent record, unless the founder is to be asked.

    Raises ConsentsMovedError when another import added to the record each time.
    """
    for _ in range(READINGS_AT_MOST):
        outcome, read = _read(attempt, rows, files, progress)
        if isinstance(outcome, Imported) and not _stored(attempt, outcome, read, files):
            continue
        staying = outcome.staying if isinstance(outcome, ApprovalNeeded) else None
        if staying is None or store_staying(
            attempt.tenant, attempt.record, staying, files, read=read
        ):
            return outcome
    raise ConsentsMovedError(attempt.record.id)


def _read(
    attempt: Attempt, rows: ImportRows, files: Files, progress: Callable[[str, int], None]
) -> tuple[Imported | ApprovalNeeded | AnswersNeeded | Refusal, frozenset[str]]:
    """What the import finds, and the keys of the consent record it was read with."""
    tenant, record, work = attempt.tenant, attempt.record, attempt.work
    before = rows.snapshot(tenant)
    copies = LocalCopies(files, work / "before")
    previous = copies.snapshot(tenant, before.snapshot) if before else None
    con = connect()
    try:
        found = fetch_ledger(con, tenant, files, work / "consents", import_id=record.id)
        ledger = Ledger(found.paths, record.id, record.imported_by)
        uploaded = _uploaded_facts(attempt, files, synced=before is not None and before.synced)
        settings = replace(attempt.settings, ledger=ledger, uploaded=uploaded)
        outcome = run_import(
            con, attempt.sources, settings, work=work, previous=previous, progress=progress
        )
        if isinstance(outcome, Imported) and before is not None and previous is not None:
            asked = _replacement(con, attempt, rows, outcome, before=before, previous=previous)
            if asked is None:
                return outcome, found.keys
            kept_current = before.synced and record.synced
            staying = write_staying(con, outcome, previous, work=work) if kept_current else None
            return ApprovalNeeded(asked, outcome, staying), found.keys
    finally:
        con.close()
    return outcome, found.keys


def _uploaded_facts(attempt: Attempt, files: Files, *, synced: bool) -> UploadedFacts:
    """What is uploaded beside a synced base is kept, and filled in where a sync is read.

    Nothing is kept of a base that nobody syncs: what its files hold is all there is.
    """
    record = attempt.record
    pulled = any(file.pulled for file in record.files)
    uploads = tuple(file for file in record.files if not file.pulled)
    if not pulled and not synced:
        return UploadedFacts()
    earlier = (
        fetch_facts(attempt.tenant, uploads, files, attempt.work / "uploaded") if pulled else ()
    )
    return UploadedFacts(earlier, {file.number: file.name for file in uploads})


def _replacement(
    con: duckdb.DuckDBPyConnection,
    attempt: Attempt,
    rows: ImportRows,
    imported: Imported,
    *,
    before: SnapshotPointer,
    previous: Path,
) -> Replacement | None:
    talking = rows.open_conversations(attempt.tenant)
    leaving = count_leaving(
        con,
        [one.customer_id for one in talking],
        current=imported.customers,
        previous=previous,
    )
    return replacement_to_ask(
        attempt.record,
        before,
        imported.comparison,
        leaving_in_conversation=leaving,
        at_work=bool(talking) or rows.campaigns_at_work(attempt.tenant) > 0,
    )


def _stored(attempt: Attempt, imported: Imported, read: frozenset[str], files: Files) -> bool:
    """Put the files in the bucket; False if the consent record grew since it was read."""
    tenant, record = attempt.tenant, attempt.record
    for path, name in ((imported.customers, CUSTOMERS), (imported.rejects, REJECTS)):
        files.upload(tenant, path, snapshot_key(tenant, snapshot_of(record), name))
    for file in record.files:
        if file.number in imported.kept_facts:
            files.upload(tenant, imported.kept_facts[file.number], facts_key(tenant, file))
    new_rows = imported.new_consents
    return publish(tenant, files, import_id=record.id, new_rows=new_rows, read=read)
