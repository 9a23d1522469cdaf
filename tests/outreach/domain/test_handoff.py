"""What the founder gets is whole, or it is an error."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.domain.conversation.events import DeliveryReported
from functions.outreach.domain.handoff import (
    NOT_ON_FILE,
    NOTHING_SAID,
    Handoff,
    Incomplete,
    Temperature,
    build,
)
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import ADA, Walk, conversation, walk


def booked(first: ActKind = ActKind.INTERESTED) -> Walk:
    talk = walk(channels=(Channel.SMS,))
    talk.says("yes, tell me more", first)
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1))
    return talk


def made(talk: Walk) -> Handoff:
    handoff = build(talk.talk)
    assert isinstance(handoff, Handoff)
    return handoff


def test_a_booking_is_handed_over_whole() -> None:
    talk = booked()
    handoff = made(talk)
    assert handoff.customer_name == "Ada Sample"
    assert handoff.phone == "+12125550123"
    assert handoff.crm_id == "cus_ada"
    assert handoff.plan == "Basic"
    assert handoff.offer == "Sample Boost"
    assert handoff.words == "yes, tell me more"
    assert handoff.temperature is Temperature.HOT
    assert len(handoff.why) == 3
    assert all(handoff.why)
    assert "91 %" in handoff.talking_point
    assert [line.who for line in handoff.transcript] == [
        "agent", "customer", "agent", "customer", "agent",
    ]  # fmt: skip
    assert handoff.booking == talk.talk.booking
    assert handoff.booking is not None


def test_unknown_contact_facts_are_a_value_not_a_gap() -> None:
    handoff = build(conversation(facts=replace(ADA, name="", phone="", plan="")))
    assert isinstance(handoff, Handoff)
    assert (handoff.customer_name, handoff.phone, handoff.plan) == (NOT_ON_FILE,) * 3
    assert handoff.words == NOTHING_SAID


def test_warm_is_who_did_not_say_yes_nor_ask_for_price_or_time() -> None:
    talk = walk(channels=(Channel.SMS,))
    talk.says("let me think", ActKind.UNSURE)
    assert made(talk).temperature is Temperature.WARM


def test_without_the_offer_of_its_motion_it_is_incomplete() -> None:
    assert build(conversation(offer=None)) == Incomplete(("offer",))


def test_a_booking_without_a_word_of_the_customer_is_incomplete() -> None:
    bare = replace(conversation(), booking=booked().talk.booking)
    assert build(bare) == Incomplete(("words", "transcript"))


def test_what_never_arrived_and_what_no_human_wrote_is_not_in_the_transcript() -> None:
    talk = walk(channels=(Channel.EMAIL,))
    talk.happens(DeliveryReported(effect=talk.effects[0].id, status="failed", error="bounce"))
    talk.says("Out of office", ActKind.AUTOMATIC, channel=Channel.EMAIL)
    assert made(talk).transcript == ()


def test_the_leaving_reason_is_the_talking_point_of_a_win_back() -> None:
    talk = walk(Motion.WIN_BACK, channels=(Channel.SMS,))
    talk.says("sure", ActKind.INTERESTED)
    talk.says("too slow for us", ActKind.ANSWERS)
    handoff = made(talk)
    assert handoff.leaving_reason == "too slow for us"
    assert "“too slow for us”" in handoff.talking_point


@pytest.mark.parametrize("motion", list(Motion))
def test_every_motion_has_a_talking_point(motion: Motion) -> None:
    handoff = build(conversation(motion))
    assert isinstance(handoff, Handoff)
    assert handoff.talking_point
