"""A founder's own calendar behind the console, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.founder_calendar import CalDavDetails, CalendarConnected
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from tenancy.tenant import TenantId


@dataclass
class FakeOwnCalendars:
    connected: list[CalDavDetails] = field(default_factory=list)
    forgotten: int = 0

    def connect(
        self, tenant: TenantId, bandwidth: Bandwidth, details: CalDavDetails
    ) -> CalendarConnected | FieldRefusal:
        if details.app_password == "refused":
            return FieldRefusal("Your calendar does not accept this.", "app_password")
        self.connected.append(details)
        return CalendarConnected(f"{details.user} at example.com")

    def disconnect(self, tenant: TenantId, bandwidth: Bandwidth) -> None:
        self.forgotten += 1
