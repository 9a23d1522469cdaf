"""The customers of the base as they are, in the place of those that files would bring.

For an import that only adds refusals. Must never change, add or leave out a customer.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

from pathlib import Path

import duckdb

from functions.customer_base.merging.merge import MergeResult
from functions.customer_base.parsing.snapshot_table import SNAPSHOT_COLUMNS, columns_of, relation


def take_over_base(con: duckdb.DuckDBPyConnection, base: Path) -> MergeResult:
    """Fill `merged` with the customers of a snapshot; no row of a file is in it."""
    had = columns_of(con, base)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE rejected_rows (file INT, line BIGINT, reason VARCHAR)"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE merged AS SELECT * FROM {relation(con, base)}")
    row = con.execute("SELECT count(*) FROM merged").fetchone()
    columns = tuple(name for name in SNAPSHOT_COLUMNS if name in had)
    return MergeResult({}, {}, columns, of_base=int(row[0]) if row else 0)
