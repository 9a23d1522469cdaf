"""Acts a customer message can contain, and what may be asked of a reader in each state.

An act says what the customer did; it must never say what follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel
from tenancy.values.lazy_dataclass import dataclass


class ActKind(StrEnum):
    """The first six must never be missed, so they are legal in every state."""

    OPT_OUT = "opt_out"
    HUMAN_WANTED = "human_wanted"
    WRONG_PERSON = "wrong_person"
    HOSTILE = "hostile"
    """Anger or a legal threat."""
    DISTRESS = "distress"
    """Illness, a death, ruin: somebody who must not be sold to now."""
    AUTOMATIC = "automatic"
    """Out-of-office, bounce, voicemail greeting or another bot: never a customer's act."""
    POSSIBLE_OPT_OUT = "possible_opt_out"
    """Found by one reader alone, or anger: everything planned stops. The arbiter makes it of an
    opt-out that nobody seconds; the learned reader says how likely one clause asks for an end."""
    POSSIBLE_WRONG_PERSON = "possible_wrong_person"
    """The same of a wrong person."""
    COMPLAINT = "complaint"
    """A problem that wants help and no sale: broken, wrong bill, no answer from support."""
    MINOR = "minor"
    """A child writes."""
    REFERRAL = "referral"
    """Somebody else decides or is the right contact."""
    ALREADY_DONE = "already_done"
    """Has it, bought it, renewed already, or talked to the founder."""
    LANGUAGE_WISH = "language_wish"
    """Wants another language, or does not understand this one."""
    OPT_IN = "opt_in"
    ARE_YOU_A_PERSON = "are_you_a_person"
    INTERESTED = "interested"
    UNSURE = "unsure"
    """"Let me think about it": interest with a question left, not "not now"."""
    NOT_NOW = "not_now"
    DECLINED = "declined"
    ASKS_PRICE = "asks_price"
    ASKS_QUESTION = "asks_question"
    NEGOTIATES = "negotiates"
    CHOOSES_SLOT = "chooses_slot"
    OTHER_TIMES = "other_times"
    """None of the offered slots, or a preferred window; `window` says which if known."""
    CHOOSES_CHANNEL = "chooses_channel"
    """"Stop texting me, call me" is this, not an opt-out."""
    CANCELS_BOOKING = "cancels_booking"
    RESCHEDULES = "reschedules"
    ANSWERS = "answers"
    """Answers the qualifying question, the leaving reason or the blockers, in free words."""
    THANKS = "thanks"
    UNCLEAR = "unclear"


MUST_NOT_MISS = (
    ActKind.OPT_OUT,
    ActKind.HUMAN_WANTED,
    ActKind.WRONG_PERSON,
    ActKind.HOSTILE,
    ActKind.DISTRESS,
    ActKind.AUTOMATIC,
)


POSSIBLE = (ActKind.POSSIBLE_OPT_OUT, ActKind.POSSIBLE_WRONG_PERSON)
"""What the arbiter alone says."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the customer did with a message."""

    kind: ActKind
    confidence: float = 1.0
    window: TimeWindow | None = None
    answer: AnswerId | None = None
    """For a question: the approved answer it matches, or None (unknown)."""
    slot: int | None = None
    """For a chosen slot: index into the offered ones."""
    any_slot: bool = False
    """Any of the offered slots will do: the choice is left to us, and nothing is booked by it."""
    channel: Channel | None = None


CODE = "code"
"""Named as the reader of what code found, and where no reader was asked or could answer."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood from one message, in the order of its words."""

    acts: tuple[Act, ...]
    reader: str
    """`embedded` for the rules, or a model's name; `code` where no reader answered."""
    calibrated: bool = False
    """Whether every confidence is the probability that the message contains the act."""
    remote: bool = False
    """Whether it came from elsewhere, by a model that nobody trained on the exemplars."""


class OpenQuestion(StrEnum):
    """What the agent asked last, where the answer is in the customer's own words."""

    QUALIFYING = "question"
    LEAVING_REASON = "leaving_reason"
    BLOCKERS = "blockers"


NEVER_RAISED = frozenset(
    {
        ActKind.OPT_OUT,
        ActKind.WRONG_PERSON,
        ActKind.POSSIBLE_OPT_OUT,
        ActKind.POSSIBLE_WRONG_PERSON,
        ActKind.OPT_IN,
        ActKind.DECLINED,
        ActKind.MINOR,
        ActKind.AUTOMATIC,
        ActKind.CHOOSES_SLOT,
        ActKind.CHOOSES_CHANNEL,
        ActKind.CANCELS_BOOKING,
        ActKind.UNCLEAR,
    }
)
"""No correction makes the agent read these: they end, open again, book or move something, or need
more than the act to be followed."""

CORRECTIONS_AT_MOST = 200
"""The newest of a founder's corrections count; older ones are forgotten."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the founder says a customer meant with one message."""

    conversation: str
    turn: int
    text: str
    language: str
    channel: str
    situation: str
    """What the customer answered, in the words of the exemplars."""
    act: ActKind
    read_as: tuple[ActKind, ...]
    by: str
    at: datetime


def newest_corrections(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """The ones that count, the newest first."""
    ordered = sorted(corrections, key=lambda each: each.at, reverse=True)
    return tuple(ordered[:CORRECTIONS_AT_MOST])


@dataclass(frozen=True, slots=True)
class ReadingRequest:
    """Everything a reader may know about one message."""

    text: str
    language: str
    channel: Channel
    local_now: datetime
    """Naive local time of the customer, the anchor for "in a month"."""
    legal: tuple[ActKind, ...]
    """Acts legal in this state; always includes `MUST_NOT_MISS`."""
    asked: OpenQuestion | None = None
    offered: tuple[datetime, ...] = ()
    """Offered slots, naive local starts, in the order they were offered."""
    answers: tuple[ApprovedQuestion, ...] = ()
    corrections: tuple[Correction, ...] = ()
    """What the founder put right before, in this language."""
    headers: tuple[tuple[str, str], ...] = ()
    """Mail headers that tell an automatic reply (lower-case names)."""
    names: tuple[str, ...] = ()
    """Names and addresses of those who speak: a reader elsewhere must not be shown them."""
    read_back: int | None = None
    """Index of the offered slot that the agent has just read back: a yes books it."""
