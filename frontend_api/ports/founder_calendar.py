"""A founder's own calendar, as the Bandwidth page connects and disconnects it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from functions.outreach.domain.calendar.founder_calendar import Bandwidth
    from tenancy.tenant import TenantId


@dataclass(frozen=True, slots=True)
class CalDavDetails:
    """What the founder enters to connect a calendar."""

    address: str
    user: str
    app_password: str = field(repr=False)
    all_day_busy: bool
    tentative_busy: bool


@dataclass(frozen=True, slots=True)
class CalendarConnected:
    """The calendar answered and can be written to."""

    label: str
    """What the founder recognises it by; no secret."""


class OwnCalendars(Protocol):
    """Calendars that founders keep elsewhere."""

    def connect(
        self, tenant: TenantId, bandwidth: Bandwidth, details: CalDavDetails
    ) -> CalendarConnected | FieldRefusal:
        """Try the connection, and keep its credential as a secret if it works."""
        ...

    def disconnect(self, tenant: TenantId, bandwidth: Bandwidth) -> None:
        """Delete the credential and what was read by it; events that were written stay."""
        ...
