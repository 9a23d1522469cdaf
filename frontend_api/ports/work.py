"""Campaigns, conversations, bookings and the inbox, as the pages read and change them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from functions.outreach.domain.calendar.founder_calendar import BookingId
    from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts
    from functions.outreach.domain.campaigns.channel_health import HourCount
    from functions.outreach.domain.campaigns.progress import Progress
    from functions.outreach.domain.conversation.events import Event
    from functions.outreach.domain.conversation.state import Conversation, ConversationId
    from functions.outreach.ports import FounderNote, LoadedConversation
    from functions.outreach.store.bookings import BookingRow, BookingStatus
    from functions.outreach.store.inbox import InboxItem
    from tenancy.tenant import FounderId, TenantId


@dataclass(frozen=True, slots=True)
class OptOutRow:
    """A suppressed person. Only keyed hashes are kept, so the customer is named if known."""

    at: datetime
    kinds: tuple[str, ...]
    """What it is kept with: `phone`, `email`, `whatsapp` (an id) and `customer` (an id)."""
    customer: str
    evidence: str


class CampaignRecords(Protocol):
    def list_all(self, tenant: TenantId) -> tuple[tuple[Campaign, CampaignCounts], ...]: ...
    def save(self, tenant: TenantId, campaign: Campaign) -> bool:
        """False when somebody else saved first."""
        ...


class ProgressRecords(Protocol):
    def load_since(self, tenant: TenantId, week: date) -> Progress:
        """The counters from this Monday on, by one query."""
        ...

    def channel_counts(self, tenant: TenantId, *, since: datetime) -> tuple[HourCount, ...]:
        """What became of touches hour by hour, by one query."""
        ...


@dataclass(frozen=True, slots=True)
class ConversationPart:
    """A part of the list of conversations; `next_place` is empty after the last."""

    conversations: tuple[Conversation, ...]
    next_place: str = ""


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """By what a customer is known: the id of the record, and every address on it."""

    id: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    """Conversations, the newest first, each as its head says; and opt-outs that hold."""

    conversations: tuple[Conversation, ...] = ()
    opt_outs: tuple[OptOutRow, ...] = ()


class ConversationRecords(Protocol):
    def list_recent(self, tenant: TenantId) -> tuple[Conversation, ...]:
        """The newest first, each as its head says; turns may be missing."""
        ...

    def list_part(self, tenant: TenantId, *, limit: int, after: str) -> ConversationPart | None:
        """A part of the same list; None where `after` is no place in it."""
        ...

    def load(self, tenant: TenantId, conversation: ConversationId) -> LoadedConversation | None: ...
    def add_note(
        self, tenant: TenantId, conversation: ConversationId, note: FounderNote
    ) -> None: ...
    def of_customer(self, tenant: TenantId, customer: CustomerRecord) -> CustomerHistory:
        """By three requests, however many conversations a tenant has."""
        ...

    def opt_outs(self, tenant: TenantId) -> tuple[OptOutRow, ...]: ...


class CallRecordings(Protocol):
    """What was recorded of calls and is still kept."""

    def kept(self, tenant: TenantId, conversation: ConversationId) -> frozenset[str]:
        """Ids of the files of one conversation, by one request."""
        ...

    def listen_link(
        self, tenant: TenantId, conversation: ConversationId, file: str, *, seconds: int
    ) -> str | None:
        """An address it can be heard from for so long; None if it is not kept any more."""
        ...


class BookingRecords(Protocol):
    def list_all(self, tenant: TenantId) -> tuple[BookingRow, ...]: ...
    def find(self, tenant: TenantId, booking: BookingId) -> BookingRow | None: ...
    def mark(
        self,
        tenant: TenantId,
        booking: BookingId,
        *,
        status: BookingStatus,
        amount_cents: int | None,
        at: datetime,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class SenderTestAsked:
    """The first message, as the founder asked to get it in their own mailbox."""

    founder: FounderId
    subject: str
    text: str
    language: str
    business: str
    unsubscribe_url: str


class ReplyQueue(Protocol):
    """The queue of things that happened in a conversation; outreach decides what follows."""

    def enqueue(
        self, tenant: TenantId, conversation: ConversationId, event: Event, *, dedupe: str
    ) -> None: ...

    def ask_sender_test(self, tenant: TenantId, asked: SenderTestAsked, *, dedupe: str) -> None:
        """A test mail to the founder; outreach knows their address and writes to no other."""
        ...

    def ask_invitation(self, tenant: TenantId, founder: FounderId, *, by: FounderId) -> None:
        """A mail to a teammate who was just added: who invites, to what, and where to begin."""
        ...


class Inbox(Protocol):
    def open(self, tenant: TenantId) -> tuple[InboxItem, ...]: ...
    def done(self, tenant: TenantId, item: str) -> None: ...


class CalendarFeed(Protocol):
    """The founder's bookings as a secret `.ics` address."""

    def url(self, tenant: TenantId, founder: FounderId) -> str: ...
    def owner(self, token: str, *, now: datetime) -> tuple[TenantId, FounderId] | None: ...
