"""Imports files given as bytes and returns what became of them."""

from __future__ import annotations

import tempfile
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from functions.customer_base.columns.header_matching import is_known_header
from functions.customer_base.files.dialect import Refusal, sniff
from functions.customer_base.files.load import UNSEEN, cell, load
from functions.customer_base.imports.pipeline import (
    AnswersNeeded,
    Imported,
    Inspection,
    inspect,
    run_import,
)
from functions.customer_base.imports.reading.read_files import read_files
from functions.customer_base.imports.reading.settings import ImportSettings, SourceFile
from functions.customer_base.imports.records import Accounting
from functions.customer_base.parsing.findings import ColumnQuestion, UnreadCells
from functions.customer_base.parsing.normalised_rows import NORMALISED, normalised_table
from functions.customer_base.parsing.snapshot_table import SNAPSHOT_TYPES
from functions.customer_base.sql.connection import connect, threads_for

SETTINGS = ImportSettings(
    today=date(2026, 11, 23),
    now=datetime(2026, 11, 23, 9, tzinfo=UTC),
    time_zone="Europe/Vilnius",
    default_country="LT",
)


_NOTHING: dict[str, Any] = dict.fromkeys(SNAPSHOT_TYPES) | {"consents": [], "refusals": []}
"""What `relation` says of a column that a snapshot does not have."""


@dataclass(frozen=True)
class Read:
    """A finished import: the customers by id, the accounting, and the rejects as text."""

    customers: dict[str, dict[str, Any]]
    accounting: Accounting
    rejects: str

    @property
    def sums(self) -> tuple[int, int, int, int]:
        a = self.accounting
        return a.rows_in, a.accepted, a.merged, a.rejected

    def only(self) -> dict[str, Any]:
        (customer,) = self.customers.values()
        return customer


def read(
    *contents: bytes | str,
    settings: ImportSettings = SETTINGS,
    answers: dict[str, str] | None = None,
    mapping: dict[str, str] | None = None,
) -> Read | Refusal | AnswersNeeded:
    """Import the files together, with the mapping their headers have by themselves."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        files = []
        for number, content in enumerate(contents, start=1):
            path = work / f"upload-{number}.csv"
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            found = inspect(path)
            if isinstance(found, Refusal):
                return found
            chosen = mapping or found.mapping
            files.append(SourceFile(number, path.name, path, chosen, answers or {}))
        con = connect(threads=threads_for(file.path for file in files))
        try:
            outcome = run_import(con, tuple(files), settings, work=work)
            if not isinstance(outcome, Imported):
                return outcome
            cursor = con.execute("SELECT * FROM read_parquet(?)", [str(outcome.customers)])
            names = [column[0] for column in cursor.description or ()]
            rows = [_NOTHING | dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            rejects = outcome.rejects.read_text(encoding="utf-8-sig")
            return Read({row["customer_id"]: row for row in rows}, outcome.accounting, rejects)
        finally:
            con.close()


@dataclass(frozen=True)
class ReadCells:
    """What the cells of one file are read as, before its rows are joined to customers."""

    rows: tuple[dict[str, Any], ...]
    """Every canonical column, in the order of the lines."""
    unread: tuple[UnreadCells, ...]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows]

    def only(self) -> dict[str, Any]:
        (row,) = self.rows
        return row


def read_cells(
    content: str, *, settings: ImportSettings = SETTINGS, answers: dict[str, str] | None = None
) -> ReadCells:
    """Read the cells of one file as an import does, which must not ask anything; write nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload-1.csv"
        path.write_text(content, encoding="utf-8", newline="")
        seen = inspect(path)
        assert isinstance(seen, Inspection), seen
        con = connect(threads=threads_for([path]))
        try:
            file = SourceFile(1, path.name, path, seen.mapping, answers or {})
            files = read_files(con, (file,), settings, work=Path(folder))
            assert not isinstance(files, Refusal), files
            found = files[1]
            unread = tuple(one for one in found.found if isinstance(one, UnreadCells))
            assert not [one for one in found.found if isinstance(one, ColumnQuestion)]
            cursor = con.execute(f"SELECT * FROM {normalised_table(1)} ORDER BY line")
            names = [column[0] for column in cursor.description or ()]
            rows = [_UNFILLED | dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        finally:
            con.close()
    return ReadCells(tuple(rows), unread)


_UNFILLED: dict[str, Any] = dict.fromkeys(NORMALISED)

Cells = tuple[str, ...]
_SPACES = "".join(one for one in UNSEEN if unicodedata.category(one) == "Zs")
"""What DuckDB's `trim` takes off without being asked: spaces of any width, no tabs."""


@dataclass(frozen=True)
class Loaded:
    """All that an import takes from a file's bytes; two files alike in it are one to the import.

    Cells without what stands around them, as every later step reads them.
    """

    headers: Cells
    rows: tuple[tuple[int, Cells], ...]
    rejects: tuple[tuple[int, str, Cells], ...]
    rows_in: int


def loaded(content: bytes | str) -> Loaded | Refusal:
    """Load a file as an import does, and go no further."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        path = work / "upload-1.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        dialect = sniff(path, is_known=is_known_header)
        if isinstance(dialect, Refusal):
            return dialect
        con = connect()
        try:
            found = load(con, path, dialect=dialect, number=1, work=work)
            if isinstance(found, Refusal):
                return found
            names = ", ".join(cell(position) for position in range(len(found.headers)))
            table = con.execute(f"SELECT line, {names} FROM {found.table} ORDER BY line")
            rows = [(line, cells) for line, *cells in table.fetchall()]
        finally:
            con.close()
        texts = {text for _, cells in rows for text in cells if text is not None}
        bare: dict[str | None, str] = {None: ""} | {text: text.strip(UNSEEN) for text in texts}
        # Later steps look for what stands around a cell only in a file that may have it.
        assert found.unseen or all(bare[text] == text.strip(_SPACES) for text in texts)
        assert found.excel or not any(text.startswith('="') for text in bare.values())
        assert found.marked or not any(text.startswith("'") for text in bare.values())
        around = " " if found.unseen else UNSEEN
        held = [cells[place] for _, cells in rows for place in found.bare]
        assert all(text.strip(around) == text != "" for text in held if text is not None)
        return Loaded(
            found.headers,
            tuple((line, tuple(bare[text] for text in cells)) for line, cells in rows),
            tuple((one.line, one.reason, one.cells) for one in found.rejects),
            found.rows_in,
        )


def assert_both_parsers_read_alike(content: bytes | str) -> None:
    """What DuckDB's parser makes of a file is what our own makes of it, which takes any encoding.

    Everything after the loading sees its table only, so that a whole import tells no more.
    """
    assert loaded(as_utf16(content)) == loaded(content)


def as_utf16(content: bytes | str) -> bytes:
    """The same text written so that our own parser splits it: DuckDB's takes UTF-8 only."""
    text = (
        content if isinstance(content, str) else content.decode(looked_at(content).dialect.encoding)
    )
    return text.encode("utf-16")


def done(outcome: Read | Refusal | AnswersNeeded) -> Read:
    assert isinstance(outcome, Read), outcome
    return outcome


def inspected(content: bytes | str) -> Inspection | Refusal:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return inspect(path)


def looked_at(content: bytes | str) -> Inspection:
    found = inspected(content)
    assert isinstance(found, Inspection), found
    return found
