"""What a founder entrusts to us to reach their Google calendars with. Never logged."""

from __future__ import annotations

from dataclasses import field

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class GoogleAccount:
    """What a founder entrusts to us to reach their calendars with."""

    user: str = field(repr=False)
    """The address that names their main calendar."""
    refresh_token: str = field(repr=False)
    calendars: tuple[str, ...] = ()
    """Ids of the calendars that count as busy."""
    times_only: tuple[str, ...] = ()
    """Those that count as busy and show no events."""
    target: str = ""
    """The id of the calendar that bookings are written to."""
    former: tuple[str, ...] = ()
    """Calendars that bookings were written to before: those that are there stay there."""
