"""What free times cost: sixty days with five hundred busy spans, for each kind of wish."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    CalendarState,
    WorkingHours,
)
from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.understanding.time.values import TimeWindow
from tenancy.tenant import FounderId
from tests.benchmarks.measured import Row, table

GOAL_MS = 5.0
RUNS = 31
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
LATE = date(2027, 1, 10)
WISHES: dict[str, TimeWindow | None] = {
    "none": None,
    "one day near the end": TimeWindow(earliest=LATE, latest=LATE),
    "any day from the second on": TimeWindow(earliest=date(2026, 11, 25), latest=None),
    "one time": TimeWindow(earliest=LATE, latest=LATE, at=datetime.combine(LATE, clock(15))),
}


def rows() -> list[Row]:
    """The median of some runs in milliseconds of processor time."""
    hours = tuple(WorkingHours(day, clock(9), clock(17)) for day in range(7))
    bandwidth = Bandwidth(FounderId("f"), "Europe/Vilnius", hours, horizon_days=60)
    starts = [NOW + timedelta(minutes=170 * number) for number in range(500)]
    busy = tuple((start, start + timedelta(minutes=40)) for start in starts)
    found: list[Row] = []
    for name, window in WISHES.items():
        took = statistics.median(
            _once(bandwidth, CalendarState(busy=busy), window) for _ in range(RUNS)
        )
        found.append(
            {
                "name": f"free times of 60 days, 500 busy spans, wish: {name}",
                "value": round(took, 2),
                "unit": "ms CPU",
                "baseline": GOAL_MS,
                "ratio": round(took / GOAL_MS, 2),
                "goal": 1.0,
                "holds": took <= GOAL_MS,
            }
        )
    return found


def _once(bandwidth: Bandwidth, calendar: CalendarState, window: TimeWindow | None) -> float:
    began = time.process_time()
    free_slots(
        bandwidth=bandwidth,
        calendar=calendar,
        now=NOW,
        window=window,
        customer_zone="America/New_York",
    )
    return (time.process_time() - began) * 1_000


if __name__ == "__main__":
    print(table(rows()))
