"""What the founder gets is whole, or it is an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.conversation.events import (
    ConsentGiven,
    DeliveryReported,
    SlotPicked,
)
from functions.outreach.domain.handoff import (
    NO_WORDS_YET,
    NOT_ON_FILE,
    ONLY_PRESSED,
    Handoff,
    Incomplete,
    build,
    handoff_lines,
)
from functions.outreach.domain.response import Temperature
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from functions.product.consent import Consent
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import ADA, MONDAY, Walk, conversation, walk


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
    assert handoff.words == NO_WORDS_YET


def test_warm_is_who_did_not_say_yes_nor_ask_for_price_or_time() -> None:
    talk = walk(channels=(Channel.SMS,))
    talk.says("let me think", ActKind.UNSURE)
    assert made(talk).temperature is Temperature.WARM


def test_who_asks_only_who_writes_is_neither_hot_nor_warm() -> None:
    """It became "hot: said yes, or asked for price or time"."""
    talk = walk(channels=(Channel.SMS,))
    talk.says("Who is this?", ActKind.ARE_YOU_A_PERSON)
    handoff = made(talk)
    assert handoff.temperature is Temperature.OPEN
    assert "wrote nothing that tells where they stand" in handoff.why[1]
    assert "said yes" not in " ".join(handoff.why)


@pytest.mark.parametrize(
    ("acts", "temperature", "words"),
    [
        ((ActKind.ASKS_PRICE,), Temperature.HOT, "asked for the price"),
        ((ActKind.UNSURE,), Temperature.WARM, "is unsure"),
        ((ActKind.ASKS_QUESTION,), Temperature.WARM, "asked a question"),
        ((ActKind.NOT_NOW,), Temperature.WARM, "said not now"),
        ((ActKind.REFERRAL,), Temperature.WARM, "named somebody else"),
        ((ActKind.DECLINED,), Temperature.COLD, "said no"),
        (
            (ActKind.ASKS_PRICE, ActKind.ASKS_QUESTION),
            Temperature.HOT,
            "asked for the price, asked a question",
        ),
        ((ActKind.INTERESTED, ActKind.COMPLAINT), Temperature.COLD, "said yes, complained"),
        ((ActKind.COMPLAINT,), Temperature.COLD, "complained"),
    ],
)
def test_temperature_and_response_come_from_what_was_said(
    acts: tuple[ActKind, ...], temperature: Temperature, words: str
) -> None:
    talk = walk(channels=(Channel.SMS,))
    for number, act in enumerate(acts):
        talk.says(f"words {number}", act)
    handoff = made(talk)
    assert handoff.temperature is temperature
    assert f"{words}; “" in handoff.why[1]


def test_a_time_pressed_on_the_page_is_not_put_into_the_customers_mouth() -> None:
    """It became their words: "[chose 2026-11-30 19:00 UTC on the page]"."""
    talk = walk(channels=(Channel.SMS,))
    start = MONDAY + timedelta(days=1)
    talk.happens(SlotPicked("pick-1", start=start))
    handoff = made(talk)
    assert handoff.booking is not None
    assert handoff.booking.slot.start == start
    assert handoff.words == ONLY_PRESSED
    assert handoff.temperature is Temperature.HOT
    assert "chose a time on the page" in handoff.why[1]
    lines = handoff_lines(handoff, zone="America/New_York")
    pressed = "customer on the page: Chose Tuesday 15 September 2026, 11:00 New York time"
    assert any(line.endswith(pressed) for line in lines)
    assert "When: Tuesday 15 September 2026, 11:00 New York time" in lines


def test_the_channel_chosen_on_the_page_is_followed_and_handed_over() -> None:
    talk = walk(channels=(Channel.EMAIL, Channel.SMS))
    talk.around = replace(talk.around, rules=replace(talk.around.rules, per_day=3))
    agreed = Consent(Channel.SMS, granted_at=MONDAY, source="page", wording="Text me, please.")
    mailed = replace(talk.talk, channel=Channel.EMAIL, touches=())
    talk.talk = mailed
    talk.happens(ConsentGiven("c1", consent=agreed, phone=mailed.facts.phone))
    assert talk.talk.asked_channel is Channel.SMS
    assert talk.kinds == [Channel.SMS]
    handoff = made(talk)
    assert handoff.words == ONLY_PRESSED
    assert "agreed to SMS on the page" in handoff.why[1]
    assert any("Text me, please." in line.text for line in handoff.transcript)


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
