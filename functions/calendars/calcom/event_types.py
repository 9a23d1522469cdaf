"""A founder's event types at Cal.com, and which of them our bookings fit into.

Pure. The length of a booking belongs to its event type, and so do rules we cannot follow in a
founder's place: a question only they can answer, a confirmation of each booking, a payment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenancy.values.lazy_dataclass import dataclass

_ANSWERED = frozenset({"name", "email", "notes", "title", "location", "guests", "rescheduleReason"})
"""Fields of a booking that Cal.com fills itself, or that we give."""


@dataclass(frozen=True, slots=True)
class EventType:
    """One way to be booked, as its owner set it up."""

    id: int
    title: str
    minutes: int
    unfit: str = ""
    """Why our bookings do not fit into it whatever their length, in the founder's words."""

    def unfit_for(self, held_minutes: int) -> str:
        """Why it does not take bookings of this length; empty if it does."""
        if self.unfit:
            return self.unfit
        if self.minutes == held_minutes:
            return ""
        return f"{self.minutes} minutes long, and you hold {held_minutes}"


def read_event_type(found: object) -> EventType | None:
    """None for what is no event type of one person."""
    if not isinstance(found, Mapping):
        return None
    number, minutes, title = found.get("id"), found.get("lengthInMinutes"), found.get("title")
    if not isinstance(number, int) or not isinstance(minutes, int) or not isinstance(title, str):
        return None
    return EventType(number, title[:200], minutes, _unfit(found))


def _unfit(found: Mapping[str, Any]) -> str:
    """What stands against it, the first that does."""
    limit = found.get("bookerActiveBookingsLimit")
    rules = (
        (_is_on(found.get("confirmationPolicy")), "you confirm each booking yourself"),
        (found.get("recurrence"), "it books a series"),
        (_is_on(found.get("seats")) or found.get("seatsPerTimeSlot"), "it has several seats"),
        (found.get("price"), "it is paid for"),
        (found.get("requiresBookerEmailVerification"), "each booking is confirmed by mail"),
        (_is_on(limit), "it limits bookings of one person"),
        (_forbids(found.get("disableRescheduling")), "its bookings cannot always be moved"),
        (_forbids(found.get("disableCancelling")), "its bookings cannot always be cancelled"),
        (_asks_more(found.get("bookingFields")), "it asks a question that we cannot answer"),
    )
    return next((words for holds, words in rules if holds), "")


def _is_on(setting: object) -> bool:
    """Whether a rule is there; one that was taken back says `disabled`."""
    return isinstance(setting, Mapping) and setting.get("disabled") is not True and bool(setting)


def _forbids(setting: object) -> bool:
    """Whether something is forbidden always, or shortly before a booking."""
    return isinstance(setting, Mapping) and bool(
        setting.get("disabled") or setting.get("minutesBefore")
    )


def _asks_more(fields: object) -> bool:
    return any(
        isinstance(one, Mapping) and one.get("required") and one.get("slug") not in _ANSWERED
        for one in (fields if isinstance(fields, list) else ())
    )
