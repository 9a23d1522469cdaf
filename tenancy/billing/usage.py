"""What was used: rows that are written with the thing they count, and their totals. Pure.

A row has a stable identifier, so counting it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum

from tenancy.values.lazy_dataclass import dataclass

_SECONDS_A_MINUTE = 60


class UsageKind(StrEnum):
    """What one row counts."""

    REACHED = "reached"
    """The first human turn of a conversation, also one that comes after its end; never a machine, a
    bounce, an opt-out or a word after one."""
    VOICE_SECONDS = "voice_seconds"
    BOOKED = "booked"


class Meter(StrEnum):
    """What is billed; the names of the meters at Stripe."""

    REACHED_CONVERSATIONS = "reached_conversations"
    VOICE_MINUTES = "voice_minutes"
    BOOKED_CONVERSATIONS = "booked_conversations"


METER_OF = {
    UsageKind.REACHED: Meter.REACHED_CONVERSATIONS,
    UsageKind.VOICE_SECONDS: Meter.VOICE_MINUTES,
    UsageKind.BOOKED: Meter.BOOKED_CONVERSATIONS,
}


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One thing that was used. Raises ValueError for a quantity below zero or a naive time."""

    id: str
    """Stable, made from what caused it; also the identifier of its first meter event."""
    kind: UsageKind
    quantity: int
    at: datetime
    conversation: str = ""

    def __post_init__(self) -> None:
        if self.quantity < 0:
            raise ValueError("usage cannot be negative")
        if self.at.tzinfo is None:
            raise ValueError("usage needs an aware time")

    @property
    def meter(self) -> Meter:
        return METER_OF[self.kind]

    @property
    def units(self) -> int:
        """Billed units: a call's started minutes, or the quantity itself.

        Rounded for each row by itself, so that any split of the rows has the same total.
        """
        if self.kind == UsageKind.VOICE_SECONDS:
            return -(-self.quantity // _SECONDS_A_MINUTE)
        return self.quantity


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to but not including `end`; both aware."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def month_of(moment: datetime) -> Period:
    """The calendar month in UTC: what a spending limit is counted over."""
    local = moment.astimezone(UTC)
    start = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = start.replace(month=start.month % 12 + 1, year=start.year + start.month // 12)
    return Period(start, after)


def once_each(rows: Iterable[UsageRow]) -> tuple[UsageRow, ...]:
    """The rows without repetitions, each identifier as it came first."""
    return tuple({row.id: row for row in reversed(tuple(rows))}.values())[::-1]


def totals(rows: Iterable[UsageRow], period: Period | None = None) -> dict[Meter, int]:
    """Billed units per meter; every meter is there, also at nothing."""
    units = dict.fromkeys(Meter, 0)
    for row in once_each(rows):
        if period is None or row.at in period:
            units[row.meter] += row.units
    return units
