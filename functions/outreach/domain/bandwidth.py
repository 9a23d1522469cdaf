"""How many conversations one founder can take: windows, cells, caps and free slots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NewType

from tenancy.tenant import FounderId

BookingId = NewType("BookingId", str)
CELL = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Hours:
    """One weekly window in the founder's zone; `weekday` 0 = Monday."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """A founder's limits. Belongs to (tenant, founder)."""

    founder: FounderId
    time_zone: str
    hours: tuple[Hours, ...]
    said_minutes: int = 4
    held_minutes: int = 15
    buffer_minutes: int = 5
    notice_minutes: int = 120
    horizon_days: int = 14
    per_day: int = 4
    per_week: int = 12
    time_off: tuple[tuple[date, date], ...] = ()
    """Whole local days, both ends included."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A conversation that can be reserved. Aware UTC; `end` excludes the buffer."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class CalendarState:
    """What one calendar query found for a founder. All instants aware UTC."""

    taken_cells: frozenset[datetime] = frozenset()
    """Starts of reserved 5-minute cells."""
    busy: tuple[tuple[datetime, datetime], ...] = ()
    """Busy times from the connected calendar."""
    booked_per_day: tuple[tuple[date, int], ...] = ()
    """Founder-local date → bookings."""
    booked_per_week: tuple[tuple[date, int], ...] = ()
    """Founder-local Monday → bookings."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Exactly what a transaction must write so that a limit cannot be broken."""

    booking: BookingId
    founder: FounderId
    slot: Slot
    cells: tuple[datetime, ...]
    """Cells of [start, end + buffer), rounded outward; each must be free."""
    day: date
    day_cap: int
    week: date
    week_cap: int
