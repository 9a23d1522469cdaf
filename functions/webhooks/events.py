"""The events a founder's other tools are sent. Decides nothing; an event holds ids and no words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from tenancy.values.lazy_dataclass import dataclass


class WebhookKind(StrEnum):
    CONVERSATION_OPENED = "conversation.opened"
    CONVERSATION_REPLIED = "conversation.replied"
    CONVERSATION_NEEDS_FOUNDER = "conversation.needs_founder"
    CONVERSATION_OPTED_OUT = "conversation.opted_out"
    CONVERSATION_HANDOFF = "conversation.handoff"
    """Everything a founder needs for the conversation is there to be read."""
    BOOKING_MADE = "booking.made"
    BOOKING_MOVED = "booking.moved"
    BOOKING_CANCELLED = "booking.cancelled"
    BOOKING_OUTCOME = "booking.outcome"
    IMPORT_DONE = "import.done"


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """One thing that happened."""

    id: str
    """Made of what it is about, so that deciding again makes the same one."""
    kind: WebhookKind
    at: datetime
    data: Mapping[str, str | int | bool | None]
    conversation: str = ""
    """Whose rows it belongs to, when the person is erased; empty for none."""
