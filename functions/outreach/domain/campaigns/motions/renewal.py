"""Renewal: what stands in the way of the next year, then a conversation with a human."""

from __future__ import annotations

from functions.outreach.domain.campaigns.motions.talking_points import TalkingPoint, always

POINTS = (
    TalkingPoint(
        lambda c: bool(c.blockers),
        lambda c: f"Settle this first, in their words: “{c.blockers}”. Then the next year.",
    ),
    TalkingPoint(
        lambda c: c.facts.renews_on is not None,
        lambda c: (
            f"The contract renews on {c.facts.renews_on}: ask what has to be true by then "
            "for another year to be an easy yes."
        ),
    ),
    TalkingPoint(always, lambda _: "Ask what has to be true for another year to be an easy yes."),
)
