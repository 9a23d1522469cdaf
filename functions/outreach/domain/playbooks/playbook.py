"""Approved lines and answers: the only words that can reach a customer."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

LineId = NewType("LineId", str)


class Part(StrEnum):
    """What a line is for. Every playbook has all the common ones; extras depend on the motion."""

    DISCLOSURE = "disclosure"
    OPENER = "opener"
    QUESTION = "question"
    HANDOFF = "handoff"
    CONTINUE = "continue"
    """Opens a second channel without reintroducing; the disclosure still comes first."""
    FOLLOW_UP = "follow_up"
    ACKNOWLEDGE = "acknowledge"
    NOT_NOW = "not_now"
    DECLINE = "decline"
    OPT_OUT = "opt_out"
    ARE_YOU_A_PERSON = "are_you_a_person"
    PRICE = "price"
    """Says the approved band. Used only where the offer has one."""
    PRICE_TO_FOUNDER = "price_to_founder"
    UNKNOWN_ANSWER = "unknown_answer"
    CALLBACK_OFFER = "callback_offer"
    CALLBACK_CONFIRM = "callback_confirm"
    CALLBACK_RETURN = "callback_return"
    SLOT_OFFER = "slot_offer"
    SLOT_TAKEN = "slot_taken"
    SLOT_READ_BACK = "slot_read_back"
    """In a call: says the chosen time and asks whether to book it."""
    SLOT_CONFIRM = "slot_confirm"
    NO_SLOTS = "no_slots"
    SLOT_CONFLICT = "slot_conflict"
    SLOT_MOVED = "slot_moved"
    """The founder moved the booking in their own calendar. Other lines stand in for it."""
    SLOT_CHECK = "slot_check"
    """The founder's own calendar cannot be asked just now: the time will be confirmed."""
    BOOKING_CANCELLED = "booking_cancelled"
    WRONG_PERSON = "wrong_person"
    VOICEMAIL = "voicemail"
    """Left on a machine, the disclosure included: nothing goes before it, and nobody answers it."""
    INBOUND = "inbound"
    """Greets a customer who rings us, the disclosure included."""
    STRANGER_CALL = "stranger_call"
    """Says to a caller nobody knows who speaks, and that a message is passed on."""
    TRANSFER = "transfer"
    """In a call: the founder is free, and the customer is put through."""
    TRANSFER_FAILED = "transfer_failed"
    """The founder could not be reached after all."""
    RECORDING_CONSENT = "recording_consent"
    """In a call: asks whether it may be recorded. Nothing is recorded without a yes to it."""
    RECORDING_OFF = "recording_off"
    """In a call: says that it is not recorded, or no longer."""
    SCREENING = "screening"
    """Who calls and why, for an assistant that asks before it puts the call through."""
    HUMAN_HANDOVER = "human_handover"
    UNCLEAR = "unclear"
    """Asks one closed question: yes, later, no, the founder, or stop."""
    COMPLAINT = "complaint"
    """Sorry for a problem, which is passed on."""
    DISTRESS = "distress"
    MINOR = "minor"
    """The agent talks with the owner of the account alone."""
    REFERRAL = "referral"
    ALREADY_DONE = "already_done"
    LANGUAGE_WISH = "language_wish"
    CONFIRM_OPT_OUT = "confirm_opt_out"
    """The one question after a possible opt-out: STOP or START."""
    CONFIRM_WRONG_PERSON = "confirm_wrong_person"
    """The same after a possible wrong person."""
    CLOSING = "closing"
    LEAVING_REASON = "leaving_reason"
    """Win-back: asks for the honest reason for leaving."""
    BLOCKERS = "blockers"
    """Retention and renewal: asks what is in the way."""
    OFFER_AFTER_BLOCKERS = "offer_after_blockers"
    EMAIL_SUBJECT = "email_subject"
    TEXT_ME_CONSENT = "text_me_consent"
    CALL_ME_CONSENT = "call_me_consent"


SELF_DISCLOSING = frozenset({Part.VOICEMAIL, Part.INBOUND, Part.STRANGER_CALL})
"""Parts that say by themselves that an AI speaks, and for whom: no disclosure goes before them."""


class LineStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Approval:
    by: FounderId
    at: datetime
    sha256: str
    """Of the text that was approved; an edit makes it stale."""


EARLIER_KEPT = 3
"""Wordings of a line that were approved once and are kept; the playbook is one stored document."""


@dataclass(frozen=True, slots=True)
class EarlierWording:
    """A text of a line that was approved, before it was changed."""

    text: str
    version: int
    by: FounderId
    at: datetime
    """When it was approved."""


@dataclass(frozen=True, slots=True)
class Line:
    """One approved sentence (or few) with typed slots written `{slot_name}`."""

    id: LineId
    part: Part
    text: str
    version: int = 1
    channel: Channel | None = None
    """A variant for one channel; None serves every channel that has none of its own."""
    content_sid: str = ""
    """WhatsApp: the approved template this line is. Needed only to open a conversation."""
    approval: Approval | None = None
    earlier: tuple[EarlierWording, ...] = ()
    """What was approved before, the newest first."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def status(self) -> LineStatus:
        approved = self.approval is not None and self.approval.sha256 == self.sha256
        return LineStatus.APPROVED if approved else LineStatus.DRAFT

    @property
    def mark(self) -> str:
        """What a form remembers of the line it was opened on."""
        seen = "\0".join((self.text, self.content_sid, self.status))
        return hashlib.sha256(seen.encode()).hexdigest()[:16]


def reword(line: Line, text: str) -> Line:
    """The line with another text, as a draft; what was approved is kept beside it."""
    if text == line.text:
        return line
    kept = line.earlier
    if line.approval is not None and line.status is LineStatus.APPROVED:
        before = EarlierWording(line.text, line.version, line.approval.by, line.approval.at)
        kept = (before, *kept)[:EARLIER_KEPT]
    return replace(line, text=text, version=line.version + 1, approval=None, earlier=kept)


@dataclass(frozen=True, slots=True)
class Playbook:
    """The lines of one motion in one language."""

    motion: Motion
    language: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Approved knowledge: the answer to a question."""

    id: AnswerId
    language: str
    questions: tuple[str, ...]
    """Ways customers ask it."""
    text: str
    approval: Approval | None = None
    about_product: Approval | None = None
    """Who confirmed that it speaks of calls in their own product and of no call of the agent's; its
    hash is of text and questions."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def sha256_with_questions(self) -> str:
        return hashlib.sha256("\0".join((self.text, *self.questions)).encode()).hexdigest()

    @property
    def speaks_of_product(self) -> bool:
        """Whether somebody confirmed it of this text as the answer to these questions."""
        confirmed = self.about_product
        return confirmed is not None and confirmed.sha256 == self.sha256_with_questions

    @property
    def approved(self) -> bool:
        return self.approval is not None and self.approval.sha256 == self.sha256
