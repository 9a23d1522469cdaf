"""Win-back: the honest reason for leaving, kept in the customer's words, before any slots."""

from __future__ import annotations

from functions.outreach.domain.campaigns.motions.motion_plan import (
    MotionPlan,
    TalkingPoint,
    always,
    offer_name,
)
from functions.outreach.domain.playbooks.playbook import OfferKind, Part
from functions.product.motions import Motion

PLAN = MotionPlan(
    motion=Motion.WIN_BACK,
    offer_kinds=frozenset({OfferKind.RETURN_OFFER}),
    needs_offer=True,
    probe=Part.LEAVING_REASON,
    extra_parts=frozenset({Part.LEAVING_REASON}),
    talking_points=(
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
    ),
)
