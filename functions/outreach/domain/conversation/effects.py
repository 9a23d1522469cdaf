"""What a step asks of the outside world, as records that are performed after the commit."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.state import EffectId, State, UtterancePiece
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind
from tenancy.values.lazy_dataclass import dataclass


class EffectKind(StrEnum):
    CONTACT_CUSTOMER = "contact_customer"
    """Approved words for the customer over the effect's channel: sent, or spoken in a call."""
    SPEAK = "speak"
    """Text for the open voice socket; performed by the handler that decided it."""
    HANG_UP = "hang_up"
    INVITE_CUSTOMER = "invite_customer"
    NOTIFY_FOUNDER = "notify_founder"
    CREATE_EVENT = "create_event"
    CANCEL_EVENT = "cancel_event"
    """Takes back the customer's invitation by mail; a founder's own calendar is not touched."""
    REMOVE_EVENT = "remove_event"
    """Takes a booking's event out of the founder's own calendar."""
    WATCH_CALL = "watch_call"
    """A call the customer placed, by its id in `notice`: limited at the provider, and its end found
    if nobody reports it."""
    RECORD_CALL = "record_call"
    """Recording of the call in `notice` begins: the customer said yes."""
    STOP_RECORDING = "stop_recording"
    """Recording of the call in `notice` ends; the call goes on."""
    KEEP_RECORDING = "keep_recording"
    """The file in `notice` is fetched once, kept encrypted, and deleted at the provider."""
    DROP_RECORDING = "drop_recording"
    """The file in `notice` is deleted at the provider unheard: no yes is stored for it."""


TRANSFER = "transfer"
"""The notice of a HANG_UP after which the call goes on with the founder."""

CARRIES_EVENT = frozenset({"booked", "moved"})
"""Notices to the founder that bring the booking's event with them."""

SPOKEN_KINDS = frozenset({EffectKind.SPEAK, EffectKind.HANG_UP})
"""Performed by the voice socket that decided them; everything else waits for a claim."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Where the conversation stood after the step that caused an effect."""

    state: State
    booking: BookingId | None = None
    callback_at: datetime | None = None
    turns: int = 0
    """How many had been taken."""


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
    channel: Channel | None = None
    """The channel that carries its words to the customer; None concerns the founder alone."""
    pieces: tuple[UtterancePiece, ...] = ()
    purpose: Purpose | None = None
    subject: str = ""
    booking: BookingId | None = None
    notice: str = ""
    """For NOTIFY_FOUNDER: `booked`, `needs_founder`, `callback`, `complaint`, `angry`,
    `callback_soon` (its facts will be too old to be stated), `declined`,
    `opted_out`, `unreachable`, `facts_changed`, `unknown_question`, `late_message`,
    `wrong_person`, `possible_opt_out`, `possible_wrong_person`, `minor`, `expired`,
    `cancelled`, `calendar_mail` (a note or an invitation of theirs),
    `no_words` (a mail without words of its own),
    `customer_replied` (while a founder has taken over)."""
    confirms_opt_out: bool = False
    """The one message that may still go to a suppressed person."""
    leaves_voicemail: bool = False
    """Of a call: whether a machine may be left the approved message, so that its greeting is waited
    out; else it is hung up on as soon as it is known for one."""
    decided: Decided | None = None
    """What it is compared with before it goes out; None in rows of before."""


@dataclass(frozen=True, slots=True)
class Usage:
    kind: UsageKind
    quantity: int
