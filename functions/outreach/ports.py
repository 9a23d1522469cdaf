"""What outreach needs of the outside, as Protocols, and the values that cross them.

An expected refusal of a provider is a value; an adapter raises only for what nobody foresaw.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from functions.outreach.domain.calendar.founder_calendar import (
    BUILT_IN,
    CalendarKind,
)
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect
from functions.outreach.domain.conversation.events import CalendarMail, Event
from functions.outreach.domain.conversation.state import (
    CampaignId,
    Conversation,
    ConversationId,
    EffectId,
)
from functions.outreach.domain.permission.contact_facts import PersonHistory
from functions.outreach.domain.settings import ReadingRules, TenantSettings
from functions.outreach.domain.understanding.understand import Reader
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.motions import Motion
from tenancy.billing.usage import UsageRow
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it; `provider_id` finds it again in the provider's own list."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """The provider refused it for good; `error` is the provider's code."""

    error: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ProviderBusy:
    """The provider was busy or unreachable and certainly did not take it."""

    error: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody knows whether the provider took it: look in its list before trying again."""

    error: str


Delivery = Sent | NotSent | ProviderBusy | InDoubt


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One effect, ready for a provider."""

    tenant: TenantId
    conversation: ConversationId
    effect: Effect
    text: str
    from_address: str
    """Our side: an E.164 number or a mail address."""
    from_name: str = ""
    business: str = ""
    language: str = "en"
    claimed_at: datetime | None = None
    """When an earlier attempt claimed it; the provider's list is searched from here."""
    page_url: str = ""
    unsubscribe_url: str = ""
    postal_address: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    invitation: bytes = b""
    """An iCalendar object: what a mail carries, or the event to write."""
    invitation_method: str = "REQUEST"
    founder: FounderId | None = None
    calendar: CalendarKind = BUILT_IN
    """Whose calendar an event is for, and which one that founder chose."""
    calendar_event: str = ""
    """Names the event in that calendar."""
    begins: datetime | None = None
    """Of a notice about a booking: the next start it is about, of the time before a move too. Of a
    recording: when it began."""
    call_seconds: int = 0
    """How long a call under way may last from its answer on; 0 leaves its limit alone."""


class ChannelSender(Protocol):
    """One vendor capability that reaches a customer."""

    def send(self, outgoing: Outgoing) -> Delivery:
        """Hand it to the provider once. Never retries by itself."""
        ...

    def find(self, outgoing: Outgoing) -> Sent | InDoubt | None:
        """Look in the provider's own list for what an earlier attempt may have sent."""
        ...


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A customer message on its way to a conversation, before it is read.

    Reading needs the conversation's state, so the queue carries the raw words and
    `advance_conversation` turns them into `CustomerSaid`.
    """

    id: str
    channel: Channel
    text: str
    address: str
    """Where it was written: a number, a mail address, or the provider's own id of the sender where
    the sender shows no number."""
    headers: tuple[tuple[str, str], ...] = ()
    """Of a mail: those that tell a machine."""
    body: str = ""
    """Of a mail: the whole text, where marks of quoting made `text` shorter. The conversation knows
    what we sent, so it tells better what is the customer's own."""
    calendar: CalendarMail | None = None
    """Of a mail that a calendar program wrote: what it says."""
    user_id: str = ""
    """The provider's own id of the sender, which it may give beside the number."""
    sender_name: str = ""
    """As the sender calls themself; no proof of anything."""
    call: str = ""
    """The call it was spoken in, where it was spoken to the agent."""


class NewestFacts(Protocol):
    """The customer base as it is today, asked only when a promised callback falls due."""

    def load(self, tenant: TenantId, customer: CustomerId) -> CustomerFacts | None:
        """None when the customer is no longer in it, or it cannot be asked just now."""
        ...


