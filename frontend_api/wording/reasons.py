"""Why a customer is in a motion, or in none, in the founder's words.

The same rule name means opposite things on both sides: it passed for those in a motion, and it is
the first that did not for those in none.
"""

from __future__ import annotations

from collections.abc import Iterable

from functions.customer_base.console_queries.answers import ListedCustomer
from functions.customer_base.segmentation.rules import REASON_TEXTS, RETENTION_SIGNALS

IN_MOTION: dict[str, str] = {
    "has_left": "left within the win-back window",
    "renewal_near": "the annual contract renews soon",
    "usage_fell": "usage fell",
    "escalation_open": "an escalation is open",
    "billing_issue": "a billing issue, or a payment is overdue",
    "cancellation_scheduled": "cancellation is already scheduled",
    "founder_calls_unhealthy": "your own health logic says so",
    "team_grown": "a solo seat whose team has grown",
    "asks_for_more_seats": "asks for seats or a sister product",
    "usage_shows_demand": "usage asks for an offer",
    "conversation_open": "a conversation is open, so the motion stays",
}
SEVERAL_REASONS: dict[str, tuple[str, ...]] = {
    "retention": RETENTION_SIGNALS,
    "cross_sell": ("team_grown", "asks_for_more_seats"),
}
"""Motions that customers come into for different reasons."""


def reasons_by_id(rows: Iterable[ListedCustomer]) -> dict[str, str]:
    """Customer id → why it is where it is, for a page of customers."""
    return {row.id: reason_words(row.reason, in_motion=row.motion is not None) for row in rows}


def reason_words(reason: str, *, in_motion: bool) -> str:
    """The reason as a founder reads it; a name without words is shown, never hidden."""
    words = IN_MOTION if in_motion else REASON_TEXTS
    return words.get(reason) or IN_MOTION.get(reason) or reason.replace("_", " ")
