"""Puts the files of one export together, for what is asked of its columns as a whole.

An export may come in several files for its size. Must never put files together whose headers
differ.
"""
# ruff: noqa: S608  Names are ours.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb

from functions.customer_base.files.load import LoadedFile, cell, raw_table


def as_one(con: duckdb.DuckDBPyConnection, parts: Sequence[LoadedFile]) -> LoadedFile:
    """The rows of all parts, one after the other, as those of one file; the lines are their own."""
    first = parts[0]
    if len(parts) == 1:
        return first
    if any(part.headers != first.headers for part in parts):
        raise ValueError("files of one export have the same headers in the same order")
    columns = ", ".join(("line", *(cell(position) for position in range(len(first.headers)))))
    rows = " UNION ALL ".join(f"SELECT {columns} FROM {part.table}" for part in parts)
    view = f"{raw_table(first.number)}_and_parts"
    con.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {rows}")
    return replace(
        first,
        table=view,
        rows_in=sum(part.rows_in for part in parts),
        excel=any(part.excel for part in parts),
        unseen=any(part.unseen for part in parts),
        marked=any(part.marked for part in parts),
        wide=any(part.wide for part in parts),
        bare=frozenset.intersection(*(part.bare for part in parts)),
    )
