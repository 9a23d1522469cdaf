"""What outreach needs of the outside, as Protocols, and the values that cross them.

An expected refusal of a provider is a value; an adapter raises only for what nobody foresaw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from functions.outreach.domain.bandwidth import Bandwidth, CalendarState
from functions.outreach.domain.conversation import (
    Conversation,
    ConversationId,
    Effect,
    EffectId,
    Event,
)
from functions.outreach.domain.customer import Channel
from functions.outreach.domain.reading import Reading, ReadingRequest
from tenancy.tenant import FounderId, TenantId


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
class TryLater:
    """The provider was busy or unreachable and certainly did not take it."""

    error: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody knows whether the provider took it: look in its list before trying again."""

    error: str


Delivery = Sent | NotSent | TryLater | InDoubt


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
    language: str = "en"
    claimed_at: datetime | None = None
    """When an earlier attempt claimed it; the provider's list is searched from here."""
    page_url: str = ""
    unsubscribe_url: str = ""
    postal_address: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    invitation: bytes = b""
    """An iCalendar object for mails that carry one."""
    invitation_method: str = "REQUEST"
    voicemail: str = ""


class ChannelSender(Protocol):
    """One vendor capability that reaches a customer."""

    def send(self, outgoing: Outgoing) -> Delivery:
        """Hand it to the provider once. Never retries by itself."""
        ...

    def find(self, outgoing: Outgoing) -> Sent | None:
        """Look in the provider's own list for what an earlier attempt may have sent."""
        ...


class Reader(Protocol):
    def read(self, request: ReadingRequest) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A customer message on its way to a conversation, before it is read.

    Reading needs the conversation's state, so the queue carries the raw words and
    `advance_conversation` turns them into `CustomerSaid`.
    """

    id: str
    channel: Channel
    text: str
    address: str
    headers: tuple[tuple[str, str], ...] = ()


class Postbox(Protocol):
    """The queues between the parts. Sending is idempotent by the dedupe ids given."""

    def reply(
        self,
        *,
        tenant: TenantId,
        conversation: ConversationId,
        event: Event | Heard,
        dedupe: str,
    ) -> None: ...

    def wake(self, *, tenant: TenantId, conversation: ConversationId, due_at: str) -> None: ...

    def perform(
        self, *, tenant: TenantId, conversation: ConversationId, effect: EffectId
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Committed:
    conversation: Conversation
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else committed first: load again and decide again."""


@dataclass(frozen=True, slots=True)
class AlreadyDone:
    """This very event was committed before."""


class CalendarQuery(Protocol):
    """The founder's calendar as one query finds it."""

    def state(
        self, *, tenant: TenantId, founder: FounderId, bandwidth: Bandwidth, now: datetime
    ) -> CalendarState: ...


class CallSocket(Protocol):
    """Our end of an open voice relay."""

    def speak(self, *, connection: str, text: str, language: str, interruptible: bool) -> bool:
        """Send one whole utterance; False when the socket is gone."""
        ...

    def end(self, *, connection: str, reason: str) -> bool: ...
