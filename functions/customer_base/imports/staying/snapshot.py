"""A snapshot of the base as it is, with the facts of a waiting sync about customers in both.

Who would leave stays as they were, and who would join is not in it. Never made of an upload.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import duckdb

from functions.customer_base.consents.ledger_files import publish
from functions.customer_base.imports.pipeline import Imported
from functions.customer_base.imports.ports import ImportRows
from functions.customer_base.imports.records import (
    ImportRecord,
    ImportStatus,
    Replacement,
    declined,
    staying_of,
)
from functions.customer_base.parsing.snapshot_table import (
    PARQUET,
    SNAPSHOT_TYPES,
    columns_of,
    filled_columns,
    relation,
)
from functions.customer_base.ports import Files, SegmentQueue
from functions.customer_base.sql.literals import literal
from functions.customer_base.store.snapshot import snapshot_key
from functions.customer_base.store.snapshot_pointer import SnapshotPointer, pointer_over
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass


class StayingPorts(Protocol):
    """What it takes to make a snapshot the base and have its customers sorted."""

    @property
    def rows(self) -> ImportRows: ...
    @property
    def segments(self) -> SegmentQueue: ...


@dataclass(frozen=True, slots=True)
class Staying:
    """The base with what a waiting sync says of its customers, on local disk."""

    customers: Path
    rows: int
    columns: tuple[str, ...]
    new_consents: Path | None


@dataclass(frozen=True, slots=True)
class ApprovalNeeded:
    """An import could be read, and nobody leaves or joins before the founder agrees."""

    asked: Replacement
    found: Imported
    staying: Staying | None = None
    """Of a sync: what it says of the customers who stay."""
    replaces: str = ""
    """The earlier sync that asked about this base and is void now."""


def write_staying(
    con: duckdb.DuckDBPyConnection, found: Imported, previous: Path, *, work: Path
) -> Staying | None:
    """Write it; None where no customer is in both, as of another account."""
    now, was = relation(con, found.customers), relation(con, previous)
    had = columns_of(con, found.customers) | columns_of(con, previous)
    columns = ", ".join(name for name in SNAPSHOT_TYPES if name in had)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE staying AS SELECT customer_id FROM "
        f"{now} SEMI JOIN {was} USING (customer_id)"
    )
    if con.execute("SELECT 1 FROM staying LIMIT 1").fetchone() is None:
        return None
    target, consents = work / "staying.parquet", work / "staying-consents.parquet"
    written = con.execute(
        f"""COPY (
          SELECT {columns} FROM {now} SEMI JOIN staying USING (customer_id)
          UNION ALL SELECT {columns} FROM {was} ANTI JOIN staying USING (customer_id))
        TO {literal(str(target))} {PARQUET}"""
    ).fetchone()
    new_consents = None
    if found.new_consents is not None:
        con.execute(
            f"COPY (FROM read_parquet({literal(str(found.new_consents))}) "
            f"SEMI JOIN staying USING (customer_id) ORDER BY ALL) TO {literal(str(consents))} "
            "(FORMAT parquet, COMPRESSION snappy)"
        )
        new_consents = consents
    rows = int(written[0]) if written else 0
    return Staying(target, rows, filled_columns(con, target), new_consents)


def store_staying(
    tenant: TenantId,
    record: ImportRecord,
    staying: Staying,
    files: Files,
    *,
    read: frozenset[str],
) -> bool:
    """Put its files in the bucket; False if the consent record grew since it was read."""
    name = staying_of(record.id)
    files.upload(tenant, staying.customers, snapshot_key(tenant, f"s_{name}", "customers.parquet"))
    return publish(tenant, files, import_id=name, new_rows=staying.new_consents, read=read)


def publish_staying(
    tenant: TenantId,
    record: ImportRecord,
    needed: ApprovalNeeded,
    *,
    ports: StayingPorts,
    today: date,
    now: datetime,
) -> ApprovalNeeded:
    """Make what a sync says of those who stay the base, and ask about that base.

    What an earlier sync asked is void.
    """
    staying, rows = needed.staying, ports.rows
    if needed.replaces and needed.replaces != record.id:
        # Of two questions about one base, the newer one stands.
        rows.edit_import(tenant, needed.replaces, lambda found: _overtaken(found, now))
    if staying is None:
        return needed
    name = staying_of(record.id)
    snapshot, run, before = f"s_{name}", f"r_{name}", rows.snapshot(tenant)
    pointer = SnapshotPointer(
        snapshot=snapshot,
        import_id=record.id,
        as_of=today,
        rows=staying.rows,
        synced=record.synced,
        attestation=record.attestation,
        columns=staying.columns,
    )
    rows.save_snapshot(tenant, pointer_over(before, pointer))
    if before is not None and before.import_id != record.id:
        # Its answer would hold for a base that is not there any more.
        rows.edit_import(tenant, before.import_id, lambda found: _overtaken(found, now))
    rows.start_run(tenant, run=run, snapshot=snapshot, now=now)
    ports.segments.send(tenant, run=run, snapshot=snapshot)
    return replace(needed, asked=needed.asked.model_copy(update={"over": snapshot}))


def _overtaken(record: ImportRecord, now: datetime) -> ImportRecord | None:
    if record.status is not ImportStatus.NEEDS_APPROVAL or record.accepted_over:
        return None
    return declined(record, now=now)
