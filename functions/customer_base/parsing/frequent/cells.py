"""Builds SQL that has the values of a column's most frequent cells ready.

The SQL that reads a cell is asked for them once, and computes only the rest row by row. Must never
know what a cell means.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Callable

import duckdb

from functions.customer_base.sql.literals import literal

type FrequentCells = tuple[str, ...]
"""Different cells of a column, the most frequent first; none where it is not worth the while."""

_ROWS_LOOKED_AT = 20_000
_AT_MOST = 12
"""Cells: each costs a comparison of every row that holds another one."""
_SHARE = 0.9
"""Of the rows looked at, so many must hold one of these cells."""


def find_frequent(con: duckdb.DuckDBPyConnection, table: str, text: str) -> FrequentCells:
    """The frequent cells of a column of a table, of which `text` is the SQL."""
    counted = con.execute(
        f"SELECT t, count(*), sum(count(*)) OVER () "
        f"FROM (SELECT {text} AS t FROM {table} LIMIT {_ROWS_LOOKED_AT}) WHERE t IS NOT NULL "
        f"GROUP BY t ORDER BY count(*) DESC, t LIMIT {_AT_MOST}"
    ).fetchall()
    held = sum(count for _, count, _ in counted)
    return tuple(t for t, *_ in counted) if counted and held >= _SHARE * counted[0][2] else ()


def read_once(
    con: duckdb.DuckDBPyConnection,
    cells: FrequentCells,
    text: str,
    read: Callable[[str], str],
    kind: str,
) -> str:
    """SQL of what `read` makes of `text`, which is of SQL type `kind`.

    `read` takes the SQL of a cell to that of its value.
    """
    if not cells:
        return read(text)
    listed = ", ".join(f"({place}, {literal(cell)})" for place, cell in enumerate(cells))
    values = con.execute(
        f"SELECT t, (({read('t')})::{kind})::VARCHAR "
        f"FROM (VALUES {listed}, (-1, NULL)) AS frequent(place, t) ORDER BY place"
    ).fetchall()
    cases = [
        f"WHEN {f'{text} IS NULL' if cell is None else f'{text} = {literal(cell)}'} THEN "
        + ("NULL" if value is None else f"{literal(value)}::{kind}")
        for cell, value in values
    ]
    return f"CASE {' '.join(cases)} ELSE ({read(text)})::{kind} END"
