"""Events of bookings with one person, taken out of the calendars that founders connected.

Must never take away an event that no booking of the person wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from functions.calendars.provider import CalendarProblem, CalendarTrouble, Removal
from functions.erasure.ports import RemovedEvents
from functions.erasure.record import CalendarEntry
from functions.outreach.calendar_ports import FounderCalendar
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, Bandwidth, CalendarKind
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

EVENTS_AT_MOST = 5
"""In one try: each may wait for its calendar as long as an event is written."""


@dataclass(frozen=True, slots=True)
class ConnectedCalendarCopies:
    """A `CalendarCopies` port. The built-in calendar holds nothing: a row is all there is."""

    calendars: Mapping[CalendarKind, FounderCalendar]
    bandwidth: Callable[[TenantId, FounderId], Bandwidth | None]

    def remove(self, tenant: TenantId, events: Iterable[CalendarEntry]) -> RemovedEvents:
        asked, removed = 0, 0
        silent, unasked, kept = [], [], []
        for entry in events:
            founder = FounderId(entry.founder)
            limits = self.bandwidth(tenant, founder)
            kind = limits.calendar if limits is not None else BUILT_IN
            if kind == BUILT_IN:
                continue
            if asked >= EVENTS_AT_MOST:
                unasked.append(entry)
                continue
            asked += 1
            answer = self.calendars[kind].erase_event(tenant, founder, entry.event)
            if answer == CalendarProblem(CalendarTrouble.UNREACHABLE):
                silent.append(entry)
            elif answer is Removal.KEPT:
                kept.append((entry, str(kind)))
            removed += answer is Removal.REMOVED
        return RemovedEvents(removed, tuple(silent), tuple(unasked), tuple(kept))
