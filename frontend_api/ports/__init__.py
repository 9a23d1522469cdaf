"""Everything a page may use of the outside, as Protocols and plain values.

May name the domain's types and no gateway. Must never offer a way to reach a customer: a founder's
act is an event on a queue, and outreach decides what follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.ports.accounts import Accounts, OwnAccounts, Team
    from frontend_api.ports.address_proofs import AddressProofs
    from frontend_api.ports.authoring import Authoring
    from frontend_api.ports.billing import FounderBilling
    from frontend_api.ports.customer_base import CustomerBase, PoolRecords
    from frontend_api.ports.founder_calendar import OwnCalendars
    from frontend_api.ports.programs.api_access import ApiAccess
    from frontend_api.ports.programs.webhooks import Webhooks
    from frontend_api.ports.reading import RemoteReading
    from frontend_api.ports.rehearsals import PhoneRehearsals
    from frontend_api.ports.rights import PersonRights
    from frontend_api.ports.settings import Calendars, FounderSettings
    from frontend_api.ports.stripe_source import StripeSource
    from frontend_api.ports.work import (
        BookingRecords,
        CalendarFeed,
        CallRecordings,
        CampaignRecords,
        ConversationRecords,
        Inbox,
        ProgressRecords,
        ReplyQueue,
    )
    from functions.outreach.domain.understanding.understand import Reader
    from tenancy.identity.audit import Action, AuditRow
    from tenancy.runtime.clock import Clock
    from tenancy.tenant import FounderId, TenantId


class Audit(Protocol):
    def rows(self, tenant: TenantId) -> tuple[AuditRow, ...]: ...
    def names(self, tenant: TenantId, rows: Sequence[AuditRow]) -> Mapping[str, str]:
        """What ids in these rows stand for today, where it is still there; at most one request."""
        ...

    def record(
        self, tenant: TenantId, *, by: FounderId, action: Action, detail: str, now: datetime
    ) -> None: ...
    def record_once_a_day(
        self, tenant: TenantId, *, by: FounderId, action: Action, detail: str, now: datetime
    ) -> None:
        """One row for each UTC day, at its beginning, however often it is done."""
        ...


class IdSource(Protocol):
    def new(self, prefix: str) -> str:
        """An id nobody can guess: `<prefix>_<26 of a-z0-9>`."""
        ...


@dataclass(frozen=True, slots=True)
class ConsoleAddresses:
    """Where founders reach the console, and where they pay."""

    console_url: str
    hooks_url: str = ""
    """Where customers' links lead."""
    payment_origins: tuple[str, ...] = ()
    """Origins a form of the billing page may lead to."""


class Ports(Protocol):
    """Everything a page may use. Each is made when it is first asked for."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def own_accounts(self) -> OwnAccounts: ...
    @property
    def team(self) -> Team: ...
    @property
    def api_access(self) -> ApiAccess: ...
    @property
    def base(self) -> CustomerBase: ...
    @property
    def pool(self) -> PoolRecords: ...
    @property
    def stripe(self) -> StripeSource: ...
    @property
    def settings(self) -> FounderSettings: ...
    @property
    def proofs(self) -> AddressProofs: ...
    @property
    def calendars(self) -> Calendars: ...
    @property
    def own_calendars(self) -> OwnCalendars: ...
    @property
    def campaigns(self) -> CampaignRecords: ...
    @property
    def progress(self) -> ProgressRecords: ...
    @property
    def conversations(self) -> ConversationRecords: ...
    @property
    def recordings(self) -> CallRecordings: ...
    @property
    def bookings(self) -> BookingRecords: ...
    @property
    def replies(self) -> ReplyQueue: ...
    @property
    def rehearsals(self) -> PhoneRehearsals: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def rights(self) -> PersonRights: ...
    @property
    def billing(self) -> FounderBilling: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def readers(self) -> tuple[Reader, ...]: ...
    @property
    def remote_reading(self) -> RemoteReading: ...
    @property
    def authoring(self) -> Authoring: ...
    @property
    def webhooks(self) -> Webhooks: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> IdSource: ...
    @property
    def feed(self) -> CalendarFeed: ...
    @property
    def addresses(self) -> ConsoleAddresses: ...
    @property
    def upload_origins(self) -> tuple[str, ...]:
        """Origins the upload form posts to; the page's content policy names only these."""
        ...
