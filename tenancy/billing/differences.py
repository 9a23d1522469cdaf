"""Finds the minutes in which Stripe counts more or less than the rows it took. Pure but for the
count it is given; must never ask for each minute of a month.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from tenancy.billing.usage import Period, UsageRow
from tenancy.values.lazy_dataclass import dataclass

_MINUTE = timedelta(minutes=1)
"""The finest that Stripe sums over."""


@dataclass(frozen=True, slots=True)
class MinuteDifference:
    """Units of one meter in one minute."""

    minute: Period
    ours: int
    theirs: int


def find_differences(
    rows: Sequence[UsageRow], period: Period, count: Callable[[Period], int]
) -> Iterator[MinuteDifference]:
    """The minutes of a period of whole minutes that differ, for the rows of one meter.

    A span that agrees is one question and is not looked into, so two differences in it that cancel
    each other out stay unseen; the period's total is right all the same.
    """
    if period.start < period.end:
        yield from _search(rows, period, count(period), count)


def _search(
    rows: Sequence[UsageRow], period: Period, theirs: int, count: Callable[[Period], int]
) -> Iterator[MinuteDifference]:
    inside = [row for row in rows if row.at in period]
    ours = sum(row.units for row in inside)
    if ours == theirs:
        return
    minutes = (period.end - period.start) // _MINUTE
    if minutes <= 1:
        yield MinuteDifference(period, ours, theirs)
        return
    middle = period.start + minutes // 2 * _MINUTE
    first = Period(period.start, middle)
    before = count(first)
    yield from _search(inside, first, before, count)
    yield from _search(inside, Period(middle, period.end), theirs - before, count)
