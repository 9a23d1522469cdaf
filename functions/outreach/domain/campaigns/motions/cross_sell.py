"""Cross-sell: a seat or a sister product for a team that has outgrown a single seat."""

from __future__ import annotations

from functions.outreach.domain.campaigns.motions.talking_points import (
    TalkingPoint,
    always,
    offer_name,
)

POINTS = (
    TalkingPoint(
        lambda c: (c.facts.team_size or 0) >= 3,
        lambda c: (
            f"{c.facts.team_size} people on {c.facts.seats or 1} seat(s): ask who does the "
            "work today and how they share it."
        ),
    ),
    TalkingPoint(
        always, lambda c: f"Ask who else in the team would open {offer_name(c)} every week."
    ),
)
