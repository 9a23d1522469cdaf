"""The conversation: everything with one customer in one campaign, over every channel."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from functions.outreach.domain.calendar.founder_calendar import BookingId, Reservation, Slot
from functions.outreach.domain.permission.contact_facts import PersonHistory, Purpose
from functions.outreach.domain.playbooks.playbook import LineId, Part
from functions.outreach.domain.understanding.acts import Reading
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel, ContactPoint
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts
from functions.product.motions import Motion
from functions.product.offers import Offer
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

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
    """One message or utterance, of the customer, the agent or the founder."""

    number: int
    who: Who
    channel: Channel
    at: datetime
    text: str
    pieces: tuple[UtterancePiece, ...] = ()
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
    pressed: str = ""
    """For the customer: what they pressed on their page, where `text` describes it and is no word
    of theirs; `chose a time`, `agreed to texts` and the like."""


@dataclass(frozen=True, slots=True)
class Booking:
    id: BookingId
    slot: Slot
    place: str
    """`phone:<E.164>`, a meeting link, or `mailto:<address>` where neither is there any more."""
    founder_callback: bool = False
    reservation: Reservation | None = None
    """What the calendar holds for it, so that a release frees exactly that."""
    event: str = ""
    """The founder's event, where it was made for an earlier booking that was moved."""
    moves: int = 0
    """How often it was moved; the SEQUENCE of the founder's event, which never falls."""

    @property
    def calendar_event(self) -> str:
        """Names the founder's event, in their own calendar and in their mail."""
        return self.event or self.id

    def is_meant_by(self, booking: BookingId, event: str) -> bool:
        """Whether what the founder did to a booking, or to an event of theirs, concerns this one.

        A booking is renamed when it follows its event, and what happened to the event next may
        have been noticed before that.
        """
        return booking == self.id or (event != "" and event == self.calendar_event)


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
    point: ContactPoint | None = None
    """The kind of address it goes to; None in rows of before, where the channel says it."""
    delivered: bool = False
    """Whether the provider reported that it arrived after it had reported the contrary."""
    doubted_at: datetime | None = None
    """When it was reported as not arrived; None once that has settled either way."""
    doubted_because: str = ""
    voicemail: bool = False
    """Whether a machine took the call and our message was left: the touch was made, though nobody
    was reached."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """The founder's phone rings for the customer in this call; the booking holds their time."""

    call: str
    booking: BookingId
    asked_at: datetime


class RecordingStatus(StrEnum):
    ASKED = "asked"
    """The question was spoken; nothing is recorded before a yes to it."""
    AGREED = "agreed"
    REFUSED = "refused"
    """A no, or nothing that is clearly a yes."""
    STOPPED = "stopped"
    """Agreed first; the customer ended it, or was put through."""


@dataclass(frozen=True, slots=True)
class CallRecording:
    """What one call's customer was asked about recording it, and answered: the proof of consent."""

    call: str
    wording: str
    """The question as it was spoken."""
    sha256: str
    """Of the approved text."""
    asked_at: datetime
    status: RecordingStatus = RecordingStatus.ASKED
    answer: str = ""
    """The customer's words."""
    answered_at: datetime | None = None
    stopped_at: datetime | None = None
    then: tuple[UtterancePiece, ...] = ()
    """What the call is about, spoken once the question is answered."""
    file: str = ""
    """The provider's id of what was recorded, once it is ready."""
    seconds: int = 0

    @property
    def agreed_at(self) -> datetime | None:
        """When the customer said yes, also if they ended it later."""
        agreed = self.status in (RecordingStatus.AGREED, RecordingStatus.STOPPED)
        return self.answered_at if agreed else None


class ClarificationKind(StrEnum):
    OPT_OUT = "opt_out"
    WRONG_PERSON = "wrong_person"


@dataclass(frozen=True, slots=True)
class MessageSender:
    """Where a message was written; it need not be an address of the customer's record."""

    channel: Channel
    address: str


@dataclass(frozen=True, slots=True)
class HeldSlot:
    """A time the customer chose while the founder's own calendar could not be asked."""

    start: datetime
    since: datetime
    looks: int = 0
    """How often the calendar was asked again."""

    @property
    def look_at(self) -> datetime:
        """After one minute, then after twice as long each time."""
        return self.since + timedelta(minutes=2**self.looks)


@dataclass(frozen=True, slots=True)
class Clarification:
    """The one question asked where a message perhaps asked for no more contact."""

    kind: ClarificationKind
    asked_at: datetime
    sender: MessageSender | None = None
    """Where that message was written."""


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
    read_back: Slot | None = None
    """In a call: the offered time that was read back and is booked with a yes."""
    held: HeldSlot | None = None
    """Alive while `asked` is the line that says so."""
    preferred: TimeWindow | None = None
    booking: Booking | None = None
    due_at: datetime | None = None
    callback_at: datetime | None = None
    reminded_of: datetime | None = None
    """The promised return of which the founder was reminded."""
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
    prior: PersonHistory = field(default_factory=PersonHistory)
    """Touches before this conversation. One person has one open conversation, so `prior` plus
    `touches` is the person's whole history while it is open."""
    asked_channel: Channel | None = None
    """The customer's own wish ("call me"): goes first on the ladder."""
    call: str = ""
    """The call that is open now; its answers are spoken into it."""
    placed_by: str = ""
    """The effect that placed the call that is open now; empty if the customer rang us."""
    screened: str = ""
    """The call in which an assistant was told who calls, until a person is on the line."""
    machine_heard: str = ""
    """The call in which a machine's greeting was heard, until its end is detected."""
    transfer: Transfer | None = None
    """Open until it is known whether they talked."""
    recordings: tuple[CallRecording, ...] = ()
    """One for each call in which recording was asked about."""
    greeting: tuple[UtterancePiece, ...] = ()
    """What a placed call will say first; becomes a turn when somebody is connected."""
    founder_callback: bool = False
    """The slots offered are for the founder to ring back with an answer."""
    former_phones: tuple[str, ...] = ()
    """Numbers it held before the customer gave another: still locked, suppressed with the rest."""
    resumed_at: datetime | None = None
    """When a callback was carried out or the founder handed back: silence counts from here."""
    clarification: Clarification | None = None
    """Open until it is answered or silence has answered it; till then nothing of the agent's own
    accord goes out."""
    held_until: datetime | None = None
    """Nothing of the agent's own accord before this: the tenant's spending was stopped."""
    reason: str = ""
    """Why it ended or went to the founder, where the outcome alone does not say."""
    doubted_channels: tuple[Channel, ...] = ()
    """Where somebody opted out who may be this customer: nothing goes out there until the customer
    writes there."""
    settled_at: datetime | None = None
    """When the founder marked what was handed to them as settled; open again with the customer's
    next word."""
    cleared_at: datetime | None = None
    """When a founder last took it up or marked it as settled: a person has seen what was written
    until then."""
    rehearsal: bool = False
    """The founder plays the customer over their own phone: nothing of it counts."""

    @property
    def recording(self) -> CallRecording | None:
        """That of the call that is open now."""
        of_call = (one for one in self.recordings if self.call and one.call == self.call)
        return next(of_call, None)

    @property
    def waits_for_founder(self) -> bool:
        """Whether it is the founder's to do something about, and not marked as settled."""
        theirs = self.state is State.TAKEN_OVER or self.outcome is Outcome.NEEDS_FOUNDER
        return theirs and self.settled_at is None
