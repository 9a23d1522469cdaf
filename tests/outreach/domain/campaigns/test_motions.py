"""What each motion needs before it may start, and which offers fit it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.domain.campaigns.motions import TALKING_POINTS, needed_parts, offer_fits
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.product.channels import Channel
from functions.product.motions import MOTIONS, Motion, OfferKind
from tests.outreach.domain.sample_playbook import BOOST

FITTING = {
    Motion.UPSELL: {OfferKind.ADD_ON, OfferKind.TIER, OfferKind.FEATURE},
    Motion.CROSS_SELL: {OfferKind.SEATS, OfferKind.SISTER_PRODUCT},
    Motion.WIN_BACK: {OfferKind.RETURN_OFFER},
    Motion.RETENTION: set(),
    Motion.RENEWAL: set(OfferKind),
}


@pytest.mark.parametrize("motion", list(Motion))
@pytest.mark.parametrize("kind", list(OfferKind))
def test_an_offer_fits_only_its_motions(motion: Motion, kind: OfferKind) -> None:
    assert offer_fits(motion, replace(BOOST, kind=kind)) == (kind in FITTING[motion])


@pytest.mark.parametrize("motion", list(Motion))
def test_motions_that_introduce_something_need_an_offer(motion: Motion) -> None:
    wants_one = motion in (Motion.UPSELL, Motion.CROSS_SELL, Motion.WIN_BACK)
    assert offer_fits(motion, None) is not wants_one
    assert MOTIONS[motion].motion is motion
    assert set(TALKING_POINTS) == set(MOTIONS) == set(Motion)


@pytest.mark.parametrize("motion", list(Motion))
def test_the_starter_lines_hold_every_part_the_motion_needs(motion: Motion) -> None:
    has = {line.part for line in starter_lines(motion, "en")}
    assert needed_parts(motion, tuple(Channel), has_band=True, own_calendar=True) <= has


def test_parts_follow_the_channels_and_the_band() -> None:
    sms = needed_parts(Motion.UPSELL, (Channel.SMS,), has_band=False)
    assert not sms & {Part.VOICEMAIL, Part.EMAIL_SUBJECT, Part.PRICE}
    every = needed_parts(Motion.UPSELL, tuple(Channel), has_band=True)
    assert {Part.VOICEMAIL, Part.EMAIL_SUBJECT, Part.PRICE} <= every
    own = needed_parts(Motion.UPSELL, (Channel.SMS,), has_band=False, own_calendar=True)
    assert own - sms == {Part.SLOT_MOVED, Part.SLOT_CHECK}
    assert Part.LEAVING_REASON in needed_parts(Motion.WIN_BACK, (), has_band=False)
    assert Part.BLOCKERS in needed_parts(Motion.RENEWAL, (), has_band=False)
