"""The conversation: everything with one customer in one campaign, over every channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    BookingId,
    CalendarState,
    Reservation,
    Slot,
)
from functions.outreach.domain.playbooks.playbook import Answer, LineId, Offer, Part, Playbook
from functions.outreach.domain.understanding.acts import Reading
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel
from functions.product.customer_facts import Consent, CustomerFacts
from functions.product.motions import Motion
from tenancy.billing.usage import UsageKind
from tenancy.tenant import FounderId, TenantId

ConversationId = NewType("ConversationId", str)
CampaignId = NewType("CampaignId", str)
EffectId = NewType("EffectId", str)


class State(StrEnum):
    WAITING = "waiting"
    """Created, holds its address lock, not opened yet."""
    OPENED = "opened"
    """An opening was decided; no human turn yet."""
    TALKING = "talking"
    OFFERING = "offering"
    """Slots were offered and one is awaited."""
    CALLBACK = "callback"
    """A promise to return at a time the customer named."""
    BOOKED = "booked"
    TAKEN_OVER = "taken_over"
    CLOSED = "closed"


class Outcome(StrEnum):
    BOOKED = "booked"
    CALLBACK = "callback"
    DECLINED = "declined"
    OPTED_OUT = "opted_out"
    WRONG_PERSON = "wrong_person"
    UNREACHABLE = "unreachable"
    NEEDS_FOUNDER = "needs_founder"
    EXPIRED = "expired"


class Who(StrEnum):
    AGENT = "agent"
    CUSTOMER = "customer"
    FOUNDER = "founder"


class Purpose(StrEnum):
    OPENING = "opening"
    FOLLOW_UP = "follow_up"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class UtterancePiece:
    """One approved piece of an utterance: which line or answer, and its text with slots filled."""

    text: str
    part: Part | None = None
    line: LineId | None = None
    answer: AnswerId | None = None
    sha256: str = ""
    """Of the approved template text, for the guard."""
    slots: tuple[tuple[str, str], ...] = ()
    content_sid: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing somebody said."""

    number: int
    who: Who
    channel: Channel
    at: datetime
    text: str
    said: tuple[UtterancePiece, ...] = ()
    """For the agent: the approved pieces the text is made of."""
    reading: Reading | None = None
    """For the customer."""
    purpose: Purpose | None = None
    cut_at: str | None = None
    """Voice: what was heard before the customer interrupted; None if all of it was."""
    effect: str = ""
    """The effect that carries it to the customer; empty for what the customer said."""
    undelivered: str = ""
    """The provider's error or the refusing rule, if it never reached the customer."""


class EffectKind(StrEnum):
    SEND_WHATSAPP = "send_whatsapp"
    SEND_SMS = "send_sms"
    PLACE_CALL = "place_call"
    SEND_EMAIL = "send_email"
    SPEAK = "speak"
    """Text for the open voice socket; performed by the handler that decided it."""
    HANG_UP = "hang_up"
    INVITE_CUSTOMER = "invite_customer"
    NOTIFY_FOUNDER = "notify_founder"
    CREATE_EVENT = "create_event"
    CANCEL_EVENT = "cancel_event"
    EMIT_WEBHOOK = "emit_webhook"


SPOKEN_KINDS = frozenset({EffectKind.SPEAK, EffectKind.HANG_UP})
"""Performed by the voice socket that decided them; everything else waits for a claim."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to do in the outside world, recorded with the decision that caused it.

    The id is `<conversation>-<version>-<n>`, so deciding again after a conflict never makes a
    second one for the same step.
    """

    id: EffectId
    kind: EffectKind
    to: str = ""
    """Phone (E.164) or mail address of the customer; empty for the founder's own."""
    said: tuple[UtterancePiece, ...] = ()
    purpose: Purpose | None = None
    subject: str = ""
    booking: BookingId | None = None
    notice: str = ""
    """For NOTIFY_FOUNDER and EMIT_WEBHOOK: `booked`, `needs_founder`, `callback`, `declined`,
    `opted_out`, `unreachable`, `facts_changed`, `unknown_question`, `late_message`,
    `wrong_person`, `expired`, `cancelled`, `customer_replied` (while a founder has taken over)."""
    confirms_opt_out: bool = False
    """The one message that may still go to a suppressed person."""


