"""Founders' calendars by their own choice: one row per kind, one adapter behind it.

What may be reserved is decided on our reservations and the founder's other appointments together.
An offer is made on the last sync; before a time is given away the calendar itself is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from functions.calendars.offered_starts import starts_of
from functions.calendars.provider import LASTING, CalendarProblem, merge_spans
from functions.outreach.calendar_ports import CalendarQuery, FounderCalendar
from functions.outreach.domain.calendar.founder_calendar import (
    BUILT_IN,
    Bandwidth,
    CalendarKind,
    CalendarState,
)
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.ports import Delivery, Outgoing, Sent
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

ASKED_WITHIN_S = 1.5
"""How long a customer waits for the founder's calendar."""


@dataclass(frozen=True, slots=True)
class ChosenCalendarQuery:
    """A `CalendarQuery` over our reservations and the calendar each founder chose."""

    reservations: CalendarQuery
    calendars: Mapping[CalendarKind, FounderCalendar]

    def state(
        self,
        tenant: TenantId,
        founder: FounderId,
        *,
        bandwidth: Bandwidth,
        now: datetime,
        reserving: bool = False,
    ) -> CalendarState:
        known = self.reservations.state(tenant, founder, bandwidth=bandwidth, now=now)
        if bandwidth.calendar == BUILT_IN or known.paused:
            return known
        if not reserving and not known.unconfirmed:
            return known
        # A day more than the horizon, for a conversation that starts at its very end.
        until = now + timedelta(days=bandwidth.horizon_days + 1)
        answer = self.calendars[bandwidth.calendar].read(
            tenant,
            founder,
            time_zone=bandwidth.time_zone,
            since=now,
            until=until,
            within_s=ASKED_WITHIN_S,
            with_own=False,
        )
        if not isinstance(answer, CalendarProblem):
            offered = None if answer.offered is None else starts_of(answer.offered)
            # What there was no time to read now is as busy as the last look found it.
            is_in_part = answer.left > 0
            busy = merge_spans([*answer.busy, *known.busy]) if is_in_part else answer.busy
            unconfirmed = is_in_part and known.unconfirmed
            return replace(known, busy=busy, offered=offered, unconfirmed=unconfirmed)
        return replace(known, paused=answer.trouble in LASTING)


@dataclass(frozen=True, slots=True)
class ChosenCalendarEvents:
    """A `ChannelSender` of the founder's events, into the calendar they chose."""

    calendars: Mapping[CalendarKind, FounderCalendar]

    def send(self, outgoing: Outgoing) -> Delivery:
        calendar = self.calendars[outgoing.calendar]
        if outgoing.effect.kind is EffectKind.REMOVE_EVENT:
            return calendar.remove_event(outgoing)
        return calendar.create_event(outgoing)

    def find(self, outgoing: Outgoing) -> Sent | None:
        return self.calendars[outgoing.calendar].find_event(outgoing)
