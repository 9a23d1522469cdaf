"""A founder's own calendar, as the Bandwidth page connects and disconnects it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from functions.outreach.domain.calendar.founder_calendar import Bandwidth
    from tenancy.tenant import FounderId, TenantId


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


@dataclass(frozen=True, slots=True)
class GoogleCode:
    """What a founder brings back from Google's consent page."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    all_day_busy: bool
    tentative_busy: bool


@dataclass(frozen=True, slots=True)
class ListedCalendar:
    """One of a founder's calendars, and what part it has."""

    address: str
    name: str
    is_writable: bool
    shows_times_only: bool
    is_counted: bool
    is_target: bool


@dataclass(frozen=True, slots=True)
class CalendarChoices:
    """A founder's calendars as their provider lists them now."""

    calendars: tuple[ListedCalendar, ...] = ()
    all_day_busy: bool = True
    tentative_busy: bool = True
    """Whether appointments over whole days, and those not confirmed, keep the founder busy."""
    version: str = ""
    """Of the choice that stands: another one with every choice and every connection."""


@dataclass(frozen=True, slots=True)
class ChosenCalendars:
    """What a founder chose: calendars by their addresses, and which of their appointments count."""

    counted: tuple[str, ...]
    target: str
    all_day_busy: bool = True
    tentative_busy: bool = True
    over: str = ""
    """The version of the choice this was made over; empty: whatever stands."""


@dataclass(frozen=True, slots=True)
class CalComKey:
    """What the founder pastes to let us into Cal.com."""

    key: str = field(repr=False)
    address: str = ""
    """Of their own server's API; empty: Cal.com's."""


@dataclass(frozen=True, slots=True)
class ListedEventType:
    """One of a founder's event types, and whether bookings fit into it."""

    id: int
    title: str
    minutes: int
    unfit: str
    """Why bookings do not fit into it, in plain words; empty if they do."""
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class EventTypes:
    """A founder's event types as Cal.com lists them now."""

    listed: tuple[ListedEventType, ...] = ()
    user: str = ""
    """Whose they are."""


@dataclass(frozen=True, slots=True)
class CalComConnected:
    """The event type offers times and can be booked."""

    label: str
    minutes: int
    """How long its bookings are."""


class CalComConnections(Protocol):
    """Founders' accounts at Cal.com: let in by a key, booked by an event type of their choice."""

    def offer_key(
        self, tenant: TenantId, bandwidth: Bandwidth, given: CalComKey
    ) -> FieldRefusal | None:
        """Try the key, and keep it as a secret until an event type is chosen. What is connected
        stays so."""
        ...

    def list_event_types(self, tenant: TenantId, bandwidth: Bandwidth) -> EventTypes | FieldRefusal:
        """Of the key that was offered last, else of the one that is connected; asks Cal.com.
        Nobody's without either."""
        ...

    def choose_event_type(
        self, tenant: TenantId, bandwidth: Bandwidth, event_type: int
    ) -> CalComConnected | FieldRefusal:
        """Book into this event type from now on; bookings made before stay where they are."""
        ...


class OwnCalendars(Protocol):
    """Calendars that founders keep elsewhere."""

    @property
    def calcom(self) -> CalComConnections: ...

    def connect(
        self, tenant: TenantId, bandwidth: Bandwidth, details: CalDavDetails
    ) -> CalendarConnected | FieldRefusal:
        """Try the connection, and keep its credential as a secret if it works."""
        ...

    def google_origin(self) -> str:
        """Where Google's consent page is; empty without a registration."""
        ...

    def google_consent_url(self, *, state: str, verifier: str) -> str:
        """Where a founder lets us into their Google calendars. Asked where there is an origin."""
        ...

    def connect_google(
        self, tenant: TenantId, bandwidth: Bandwidth, given: GoogleCode
    ) -> CalendarConnected | FieldRefusal:
        """As `connect`, with the code that Google gave."""
        ...

    def list_choices(self, tenant: TenantId, founder: FounderId) -> CalendarChoices | FieldRefusal:
        """The calendars of the connected account; asks its provider."""
        ...

    def choose(
        self, tenant: TenantId, bandwidth: Bandwidth, chosen: ChosenCalendars
    ) -> CalendarConnected | FieldRefusal:
        """Count these calendars and appointments from now on, and write bookings into this one."""
        ...

    def disconnect(self, tenant: TenantId, bandwidth: Bandwidth) -> None:
        """Delete the credential and what was read by it; events that were written stay."""
        ...
