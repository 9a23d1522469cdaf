"""What one motion adds to the common conversation, as a value. A new motion is a file beside this.

A plan never decides what is said next: `conversation_step` reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.playbooks.playbook import OfferKind, Part
from functions.product.motions import Motion


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """One suggestion for the founder, used when `fits` says so."""

    fits: Callable[[Conversation], bool]
    text: Callable[[Conversation], str]


@dataclass(frozen=True, slots=True)
class MotionPlan:
    motion: Motion
    offer_kinds: frozenset[OfferKind]
    """Kinds of offer the motion may introduce."""
    needs_offer: bool
    talking_points: tuple[TalkingPoint, ...]
    """In order of preference; the last one always fits."""
    probe: Part | None = None
    """Asked once, after interest and before any slots; the answer is kept word for word."""
    after_probe: Part | None = None
    """May be said once, after the probe was answered (renewal: one offer after the blockers)."""
    extra_parts: frozenset[Part] = frozenset()


def always(_: Conversation) -> bool:
    return True


def offer_name(conversation: Conversation) -> str:
    """The offer's name, or words for a campaign without one."""
    offer = conversation.terms.offer
    return offer.name if offer else "what they have now"


def percent(share: float | None) -> str:
    return f"{int((share or 0) * 100)} %"
