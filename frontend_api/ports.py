"""What the console's pages need of the outside, as Protocols.

`wiring.py` builds the real ones; tests use hand-written fakes. Nothing here can reach a customer:
`Replies.put` hands an event to outreach, which decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from frontend_api.contexts.view_models import (
    BillingState,
    Catalogue,
    CustomerSearch,
    CustomersFound,
    MovesWanted,
    NewImport,
    OptOutRow,
    PlanGuess,
    Refused,
    RunsCompared,
    SignedIn,
    StripeConnection,
    UploadTicket,
    Why,
)
from frontend_api.http.session import Session
from functions.customer_base.store.records import ImportRecord, RunRecord
from functions.outreach.domain.calendar.founder_calendar import Bandwidth, BookingId, CalendarState
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts
from functions.outreach.domain.conversation.state import (
    ChannelRules,
    Conversation,
    ConversationId,
    Event,
)
from functions.outreach.domain.playbooks.playbook import Answer, Playbook
from functions.outreach.domain.settings import Sender, TenantSettings
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.understand import Reader
from functions.outreach.ports import Loaded
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.inbox import InboxItem
from functions.product.motions import Motion
from functions.product.thresholds import Thresholds
from functions.stripe_source.link import StripeLink
from tenancy.identity.audit import Action, AuditRow
from tenancy.tenant import Founder, FounderId, Tenant, TenantId


@dataclass(frozen=True, slots=True)
class SignUp:
    """What a new founder typed. The password never leaves the identity provider's adapter."""

    name: str
    business_name: str
    email: str
    password: str
    country: str
    time_zone: str
    language: str = "en"
    currency: str = "EUR"


class Accounts(Protocol):
    """Founders' identities and sessions."""

    def sign_up(self, form: SignUp, *, now: datetime) -> Refused | None: ...
    def confirm(self, *, email: str, code: str, now: datetime) -> Refused | None: ...
    def send_code_again(self, *, email: str) -> Refused | None: ...
    def sign_in(self, *, email: str, password: str, now: datetime) -> SignedIn | Refused: ...
    def forgot(self, *, email: str) -> Refused | None: ...
    def reset(self, *, email: str, code: str, password: str) -> Refused | None: ...
    def session(self, token: str, *, now: datetime) -> Session | None: ...
    def sign_out(self, token: str) -> None: ...
    def founders(self, tenant: TenantId) -> tuple[Founder, ...]: ...
    def invite(
        self, tenant: TenantId, *, name: str, email: str, by: FounderId, now: datetime
    ) -> Refused | None: ...
    def save_tenant(self, tenant: Tenant) -> None: ...


class CustomerBase(Protocol):
    """Imports, the latest segment run, and questions about single customers."""

    def begin_import(self, tenant: TenantId, new: NewImport) -> UploadTicket: ...
    def current_import(self, tenant: TenantId) -> str:
        """The import the customer base is made of now; empty if there is none."""
        ...

    def still_kept(self, tenant: TenantId, record: ImportRecord) -> bool:
        """Whether every file of an import still lies where it was uploaded."""
        ...

    def start_import(self, tenant: TenantId, import_id: str) -> None: ...
    def imports(self, tenant: TenantId) -> tuple[ImportRecord, ...]: ...
    def import_row(self, tenant: TenantId, import_id: str) -> ImportRecord | None: ...
    def confirm_mapping(
        self,
        tenant: TenantId,
        import_id: str,
        *,
        mapping: Mapping[int, Mapping[str, str]],
        answers: Mapping[int, Mapping[str, str]],
    ) -> None:
        """File number → header → canonical column, and the answers to the files' questions."""
        ...

    def forget_columns(self, tenant: TenantId, import_id: str) -> None:
        """Ask again what the headers of this import's files mean when they next come."""
        ...

    def rejects_url(self, tenant: TenantId, import_id: str) -> str: ...
    def sample_import(self, tenant: TenantId, new: NewImport) -> str | None:
        """Make an import of sample data; None where this deployment carries no sample."""
        ...

    def latest_run(self, tenant: TenantId) -> RunRecord | None: ...
    def run_row(self, tenant: TenantId, run: str) -> RunRecord | None:
        """One segment run, finished or not."""
        ...

    def preview(self, tenant: TenantId, thresholds: Thresholds) -> RunRecord | None: ...
    def segment_again(self, tenant: TenantId) -> None: ...
    def finished_runs(self, tenant: TenantId) -> tuple[RunRecord, ...]:
        """The newest ones first, and no more of them than a page can list."""
        ...

    def compare_runs(self, tenant: TenantId, wanted: MovesWanted) -> RunsCompared: ...
    def plans(self, tenant: TenantId) -> tuple[PlanGuess, ...]:
        """Plans of the current customer base, most customers first; none before the first file."""
        ...

    def search(self, tenant: TenantId, wanted: CustomerSearch) -> CustomersFound: ...
    def why(self, tenant: TenantId, customer_id: str) -> Why | None: ...


