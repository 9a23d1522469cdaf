"""Steps are counted alike on every machine, and whoever takes too many is stopped."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import pytest

from functions.calendars.step_limit import StepLimit, TooManyStepsError


def run_within[Found](steps: int, work: Callable[[], Found]) -> Found:
    with StepLimit() as limit:
        return limit.run(steps, work)


def turns(number: int) -> int:
    total = 0
    for one in range(number):
        total += one
    return total


def test_a_turn_of_a_loop_is_a_step() -> None:
    with StepLimit() as limit:
        assert limit.run(2_000, lambda: turns(1_000)) == 499_500
        assert 1_000 < limit.taken < 1_010
        before = limit.taken
        limit.run(2_000, lambda: turns(1_000))
        assert limit.taken == 2 * before


@pytest.mark.parametrize(
    "work",
    [
        lambda: turns(10**12),
        lambda: [one for one in iter(int, 1) if one],
        lambda: sum(1 for _ in iter(int, 1)),
        lambda: max(map(turns, iter(int, 1))),
    ],
    ids=["loop", "list", "generator", "calls"],
)
def test_work_without_end_is_ended(work: object) -> None:
    assert callable(work)
    with StepLimit() as limit:
        with pytest.raises(TooManyStepsError):
            limit.run(10_000, work)
        assert limit.taken == 10_000
        assert limit.run(2_000, lambda: turns(1_000)) == 499_500, "the next has its own"


def test_who_takes_it_for_an_error_of_their_own_is_ended_again() -> None:
    caught = 0

    def stubborn() -> None:
        nonlocal caught
        while caught < 3:
            try:
                turns(10**12)
            except RuntimeError:
                caught += 1
        turns(10**12)

    with pytest.raises(TooManyStepsError):
        run_within(1_000, stubborn)
    assert caught == 3


def test_what_was_broken_off_is_not_taken_for_whole() -> None:
    def halved() -> str:
        try:
            turns(10**12)
        except RuntimeError:
            return "half of it"
        return "all of it"

    with StepLimit() as limit:
        with pytest.raises(TooManyStepsError):
            limit.run(1_000, halved)
        assert limit.taken == 1_000


def test_what_others_do_meanwhile_is_not_counted() -> None:
    def beside() -> int:
        other = threading.Thread(target=turns, args=(100_000,))
        other.start()
        other.join()
        return 1

    assert run_within(5_000, beside) == 1


def test_an_error_of_the_work_goes_on_and_is_counted() -> None:
    def fails() -> None:
        turns(500)
        raise LookupError("theirs")

    with StepLimit() as limit:
        with pytest.raises(LookupError, match="theirs"):
            limit.run(2_000, fails)
        assert 500 < limit.taken < 510


def test_where_somebody_else_counts_the_next_look_does_not_wait_for_ever() -> None:
    with StepLimit():
        taken = next(one for one in range(6) if sys.monitoring.get_tool(one) == "steps")
    sys.monitoring.use_tool_id(taken, "theirs")
    try:
        with pytest.raises(ValueError, match="in use"), StepLimit():
            pass
    finally:
        sys.monitoring.free_tool_id(taken)
    found: list[int] = []
    later = threading.Thread(target=lambda: found.append(run_within(500, lambda: 1)), daemon=True)
    later.start()
    later.join(timeout=10)
    assert found == [1]


def test_nothing_is_counted_afterwards() -> None:
    with pytest.raises(TooManyStepsError):
        run_within(10, lambda: turns(1_000))
    assert turns(100_000) == 4_999_950_000
