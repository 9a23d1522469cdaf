"""A snapshot's columns and types: how customers are written to Parquet and read back as SQL.

Must never drop a column that an older snapshot lacks: what an import did not have is NULL.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from functions.customer_base.parsing.cell_sql import sql_type_of
from functions.customer_base.parsing.normalised_rows import CARRIED
from functions.customer_base.sql.literals import literal

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

_LISTS = ("consents", "refusals")


def columns_of(con: duckdb.DuckDBPyConnection, file: Path) -> frozenset[str]:
    """The columns a Parquet file has; only its footer is read."""
    found = con.execute(f"DESCRIBE FROM read_parquet({literal(str(file))})").fetchall()
    return frozenset(name for name, *_ in found)


def relation(con: duckdb.DuckDBPyConnection, customers: Path) -> str:
    """A snapshot as SQL, with every canonical column: what the import did not have is NULL.

    `row` numbers the customers of the file from 0; a run names them by it.
    """
    return relation_of(customers, columns_of(con, customers))


def relation_of(customers: Path, kept: Collection[str]) -> str:
    """The same of a snapshot whose columns are known."""
    source = f"read_parquet({literal(str(customers))})"
    return f"(SELECT {', '.join(['*', 'file_row_number AS row', *absent_sql(kept)])} FROM {source})"


def absent_sql(kept: Collection[str]) -> list[str]:
    """What stands for each canonical column that is not among those `kept`."""
    return [
        f"{'[]' if name in _LISTS else 'NULL'}::{kind} AS {name}"
        for name, kind in SNAPSHOT_TYPES.items()
        if name not in kept
    ]


def filled_columns(con: duckdb.DuckDBPyConnection, customers: Path) -> tuple[str, ...]:
    """Canonical columns with at least one value.

    The file's own statistics tell it, only not of lists and maps.
    """
    known = con.execute(
        "SELECT path_in_schema, sum(num_values - stats_null_count) > 0 "
        "FROM parquet_metadata(?) GROUP BY path_in_schema",
        [str(customers)],
    ).fetchall()
    filled = {name for name, some in known if some}
    nested = sorted(
        {path.partition(",")[0] for path, _ in known} & set(SNAPSHOT_COLUMNS) - dict(known).keys()
    )
    if nested:
        counts = ", ".join(f"count({name})" for name in nested)
        row = con.execute(f"SELECT {counts} FROM read_parquet(?)", [str(customers)]).fetchone()
        filled |= {name for name, count in zip(nested, row or (), strict=True) if count}
    return tuple(name for name in SNAPSHOT_COLUMNS if name in filled)
