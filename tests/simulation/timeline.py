"""Virtual time: what will happen, in order. Nothing here ever waits."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Timeline:
    """Also the product's `Clock`."""

    time: datetime
    heap: list[tuple[datetime, int, str, Callable[[], object]]] = field(default_factory=list)
    order: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def now(self) -> datetime:
        return self.time

    def at(self, moment: datetime, work: Callable[[], object], label: str) -> None:
        heapq.heappush(self.heap, (max(moment, self.time), next(self.order), label, work))

    def after(self, delay: timedelta, work: Callable[[], object], label: str) -> None:
        self.at(self.time + delay, work, label)

    def next_at(self) -> datetime | None:
        return self.heap[0][0] if self.heap else None

    def run_next(self) -> str:
        moment, _, label, work = heapq.heappop(self.heap)
        self.time = moment
        work()
        return label


@dataclass
class TimelineClock:
    timeline: Timeline

    def now(self) -> datetime:
        return self.timeline.time
