"""What each billed unit costs: versioned tables that are never edited once in force. Pure.

A new price is a new table with a later day; what was used before keeps the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from tenancy.billing.usage import Meter, UsageRow, once_each
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class PriceTable:
    """Prices in minor units of `currency`, for every tenant alike."""

    version: str
    valid_from: date
    """The first day, in UTC."""
    currency: str
    unit_cents: Mapping[Meter, int]


PRICE_TABLES = (
    PriceTable(
        version="2026-11",
        valid_from=date(2026, 1, 1),
        currency="EUR",
        unit_cents={
            Meter.REACHED_CONVERSATIONS: 80,
            Meter.VOICE_MINUTES: 20,
            Meter.BOOKED_CONVERSATIONS: 1200,
        },
    ),
)
"""In the order they come into force."""

METER_WORDS = {
    Meter.REACHED_CONVERSATIONS: "conversation with a customer who answered",
    Meter.VOICE_MINUTES: "started minute of a call",
    Meter.BOOKED_CONVERSATIONS: "conversation booked with you",
}
"""What the console calls one unit."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What some usage costs: units and minor currency units for each meter."""

    currency: str
    units: Mapping[Meter, int]
    cents: Mapping[Meter, int]

    @property
    def total_cents(self) -> int:
        return sum(self.cents.values())


def price_table_at(moment: datetime, tables: tuple[PriceTable, ...] = PRICE_TABLES) -> PriceTable:
    """The table in force at an aware moment. Raises LookupError before the first."""
    day = moment.astimezone(UTC).date()
    in_force = [table for table in tables if table.valid_from <= day]
    if not in_force:
        raise LookupError("no prices were in force then")
    return in_force[-1]


def charge(rows: Iterable[UsageRow], tables: tuple[PriceTable, ...] = PRICE_TABLES) -> Charge:
    """Price usage, each row by the table of its own day. A repeated row costs nothing more.

    All tables have one currency, that of the last.
    """
    units = dict.fromkeys(Meter, 0)
    cents = dict.fromkeys(Meter, 0)
    for row in once_each(rows):
        units[row.meter] += row.units
        cents[row.meter] += row.units * price_table_at(row.at, tables).unit_cents[row.meter]
    return Charge(tables[-1].currency, units, cents)