@dataclass(frozen=True, slots=True)
class Usage:
    kind: UsageKind
    quantity: int


@dataclass(frozen=True, slots=True)
class Booking:
    id: BookingId
    slot: Slot
    place: str
    """`phone:<E.164>`, a meeting link, or `mailto:<address>` where neither is there any more."""
    founder_callback: bool = False
    reservation: Reservation | None = None
    """What the calendar holds for it, so that a release frees exactly that."""


UNCONFIRMED = "unconfirmed"
"""Why a touch failed of which nobody can say whether it arrived: it counts for the caps, and
nothing may build on it."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One outbound attempt."""

    channel: Channel
    purpose: Purpose
    at: datetime
    effect: EffectId
    failed: str = ""
    """The provider's error or the refusing rule; empty while nothing bad is known."""


@dataclass(frozen=True, slots=True)
class CampaignTerms:
    """What of its campaign a conversation needs; fixed when it is created."""

    id: CampaignId
    motion: Motion
    founder: FounderId
    founder_name: str
    business_name: str
    offer: Offer | None
    meeting_place: str = ""
    """A link of this campaign alone; empty: the founder's, or the customer's phone."""
    channels: tuple[Channel, ...] = ()
    """Channels the tenant has ready."""
    max_touches: int = 6


@dataclass(frozen=True, slots=True)
class PersonHistory:
    """Touches of one person over all campaigns, and what forbids any."""

    touched_at: tuple[datetime, ...] = ()
    """Openings and follow-ups of the last 7 days."""
    quiet_until: date | None = None
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """The head plus its turns. `version` rises by one with every committed step."""

    id: ConversationId
    tenant: TenantId
    terms: CampaignTerms
    facts: CustomerFacts
    language: str
    time_zone: str
    """The customer's zone used for wording times; the strictest candidate rules permission."""
    created_at: datetime
    version: int = 0
    state: State = State.WAITING
    outcome: Outcome | None = None
    channel: Channel | None = None
    """Where the conversation is now."""
    turns: tuple[Turn, ...] = ()
    touches: tuple[Touch, ...] = ()
    asked: Part | None = None
    """What the agent waits for an answer to."""
    offered: tuple[Slot, ...] = ()
    preferred: TimeWindow | None = None
    booking: Booking | None = None
    wake_at: datetime | None = None
    callback_at: datetime | None = None
    reached: bool = False
    """A human turn was seen and metered."""
    booked_metered: bool = False
    """A booked conversation was metered; moving the booking does not meter it again."""
    hot: bool = False
    """Said yes, or asked for price or time."""
    customer_words: str = ""
    """The customer's own words that decided the outcome, for the handoff."""
    leaving_reason: str = ""
    blockers: str = ""
    earned: tuple[Consent, ...] = ()
    """Consent given in this conversation."""
    facts_changed: bool = False
    calls_ended: tuple[str, ...] = ()
    """Call ids already metered."""
    quiet_until: date | None = None
    prior: PersonHistory = PersonHistory()
    """Touches before this conversation. One person has one open conversation, so `prior` plus
    `touches` is the person's whole history while it is open."""
    asked_channel: Channel | None = None
    """The customer's own wish ("call me"): goes first on the ladder."""
    call: str = ""
    """The call that is open now; its answers are spoken into it."""
    greeting: tuple[UtterancePiece, ...] = ()
    """What a placed call will say first; becomes a turn when somebody is connected."""
    founder_callback: bool = False
    """The slots offered are for the founder to ring back with an answer."""
    former_phones: tuple[str, ...] = ()
    """Numbers it held before the customer gave another: still locked, suppressed with the rest."""
    resumed_at: datetime | None = None
    """When a callback was carried out or the founder handed back: silence counts from here."""
    held_until: datetime | None = None
    """Nothing of the agent's own accord before this: the tenant's spending was stopped."""
    reason: str = ""
    """Why it ended or went to the founder, where the outcome alone does not say."""


