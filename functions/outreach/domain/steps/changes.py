"""What a step may change of a conversation, and what an effect of it may carry, with their types.

Only names and types; `Draft` applies them, and nothing is decided here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.conversation.state import (
    Booking,
    CallRecording,
    Clarification,
    HeldSlot,
    Outcome,
    State,
    Touch,
    Transfer,
    Turn,
    UtterancePiece,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts


class ConversationChanges(TypedDict, total=False):
    """Fields of `Conversation` that steps change; the rest is fixed when it is created."""

    facts: CustomerFacts
    time_zone: str
    state: State
    outcome: Outcome | None
    channel: Channel | None
    turns: tuple[Turn, ...]
    touches: tuple[Touch, ...]
    asked: Part | None
    offered: tuple[Slot, ...]
    read_back: Slot | None
    held: HeldSlot | None
    preferred: TimeWindow | None
    booking: Booking | None
    due_at: datetime | None
    callback_at: datetime | None
    reminded_of: datetime | None
    reached: bool
    booked_metered: bool
    hot: bool
    customer_words: str
    leaving_reason: str
    blockers: str
    earned: tuple[Consent, ...]
    facts_changed: bool
    calls_ended: tuple[str, ...]
    quiet_until: date | None
    asked_channel: Channel | None
    call: str
    placed_by: str
    screened: str
    machine_heard: str
    transfer: Transfer | None
    recordings: tuple[CallRecording, ...]
    greeting: tuple[UtterancePiece, ...]
    founder_callback: bool
    former_phones: tuple[str, ...]
    resumed_at: datetime | None
    settled_at: datetime | None
    cleared_at: datetime | None
    clarification: Clarification | None
    held_until: datetime | None
    reason: str
    doubted_channels: tuple[Channel, ...]


class EffectFields(TypedDict, total=False):
    """Fields of `Effect` besides its id and kind."""

    to: str
    channel: Channel | None
    pieces: tuple[UtterancePiece, ...]
    purpose: Purpose | None
    subject: str
    booking: BookingId | None
    notice: str
    confirms_opt_out: bool
    leaves_voicemail: bool
