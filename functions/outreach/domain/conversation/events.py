"""What can happen to a conversation. Events are named for what happened, in the past tense."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.state import EffectId
from functions.outreach.domain.understanding.acts import Reading
from functions.product.channels import Channel
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class BecameDue:
    """The conversation's `due_at` came."""


@dataclass(frozen=True, slots=True)
class CustomerSaid:
    id: str
    """The provider's message id (or call id and turn)."""
    channel: Channel
    text: str
    reading: Reading
    address: str = ""
    call: str = ""
    """The call it was spoken in, where it was spoken to the agent."""


class CalendarAnswer(StrEnum):
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    COUNTERED = "countered"
    """Another time is proposed instead."""
    OTHER = "other"
    """Any other mail of a calendar, their own invitation among them."""


@dataclass(frozen=True, slots=True)
class CalendarMail:
    """What somebody's calendar program says by mail."""

    answer: CalendarAnswer
    subject: str = ""
    """In the words of their program."""
    booking: str = ""
    """Whose invitation is answered; empty if none of ours."""
    attendee: str = ""
    """The address that answers, in lower case."""
    comment: str = ""
    """What the person wrote with the answer."""
    proposed: date | None = None
    """For a counter-proposal: the day, as their calendar writes it."""
    proposed_at: datetime | None = None
    """The moment, where an hour stands with the day: aware, or naive for the customer's own clock.
    None where the hour is in a time zone that nobody knows."""


@dataclass(frozen=True, slots=True)
class CalendarMailReceived:
    id: str
    mail: CalendarMail
    address: str = ""


@dataclass(frozen=True, slots=True)
class SlotPicked:
    """A slot was chosen on the hosted page."""

    id: str
    start: datetime


@dataclass(frozen=True, slots=True)
class BookingCalledOff:
    """The customer gave the time back on the hosted page."""

    id: str
    booking: BookingId


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """ "Text me" or "have the AI call me" on the hosted page, with the exact wording shown."""

    id: str
    consent: Consent
    phone: str


@dataclass(frozen=True, slots=True)
class ZoneChosen:
    """The customer's own time zone, chosen on the hosted page; only words follow it."""

    id: str
    zone: str


@dataclass(frozen=True, slots=True)
class OptedOutByLink:
    """One-click unsubscribe, a keypress, a complaint, or the provider's own opt-out."""

    id: str
    channel: Channel
    address: str = ""
    """Where it was written, if it was a message."""


@dataclass(frozen=True, slots=True)
class OptOutUnattributed:
    """Somebody opted out on this channel whom nobody can name, and it may be this customer."""

    id: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class CallConnected:
    """The relay is open and the greeting (disclosure) is being spoken."""

    call: str
    inbound: bool = False
    """Whether the customer rang us."""
    asked: str | None = None
    """The hash of the question whether it may be recorded, as it is being spoken; empty if it is
    not. None in events queued before this field existed: then it is what would be asked now."""


class CallEnd(StrEnum):
    """How a call ended; all but a completed one that lasted reached nobody."""

    MACHINE = "machine"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class CallEnded:
    call: str
    end: CallEnd
    seconds: int = 0
    """How long it lasted; a completed call of 0 seconds was never put through."""
    effect: EffectId = EffectId("")
    """The effect that placed it; empty for a call of the customer's own, and in rows of before."""


@dataclass(frozen=True, slots=True)
class MachineAnswered:
    """Detection found that no person took the call. It may come at any moment of the call, or
    after it."""

    call: str
    effect: EffectId
    """The one that placed the call."""
    records: bool
    """Whether its greeting is over and it records now."""


class TransferResult(StrEnum):
    """What came of ringing the founder."""

    TALKED = "talked"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    """Picked up, and did not press 1; a founder's voicemail among them."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class TransferEnded:
    """The founder's phone was rung for a customer in a call, or they have talked."""

    call: str
    result: TransferResult
    hung_up: bool = False
    """Whether the customer left the call meanwhile; its own end may be reported before or after."""


@dataclass(frozen=True, slots=True)
class RecordingReady:
    """What was recorded of a call can be fetched from the provider."""

    call: str
    file: str
    """The provider's id of it."""
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Voice: the customer spoke over the agent."""

    call: str
    heard: str


@dataclass(frozen=True, slots=True)
class DeliveryReported:
    effect: EffectId
    status: str
    """`delivered` or `read` if a failure was reported before; `failed`, `bounced` or `undelivered`.
    """
    error: str = ""
    """Provider error code."""


@dataclass(frozen=True, slots=True)
class EffectRefused:
    """The claim of an effect was refused (cap, suppression, spending limit)."""

    effect: EffectId
    rule: str


@dataclass(frozen=True, slots=True)
class FactsChanged:
    facts: CustomerFacts


@dataclass(frozen=True, slots=True)
class FounderTookOver:
    by: FounderId


@dataclass(frozen=True, slots=True)
class FounderAnswered:
    id: str
    """Of the press, so that it is sent once however often its message is delivered."""
    by: FounderId
    text: str


@dataclass(frozen=True, slots=True)
class FounderHandedBack:
    by: FounderId


@dataclass(frozen=True, slots=True)
class FounderSettled:
    """The founder marked what was handed to them as settled."""

    by: FounderId
    turns: int
    """How many turns they had before them: what the customer said since is not settled."""


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    """The founder gave the time back."""

    booking: BookingId
    event: str = ""
    """The event deleted in the founder's own calendar, where that is what happened: it means the
    booking that follows the event by now."""


@dataclass(frozen=True, slots=True)
class BookingMoved:
    """The founder moved the booking's event in their own calendar."""

    booking: BookingId
    start: datetime
    event: str = ""
    """The event moved: it means the booking that follows the event by now."""


@dataclass(frozen=True, slots=True)
class RehearsalEnded:
    """The founder ended a rehearsal over their phone."""


Event = (
    BecameDue
    | CustomerSaid
    | CalendarMailReceived
    | SlotPicked
    | BookingCalledOff
    | ConsentGiven
    | ZoneChosen
    | OptedOutByLink
    | OptOutUnattributed
    | CallConnected
    | CallEnded
    | MachineAnswered
    | TransferEnded
    | RecordingReady
    | Interrupted
    | DeliveryReported
    | EffectRefused
    | FactsChanged
    | FounderTookOver
    | FounderAnswered
    | FounderHandedBack
    | FounderSettled
    | BookingCancelled
    | BookingMoved
    | RehearsalEnded
)
