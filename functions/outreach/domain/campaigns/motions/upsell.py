"""Upsell: a healthy customer on the base plan whose usage asks for more."""

from __future__ import annotations

from functions.outreach.domain.campaigns.motions.talking_points import (
    TalkingPoint,
    always,
    offer_name,
    percent,
)

POINTS = (
    TalkingPoint(
        lambda c: (c.facts.limit_used or 0) >= 0.8,
        lambda c: (
            f"They use {percent(c.facts.limit_used)} of the {c.facts.plan} limit: ask what "
            f"happens in their work when it is reached, then show {offer_name(c)}."
        ),
    ),
    TalkingPoint(
        lambda c: c.facts.trigger is not None and c.facts.trigger.kind == "feature",
        lambda c: (
            f"They used {c.facts.trigger.fact if c.facts.trigger else ''} "
            f"{c.facts.feature_uses.get(c.facts.trigger.fact, 0) if c.facts.trigger else 0} "
            f"times in 30 days: ask for the last job they did with it, and where "
            f"{offer_name(c)} would have saved them time."
        ),
    ),
    TalkingPoint(
        lambda c: bool(c.facts.support_asks),
        lambda c: (
            f"They asked support about {c.facts.support_asks[0]}: start from that ticket, "
            f"then show {offer_name(c)}."
        ),
    ),
    TalkingPoint(
        always, lambda c: f"Ask what they would do first if they had {offer_name(c)} today."
    ),
)
