"""The customer base beside the bare DuckDB scan of the same file, measured in the same run.

Each measurement runs in a process of its own, so that its peak memory is its own.

    python -m tests.benchmarks.bench_customer_base 100000
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from functions.customer_base.dialect import Refusal
from functions.customer_base.importing import (
    Imported,
    Settings,
    SourceFile,
    connect,
    inspect,
    run_import,
)
from functions.customer_base.runs import write_verdicts
from functions.customer_base.segment import Criteria, judge
from tests.customer_base.fakes_base import CATALOGUE

TODAY = date(2026, 11, 23)
IMPORT_GOAL, SEGMENT_GOAL, MEMORY_GOAL_MB = 3.5, 0.5, 1200.0
HEADERS = (
    "customer_id",
    "name",
    "email",
    "phone",
    "country",
    "language",
    "plan",
    "plan_since",
    "billing_interval",
    "status",
    "paid_since",
    "renews_on",
    "churned_on",
    "seats",
    "team_size",
    "mrr_cents",
    "currency",
    "usage_30d",
    "usage_prev_30d",
    "limit_used",
)
Row = dict[str, object]


def generate(path: Path, rows: int) -> None:
    """A CSV of `rows` customers and 20 columns, the same for the same number of rows."""
    chance = random.Random(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for number in range(rows):
            status = chance.choice(("active",) * 7 + ("canceled", "past_due", "trialing"))
            left = TODAY - timedelta(chance.randint(1, 300)) if status == "canceled" else ""
            writer.writerow(
                [
                    f"cus_{number:07d}",
                    f"Sample Person {number}",
                    f"person{number}@example.com",
                    f"+1415{chance.randint(2_000_000, 9_999_999)}",
                    "US",
                    "en",
                    chance.choice(("Starter", "Growth", "Scale")),
                    TODAY - timedelta(chance.randint(1, 900)),
                    chance.choice(("month", "year")),
                    status,
                    TODAY - timedelta(chance.randint(1, 900)),
                    TODAY + timedelta(chance.randint(1, 360)),
                    left,
                    chance.randint(1, 5),
                    chance.randint(1, 12),
                    chance.randint(1000, 90000),
                    "USD",
                    chance.randint(0, 900),
                    chance.randint(0, 900),
                    round(chance.random(), 2),
                ]
            )


def floor(folder: Path) -> None:
    """What nobody can beat: one scan with one CASE."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(
        "SELECT count(*) FILTER (CASE WHEN status = 'active' AND limit_used >= 0.8 THEN TRUE "
        f"ELSE FALSE END) FROM read_csv('{folder / 'base.csv'}')"
    ).fetchall()


def plain_csv(folder: Path) -> None:
    """The same condition in a loop, as a founder's script would."""
    with (folder / "base.csv").open(newline="", encoding="utf-8") as file:
        sum(
            row["status"] == "active" and float(row["limit_used"]) >= 0.8
            for row in csv.DictReader(file)
        )


def whole_import(folder: Path) -> None:
    """Intake, normalisation, duplicates, rejects, accounting and the snapshot."""
    found = inspect(folder / "base.csv")
    assert not isinstance(found, Refusal)
    con = connect(folder)
    file = SourceFile(1, "base.csv", folder / "base.csv", found.mapping)
    settings = Settings(TODAY, datetime(2026, 11, 23, tzinfo=UTC))
    outcome = run_import(con, (file,), settings, work=folder)
    assert isinstance(outcome, Imported)
    con.close()


def segment_run(folder: Path) -> None:
    """The five rules with their verdicts over the snapshot, written."""
    con = connect(folder)
    criteria = Criteria(TODAY, catalogue=CATALOGUE)
    judge(con, customers=folder / "customers.parquet", criteria=criteria)
    write_verdicts(con, folder / "verdicts.parquet")
    con.close()


MEASURED: dict[str, Callable[[Path], None]] = {
    "floor": floor,
    "plain_csv": plain_csv,
    "import": whole_import,
    "segment": segment_run,
}


def _measure(name: str, folder: Path, *, rounds: int) -> tuple[float, float]:
    """Best seconds of several rounds and peak memory in MB, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_customer_base", name, folder, str(rounds)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, memory = json.loads(done.stdout)
    return float(seconds), float(memory)


def _child(name: str, folder: Path, rounds: int) -> None:
    best = min(_timed(MEASURED[name], folder) for _ in range(rounds))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([best, peak]))


def _timed(run: Callable[[Path], None], folder: Path) -> float:
    began = time.perf_counter()
    run(folder)
    return time.perf_counter() - began


def rows(sizes: tuple[int, ...] = (100_000, 1_000_000)) -> list[Row]:
    """One line per measurement: value, baseline in the same unit, their ratio, goal, holds."""
    table: list[Row] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            generate(folder / "base.csv", size)
            base, _ = _measure("floor", folder, rounds=3)
            loop, _ = _measure("plain_csv", folder, rounds=1)
            whole, memory = _measure("import", folder, rounds=2)
            judged, _ = _measure("segment", folder, rounds=3)
        # The goals are set for a million rows; smaller files show that growth is linear.
        judged_at = size >= 1_000_000
        table += [
            _line(f"bare DuckDB scan, {size:,} rows", base, base, None),
            _line(f"plain csv loop, one rule, {size:,} rows", loop, base, None),
            _line(f"import, whole, {size:,} rows", whole, base, IMPORT_GOAL if judged_at else None),
            _line(f"segment run, {size:,} rows", judged, base, SEGMENT_GOAL if judged_at else None),
            {
                "name": f"peak memory of the import, {size:,} rows",
                "value": round(memory, 1),
                "unit": "MB",
                "baseline": MEMORY_GOAL_MB,
                "ratio": round(memory / MEMORY_GOAL_MB, 2),
                "goal": 1.0,
                "holds": memory <= MEMORY_GOAL_MB,
            },
        ]
    return table


def _line(name: str, value: float, baseline: float, goal: float | None) -> Row:
    ratio = value / baseline
    return {
        "name": name,
        "value": round(value, 3),
        "unit": "s",
        "baseline": round(baseline, 3),
        "ratio": round(ratio, 2),
        "goal": goal,
        "holds": goal is None or ratio <= goal,
    }


if __name__ == "__main__":
    if sys.argv[1] in MEASURED:
        _child(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        for line in rows(tuple(int(size) for size in sys.argv[1:])):
            print(line)
