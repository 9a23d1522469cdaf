"""Imports files given as bytes and returns what became of them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from functions.customer_base.files.dialect import Refusal
from functions.customer_base.imports.pipeline import (
    AnswersNeeded,
    Imported,
    ImportSettings,
    Inspection,
    SourceFile,
    inspect,
    run_import,
)
from functions.customer_base.imports.records import Accounting
from functions.customer_base.parsing.snapshot_table import SNAPSHOT_TYPES, relation
from functions.customer_base.sql.connection import connect

SETTINGS = ImportSettings(
    today=date(2026, 11, 23),
    now=datetime(2026, 11, 23, 9, tzinfo=UTC),
    time_zone="Europe/Vilnius",
    default_country="LT",
)


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
        con = connect()
        try:
            outcome = run_import(con, tuple(files), settings, work=work)
            if not isinstance(outcome, Imported):
                return outcome
            kept = ", ".join(SNAPSHOT_TYPES)
            cursor = con.execute(f"SELECT {kept} FROM {relation(con, outcome.customers)}")
            names = [column[0] for column in cursor.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            rejects = outcome.rejects.read_text(encoding="utf-8-sig")
            return Read({row["customer_id"]: row for row in rows}, outcome.accounting, rejects)
        finally:
            con.close()


def as_utf16(content: bytes | str) -> bytes:
    """The same text written so that our own parser splits it: DuckDB's takes UTF-8 only."""
    text = (
        content if isinstance(content, str) else content.decode(looked_at(content).dialect.encoding)
    )
    return text.encode("utf-16")


def done(outcome: Read | Refusal | AnswersNeeded) -> Read:
    assert isinstance(outcome, Read), outcome
    return outcome


def looked_at(content: bytes | str) -> Inspection:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found = inspect(path)
    assert isinstance(found, Inspection), found
    return found
