"""What permission must know besides the law: the purpose, the tenant's rules, the person's history.

Plain values alone: nothing is decided here.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from enum import StrEnum

from tenancy.values.lazy_dataclass import dataclass


class Purpose(StrEnum):
    OPENING = "opening"
    FOLLOW_UP = "follow_up"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class AddressHistory:
    """What reached one phone or mailbox, over all its owners."""

    touched_at: tuple[datetime, ...] = ()
    """Openings and follow-ups of the last 7 days."""
    quiet_until: date | None = None
    version: int = 0
    """Rises with every conversation that ends there; a new one must have seen the last."""


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """Touches of one person and of their addresses over all campaigns, and what forbids any."""

    touched_at: tuple[datetime, ...] = ()
    """Openings and follow-ups of the last 7 days."""
    quiet_until: date | None = None
    suppressed: bool = False
    phone: AddressHistory = field(default_factory=AddressHistory)
    email: AddressHistory = field(default_factory=AddressHistory)


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """Tenant facts that permission needs."""

    hours_start: int = 10
    hours_end: int = 18
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    a2p_campaign: str = ""
    sms_outside_us: bool = False
    postal_address: str = ""
    tenant_time_zone: str = "UTC"
    per_day: int = 1
    per_week: int = 3
