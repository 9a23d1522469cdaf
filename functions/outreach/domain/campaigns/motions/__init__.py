"""What each motion of the table needs and suggests: its lines, the offers that fit it, its points.

A new motion is a row of `functions.product.motions` and a file of points here, named for it. May
import the conversation and the playbooks below it; must never decide what is said next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module

from functions.outreach.domain.campaigns.motions.talking_points import TalkingPoint
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.playbooks.playbook import Part
from functions.product.channels import CHANNELS, Channel
from functions.product.motions import MOTIONS, Motion, Motions
from functions.product.offers import Offer

TALKING_POINTS: Mapping[Motion, tuple[TalkingPoint, ...]] = {
    motion: import_module(f"{__name__}.{motion}").POINTS for motion in MOTIONS
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
        Part.COMPLAINT,
        Part.DISTRESS,
        Part.MINOR,
        Part.REFERRAL,
        Part.ALREADY_DONE,
        Part.LANGUAGE_WISH,
        Part.CONFIRM_OPT_OUT,
        Part.CONFIRM_WRONG_PERSON,
        Part.CLOSING,
    }
)


RECORDING_PARTS = frozenset({Part.RECORDING_CONSENT, Part.RECORDING_OFF})
"""Of calls, where the founder has switched recording on."""

OWN_CALENDAR_PARTS = frozenset({Part.SLOT_MOVED, Part.SLOT_CHECK})
"""Only where a founder keeps appointments in a calendar of their own."""


def needed_parts(
    motion: Motion,
    channels: tuple[Channel, ...],
    *,
    has_band: bool,
    asks_to_record: bool = False,
    own_calendar: bool = False,
    motions: Motions = MOTIONS,
) -> frozenset[Part]:
    """Parts that must be approved in every language in use before a campaign may start."""
    parts = COMMON_PARTS | {Part(line) for line in motions[motion].lines}
    for channel in channels:
        parts |= {Part(line) for line in CHANNELS[channel].lines}
    if asks_to_record and any(CHANNELS[channel].spoken for channel in channels):
        parts |= RECORDING_PARTS
    if own_calendar:
        parts |= OWN_CALENDAR_PARTS
    return parts | {Part.PRICE} if has_band else parts


def offer_fits(motion: Motion, offer: Offer | None, motions: Motions = MOTIONS) -> bool:
    """Whether a campaign of this motion may introduce this offer (None: introduces nothing)."""
    row = motions[motion]
    return offer.kind in row.offer_kinds if offer else not row.needs_offer


def first_fitting(motion: Motion, offers: Iterable[Offer]) -> Offer | None:
    """The first of a catalogue that this motion may introduce."""
    return next((offer for offer in offers if offer_fits(motion, offer)), None)


def talking_point(
    conversation: Conversation,
    points: Mapping[Motion, tuple[TalkingPoint, ...]] = TALKING_POINTS,
) -> str:
    """One suggestion for the founder, from the motion's points and the customer's facts."""
    fitting = points[conversation.terms.motion]
    return next(point.text(conversation) for point in fitting if point.fits(conversation))
