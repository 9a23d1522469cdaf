"""What the benchmarks of the base run: imports of files, and segment runs over what they left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from functions.customer_base.files.dialect import Refusal
from functions.customer_base.imports.pipeline import Imported, inspect, run_import
from functions.customer_base.imports.reading.settings import ImportSettings, SourceFile
from functions.customer_base.segmentation.criteria_sql import Criteria
from functions.customer_base.segmentation.dial_pool import SnapshotFacts, write_pages
from functions.customer_base.segmentation.judge import Judged, judge, load_judged
from functions.customer_base.segmentation.summary import summarise
from functions.customer_base.sql.connection import connect
from tests.benchmarks.generated_files import TODAY
from tests.customer_base.fakes_base import CATALOGUE

CRITERIA = Criteria(TODAY, catalogue=CATALOGUE)


def import_files(files: Sequence[Path], work: Path) -> None:
    """Loading, normalisation, duplicates, rejects, accounting and the snapshot."""
    work.mkdir(exist_ok=True)
    sources = []
    for number, file in enumerate(files, start=1):
        found = inspect(file)
        assert not isinstance(found, Refusal)
        sources.append(SourceFile(number, file.name, file, found.mapping))
    con = connect()
    settings = ImportSettings(TODAY, datetime(2026, 11, 23, tzinfo=UTC))
    outcome = run_import(con, tuple(sources), settings, work=work)
    assert isinstance(outcome, Imported), outcome
    con.close()


def segment_run(folder: Path) -> None:
    """The rules over the snapshot: motion and reason of everybody, written."""
    con = connect()
    judge(
        con,
        customers=folder / "customers.parquet",
        criteria=CRITERIA,
        target=folder / "verdicts.parquet",
    )
    con.close()


def whole_run(folder: Path) -> None:
    """A segment run with all it leaves: verdicts, the preview's counts, dial-pool pages."""
    segment_run(folder)
    con = connect()
    found = judged_of(con, folder)
    summarise(con, found)
    pages = folder / "pages"
    pages.mkdir(exist_ok=True)
    write_pages(con, found, SnapshotFacts(TODAY), pages)
    con.close()


def judged_of(con: duckdb.DuckDBPyConnection, folder: Path) -> Judged:
    """The run that `segment_run` left in a folder."""
    return load_judged(
        con,
        customers=folder / "customers.parquet",
        verdicts=folder / "verdicts.parquet",
        criteria=CRITERIA,
    )
