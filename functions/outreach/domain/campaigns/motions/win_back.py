"""Win-back: the honest reason for leaving, kept in the customer's words, before any slots."""

from __future__ import annotations

from functions.outreach.domain.campaigns.motions.talking_points import (
    TalkingPoint,
    always,
    offer_name,
)

POINTS = (
    TalkingPoint(
        lambda c: bool(c.leaving_reason),
        lambda c: (
            f"They left because, in their words: “{c.leaving_reason}”. Say what has changed "
            f"about that before you mention {offer_name(c)}."
        ),
    ),
    TalkingPoint(
        always, lambda _: "Ask what they use instead today, and what they miss, before offers."
    ),
)
