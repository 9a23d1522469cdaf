"""Events of bookings with one person, taken out of the calendars that founders connected.

Must never take away an event that no booking of the person wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from functions.erasure.ports import RemovedEvents
from functions.erasure.record import CalendarEntry
from functions.outreach.calendar_ports import FounderCalendar
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, Bandwidth, CalendarKind
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import Outgoing, ProviderBusy, Sent
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

EVENTS_AT_MOST = 5
"""In one try: each may wait for its calendar as long as an event is written."""
_ERASED = "erased"


@dataclass(frozen=True, slots=True)
class ConnectedCalendarCopies:
    """A `CalendarCopies` port. The built-in calendar holds nothing: a row is all there is."""

    calendars: Mapping[CalendarKind, FounderCalendar]
    bandwidth: Callable[[TenantId, FounderId], Bandwidth | None]

    def remove(self, tenant: TenantId, events: Iterable[CalendarEntry]) -> RemovedEvents:
        removed, asked, waiting = 0, 0, []
        for entry in events:
            founder = FounderId(entry.founder)
            limits = self.bandwidth(tenant, founder)
            kind = limits.calendar if limits is not None else BUILT_IN
            if kind == BUILT_IN:
                continue
            if asked >= EVENTS_AT_MOST:
                waiting.append(entry)
                continue
            asked += 1
            answer = self.calendars[kind].remove_event(_removal(tenant, founder, kind, entry.event))
            removed += isinstance(answer, Sent)
            if isinstance(answer, ProviderBusy):
                waiting.append(entry)
        return RemovedEvents(removed, tuple(waiting))


def _removal(tenant: TenantId, founder: FounderId, kind: CalendarKind, event: str) -> Outgoing:
    return Outgoing(
        tenant,
        ConversationId(_ERASED),
        Effect(EffectId(f"{_ERASED}-{event}"), EffectKind.REMOVE_EVENT),
        text="",
        from_address="",
        founder=founder,
        calendar=kind,
        calendar_event=event,
    )
