"""A founder's own calendar behind the console, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.founder_calendar import (
    CalComConnected,
    CalComKey,
    CalDavDetails,
    CalendarChoices,
    CalendarConnected,
    ChosenCalendars,
    EventTypes,
    GoogleCode,
    ListedEventType,
)
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from tenancy.tenant import FounderId, TenantId


@dataclass
class FakeCalCom:
    keys: list[CalComKey] = field(default_factory=list)
    chosen: list[int] = field(default_factory=list)
    types: tuple[ListedEventType, ...] = ()

    def offer_key(
        self, tenant: TenantId, bandwidth: Bandwidth, given: CalComKey
    ) -> FieldRefusal | None:
        if given.key == "refused":
            return FieldRefusal("Cal.com does not accept this key.", "calcom_key")
        self.keys.append(given)
        return None

    def list_event_types(self, tenant: TenantId, bandwidth: Bandwidth) -> EventTypes | FieldRefusal:
        if not self.keys:
            return EventTypes()
        return EventTypes(self.types, "ona@example.com")

    def choose_event_type(
        self, tenant: TenantId, bandwidth: Bandwidth, event_type: int
    ) -> CalComConnected | FieldRefusal:
        fitting = [one for one in self.types if one.id == event_type and not one.unfit]
        if not fitting:
            return FieldRefusal("Choose one of the event types that fit.", "event_type")
        self.chosen.append(event_type)
        return CalComConnected(f"ona@example.com at Cal.com: {fitting[0].title}", 15)


@dataclass
class FakeOwnCalendars:
    connected: list[CalDavDetails] = field(default_factory=list)
    forgotten: int = 0
    breaks: bool = False
    """Whether what keeps credentials does not answer."""
    google: str = "https://accounts.example.com"
    codes: list[GoogleCode] = field(default_factory=list)
    choices: CalendarChoices = field(default_factory=CalendarChoices)
    chosen: list[ChosenCalendars] = field(default_factory=list)
    calcom: FakeCalCom = field(default_factory=FakeCalCom)

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
        if self.breaks:
            raise ConnectionError("the keeper of credentials does not answer")
        self.forgotten += 1
