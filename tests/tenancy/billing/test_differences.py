"""The minutes in which Stripe counts otherwise are found without asking for each of a month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tenancy.billing.differences import MinuteDifference, find_differences
from tenancy.billing.usage import Period, UsageKind, UsageRow

START = datetime(2026, 11, 1, tzinfo=UTC)
MONTH = Period(START, START + timedelta(days=30))


def minute(number: int) -> Period:
    at = START + timedelta(minutes=number)
    return Period(at, at + timedelta(minutes=1))


def used(number: int, row: int = 0) -> UsageRow:
    at = START + timedelta(minutes=number, seconds=30)
    return UsageRow(f"u-{number}-{row}", UsageKind.REACHED, 1, at)


class Stripe:
    """Units by minute, and how often it was asked."""

    def __init__(self, units: dict[int, int]) -> None:
        self.units = units
        self.asked = 0

    def count(self, period: Period) -> int:
        self.asked += 1
        return sum(units for at, units in self.units.items() if minute(at).start in period)


def test_a_month_that_agrees_is_one_question() -> None:
    rows = [used(number) for number in range(0, 40_000, 7)]
    stripe = Stripe(dict.fromkeys(range(0, 40_000, 7), 1))
    assert list(find_differences(rows, MONTH, stripe.count)) == []
    assert stripe.asked == 1


def test_what_one_side_lacks_is_found_to_the_minute() -> None:
    rows = [used(3), used(3, row=1), used(900)]
    stripe = Stripe({3: 1, 900: 1, 43_199: 2})
    assert list(find_differences(rows, MONTH, stripe.count)) == [
        MinuteDifference(minute(3), ours=2, theirs=1),
        MinuteDifference(minute(43_199), ours=0, theirs=2),
    ]
    assert stripe.asked < 40


def test_a_period_without_a_minute_asks_nothing() -> None:
    stripe = Stripe({})
    assert list(find_differences([], Period(START, START), stripe.count)) == []
    assert stripe.asked == 0


SOME = st.sets(st.integers(0, 60), max_size=6)


@given(SOME, SOME)
def test_what_is_found_is_never_more_than_differs(ours: set[int], theirs: set[int]) -> None:
    found = find_differences(
        [used(number) for number in sorted(ours)], MONTH, Stripe(dict.fromkeys(theirs, 1)).count
    )
    gaps = {one.minute: one.theirs - one.ours for one in found}
    expected = {minute(n): (n in theirs) - (n in ours) for n in ours ^ theirs}
    assert gaps.items() <= expected.items()
    assert sum(gaps.values()) == len(theirs) - len(ours)
