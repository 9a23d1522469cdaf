"""Accounts for every row, and writes those not taken for the founder: why, under their headers.

The rows of each file come with that file's headers, so that they can be mended and sent again. Must
never write a formula back unescaped.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import csv
import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from functions.customer_base.files.load import LoadedFile, Reject
from functions.customer_base.files.odd_rows import describe
from functions.customer_base.imports.records import Accounting, FileAccounting
from functions.customer_base.merging.merge import NO_IDENTIFIER, MergeResult
from functions.customer_base.parsing.findings import UnreadCells

_REJECTS_AT_ONCE = 2_000
BESIDE = ("file", "line", "reason")
"""What stands before a row's own cells."""

Rejected = Counter[tuple[int, str]]
"""(file, reason) → rows."""


def write_rejects(
    con: duckdb.DuckDBPyConnection,
    names: Mapping[int, str],
    loads: list[LoadedFile],
    target: Path,
) -> Rejected:
    """Write the rejected rows as they are read; return how many of each.

    `names` are the files' names. Each file that has some begins with its headers.
    """
    found: Rejected = Counter()
    with target.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        headed = 0
        with_some = {
            number
            for (number,) in con.execute("SELECT DISTINCT file FROM rejected_rows").fetchall()
        }
        for loaded in loads:
            later = _rejected_later(con, loaded) if loaded.number in with_some else iter(())
            for reject in heapq.merge(loaded.rejects, later, key=lambda reject: reject.line):
                if headed != loaded.number:
                    headed = loaded.number
                    writer.writerow([*BESIDE, *(escaped(header) for header in loaded.headers)])
                cells = [escaped(text.strip()) for text in reject.cells]
                writer.writerow([escaped(names[reject.file]), reject.line, reject.reason, *cells])
                found[reject.file, reject.reason] += 1
        if not headed:
            writer.writerow(BESIDE)
    return found


def _rejected_later(con: duckdb.DuckDBPyConnection, loaded: LoadedFile) -> Iterator[Reject]:
    """Rows that could be read but not taken, by line.

    Any number of them may be so, up to the whole file: only a few are in memory at once. Nothing
    else may be asked of the connection meanwhile.
    """
    columns = ", ".join(f"c{place}" for place in range(len(loaded.headers)))
    rows = con.execute(
        f"""SELECT source.line, reason, {columns}
        FROM {loaded.table} AS source JOIN rejected_rows USING (line)
        WHERE file = {loaded.number} ORDER BY source.line"""
    )
    while some := rows.fetchmany(_REJECTS_AT_ONCE):
        for line, why, *held in some:
            cells = tuple(cell or "" for cell in held)
            reason = (describe(cells) if why == NO_IDENTIFIER else "") or why
            yield Reject(loaded.number, line, reason, cells)


def account(
    names: Mapping[int, str],
    loads: Sequence[LoadedFile],
    joined: MergeResult,
    found: Rejected,
    unread: Sequence[UnreadCells],
) -> Accounting:
    """Add up the rows; raises AssertionError when one is missing."""
    rejected: Counter[int] = Counter()
    reasons: Counter[str] = Counter()
    for (file_number, reason), rows in found.items():
        rejected[file_number] += rows
        reasons[reason] += rows
    by_file = tuple(
        FileAccounting(
            file=loaded.number,
            name=names[loaded.number],
            rows_in=loaded.rows_in,
            accepted=joined.accepted[loaded.number],
            merged=joined.merged[loaded.number],
            rejected=rejected[loaded.number],
        )
        for loaded in loads
    )
    for one in by_file:
        if one.rows_in != one.accepted + one.merged + one.rejected:
            raise AssertionError(f"rows are missing in file {one.file}: {one!r}")
    return Accounting(
        rows_in=sum(one.rows_in for one in by_file),
        accepted=sum(one.accepted for one in by_file),
        merged=sum(one.merged for one in by_file),
        rejected=sum(one.rejected for one in by_file),
        files=by_file,
        reasons=dict(reasons.most_common()),
        unread=tuple(unread),
    )


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def escaped(text: str) -> str:
    """A cell that a spreadsheet will show and not run."""
    return f"'{text}" if text.startswith(_FORMULA) else text
