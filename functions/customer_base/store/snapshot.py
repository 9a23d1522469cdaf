"""Where snapshots and runs lie in the bucket, and their copies on local disk.

A snapshot and a finished run never change, so a copy once fetched is good for the life of the
process; the oldest copies are removed when the disk fills.
"""

# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from functions.customer_base.parsing.cell_sql import sql_type_of
from functions.customer_base.parsing.normalise import CARRIED
from functions.customer_base.ports import Files
from functions.customer_base.segmentation.rules import literal
from tenancy.tenant import TenantId

CONSENTS_TYPE = (
    "STRUCT(channel VARCHAR, granted_at TIMESTAMP, source VARCHAR, wording VARCHAR, "
    "written BOOLEAN)[]"
)
REFUSALS_TYPE = "STRUCT(channel VARCHAR, revoked_at TIMESTAMP)[]"
SNAPSHOT_COLUMNS = tuple(name for name in CARRIED if name != "phone_text")
SNAPSHOT_TYPES = {
    **{name: sql_type_of(name) for name in SNAPSHOT_COLUMNS},
    "consents": CONSENTS_TYPE,
    "refusals": REFUSALS_TYPE,
}
"""Column of a snapshot → its type."""

PARQUET = (
    # What nearly every row has to itself, and days and counts of many values, are written and read
    # faster by their differences and lengths than by a dictionary, or with a filter over them.
    "(FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION v2, ROW_GROUP_SIZE 61440, "
    "DICTIONARY_SIZE_LIMIT 300, WRITE_BLOOM_FILTER false)"
)
"""How customers are written."""

KEPT_BYTES = 1024 * 1024 * 1024


def snapshot_key(tenant: TenantId, snapshot: str, name: str) -> str:
    return f"tenants/{tenant}/snapshots/{snapshot}/{name}"


def run_key(tenant: TenantId, run: str, name: str) -> str:
    return f"tenants/{tenant}/runs/{run}/{name}"


_LISTS = ("consents", "refusals")


def columns_of(con: duckdb.DuckDBPyConnection, file: Path) -> frozenset[str]:
    """The columns a Parquet file has; only its footer is read."""
    found = con.execute(f"DESCRIBE FROM read_parquet({literal(str(file))})").fetchall()
    return frozenset(name for name, *_ in found)


def relation(con: duckdb.DuckDBPyConnection, customers: Path) -> str:
    """A snapshot as SQL, with every canonical column: what the import did not have is NULL.

    `row` numbers the customers of the file from 0; a run names them by it.
    """
    source = f"read_parquet({literal(str(customers))})"
    kept = columns_of(con, customers)
    absent = [
        f"{'[]' if name in _LISTS else 'NULL'}::{kind} AS {name}"
        for name, kind in SNAPSHOT_TYPES.items()
        if name not in kept
    ]
    return f"(SELECT {', '.join(['*', 'file_row_number AS row', *absent])} FROM {source})"


class LocalCopies:
    """Copies of immutable files under one folder, each tenant's apart."""

    def __init__(self, files: Files, folder: Path, *, kept_bytes: int = KEPT_BYTES) -> None:
        self._files = files
        self._folder = folder
        self._kept_bytes = kept_bytes

    def snapshot(self, tenant: TenantId, snapshot: str) -> Path:
        """The customers of a snapshot, as a local Parquet file."""
        return self._fetch(tenant, snapshot_key(tenant, snapshot, "customers.parquet"))

    def verdicts(self, tenant: TenantId, run: str) -> Path:
        """The verdicts of a finished run, as a local Parquet file."""
        return self._fetch(tenant, run_key(tenant, run, "verdicts.parquet"))

    def _fetch(self, tenant: TenantId, key: str) -> Path:
        path = self._folder / key
        if path.exists():
            path.touch()
            return path
        self._make_room(self._files.size(tenant, key) or 0)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Fetched aside and moved, so that a torn download is never taken for a copy.
        aside = path.with_suffix(".part")
        self._files.download(tenant, key, aside)
        aside.replace(path)
        return path

    def _make_room(self, wanted: int) -> None:
        copies = sorted(self._folder.rglob("*.parquet"), key=lambda path: path.stat().st_mtime)
        held = sum(path.stat().st_size for path in copies)
        for path in copies:
            if held + wanted <= self._kept_bytes:
                return
            held -= path.stat().st_size
            path.unlink()

    def forget(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
