"""A booking's calendar objects, worded for their reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from functions.outreach.adapters.calendar.icalendar_objects import (
    customer_invitation,
    founder_event,
)
from functions.outreach.domain.conversation.state import Booking, Conversation


class BookingInvitations:
    """The customer's invitation names the business; the founder's event carries the handoff."""

    def __init__(self, *, organizer_of: Callable[[Conversation], str]) -> None:
        self._organizer_of = organizer_of

    def customer(
        self, conversation: Conversation, booking: Booking, *, now: datetime, cancelled: bool
    ) -> bytes:
        terms, facts = conversation.terms, conversation.facts
        return customer_invitation(
            booking,
            now=now,
            organizer_name=f"{terms.founder_name}, {terms.business_name}",
            organizer_email=self._organizer_of(conversation),
            attendee_name=facts.name,
            attendee_email=facts.email,
            summary=f"{terms.founder_name}, {terms.business_name}",
            cancelled=cancelled,
        )

    def founder(
        self,
        conversation: Conversation,
        booking: Booking,
        *,
        now: datetime,
        description: str,
        cancelled: bool,
    ) -> bytes:
        name = conversation.facts.name or conversation.facts.customer_id
        return founder_event(
            booking,
            now=now,
            summary=f"{name} ({conversation.terms.motion})",
            description=description,
            cancelled=cancelled,
        )
