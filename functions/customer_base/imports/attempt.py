"""One import carried out on the newest snapshot and the newest consent record, and stored.

Nothing here makes a snapshot the current one. An import that read the consent record before another
import added to it must not become current: it might list a consent that was just taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from functions.customer_base.consents.ledger import Ledger
from functions.customer_base.consents.ledger_files import fetch_ledger, publish
from functions.customer_base.files.dialect import Refusal
from functions.customer_base.imports.pipeline import AnswersNeeded, Imported, run_import
from functions.customer_base.imports.ports import ImportRows
from functions.customer_base.imports.reading.settings import ImportSettings, SourceFile
from functions.customer_base.imports.records import ImportRecord, Replacement, staying_of
from functions.customer_base.imports.replacement import count_leaving, replacement_to_ask
from functions.customer_base.imports.staying.answer import (
    AnswerHolds,
    Difference,
    compare_to_answer,
    follow_answer,
    is_kept,
    load_difference,
    settled_difference,
    store_difference,
    write_difference,
)
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
from functions.customer_base.sql.connection import connect, threads_for
from functions.customer_base.store.snapshot import LocalCopies, snapshot_key
from functions.customer_base.store.snapshot_pointer import SnapshotPointer, pointer_over
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

type Outcome = Imported | ApprovalNeeded | AnswerHolds | AnswersNeeded | Refusal
CUSTOMERS, REJECTS = "customers.parquet", "rejects.csv"
READINGS_AT_MOST = 3


class ConsentsMovedError(Exception):
    """The consent record kept growing while this import was read; a later try will do."""


class BaseMovedError(Exception):
    """Another import became the base while refusals were added to the one before; try later."""


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


def pointer_of(
    record: ImportRecord, imported: Imported, before: SnapshotPointer | None, *, today: date
) -> SnapshotPointer:
    """What the base is once this import is it.

    Lists of numbers alone leave it the base it was. Raises BaseMovedError where it is another.
    """
    if imported.over:
        if before is None or before.snapshot != imported.over:
            raise BaseMovedError(record.id)
        return before.model_copy(
            update={"snapshot": snapshot_of(record), "columns": imported.columns}
        )
    accepted = imported.accounting.accepted
    after = SnapshotPointer(
        snapshot=snapshot_of(record),
        import_id=record.id,
        as_of=today,
        rows=accepted if imported.rows is None else imported.rows,
        synced=record.synced,
        attestation=record.attestation,
        columns=imported.columns,
        sample=record.sample,
    )
    return pointer_over(before, after)


def attempt_import(
    attempt: Attempt, rows: ImportRows, files: Files, *, progress: Callable[[str, int], None]
) -> Outcome:
    """Import, store the files and add to the consent record, unless the founder is to be asked.

    Raises ConsentsMovedError when another import added to the record each time.
    """
    for _ in range(READINGS_AT_MOST):
        outcome, read, difference = _read(attempt, rows, files, progress)
        if difference is not None:
            store_difference(attempt.tenant, difference, files)
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
) -> tuple[Outcome, frozenset[str], Difference | None]:
    """What the import finds, the keys of the consent record it was read with, and whom the
    founder's answer is about."""
    tenant, record, work = attempt.tenant, attempt.record, attempt.work
    before = rows.snapshot(tenant)
    copies = LocalCopies(files, work / "before")
    previous = copies.snapshot(tenant, before.snapshot) if before else None
    read = [source.path for source in attempt.sources] + ([previous] if previous else [])
    con = connect(threads=threads_for(read))
    try:
        found = fetch_ledger(con, tenant, files, work / "consents", import_id=record.id)
        ledger = Ledger(found.paths, record.id, record.imported_by)
        uploaded = _uploaded_facts(attempt, files, synced=before is not None and before.synced)
        settings = replace(attempt.settings, ledger=ledger, uploaded=uploaded)
        outcome = run_import(
            con, attempt.sources, settings, work=work, previous=previous, progress=progress
        )
        if isinstance(outcome, Imported) and before is not None and previous is not None:
            over = _Over(attempt, rows, files, before, previous)
            weighed, difference = _weigh(con, over, outcome)
            return weighed, found.keys, difference
    finally:
        con.close()
    return outcome, found.keys, None


@dataclass(frozen=True, slots=True)
class _Over:
    """An import and the base whose place it would take."""

    attempt: Attempt
    rows: ImportRows
    files: Files
    before: SnapshotPointer
    previous: Path

    @property
    def work(self) -> Path:
        return self.attempt.work

    @property
    def kept_by_syncs(self) -> bool:
        """Whether the base was read from Stripe, also where it was not read for days."""
        made = self.rows.load_import(self.attempt.tenant, self.before.import_id)
        return self.before.synced or (made is not None and made.synced)


def _weigh(
    con: duckdb.DuckDBPyConnection, over: _Over, found: Imported
) -> tuple[Outcome, Difference | None]:
    """Whether it becomes the base, with what is to be kept of the question if there is one."""
    record, before, previous = over.attempt.record, over.before, over.previous
    if found.rows is not None:
        # Lists of numbers alone: the customers of the base, and what was asked about it, stay.
        asked_before = _last_question(con, over)
        kept_on = replace(asked_before, beside=snapshot_of(record)) if asked_before else None
        return replace(found, over=before.snapshot), kept_on
    last = _last_question(con, over) if record.synced else None
    kept = last is not None and not record.pressed and is_kept(over.attempt.tenant, last, over.rows)
    if last is not None and kept:
        compared = compare_to_answer(con, last, current=found.customers, previous=previous)
        kept = compared.still_leaving > 0
        if kept and compared.shared and over.kept_by_syncs:
            if compared.leaves_alike:
                followed = follow_answer(con, last, found, previous, work=over.work)
                made = snapshot_of(record)
                return followed, settled_difference(con, last, beside=made, work=over.work)
        elif kept and compared.leaves_alike and compared.joins_alike:
            asked = _replacement(con, over, found, kept=True)
            settled = settled_difference(con, last, beside=before.snapshot, work=over.work)
            return AnswerHolds(asked), settled
    asked = _replacement(con, over, found, kept=kept)
    if asked is None:
        return found, None
    current = before.synced and record.synced
    staying = write_staying(con, found, previous, work=over.work) if current else None
    needed = ApprovalNeeded(asked, found, staying, replaces=last.asked_by if last else "")
    if not record.synced:
        return needed, None
    beside = f"s_{staying_of(record.id)}" if staying is not None else before.snapshot
    return needed, write_difference(
        con, found.customers, previous, asked_by=record.id, beside=beside, work=over.work
    )


def _last_question(con: duckdb.DuckDBPyConnection, over: _Over) -> Difference | None:
    """What the last sync asked about this very base."""
    return load_difference(
        con, over.attempt.tenant, over.files, snapshot=over.before.snapshot, work=over.work
    )


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
    con: duckdb.DuckDBPyConnection, over: _Over, imported: Imported, *, kept: bool
) -> Replacement | None:
    attempt, rows, previous = over.attempt, over.rows, over.previous
    talking = rows.open_conversations(attempt.tenant)
    leaving = count_leaving(
        con,
        [one.customer_id for one in talking],
        current=imported.customers,
        previous=previous,
    )
    return replacement_to_ask(
        attempt.record,
        over.before,
        imported.comparison,
        leaving_in_conversation=leaving,
        at_work=bool(talking) or rows.campaigns_at_work(attempt.tenant) > 0,
        kept=kept,
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
