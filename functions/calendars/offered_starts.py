"""The times at which a provider lets conversations begin, kept as runs of even steps.

Pure. A scheduling provider has rules of its own, so what it does not name is not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from tenancy.values.lazy_dataclass import dataclass

STARTS_AT_MOST = 20_000
"""Of one calendar: sixty days of starts every five minutes are fewer."""


@dataclass(frozen=True, slots=True)
class StartRun:
    """Starts that follow each other at one distance."""

    first: datetime
    """Aware, UTC."""
    count: int
    every_minutes: int
    """0 where there is one start alone."""


def runs_of(starts: Iterable[datetime]) -> tuple[StartRun, ...]:
    """The fewest runs, each read from its start on; `starts` in any order, each on a minute."""
    ordered = sorted(set(starts))
    runs: list[StartRun] = []
    for before, start in pairwise([None, *ordered]):
        if start is None:
            continue
        if before is not None:
            run, apart = runs[-1], (start - before) // timedelta(minutes=1)
            if run.count == 1 or run.every_minutes == apart:
                runs[-1] = StartRun(run.first, run.count + 1, apart)
                continue
        runs.append(StartRun(start, 1, 0))
    return tuple(runs)


def starts_of(runs: Iterable[StartRun]) -> tuple[datetime, ...]:
    """The starts of runs, in order of time."""
    return tuple(_each_start(runs))


def _each_start(runs: Iterable[StartRun]) -> Iterator[datetime]:
    for run in runs:
        for place in range(run.count):
            yield run.first + timedelta(minutes=run.every_minutes * place)
