"""When usage may be sent to Stripe again, and what Stripe's total of a minute says of rows whose
answer was lost. Pure.

Stripe refuses a repeated identifier for "at least 24 hours"; after that it counts the row twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tenancy.billing.usage import Period
from tenancy.values.lazy_dataclass import dataclass

IDENTIFIER_HOLDS = timedelta(hours=23)
"""How long an identifier is trusted to be refused twice; an hour less than Stripe promises."""
COUNTED_AFTER = timedelta(hours=1)
"""Stripe adds events to its totals later; a total says nothing of what was sent since."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Stripe has it, now or from an earlier attempt."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """Stripe did not take it, and will not as it is; `code` is Stripe's."""

    code: str


@dataclass(frozen=True, slots=True)
class StripeBusy:
    """Stripe was busy or unreachable, and perhaps took it all the same."""


def identifier_of(row_id: str, *, attempt: int) -> str:
    """Each attempt has its own: Stripe may still know an older one. Raises ValueError below 1."""
    if attempt < 1:
        raise ValueError("attempts are counted from 1")
    return row_id if attempt == 1 else f"{row_id}~{attempt}"


def is_protected(attempted_at: datetime, *, now: datetime) -> bool:
    """Whether sending it again under the same identifier cannot count it twice."""
    return now - attempted_at < IDENTIFIER_HOLDS


def is_in_totals(sent_at: datetime, *, now: datetime) -> bool:
    """Whether a total of now has what was sent then."""
    return now - sent_at >= COUNTED_AFTER


def minute_of(at: datetime) -> Period:
    """The whole minute around a moment: the finest that Stripe sums over."""
    start = at.replace(second=0, microsecond=0)
    return Period(start, start + timedelta(minutes=1))


def find_counted(units: Sequence[int], *, counted: int) -> frozenset[int] | None:
    """Which of the rows in doubt Stripe has, by their positions, when it counts `counted` of them.

    Any rows that sum up to it will do: what is sent again then makes the total right, whichever of
    equal rows it really was. None when no rows sum up to it.
    """
    reached: dict[int, frozenset[int]] = {0: frozenset()}
    for position, size in enumerate(units):
        for total, rows in tuple(reached.items()):
            reached.setdefault(total + size, rows | {position})
    return reached.get(counted)
