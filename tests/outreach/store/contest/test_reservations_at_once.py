"""Many customers choose the same few times at once: no limit breaks, nobody is left without.

`python -m tests.benchmarks.run reservations` is the same with 500 customers.
"""

import pytest

from tests.outreach.store.contest.faulty_dynamodb import Fault, Faults
from tests.outreach.store.contest.reservation_contest import Contest, contest_stage

pytestmark = pytest.mark.platform


def test_many_customers_at_once_break_no_limit_and_each_is_offered_what_can_be_booked() -> None:
    faults = Faults(seed=5)
    with contest_stage(faults):
        came_to = Contest(callers=24, workers=4, per_day=2, faults=faults).run()
    assert came_to.broken == ()
    assert came_to.booked + came_to.cancelled + came_to.refused == came_to.callers
    assert came_to.without_alternative == 0
    assert came_to.alternatives > 2
    for fault in (Fault.CONTENDED, Fault.THROTTLED, Fault.LOST):
        assert came_to.faults[fault] > 0, fault
