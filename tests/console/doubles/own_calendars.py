"""A founder's own calendar behind the console, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.founder_calendar import (
    CalDavDetails,
    CalendarChoices,
    CalendarConnected,
    ChosenCalendars,
    GoogleCode,
)
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from tenancy.tenant import FounderId, TenantId


@dataclass
class FakeOwnCalendars:
    connected: list[CalDavDetails] = field(default_factory=list)
    forgotten: int = 0
    google: str = "https://accounts.example.com"
    codes: list[GoogleCode] = field(default_factory=list)
    choices: CalendarChoices = field(default_factory=CalendarChoices)
    chosen: list[ChosenCalendars] = field(default_factory=list)

    def connect(
        self, tenant: TenantId, bandwidth: Bandwidth, details: CalDavDetails
    ) -> CalendarConnected | FieldRefusal:
        if details.app_password == "refused":
            return FieldRefusal("Your calendar does not accept this.", "app_password")
        self.connected.append(details)
        return CalendarConnected(f"{details.user} at example.com")

    def google_origin(self) -> str:
        return self.google

    def google_consent_url(self, *, state: str, verifier: str) -> str:
        return f"{self.google}/auth?state={state}&verifier={verifier}"

    def connect_google(
        self, tenant: TenantId, bandwidth: Bandwidth, given: GoogleCode
    ) -> CalendarConnected | FieldRefusal:
        if given.code == "spent":
            return FieldRefusal("Google does not let us in.", "form")
        self.codes.append(given)
        return CalendarConnected("ona@example.com at Google")

    def list_choices(self, tenant: TenantId, founder: FounderId) -> CalendarChoices | FieldRefusal:
        return self.choices

    def choose(
        self, tenant: TenantId, bandwidth: Bandwidth, chosen: ChosenCalendars
    ) -> CalendarConnected | FieldRefusal:
        if chosen.target == "read-only":
            return FieldRefusal("Bookings cannot be written into this calendar.", "target")
        self.chosen.append(chosen)
        return CalendarConnected("ona@example.com: chosen")

    def disconnect(self, tenant: TenantId, bandwidth: Bandwidth) -> None:
        self.forgotten += 1
