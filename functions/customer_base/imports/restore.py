"""The base as it was before the founder's last press, put back as a snapshot of its own.

Must never bring back what was taken back meanwhile: consents and refusals are those on record now,
and who must not be contacted by the newer base must not be by the restored one either.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import duckdb

from functions.customer_base.consents.ledger import Ledger, note_consents
from functions.customer_base.consents.ledger_files import fetch_ledger, publish
from functions.customer_base.imports.attempt import CUSTOMERS, ConsentsMovedError
from functions.customer_base.imports.pipeline import write_snapshot
from functions.customer_base.imports.reading.settings import ImportSettings
from functions.customer_base.imports.workflow import ImportPorts
from functions.customer_base.parsing.snapshot_table import SNAPSHOT_COLUMNS, columns_of, relation
from functions.customer_base.sql.connection import connect
from functions.customer_base.store.snapshot import LocalCopies, snapshot_key
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from tenancy.tenant import TenantId


def restore(tenant: TenantId, *, over: str, ports: ImportPorts, now: datetime) -> None:
    """Exchange the current base with the one before it, and sort the customers again.

    Nothing when `over` is not the current snapshot any more (the message came twice), or when the
    files of the base before are gone.
    """
    current = ports.rows.snapshot(tenant)
    before = current.previous if current is not None else None
    if current is None or before is None or current.snapshot != over:
        return
    if ports.files.size(tenant, snapshot_key(tenant, before.snapshot, CUSTOMERS)) is None:
        ports.rows.save_snapshot(tenant, current.model_copy(update={"previous": None}))
        return
    snapshot = f"s_restored_{now:%Y%m%d%H%M%S}"
    ports.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ports.work) as folder:
        _write(tenant, snapshot, current, ports, Path(folder), now=now)
    restored = before.model_copy(
        update={
            "snapshot": snapshot,
            "rewritten": current.rewritten,
            "previous": current.model_copy(update={"previous": None}),
        }
    )
    run = f"r_{snapshot.removeprefix('s_')}"
    ports.rows.save_snapshot(tenant, restored)
    ports.rows.start_run(tenant, run=run, snapshot=snapshot, now=now)
    ports.segments.send(tenant, run=run, snapshot=snapshot)


def _write(
    tenant: TenantId,
    snapshot: str,
    current: SnapshotPointer,
    ports: ImportPorts,
    work: Path,
    *,
    now: datetime,
) -> None:
    """Raises ConsentsMovedError when an import added to the consent record meanwhile."""
    if current.previous is None:
        raise ValueError("nothing to restore")
    copies = LocalCopies(ports.files, work / "copies")
    old = copies.snapshot(tenant, current.previous.snapshot)
    newer = copies.snapshot(tenant, current.snapshot)
    target = work / CUSTOMERS
    con = connect()
    try:
        found = fetch_ledger(con, tenant, ports.files, work / "consents", import_id=snapshot)
        con.execute(_merged_sql(con, old, newer))
        noted = note_consents(
            con,
            Ledger(found.paths, import_id=snapshot),
            meanings=(),
            now=now,
            previous=old,
            target=work / "new-consents.parquet",
        )
        kept = tuple(name for name in SNAPSHOT_COLUMNS if name in columns_of(con, old))
        write_snapshot(
            con,
            target,
            columns=tuple(dict.fromkeys((*kept, "do_not_contact"))),
            settings=ImportSettings(today=now.date(), now=now),
            consents=noted is not None,
        )
    finally:
        con.close()
    ports.files.upload(tenant, target, snapshot_key(tenant, snapshot, CUSTOMERS))
    new_rows = noted.new_rows if noted else None
    if not publish(tenant, ports.files, import_id=snapshot, new_rows=new_rows, read=found.keys):
        raise ConsentsMovedError(snapshot)


def _merged_sql(con: duckdb.DuckDBPyConnection, old: Path, newer: Path) -> str:
    """The older customers; a no of the newer base reaches them by id, email and phone."""
    reached = " OR ".join(
        f"was.{key} IN (SELECT {key} FROM refused WHERE {key} IS NOT NULL)"
        for key in ("customer_id", "email", "phone")
    )
    return f"""CREATE OR REPLACE TEMP TABLE merged AS
WITH refused AS (
  SELECT customer_id, email, phone FROM {relation(con, newer)} WHERE do_not_contact)
SELECT was.* REPLACE (
  CASE WHEN {reached} THEN TRUE ELSE was.do_not_contact END AS do_not_contact)
FROM {relation(con, old)} AS was"""