class StripeSource(Protocol):
    """The founder's own Stripe account as a source of the customer base."""

    def link(self, tenant: TenantId) -> StripeLink | None: ...
    def hook_url(self, tenant: TenantId) -> str: ...
    def connect(self, tenant: TenantId, wanted: StripeConnection) -> Refused | None:
        """Check the key, keep it as a secret, and begin to read."""
        ...

    def keep_hook_secret(self, tenant: TenantId, secret: str) -> Refused | None: ...
    def sync_now(self, tenant: TenantId) -> None: ...
    def disconnect(self, tenant: TenantId) -> None:
        """Delete the key and everything webhooks told; the base stays as it is."""
        ...


class Settings(Protocol):
    """What the founder edits."""

    def of(self, tenant: TenantId) -> TenantSettings: ...
    def save_catalogue(self, tenant: TenantId, catalogue: Catalogue) -> None: ...
    def thresholds(self, tenant: TenantId) -> Thresholds: ...
    def save_thresholds(self, tenant: TenantId, thresholds: Thresholds) -> None: ...
    def save_rules(self, tenant: TenantId, rules: ChannelRules) -> None: ...
    def save_bandwidth(self, tenant: TenantId, bandwidth: Bandwidth) -> None: ...
    def edit_playbook(
        self,
        tenant: TenantId,
        *,
        motion: Motion,
        language: str,
        change: Callable[[Playbook], Playbook],
    ) -> Playbook:
        """Change a playbook from its latest version, so that two founders never undo each other."""
        ...

    def save_answer(self, tenant: TenantId, answer: Answer) -> None: ...
    def forget_answer(self, tenant: TenantId, answer: AnswerId) -> None: ...
    def save_sender(self, tenant: TenantId, sender: Sender) -> Refused | None:
        """Keep our address on a channel, and register it so that replies find the tenant."""
        ...

    def rehearsals(self, tenant: TenantId) -> Mapping[str, str]:
        """Stored rehearsals by id, each as the text `rehearsing.py` wrote."""
        ...

    def save_rehearsal(self, tenant: TenantId, rehearsal: str, *, text: str) -> None: ...


class Calendars(Protocol):
    def state(self, tenant: TenantId, bandwidth: Bandwidth, *, now: datetime) -> CalendarState: ...


class Campaigns(Protocol):
    def every(self, tenant: TenantId) -> tuple[tuple[Campaign, CampaignCounts], ...]: ...
    def save(self, tenant: TenantId, campaign: Campaign) -> bool:
        """False when somebody else saved first."""
        ...


class Conversations(Protocol):
    def recent(self, tenant: TenantId) -> tuple[Conversation, ...]:
        """The newest first, each as its head says; turns may be missing."""
        ...

    def load(self, tenant: TenantId, conversation: ConversationId) -> Loaded | None: ...
    def opt_outs(self, tenant: TenantId) -> tuple[OptOutRow, ...]: ...


class Bookings(Protocol):
    def every(self, tenant: TenantId) -> tuple[BookingRow, ...]: ...
    def find(self, tenant: TenantId, booking: BookingId) -> BookingRow | None: ...
    def mark(
        self,
        tenant: TenantId,
        booking: BookingId,
        *,
        status: BookingStatus,
        amount_cents: int | None,
    ) -> None: ...


class Replies(Protocol):
    """The queue of things that happened in a conversation; outreach decides what follows."""

    def put(
        self, tenant: TenantId, conversation: ConversationId, event: Event, *, dedupe: str
    ) -> None: ...


class Inbox(Protocol):
    def open(self, tenant: TenantId) -> tuple[InboxItem, ...]: ...
    def done(self, tenant: TenantId, item: str) -> None: ...


class Billing(Protocol):
    def state(self, tenant: Tenant) -> BillingState: ...
    def set_spending_limit(self, tenant: TenantId, *, cents: int) -> None: ...
    def checkout_url(self, tenant: Tenant, *, founder_email: str) -> str | Refused: ...
    def portal_url(self, tenant: Tenant) -> str | Refused: ...


class Audit(Protocol):
    def rows(self, tenant: TenantId) -> tuple[AuditRow, ...]: ...
    def record(
        self, tenant: TenantId, *, by: FounderId, action: Action, detail: str, now: datetime
    ) -> None: ...


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware UTC."""
        ...


class Ids(Protocol):
    def new(self, prefix: str) -> str:
        """An id nobody can guess: `<prefix>_<26 of a-z0-9>`."""
        ...


class CalendarFeed(Protocol):
    """The founder's bookings as a secret `.ics` address."""

    def url(self, tenant: TenantId, founder: FounderId) -> str: ...
    def owner(self, token: str, *, now: datetime) -> tuple[TenantId, FounderId] | None: ...


@dataclass(frozen=True, slots=True)
class Places:
    """Public addresses the pages need."""

    console_url: str
    upload_origins: tuple[str, ...] = ()
    """Origins the upload form posts to; the page's content policy names only these."""
    payment_origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything a page may use."""

    accounts: Accounts
    base: CustomerBase
    stripe: StripeSource
    settings: Settings
    calendars: Calendars
    campaigns: Campaigns
    conversations: Conversations
    bookings: Bookings
    replies: Replies
    inbox: Inbox
    billing: Billing
    audit: Audit
    readers: tuple[Reader, ...]
    clock: Clock
    ids: Ids
    feed: CalendarFeed
    places: Places
