"""The built-in calendar: our own bookings are all there is, and the `.ics` feed reads them."""

from __future__ import annotations

from datetime import datetime

from functions.outreach.ports import Delivery, Outgoing, Sent
from tenancy.tenant import FounderId, TenantId


class BuiltInCalendar:
    """A `FounderCalendar`. An event is the booking's own row, written with the step."""

    def list_busy(
        self, tenant: TenantId, founder: FounderId, *, since: datetime, until: datetime
    ) -> tuple[tuple[datetime, datetime], ...]:
        del tenant, founder, since, until
        return ()

    def create_event(self, outgoing: Outgoing) -> Delivery:
        return Sent(f"{outgoing.effect.booking}@warmline")

    def find_event(self, outgoing: Outgoing) -> Sent | None:
        """There is nothing to look for: creating it again changes nothing."""
        del outgoing
        return None
