"""A million customers through the packaged import on the local platform, beside the bare import.

A scripted founder sends the file as a browser would; everything seen is seen on the console. What
is refused must be refused in words, so files of five million rows are sent too.

    python -m tests.benchmarks.bench_packaged_import 100000
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import httpx
import psutil

from infra.deployables import BASE
from infra.local.demo.page_forms import Page
from infra.local.demo.scripted_founder import ScriptedFounder
from infra.local.local_platform import STAGE, LocalPlatform
from tests.benchmarks.bench_customer_base import measure
from tests.benchmarks.generated_files import generate
from tests.benchmarks.measured import Row, table
from tests.machine.own_ports import own_ports

LIMIT_S = 600.0
"""How long anything is waited for; the function itself is given 900 s."""
REFUSED_ROWS = 5_000_000
IMPORT_GOAL = 3.5
"""The way through the queue, two downloads, the upload and a busy machine, in bare imports."""
HELD_GOAL = 1.3
"""In bare imports: an import that held the file of 160 MB in memory would be above it."""
MEMORY_SHARE = 0.5
"""Of the function's memory: the other half is left for files that are wider or dirtier."""
LOOK_S = 0.05


@dataclass
class Watched:
    """The most that the processes of one function held, in MB."""

    peak_mb: float = 0.0


@contextmanager
def watched(function: str) -> Iterator[Watched]:
    """Look at the local processes of a function until the end; the system keeps each one's peak."""
    seen, over = Watched(), threading.Event()

    def look() -> None:
        while not over.wait(LOOK_S):
            for process in _processes(function):
                seen.peak_mb = max(seen.peak_mb, _peak_mb(process))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _processes(function: str) -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if process.environ().get("AWS_LAMBDA_FUNCTION_NAME") == function:
                found.append(process)
        except psutil.Error:
            continue  # It ended, or is just beginning.
    return found


def _peak_mb(process: psutil.Process) -> float:
    try:
        status = Path(f"/proc/{process.pid}/status").read_text()
    except OSError:
        return 0.0
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(peak[1]) / 1024 if peak else 0.0


@dataclass(frozen=True)
class Through:
    """One import and its segment run as the console showed them."""

    sent_s: float
    import_s: float
    segment_s: float
    page: Page


def import_through_console(founder: ScriptedFounder, file: Path) -> Through:
    """Send, wait for the import, wait for its segment run."""
    began = time.perf_counter()
    path = founder.upload(file, attest=True)
    sent = time.perf_counter()
    page = founder.import_finished(path)
    imported = time.perf_counter()
    founder.segments_sorted()
    judged = time.perf_counter()
    return Through(sent - began, imported - sent, judged - imported, page)


def refusal_of(founder: ScriptedFounder, file: Path) -> str:
    """What the console or the bucket says to a file that is too much."""
    try:
        path = founder.upload(file, attest=True)
    except httpx.HTTPStatusError as error:
        code = re.search(r"<Code>(\w+)</Code>", error.response.text)
        return code[1] if code else str(error.response.status_code)

    def look() -> str | None:
        text = founder.open(path).text
        return next((line for line in text.split("\n") if "most that can be read" in line), None)

    return founder.wait(look, what="the refusal")


def write_narrow(path: Path, rows: int) -> None:
    """Three columns, so that many rows stay below the limit of bytes."""
    duckdb.execute(
        f"""COPY (SELECT 'cus_' || i AS customer_id, 'active' AS status,
        9 AS payments FROM range({int(rows)}) AS numbers(i)) TO '{path}' (HEADER)"""
    )


def write_repeated(path: Path, once: Path, times: int) -> None:
    """The body of a file several times under its one header."""
    with path.open("wb") as target:
        for turn in range(times):
            with once.open("rb") as source:
                header = source.readline()
                if not turn:
                    target.write(header)
                while chunk := source.read(1 << 20):
                    target.write(chunk)


def rows(size: int = 1_000_000) -> list[Row]:
    """One line per measurement: value, baseline in the same unit, their ratio, goal, holds."""
    function = next(each for each in BASE.functions if each.name == "import_customers")
    with tempfile.TemporaryDirectory(prefix="warmline-bench-") as place:
        file = Path(place) / "base.csv"
        generate(file, size)
        bare, bare_mb = measure("import", Path(place))
        with own_ports() as first, LocalPlatform(first) as platform:
            founder = ScriptedFounder(
                platform.console_url, sandbox=platform.sandbox, patience_s=LIMIT_S
            )
            founder.sign_up()
            with watched(f"warmline-{STAGE}-base-{function.name}") as seen:
                through = import_through_console(founder, file)
            _accounted_for(through.page, size)
            refused = _refusals(founder, file, Path(place))
    about = f"{size:,} rows, packaged"
    # Of a small file the way there is most of the time.
    goal = IMPORT_GOAL if size >= 1_000_000 else None
    return [
        _line(f"import, {about}", through.import_s, bare, "s", goal),
        _line(f"sending the file, {about}", through.sent_s, bare, "s", None),
        _line(f"segment run, {about}", through.segment_s, bare, "s", None),
        _line(f"peak memory of the import, {about}", seen.peak_mb, bare_mb, "MB", HELD_GOAL),
        _line(
            f"share of its memory, {about}", seen.peak_mb, function.memory_mb, "MB", MEMORY_SHARE
        ),
        *refused,
    ]


_ACCOUNT = re.compile(
    r"([\d,]+) rows? in = ([\d,]+) accepted \+ ([\d,]+) merged duplicates? \+ ([\d,]+) rejected"
)


def _accounted_for(page: Page, size: int) -> None:
    """Raises AssertionError unless the page says what became of every row."""
    shown = " ".join(page.text.split())
    found = _ACCOUNT.search(shown)
    assert found, shown[-1500:]
    rows_in, *became = (int(number.replace(",", "")) for number in found.groups())
    assert rows_in == size == sum(became), found[0]
    print(found[0], flush=True)


def _refusals(founder: ScriptedFounder, file: Path, place: Path) -> list[Row]:
    """Five million rows, once within the limit of bytes and once beyond it."""
    many = place / "many.csv"
    found = []
    writers: tuple[tuple[str, str, Callable[[], None]], ...] = (
        ("below 512 MB", "the most that can be read", lambda: write_narrow(many, REFUSED_ROWS)),
        ("above 512 MB", "EntityTooLarge", lambda: write_repeated(many, file, 5)),
    )
    for about, wanted, write in writers:
        write()
        if about == "above 512 MB" and many.stat().st_size <= 512 * 1024 * 1024:
            continue  # A small trial run.
        began = time.perf_counter()
        said = refusal_of(founder, many)
        took = time.perf_counter() - began
        many.unlink()
        print(f"{REFUSED_ROWS:,} rows, {about}: {said}", flush=True)
        row = _line(f"{REFUSED_ROWS:,} rows {about} refused", took, LIMIT_S, "s", 1.0)
        found.append(row | {"holds": wanted in said})
    return found


def _line(name: str, value: float, baseline: float, unit: str, goal: float | None) -> Row:
    ratio = value / baseline
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": round(baseline, 3),
        "ratio": round(ratio, 2),
        "goal": goal,
        "holds": goal is None or ratio <= goal,
    }


if __name__ == "__main__":
    print(table(rows(*(int(size) for size in sys.argv[1:2]))))