# Events are named for what happened, in the past tense.


@dataclass(frozen=True, slots=True)
class Woken:
    """The wake time came."""


@dataclass(frozen=True, slots=True)
class CustomerSaid:
    id: str
    """The provider's message id (or call id and turn)."""
    channel: Channel
    text: str
    reading: Reading
    address: str = ""


@dataclass(frozen=True, slots=True)
class SlotPicked:
    """A slot was chosen on the hosted page."""

    id: str
    start: datetime


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """ "Text me" or "have the AI call me" on the hosted page, with the exact wording shown."""

    id: str
    consent: Consent
    phone: str


@dataclass(frozen=True, slots=True)
class OptedOutByLink:
    """One-click unsubscribe, a keypress, a complaint, or the provider's own opt-out."""

    id: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class CallConnected:
    """The relay is open and the greeting (disclosure) is being spoken."""

    call: str


class CallEnd(StrEnum):
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


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Voice: the customer spoke over the agent."""

    call: str
    heard: str


@dataclass(frozen=True, slots=True)
class DeliveryReported:
    effect: EffectId
    status: str
    """`sent`, `delivered`, `read`, `failed` or `undelivered`."""
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
    by: FounderId
    text: str


@dataclass(frozen=True, slots=True)
class FounderHandedBack:
    by: FounderId


@dataclass(frozen=True, slots=True)
class BookingCancelled:
    """By the founder, or because a conflict was found in the connected calendar."""

    booking: BookingId
    conflict: bool = False


Event = (
    Woken
    | CustomerSaid
    | SlotPicked
    | ConsentGiven
    | OptedOutByLink
    | CallConnected
    | CallEnded
    | Interrupted
    | DeliveryReported
    | EffectRefused
    | FactsChanged
    | FounderTookOver
    | FounderAnswered
    | FounderHandedBack
    | BookingCancelled
)


@dataclass(frozen=True, slots=True)
class ChannelRules:
    """Tenant facts that permission needs."""

    hours_start: int = 10
    hours_end: int = 18
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    a2p_campaign: str = ""
    sms_outside_us: bool = False
    postal_address: str = ""
    tenant_time_zone: str = "UTC"
    per_day: int = 1
    per_week: int = 3
    default_country: str = ""
    """The founder's answer at import, for customers whose country nothing tells."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that `step` may consult besides the conversation and the event."""

    now: datetime
    playbook: Playbook
    rules: ChannelRules
    person: PersonHistory
    bandwidth: Bandwidth
    calendar: CalendarState | None = None
    """Present once `CalendarNeeded` was answered."""
    answers: tuple[Answer, ...] = ()
    today: CustomerFacts | None = None
    """The customer as the newest segment run left them; None if there is no newer run."""
    page_url: str = ""
    """The hosted page of this conversation (choose a slot, text me, call me)."""
    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True)
class CalendarNeeded:
    """`step` cannot decide without the founder's calendar: query it and call again."""

    founder: FounderId


@dataclass(frozen=True, slots=True)
class Step:
    """A decision with all its consequences; committed in one transaction."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
    usage: tuple[Usage, ...] = ()
    reserve: Reservation | None = None
    release: Booking | None = None
    suppress: str = ""
    """Evidence (the customer's words or the keypress) if the person opted out for good."""
    resubscribe: bool = False
    unlock: bool = False
    """The conversation ended: its address locks are released."""
    unknown_question: str = ""
    """A question no approved answer covers, for the founder's inbox."""
