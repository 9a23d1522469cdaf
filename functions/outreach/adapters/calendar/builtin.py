"""The built-in calendar: our own bookings are all there is, and the `.ics` feed reads them."""

from __future__ import annotations

from datetime import datetime

from functions.calendars.provider import (
    Appointments,
    CalendarChanges,
    CalendarWatch,
    OwnEvent,
    Removal,
)
from functions.outreach.ports import Delivery, Outgoing, Sent
from tenancy.tenant import FounderId, TenantId


class BuiltInCalendar:
    """A `FounderCalendar`. An event is the booking's own row, written with the step."""

    def connection(self, tenant: TenantId, founder: FounderId) -> str:
        """There is nothing to connect to."""
        del tenant, founder
        return ""

    def read(
        self,
        tenant: TenantId,
        founder: FounderId,
        *,
        time_zone: str,
        since: datetime,
        until: datetime,
        within_s: float,
        with_own: bool = True,
    ) -> Appointments:
        del tenant, founder, time_zone, since, until, within_s, with_own
        return Appointments()

    def read_changes(
        self, tenant: TenantId, founder: FounderId, mark: str, *, within_s: float
    ) -> CalendarChanges:
        del tenant, founder, mark, within_s
        return CalendarChanges()

    def keep_watches(
        self,
        tenant: TenantId,
        founder: FounderId,
        watches: tuple[CalendarWatch, ...],
        *,
        now: datetime,
    ) -> tuple[CalendarWatch, ...]:
        del tenant, founder, watches, now
        return ()

    def find(
        self, tenant: TenantId, founder: FounderId, event: str, *, time_zone: str, within_s: float
    ) -> OwnEvent | None:
        del tenant, founder, event, time_zone, within_s
        return None

    def create_event(self, outgoing: Outgoing) -> Delivery:
        return Sent(f"{outgoing.effect.booking}@warmline")

    def find_event(self, outgoing: Outgoing) -> Sent | None:
        """There is nothing to look for: creating it again changes nothing."""
        del outgoing
        return None

    def remove_event(self, outgoing: Outgoing) -> Delivery:
        """The row itself says that it was cancelled."""
        return Sent(f"{outgoing.effect.booking}@warmline")

    def erase_event(self, tenant: TenantId, founder: FounderId, event: str) -> Removal:
        """There is no event beside the row."""
        del tenant, founder, event
        return Removal.ABSENT
