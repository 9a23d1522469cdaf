"""The customer base beside the bare DuckDB scan of the same file, measured in the same run.

Each measurement runs in a process of its own, so that its peak memory is its own. Rounds of the
things compared take turns, so that a busy moment of the machine falls on all of them.

    python -m tests.benchmarks.bench_customer_base 100000
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from functions.customer_base.console_queries.dispatch import answer
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.segmentation.summary import summarise
from functions.customer_base.sql.connection import connect
from functions.customer_base.store.snapshot import LocalCopies
from functions.product.limits import MAX_ROWS
from tests.benchmarks.generated_files import TODAY, generate, make_messy, publish_run
from tests.benchmarks.imports import founders_measures as founders
from tests.benchmarks.imports.rules_elsewhere import Counts, with_a_loop, with_pandas, with_polars
from tests.benchmarks.imports.runs_of_the_base import (
    import_files,
    judged_of,
    segment_run,
    whole_run,
)
from tests.customer_base.fakes_base import TENANT, Base, new_base

WHOLE_GOAL, RUN_GOAL, SEGMENT_GOAL, GROWTH_GOAL = 8.0, 3.0, 0.5, 1.3
"""In bare scans of the same million rows; growth is a row's time to a row's time."""
MEMORY_GOAL_MB = 1200.0
Row = dict[str, object]


def floor(folder: Path) -> None:
    """What nobody can beat: one scan with one CASE."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(
        "SELECT count(*) FILTER (CASE WHEN status = 'active' AND limit_used >= 0.8 THEN TRUE "
        f"ELSE FALSE END) FROM read_csv('{folder / 'base.csv'}')"
    ).fetchall()
    con.close()


def to_parquet(folder: Path) -> None:
    """DuckDB's own way from CSV to Parquet, with no question asked of any cell."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(
        f"COPY (FROM read_csv('{folder / 'base.csv'}')) "
        f"TO '{folder / 'copied.parquet'}' (FORMAT parquet)"
    )
    con.close()


def pandas_rules(folder: Path) -> None:
    with_pandas(folder / "base.csv", TODAY)


def polars_rules(folder: Path) -> None:
    with_polars(folder / "base.csv", TODAY)


def plain_loop(folder: Path) -> None:
    with_a_loop(folder / "base.csv", TODAY)


def whole_import(folder: Path) -> None:
    """Loading, normalisation, duplicates, rejects, accounting and the snapshot."""
    import_files([folder / "base.csv"], folder)


def messy_import(folder: Path) -> None:
    """The same with a file that has odd phones, duplicates, bad dates and rows of nobody."""
    import_files([folder / "messy.csv"], folder / "messy")


def import_and_segments(folder: Path) -> None:
    """From the file to everybody's motion."""
    whole_import(folder)
    segment_run(folder)


def messy_and_segments(folder: Path) -> None:
    """The same with the messy file."""
    messy_import(folder)
    segment_run(folder / "messy")


def as_bare_parquet_scan(folder: Path) -> None:
    """What a search cannot beat: looking once through one column of everybody."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(
        "SELECT count(*) FROM read_parquet(?) WHERE contains(lower(name), 'person 4242')",
        [str(folder / "customers.parquet")],
    ).fetchall()
    con.close()


MEASURED: dict[str, Callable[[Path], object]] = {
    "floor": floor,
    "copy": to_parquet,
    "pandas": pandas_rules,
    "polars": polars_rules,
    "loop": plain_loop,
    "import": whole_import,
    "whole": import_and_segments,
    "segment": segment_run,
    "run": whole_run,
    "messy": messy_import,
    "messy whole": messy_and_segments,
    **founders.MEASURED,
}
BESIDE_EACH_OTHER = tuple(name for name in MEASURED if name != "loop")
ROUNDS = 3


def measure(name: str, folder: Path, *, times: int = 2) -> tuple[float, float]:
    """Seconds of the best of some runs and peak memory in MB, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_customer_base", name, folder, str(times)],
        check=True,
        capture_output=True,
        text=True,
    )
    seconds, memory = json.loads(done.stdout)
    return float(seconds), float(memory)


