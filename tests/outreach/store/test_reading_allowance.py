"""A tenant's money for readings elsewhere, and the breaker, over every process at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from functions.outreach.ports import ReadingRefused, ReservedReading
from functions.outreach.store.reading_allowance import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    StoredReadingAllowance,
    load_spent_cents,
)
from tenancy.tenant import tenant_id
from tests.outreach.approved import NOW, TENANT

pytestmark = [pytest.mark.usefixtures("aws"), pytest.mark.costly(first=2)]
CENT = 1_000_000
OTHER = tenant_id("t_other00000001")


@dataclass
class Moving:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


def reserve(
    allowance: StoredReadingAllowance, *, microcents: int = CENT, monthly_cents: int = 3
) -> ReservedReading | ReadingRefused:
    return allowance.reserve(TENANT, microcents=microcents, monthly_cents=monthly_cents)


def reserved(allowance: StoredReadingAllowance) -> ReservedReading:
    found = reserve(allowance, microcents=1)
    assert isinstance(found, ReservedReading)
    return found


def fail(allowance: StoredReadingAllowance, times: int) -> None:
    for _ in range(times):
        allowance.settle(ReservedReading(TENANT, "2026-11", 1), spent_microcents=None, failed=True)


def test_a_limit_is_never_passed_whoever_asks() -> None:
    first, second = StoredReadingAllowance(Moving()), StoredReadingAllowance(Moving())
    granted = [reserve(each) for each in (first, second, first)]
    assert all(isinstance(each, ReservedReading) for each in granted)
    assert reserve(second) == ReadingRefused("limit_reached")
    assert load_spent_cents(TENANT, now=NOW) == 3
    assert load_spent_cents(OTHER, now=NOW) == 0


def test_what_was_not_spent_is_given_back_and_a_lost_answer_is_not() -> None:
    allowance = StoredReadingAllowance(Moving())
    for spent in (CENT // 4, None):
        found = reserve(allowance)
        assert isinstance(found, ReservedReading)
        allowance.settle(found, spent_microcents=spent, failed=spent is None)
    assert load_spent_cents(TENANT, now=NOW) == 1.25


def test_a_new_month_begins_with_nothing_spent() -> None:
    clock = Moving()
    allowance = StoredReadingAllowance(clock)
    assert isinstance(reserve(allowance, microcents=3 * CENT), ReservedReading)
    assert isinstance(reserve(allowance), ReadingRefused)
    clock.at = datetime(2026, 12, 1, tzinfo=UTC)
    assert isinstance(reserve(allowance), ReservedReading)


def test_a_limit_of_nothing_allows_nothing() -> None:
    allowance = StoredReadingAllowance(Moving())
    assert reserve(allowance, monthly_cents=0) == ReadingRefused("limit_reached")


def test_three_failures_in_a_row_pause_a_tenant_and_no_other() -> None:
    clock = Moving()
    allowance = StoredReadingAllowance(clock)
    fail(allowance, 2)
    assert isinstance(reserve(allowance), ReservedReading)
    fail(allowance, 1)
    assert reserve(StoredReadingAllowance(clock)) == ReadingRefused("paused")
    other = allowance.reserve(OTHER, microcents=1, monthly_cents=3)
    assert isinstance(other, ReservedReading)
    clock.at += FIRST_PAUSE
    assert isinstance(reserve(allowance), ReservedReading)


def test_a_pause_doubles_with_every_failure_after_it_up_to_the_longest() -> None:
    clock = Moving()
    allowance = StoredReadingAllowance(clock)
    fail(allowance, 4)
    clock.at += FIRST_PAUSE
    assert reserve(allowance) == ReadingRefused("paused")
    fail(allowance, 20)
    clock.at += LONGEST_PAUSE - timedelta(seconds=1)
    assert reserve(allowance) == ReadingRefused("paused")
    clock.at += timedelta(seconds=1)
    assert isinstance(reserve(allowance), ReservedReading)


def test_one_success_forgets_the_failures() -> None:
    allowance = StoredReadingAllowance(Moving())
    fail(allowance, 2)
    allowance.settle(reserved(allowance), spent_microcents=1, failed=False)
    fail(allowance, 2)
    assert isinstance(reserve(allowance), ReservedReading)
