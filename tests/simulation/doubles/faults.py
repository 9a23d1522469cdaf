"""What goes wrong in a simulated world, and how often. Nothing goes wrong after `calm_from`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from types import MappingProxyType

from tests.simulation.timeline import Timeline


class SimulatedCrashError(Exception):
    """The process died here; whatever was not committed is gone."""


RATES = MappingProxyType(
    {
        "conflict": 0.03,
        "race": 0.10,
        "crash_before_hand_on": 0.03,
        "crash_before_telling": 0.05,
        "crash_before_provider": 0.03,
        "crash_after_provider": 0.03,
        "crash_in_fill": 0.10,
        "crash_in_sweep": 0.01,
        "crash_in_speech": 0.01,
        "duplicate": 0.08,
        "delivered_again": 0.25,
        "overlap": 0.03,
        "busy_provider": 0.06,
        "doubt": 0.04,
        "doubt_taken": 0.5,
        "refused_30003": 0.02,
        "refused_21610": 0.005,
        "refused_63024": 0.05,
        "lost_on_the_way": 0.03,
        "late_report": 0.2,
        "contradicted": 0.1,
        "writes_first": 0.6,
        "meter_down": 0.2,
        "founder_acts": 0.5,
        "facts_change": 0.01,
    }
)
"""Chance of each, every time it could happen."""


@dataclass
class Faults:
    random: Random
    calm_from: datetime
    now: datetime
    rates: dict[str, float] = field(default_factory=lambda: dict(RATES))
    hits: dict[str, int] = field(default_factory=dict)
    """How often each one happened, so that a run can be judged for what it tried."""

    def hit(self, name: str, *, by: Random | None = None) -> bool:
        """`by`: a randomness of its own, for what should not stir all that happens otherwise."""
        if self.now >= self.calm_from:
            return False
        happens = (by or self.random).random() < self.rates[name]
        if happens:
            self.hits[name] = self.hits.get(name, 0) + 1
        return happens

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing goes wrong meanwhile: for what happens in one moment in life."""
        kept, self.calm_from = self.calm_from, self.now
        try:
            yield
        finally:
            self.calm_from = kept

    def crash(self, name: str) -> None:
        """Die here, sometimes."""
        if self.hit(name):
            raise SimulatedCrashError(name)


def insist(timeline: Timeline, work: Callable[[], object]) -> None:
    """Do it, and again half a minute later if it died: providers and browsers try again."""
    try:
        work()
    except SimulatedCrashError:
        timeline.after(timedelta(seconds=30), lambda: insist(timeline, work), "again")
