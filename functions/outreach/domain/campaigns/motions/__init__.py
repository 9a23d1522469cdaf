"""One file per motion: the lines it needs, the offers that fit it, its extras.

May import the plan's shape and the conversation; must never hold a line's words.
"""

from __future__ import annotations

from functions.outreach.domain.campaigns.motions import (
    cross_sell,
    renewal,
    retention,
    upsell,
    win_back,
)
from functions.outreach.domain.campaigns.motions.motion_plan import MotionPlan
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.playbooks.playbook import Offer, Part
from functions.product.channels import CHANNELS, Channel
from functions.product.motions import Motion

PLANS: dict[Motion, MotionPlan] = {
    plan.motion: plan
    for plan in (upsell.PLAN, cross_sell.PLAN, retention.PLAN, win_back.PLAN, renewal.PLAN)
}

COMMON_PARTS = frozenset(
    {
        Part.DISCLOSURE,
        Part.OPENER,
        Part.QUESTION,
        Part.HANDOFF,
        Part.CONTINUE,
        Part.FOLLOW_UP,
        Part.ACKNOWLEDGE,
        Part.NOT_NOW,
        Part.DECLINE,
        Part.OPT_OUT,
        Part.ARE_YOU_A_PERSON,
        Part.PRICE_TO_FOUNDER,
        Part.UNKNOWN_ANSWER,
        Part.CALLBACK_OFFER,
        Part.CALLBACK_CONFIRM,
        Part.CALLBACK_RETURN,
        Part.SLOT_OFFER,
        Part.SLOT_TAKEN,
        Part.SLOT_CONFIRM,
        Part.NO_SLOTS,
        Part.SLOT_CONFLICT,
        Part.BOOKING_CANCELLED,
        Part.WRONG_PERSON,
        Part.HUMAN_HANDOVER,
        Part.UNCLEAR,
        Part.CLOSING,
    }
)


def plan_of(motion: Motion) -> MotionPlan:
    return PLANS[motion]


def needed_parts(
    motion: Motion, channels: tuple[Channel, ...], *, has_band: bool
) -> frozenset[Part]:
    """Parts that must be approved in every language in use before a campaign may start."""
    parts = COMMON_PARTS | PLANS[motion].extra_parts
    for channel in channels:
        parts |= {Part(line) for line in CHANNELS[channel].lines}
    return parts | {Part.PRICE} if has_band else parts


def offer_fits(motion: Motion, offer: Offer | None) -> bool:
    """Whether a campaign of this motion may introduce this offer (None: introduces nothing)."""
    plan = PLANS[motion]
    return offer.kind in plan.offer_kinds if offer else not plan.needs_offer


def talking_point(conversation: Conversation) -> str:
    """One suggestion for the founder, from the motion's table and the customer's facts."""
    points = PLANS[conversation.terms.motion].talking_points
    return next(point.text(conversation) for point in points if point.fits(conversation))
