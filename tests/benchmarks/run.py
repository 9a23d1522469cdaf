"""`make bench`: every measurement of `bench_*.py` beside its baseline, as a table and a file.

A goal that is missed is shown, never an error: numbers of one machine judge no other. Names of
benchmarks limit the run: `python -m tests.benchmarks.run customer_base`.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from tests.benchmarks.measured import ROOT, Row, keep, table

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    """Measure; 1 when there is no benchmark of a wanted name."""
    files = {path.stem.removeprefix("bench_"): path for path in HERE.rglob("bench_*.py")}
    known = sorted(files)
    if unknown := set(wanted) - set(known):
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
        return 1
    # Played AWS stands between the wire and the clients that were made after it was loaded alone.
    importlib.import_module("moto.core")
    rows: list[Row] = []
    for name in wanted or known:
        print(f"Measuring {name}", flush=True)
        module = ".".join(files[name].relative_to(ROOT).with_suffix("").parts)
        measured = importlib.import_module(module).rows()
        print(f"{table(measured)}\n", flush=True)
        rows += measured
        # What took minutes is not lost when a later benchmark breaks off.
        kept = keep(rows, "bench")
        print(f"Kept in {kept.relative_to(ROOT)}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
