"""Retention: an unhealthy customer's blockers come to light, and a re-onboarding is booked."""

from __future__ import annotations

from functions.outreach.domain.campaigns.motions.talking_points import TalkingPoint, always

POINTS = (
    TalkingPoint(
        lambda c: bool(c.blockers),
        lambda c: f"Begin with what is in their way, in their words: “{c.blockers}”.",
    ),
    TalkingPoint(
        lambda c: bool(c.facts.usage_prev_30d) and c.facts.usage_30d is not None,
        lambda c: (
            f"Use went from {c.facts.usage_prev_30d} to {c.facts.usage_30d} in a month: ask "
            "what changed before offering a new start together."
        ),
    ),
    TalkingPoint(
        always, lambda _: "Ask what they hoped for when they signed up and have not got yet."
    ),
)
