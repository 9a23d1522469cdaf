"""The founders' file beside the bare DuckDB scan of it, up to the most that one import takes.

Must never compare two files: every ratio is to a scan of the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from functions.customer_base.segmentation.summary import summarise
from functions.customer_base.sql.connection import connect
from functions.product.limits import MAX_ROWS
from tests.benchmarks.generated_files import TODAY
from tests.benchmarks.imports.founders_file import generate_founders
from tests.benchmarks.imports.founders_rules import founders_with_pandas, founders_with_polars
from tests.benchmarks.imports.rules_elsewhere import Counts
from tests.benchmarks.imports.runs_of_the_base import (
    import_files,
    judged_of,
    segment_run,
    whole_run,
)


def write_files(folder: Path, rows: int) -> None:
    """As many files as the product wants for so many rows."""
    for number, first in enumerate(range(0, rows, MAX_ROWS)):
        path = folder / f"founders-{number}.csv"
        generate_founders(path, min(MAX_ROWS, rows - first), first=first)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("founders-*.csv"))


def _work(folder: Path) -> Path:
    return folder / "founders"


def _source(folder: Path) -> str:
    return f"read_csv({[str(path) for path in _files(folder)]})"


def floor(folder: Path) -> None:
    """What nobody can beat: one scan with one CASE."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(
        """SELECT count(*) FILTER (CASE WHEN "Status" = 'active'
          AND "Created (UTC)" >= TIMESTAMP '2026-01-01' THEN TRUE ELSE FALSE END)
        FROM """
        + _source(folder)
    ).fetchall()
    con.close()


def to_parquet(folder: Path) -> None:
    con = duckdb.connect(config={"threads": 2})
    con.execute(f"COPY (FROM {_source(folder)}) TO '{folder / 'copied.parquet'}' (FORMAT parquet)")
    con.close()


def whole_import(folder: Path) -> None:
    import_files(_files(folder), _work(folder))


def import_and_segments(folder: Path) -> None:
    whole_import(folder)
    segment_run(_work(folder))


MEASURED: dict[str, Callable[[Path], object]] = {
    "founders floor": floor,
    "founders copy": to_parquet,
    "founders pandas": lambda folder: founders_with_pandas(_files(folder)[0], TODAY),
    "founders polars": lambda folder: founders_with_polars(_files(folder)[0], TODAY),
    "founders import": whole_import,
    "founders whole": import_and_segments,
    "founders run": lambda folder: whole_run(_work(folder)),
}
IN_SEVERAL_FILES = ("founders floor", "founders copy", "founders import", "founders whole")
"""What is also measured where one import needs more than one file."""


def agree(
    folder: Path,
    others: tuple[Callable[[Path, date], Counts], ...] = (
        founders_with_pandas,
        founders_with_polars,
    ),
) -> None:
    """The others count what ours counts; raises AssertionError where they do not."""
    con = connect()
    ours = summarise(con, judged_of(con, _work(folder))).counts
    con.close()
    for other in others:
        theirs = other(_files(folder)[0], TODAY)
        assert {name: count for name, count in ours.items() if count} == theirs, other.__name__
