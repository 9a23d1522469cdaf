"""Founders' calendars by their own choice: one row per kind, one adapter behind it.

What may be reserved is decided on our reservations and the founder's other appointments together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    CalendarKind,
    CalendarState,
)
from functions.outreach.ports import CalendarQuery, Delivery, FounderCalendar, Outgoing, Sent
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ChosenCalendarQuery:
    """A `CalendarQuery` over our reservations and the calendar each founder chose."""

    reservations: CalendarQuery
    calendars: Mapping[CalendarKind, FounderCalendar]

    def state(
        self, tenant: TenantId, founder: FounderId, *, bandwidth: Bandwidth, now: datetime
    ) -> CalendarState:
        reserved = self.reservations.state(tenant, founder, bandwidth=bandwidth, now=now)
        # A day more than the horizon, for a conversation that starts at its very end.
        until = now + timedelta(days=bandwidth.horizon_days + 1)
        calendar = self.calendars[bandwidth.calendar]
        return replace(reserved, busy=calendar.list_busy(tenant, founder, since=now, until=until))


@dataclass(frozen=True, slots=True)
class ChosenCalendarEvents:
    """A `ChannelSender` of the founder's events, into the calendar they chose."""

    calendars: Mapping[CalendarKind, FounderCalendar]

    def send(self, outgoing: Outgoing) -> Delivery:
        return self.calendars[outgoing.calendar].create_event(outgoing)

    def find(self, outgoing: Outgoing) -> Sent | None:
        return self.calendars[outgoing.calendar].find_event(outgoing)
