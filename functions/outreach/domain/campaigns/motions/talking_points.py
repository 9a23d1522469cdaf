"""What the founder may open the conversation with: a suggestion and when it fits.

One file per motion beside this one, named for it; the last of its points always fits. It never
decides what is said to a customer.
"""

from __future__ import annotations

from collections.abc import Callable

from functions.outreach.domain.conversation.state import Conversation
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """One suggestion for the founder, used when `fits` says so."""

    fits: Callable[[Conversation], bool]
    text: Callable[[Conversation], str]


def always(_: Conversation) -> bool:
    return True


def offer_name(conversation: Conversation) -> str:
    """The offer's name, or words for a campaign without one."""
    offer = conversation.terms.offer
    return offer.name if offer else "what they have now"


def percent(share: float | None) -> str:
    return f"{int((share or 0) * 100)} %"
