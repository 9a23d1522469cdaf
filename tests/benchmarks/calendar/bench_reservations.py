"""Five hundred customers choose among twenty places at once, on the local platform's DynamoDB.

Requests are those that reach DynamoDB, the refused and the repeated ones included; the baseline is
what one step takes: the conversation's query, the calendar's, and the transaction.
"""

from __future__ import annotations

from tests.benchmarks.measured import Row, table
from tests.outreach.store.contest.faulty_dynamodb import Faults
from tests.outreach.store.contest.reservation_contest import Contest, Results, contest_stage

CALLERS = 500
WORKERS = 16
TIMEOUTS = 4
A_STEP = 3
GOAL_REQUESTS = 2.0
"""Of the baseline: whoever loses a race decides once more."""


def rows() -> list[Row]:
    faults = Faults(seed=1, late=TIMEOUTS)
    with contest_stage(faults):
        came_to = Contest(callers=CALLERS, workers=WORKERS, faults=faults).run()
    for broken in came_to.broken:
        print(f"broken: {broken}")
    return rows_of(came_to)


def rows_of(came_to: Results) -> list[Row]:
    whole = f"{came_to.callers} reservations at once, {WORKERS} workers, 20 places"
    reading_and_writing = came_to.asked["Query"] + came_to.asked["TransactWriteItems"]
    # A cancellation is a step of its own.
    each = reading_and_writing / (came_to.callers + came_to.cancelled)
    injected = ", ".join(f"{count} {name}" for name, count in sorted(came_to.faults.items()))
    return [
        _count(f"{whole}: limits that do not hold afterwards", len(came_to.broken), goal=0),
        _count(f"{whole}: refused callers without a time to book", came_to.without_alternative, 0),
        {
            "name": f"{whole}: requests per reservation",
            "value": round(each, 2),
            "unit": "requests",
            "baseline": A_STEP,
            "ratio": round(each / A_STEP, 2),
            "goal": GOAL_REQUESTS,
            "holds": each <= GOAL_REQUESTS * A_STEP,
        },
        _count(f"{whole}: booked at the end", came_to.booked),
        _count(f"{whole}: given back meanwhile", came_to.cancelled),
        _count(f"{whole}: refused", came_to.refused),
        _count(f"{whole}: times offered to the refused, each booked", came_to.alternatives),
        _count(f"{whole}: of these gone since, another given", came_to.gone_since),
        _count(f"{whole}: brought back by the queue", came_to.redelivered),
        _count(f"{whole}: faults ({injected})", sum(came_to.faults.values())),
        {
            "name": f"{whole}: all of them",
            "value": round(came_to.took_s, 1),
            "unit": "s",
            "baseline": None,
            "ratio": None,
            "goal": None,
            "holds": True,
        },
    ]


def _count(name: str, value: int, goal: int | None = None) -> Row:
    return {
        "name": name,
        "value": value,
        "unit": "",
        "baseline": None,
        "ratio": None,
        "goal": goal,
        "holds": goal is None or value <= goal,
    }


if __name__ == "__main__":
    print(table(rows()))
