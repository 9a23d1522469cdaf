"""Takes files the whole way, from their bytes to motions, through the public entrances only."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.customer_base.imports.pipeline import (
    Imported,
    Inspection,
    inspect,
    run_import,
)
from functions.customer_base.imports.reading.settings import ImportSettings, SourceFile
from functions.customer_base.imports.records import Accounting, SnapshotComparison
from functions.customer_base.parsing.snapshot_table import SNAPSHOT_TYPES, relation
from functions.customer_base.segmentation.criteria_sql import Criteria, rules_of
from functions.customer_base.segmentation.judge import judge, load_judged
from functions.customer_base.segmentation.rules import MOTIONS, PERIMETER
from functions.customer_base.segmentation.summary import Summary, summarise
from functions.customer_base.sql.connection import connect
from functions.product.motions import Motion
from tests.customer_base.fakes_base import CATALOGUE
from tests.customer_base.reading import SETTINGS

Row = dict[str, str]
Facts = dict[str, Any]


@dataclass(frozen=True)
class Whole:
    """What an import and the segment run after it say, with nothing of how they came to it."""

    customers: dict[str, Facts]
    judged: dict[str, Facts]
    accounting: Accounting
    comparison: SnapshotComparison | None
    rejects: tuple[tuple[str, ...], ...]
    """As downloaded: file, line, reason, cells."""
    counted: Summary | None

    @property
    def summary(self) -> Summary:
        assert self.counted is not None, "asked for without its counts"
        return self.counted

    @property
    def sums(self) -> tuple[int, int, int, int]:
        a = self.accounting
        return a.rows_in, a.accepted, a.merged, a.rejected

    @property
    def motions(self) -> dict[str, tuple[str | None, str]]:
        """Customer id → motion and reason."""
        return {name: (row["motion"], row["reason"]) for name, row in self.judged.items()}

    @property
    def outcome(self) -> tuple[Any, ...]:
        """All that must not depend on the order of rows and files."""
        reasons = dict(sorted(self.accounting.reasons.items()))
        return self.customers, self.judged, self.sums, reasons


def csv_of(rows: Sequence[Row], columns: Sequence[str], *, delimiter: str = ",") -> bytes:
    kept = io.StringIO()
    writer = csv.writer(kept, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    # A row may hold more cells than there are columns; those stand under the name "".
    writer.writerows([*(row.get(name, "") for name in columns), *row.get("", "")] for row in rows)
    return kept.getvalue().encode()


def judged_by(settings: ImportSettings) -> Criteria:
    return Criteria(settings.today, catalogue=CATALOGUE)


@contextmanager
def workplace() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def whole(
    *contents: bytes,
    settings: ImportSettings = SETTINGS,
    criteria: Criteria | None = None,
    counts: bool = True,
) -> Whole:
    """Import the files together; without its counts, which take as long as everything else."""
    (found,) = whole_each_time(
        *contents, settings=settings, criteria=criteria, times=1, counts=counts
    )
    return found


def whole_each_time(
    *contents: bytes,
    settings: ImportSettings = SETTINGS,
    criteria: Criteria | None = None,
    times: int,
    counts: bool = True,
) -> list[Whole]:
    """Import the files together, `times` times over, each time after the one before."""
    found: list[Whole] = []
    with workplace() as work:
        previous: Path | None = None
        for turn in range(times):
            folder = work / str(turn)
            folder.mkdir()
            found.append(
                _whole(
                    contents,
                    settings,
                    criteria or judged_by(settings),
                    folder,
                    previous,
                    counts=counts,
                )
            )
            previous = folder / "kept.parquet"
    return found


def _whole(
    contents: Sequence[bytes],
    settings: ImportSettings,
    criteria: Criteria,
    work: Path,
    previous: Path | None,
    *,
    counts: bool,
) -> Whole:
    files = []
    for number, content in enumerate(contents, start=1):
        path = work / f"upload-{number}.csv"
        path.write_bytes(content)
        seen = inspect(path)
        assert isinstance(seen, Inspection), seen
        files.append(SourceFile(number, path.name, path, seen.mapping))
    con = connect()
    try:
        done = run_import(con, tuple(files), settings, work=work, previous=previous)
        assert isinstance(done, Imported), done
        done.customers.replace(work / "kept.parquet")
        snapshot = work / "kept.parquet"
        verdicts = work / "verdicts.parquet"
        judge(con, customers=snapshot, criteria=criteria, target=verdicts)
        result = load_judged(con, customers=snapshot, verdicts=verdicts, criteria=criteria)
        judged = _by_id(con.execute(result.select("customer_id", *result.derived())))
        kept = ", ".join(SNAPSHOT_TYPES)
        customers = _by_id(con.execute(f"SELECT {kept} FROM {relation(con, snapshot)}"))
        summary = summarise(con, result) if counts else None
    finally:
        con.close()
    text = done.rejects.read_text(encoding="utf-8-sig")
    beside = ("file", "line", "reason")
    rows = (tuple(row) for row in csv.reader(io.StringIO(text)))
    rejects = tuple(row for row in rows if row[:3] != beside)
    return Whole(customers, judged, done.accounting, done.comparison, rejects, summary)


def _by_id(cursor: Any) -> dict[str, Facts]:
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    found = {row["customer_id"]: row for row in rows}
    assert len(found) == len(rows), "nobody is listed twice"
    return found


def assert_lawful(found: Whole, *, criteria: Criteria | None = None) -> None:
    """What holds for every import: no row lost, one motion or none, a reason that agrees."""
    rows_in, accepted, merged, rejected = found.sums
    assert rows_in == accepted + merged + rejected
    assert accepted == len(found.customers) == found.summary.customers
    assert rejected == len(found.rejects) == sum(found.accounting.reasons.values())
    for file in found.accounting.files:
        assert file.rows_in == file.accepted + file.merged + file.rejected
    assert set(found.judged) == set(found.customers)
    assert sum(found.summary.counts.values()) == accepted
    rules = rules_of(criteria or judged_by(SETTINGS))
    for row in found.judged.values():
        verdicts = {rule.name: row[f"v_{rule.name}"] for rule in rules}
        assert row["motion"] is None or row["motion"] in MOTIONS
        if row["motion"] is None and row["reason"] != "left_on_unknown":
            assert verdicts[row["reason"]] is not True
        elif row["motion"] is not None:
            assert verdicts[row["reason"]] is True
            assert all(verdicts[r.name] for r in rules if r.group == PERIMETER)
        if row["motion"] == "upsell":
            assert all(verdicts[r.name] for r in rules if r.group is Motion.UPSELL)