class Postbox(Protocol):
    """The queues between the parts. Sending is idempotent by the dedupe ids given."""

    def reply(
        self,
        *,
        tenant: TenantId,
        conversation: ConversationId,
        event: Event | InboundMessage,
        dedupe: str,
    ) -> None: ...

    def wake(self, *, tenant: TenantId, conversation: ConversationId, due_at: str) -> None: ...

    def perform(
        self, *, tenant: TenantId, conversation: ConversationId, effect: EffectId
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class FounderNote:
    """What a founder wrote down beside a conversation; no customer and no agent reads it."""

    at: datetime
    by: FounderId
    text: str


@dataclass(frozen=True, slots=True)
class LoadedConversation:
    """One conversation as one query found it."""

    conversation: Conversation
    seen: frozenset[str]
    """Ids of events committed before."""
    effects: tuple[EffectRecord, ...]
    notes: tuple[FounderNote, ...] = ()


class EffectStatus(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    """An attempt is under way, or was cut off by a crash."""
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"
    """Nobody can say whether it was sent: shown to the founder, never sent again."""


DELIVERY_RANK = {
    "": 0,
    "accepted": 1,
    "queued": 2,
    "sending": 3,
    "sent": 4,
    "undelivered": 5,
    "failed": 5,
    "delivered": 6,
    "read": 7,
    "bounced": 8,
}
"""Providers report out of order; a status never replaces one of a higher rank. That a phone got it
is proof; that a mail server took it is none, so only mail bounces."""
FAILED_DELIVERIES = frozenset({"undelivered", "failed", "bounced"})


@dataclass(frozen=True, slots=True)
class EffectRecord:
    effect: Effect
    status: EffectStatus
    claimed_at: datetime | None = None
    provider_id: str = ""
    error: str = ""
    delivery: str = ""
    """The highest delivery status reported so far."""
    struck: bool = False
    """Whether a failure was ever reported: then a success is worth an event."""


@dataclass(frozen=True, slots=True)
class DeliveryRecorded:
    """A delivery status that no earlier report outranks."""

    raised: bool
    """False if it was reported before."""
    struck: bool
    """Whether a failure was reported before."""


@dataclass(frozen=True, slots=True)
class Committed:
    """The step is recorded; its effects wait to be performed."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else committed first: load again and decide again."""


@dataclass(frozen=True, slots=True)
class SlotLost:
    """The step's slot was taken, or a cap reached, since the calendar was asked."""


@dataclass(frozen=True, slots=True)
class AlreadyDone:
    """This very event was committed before."""


@dataclass(frozen=True, slots=True)
class AddressBusy:
    """One of the customer's addresses is in an open conversation."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The effect is ours to perform. `again` tells that an earlier attempt was cut off."""

    record: EffectRecord
    again: bool


@dataclass(frozen=True, slots=True)
class ClaimRefused:
    rule: str


class ConversationStore(Protocol):
    """Conversations and everything a step writes beside them."""

    def load(self, tenant: TenantId, conversation: ConversationId) -> LoadedConversation | None:
        """One query. None when there is no such conversation."""
        ...

    def commit(
        self, before: Conversation, step: Step, *, event_id: str, now: datetime
    ) -> Committed | Stale | SlotLost | AlreadyDone | AddressBusy:
        """One transaction with everything the step caused, or nothing.

        AddressBusy: the customer named a number that is in another open conversation.

        `event_id` is empty for events that may be decided again (a wake).
        """
        ...

    def create(
        self, conversation: Conversation, *, now: datetime
    ) -> Committed | AddressBusy | AlreadyDone:
        """Take the address locks and write the head, in one transaction."""
        ...

    def claim(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        effect: EffectId,
        *,
        version: int,
        now: datetime,
    ) -> Claimed | ClaimRefused | AlreadyDone | Stale:
        """One transaction that also re-checks suppression and the spending gate.

        Stale: the conversation is not at `version` any more, so whether the effect still stands
        must be looked at again.
        """
        ...

    def record(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        effect: EffectId,
        *,
        status: EffectStatus,
        provider_id: str = "",
        error: str = "",
        retry_at: datetime | None = None,
    ) -> None:
        """What became of a claimed effect. `retry_at` brings it back to the sweep.

        As `report_delivery`: raises EditConflictError when others keep writing the same effect.
        """
        ...

    def report_delivery(
        self, tenant: TenantId, conversation: ConversationId, effect: EffectId, *, status: str
    ) -> DeliveryRecorded | None:
        """Raise the delivery status; None when a later one is known or the effect is not."""
        ...

    def correspondent(
        self, tenant: TenantId, *, channel: Channel, address: str
    ) -> ConversationId | None:
        """The conversation that last spoke with this address, in any of its forms."""
        ...


class CampaignStore(Protocol):
    def list_all(self, tenant: TenantId) -> tuple[tuple[Campaign, CampaignCounts], ...]:
        """Also those that open nothing now: their conversations go on."""
        ...

    def save(self, tenant: TenantId, campaign: Campaign) -> bool:
        """Conditional on the version; False when somebody else saved first."""
        ...

    def skipped(self, tenant: TenantId, campaign: CampaignId, *, reasons: dict[str, int]) -> None:
        """Count customers that were not opened, by reason."""
        ...


class SettingsStore(Protocol):
    def load(self, tenant: TenantId) -> TenantSettings:
        """Cached for some seconds, so that a step costs no query for it."""
        ...


class DialPool(Protocol):
    def page(
        self, tenant: TenantId, *, run: str, motion: Motion, page: int
    ) -> tuple[CustomerFacts, ...]:
        """One page in dial order; empty past the end."""
        ...


class PeopleStore(Protocol):
    def history(self, tenant: TenantId, facts: CustomerFacts) -> PersonHistory:
        """Touches and quiet time of earlier conversations: of the person, and of their phone and
        mailbox with others who have them."""
        ...

    def suppressed(self, tenant: TenantId, facts: CustomerFacts) -> bool: ...


@dataclass(frozen=True, slots=True)
class Due:
    """A row of the sweep's index: what to wake, and what was left undone."""

    tenant: TenantId
    conversation: ConversationId
    effect: EffectId | None
    due_at: str
    erasure: str = ""
    webhook_event: str = ""
    notice: str = ""


class Sweep(Protocol):
    def due(self, *, now: datetime, per_tenant: int) -> tuple[Due, ...]:
        """What is due of every tenant, about `per_tenant` rows each, the longest due first."""


@dataclass(frozen=True, slots=True)
class StoredUsage:
    key: str
    row: UsageRow
    reported_at: datetime | None
    attempt: int = 0
    """Which attempt to send it was begun last; 0 before the first."""
    attempted_at: datetime | None = None
    refused: str = ""
    """Why billing did not take it; it is tried again every night."""


@dataclass(frozen=True, slots=True)
class LiveCall:
    """One open socket and what it belongs to."""

    connection: str
    call: str
    tenant: TenantId
    conversation: ConversationId


@dataclass(frozen=True, slots=True)
class ReservedReading:
    """Money set aside for one question to a model, in millionths of a US cent."""

    tenant: TenantId
    month: str
    """Of the clock's time, as `2026-11`."""
    microcents: int
    has_failed: bool = False
    """Whether the request before it failed: a success is then worth recording."""


@dataclass(frozen=True, slots=True)
class ReadingRefused:
    """Nothing may be asked now: `limit_reached`, or `paused` after failures in a row."""

    rule: str


class ReadingAllowance(Protocol):
    """What each tenant may spend on reading elsewhere, and whether it is worth trying."""

    def reserve(
        self, tenant: TenantId, *, microcents: int, monthly_cents: int
    ) -> ReservedReading | ReadingRefused:
        """Set the money aside before anything is sent, so that a limit is never passed."""
        ...

    def settle(
        self, reserved: ReservedReading, *, spent_microcents: int | None, failed: bool
    ) -> None:
        """Give back what was not spent; None leaves it, since a lost answer may be billed."""


class ModelProblem(StrEnum):
    """What is wrong with a model that is to read."""

    UNKNOWN = "unknown"
    """The provider knows none of that name, or this account may not use it."""
    RETIRES = "retires"
    """It shuts down soon."""
    RETIRED = "retired"
    KEY_REFUSED = "key_refused"


@dataclass(frozen=True, slots=True)
class ModelHealth:
    """What the provider reports of the model."""

    model: str
    problem: ModelProblem | None = None
    ends: date | None = None
    """The day it shuts down, if that is near."""


class RemoteReaders(Protocol):
    """Readers outside this process, for the tenants that use them."""

    def load(self, tenant: TenantId, rules: ReadingRules) -> tuple[Reader, ...]: ...

    def prepare(self) -> None:
        """Load what the first message would otherwise wait for."""
        ...


class CallSocket(Protocol):
    """Our end of an open voice relay."""

    def speak(self, *, connection: str, text: str, language: str, interruptible: bool) -> bool:
        """Send one whole utterance; False when the socket is gone."""
        ...

    def end(self, *, connection: str, reason: str) -> bool: ...