def _child(name: str, folder: Path, times: int) -> None:
    best = min(_timed(MEASURED[name], folder) for _ in range(times))
    print(json.dumps([best, _peak_mb()]))


def _peak_mb() -> float:
    """Of this process alone: `ru_maxrss` is never less than what its parent had when it forked."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def _timed(run: Callable[[Path], object], folder: Path) -> float:
    began = time.perf_counter()
    run(folder)
    return time.perf_counter() - began


def agree(
    folder: Path,
    others: tuple[Callable[[Path, date], Counts], ...] = (with_pandas, with_polars, with_a_loop),
) -> None:
    """The others count what ours counts; raises AssertionError where they do not."""
    con = connect()
    ours = summarise(con, judged_of(con, folder)).counts
    con.close()
    for other in others:
        theirs = other(folder / "base.csv", TODAY)
        assert {name: count for name, count in ours.items() if count} == theirs, other.__name__


SIZES = (10_000, 100_000, 1_000_000, 5 * MAX_ROWS)
"""Rows; beyond the most of one file the founders' file alone, in as many files as it takes."""


def rows(sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """One line per measurement: value, baseline in the same unit, their ratio, goal, holds."""
    table: list[Row] = []
    whole: dict[int, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            if size > MAX_ROWS:
                best, memory = _measure_each(folder, size, founders.IN_SEVERAL_FILES, rounds=1)
            else:
                best, memory = _measure_each(folder, size, BESIDE_EACH_OTHER, rounds=ROUNDS)
                best["loop"], _ = measure("loop", folder)
            table += _lines_of(size, best, memory)
            whole[size] = best["founders whole"]
            if size == MAX_ROWS:
                table += _questions(folder)
    return [*table, *_growth(whole)]


def _measure_each(
    folder: Path, size: int, names: tuple[str, ...], *, rounds: int
) -> tuple[dict[str, float], dict[str, float]]:
    """Name → best seconds, and name → memory; the things compared take turns."""
    founders.write_files(folder, size)
    if size <= MAX_ROWS:
        generate(folder / "base.csv", size)
        make_messy(folder / "base.csv", folder / "messy.csv")
        import_and_segments(folder)
        agree(folder)
        founders.import_and_segments(folder)
        founders.agree(folder)
    best: dict[str, float] = {}
    memory: dict[str, float] = {}
    for _ in range(rounds):
        for name in names:
            seconds, peak = measure(name, folder, times=2 if size <= MAX_ROWS else 1)
            best[name] = min(best.get(name, seconds), seconds)
            memory[name] = min(memory.get(name, peak), peak)
    return best, memory


_LINES: tuple[tuple[str, str, str, float | None], ...] = (
    ("bare DuckDB scan of the founders' file", "founders floor", "founders floor", None),
    ("CSV to Parquet alone in DuckDB, founders' file", "founders copy", "founders floor", None),
    ("rules alone in polars, founders' file", "founders polars", "founders floor", None),
    ("rules alone in pandas, founders' file", "founders pandas", "founders floor", None),
    ("ours, import alone, founders' file", "founders import", "founders floor", None),
    ("ours, whole, founders' file", "founders whole", "founders floor", WHOLE_GOAL),
    ("ours, whole, to pandas' rules alone", "founders whole", "founders pandas", None),
    ("segment run with counts and dial pool", "founders run", "founders floor", RUN_GOAL),
    ("bare DuckDB scan of the tidy file", "floor", "floor", None),
    ("CSV to Parquet alone in DuckDB, tidy file", "copy", "floor", None),
    ("rules alone in polars, tidy file", "polars", "floor", None),
    ("rules alone in pandas, tidy file", "pandas", "floor", None),
    ("rules alone in a plain csv loop, tidy file", "loop", "floor", None),
    ("ours, import alone, tidy file", "import", "floor", None),
    ("ours, whole, tidy file", "whole", "floor", WHOLE_GOAL),
    ("segment run, tidy file", "segment", "floor", SEGMENT_GOAL),
    ("segment run with counts and dial pool, tidy file", "run", "floor", RUN_GOAL),
    ("import of a messy file", "messy", "floor", None),
    ("ours, whole, of a messy file", "messy whole", "floor", None),
)
"""(what it is called, what is measured, beside what, goal at a million rows)."""
_PEAKS = (
    ("peak memory of the founders' import", "founders import"),
    ("peak memory of the tidy import", "import"),
    ("peak memory of a messy import", "messy"),
)


def _lines_of(size: int, best: dict[str, float], memory: dict[str, float]) -> list[Row]:
    # The goals are set for a million rows; other sizes show that growth is linear.
    goals = size == MAX_ROWS
    lines = [
        _line(f"{name}, {size:,} rows", best[what], best[beside], goal if goals else None)
        for name, what, beside, goal in _LINES
        if {what, beside} <= best.keys()
    ]
    peaks = [
        _peak(f"{name}, {size:,} rows", memory[what]) for name, what in _PEAKS if what in memory
    ]
    return lines + peaks


def _growth(whole: dict[int, float]) -> list[Row]:
    """Time of a row of the largest import, to that between the two smallest, fixed cost apart."""
    if len(whole) < 3:
        return []
    small, middle, *_, large = sorted(whole)
    each = (whole[middle] - whole[small]) / (middle - small)
    fixed = whole[small] - each * small
    grown = (whole[large] - fixed) / large
    name = f"time of a row at {large:,} rows, to one between {small:,} and {middle:,}"
    row = _line(name, grown * 1_000_000, each * 1_000_000, GROWTH_GOAL)
    return [row | {"unit": "us"}]


def _peak(name: str, memory: float) -> Row:
    return {
        "name": name,
        "value": round(memory, 1),
        "unit": "MB",
        "baseline": MEMORY_GOAL_MB,
        "ratio": round(memory / MEMORY_GOAL_MB, 2),
        "goal": 1.0,
        "holds": memory <= MEMORY_GOAL_MB,
    }


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


QUESTIONS: dict[str, dict[str, object]] = {
    "first page": {"query": "customers"},
    "upsell in dial order": {"query": "customers", "motion": "upsell"},
    "one reason": {"query": "customers", "motion": "none", "reason": "usage_shows_demand"},
    "search by name": {"query": "customers", "text": "Person 4242"},
    "search by e-mail": {"query": "customers", "text": "person4242@"},
    "search by phone": {"query": "customers", "text": "+1 415 424"},
    "search by id": {"query": "customers", "text": "cus_0004242"},
    "why": {"query": "why", "customer_id": "cus_0004242"},
}
WARM_S, COLD_S = 0.150, 1.5


def _questions(folder: Path) -> list[Row]:
    """Warm: the copies lie in the process's folder. Cold: they are fetched first."""
    con = connect()
    counts = summarise(con, judged_of(con, folder)).counts
    con.close()
    base = new_base(folder / "tenant")
    publish_run(base, folder, counts)
    floor_s = min(_timed(as_bare_parquet_scan, folder) for _ in range(5))
    table = [_within("bare DuckDB question of 1,000,000 rows", floor_s, floor_s, None)]
    for name, question in QUESTIONS.items():
        cold = _asked(base, question, folder / "cold")
        shutil.rmtree(folder / "cold")
        _asked(base, question, folder / "warm")
        warm = min(_asked(base, question, folder / "warm") for _ in range(5))
        table.append(_within(f"question warm: {name}", warm, floor_s, WARM_S))
        table.append(_within(f"question cold: {name}", cold, floor_s, COLD_S))
    return table


def _within(name: str, seconds: float, baseline: float, limit: float | None) -> Row:
    """A ratio to the bare question; the goal is a time, so it is told as a ratio as well."""
    return {
        **_line(name, seconds, baseline, None),
        "goal": None if limit is None else round(limit / baseline, 1),
        "holds": limit is None or seconds <= limit,
    }


def _asked(base: Base, question: dict[str, object], copies: Path) -> float:
    ports = QueryPorts(base.segments, LocalCopies(base.files, copies))
    began = time.perf_counter()
    found = answer({"tenant": TENANT, **question}, ports, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert "problem" not in found, found
    return time.perf_counter() - began


if __name__ == "__main__":
    if sys.argv[1] in MEASURED:
        _child(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        from tests.benchmarks.measured import table

        print(table(rows(tuple(int(size) for size in sys.argv[1:]))))
