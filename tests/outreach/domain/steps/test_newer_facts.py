"""What a conversation does when a newer segment run sees its customer otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    ConsentGiven,
    FactsChanged,
    FounderHandedBack,
    FounderTookOver,
)
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.steps.facts import OUTSIDE
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import ADA, FOUNDER, MONDAY, Walk, walk, window

TEXTS = (Channel.SMS,)
GONE = FactsChanged(replace(ADA, motion=None, reason="not_in_base"))
UNHAPPY = FactsChanged(replace(ADA, motion=Motion.RETENTION, reason="usage_fell"))
NO_MORE = (
    FactsChanged(replace(ADA, do_not_contact=True, motion=None, reason="may_be_contacted")),
    FactsChanged(replace(ADA, paid=False, motion=None, reason="paid")),
    GONE,
)


def talking() -> Walk:
    made = walk(channels=TEXTS)
    made.says("maybe, what is it?", ActKind.UNSURE)
    return made


def test_newer_facts_replace_the_older_and_are_said_from_then_on() -> None:
    made = walk(channels=TEXTS, opened=False)
    made.happens(FactsChanged(replace(ADA, limit_used=0.97, as_of=date(2026, 9, 14))))
    assert not made.effects
    made.wakes()
    assert "97%" in made.words
    assert made.talk.facts.as_of == date(2026, 9, 14)
    assert not made.talk.facts_changed


def test_the_addresses_stay_and_so_does_what_is_known_of_them() -> None:
    made = walk(channels=TEXTS, facts=replace(ADA, whatsapp=True))
    held = made.talk.facts
    other = replace(
        ADA, phone="+12125550199", email="else@example.com", whatsapp=False, consents=(), seats=9
    )
    made.happens(FactsChanged(other))
    kept = made.talk.facts
    assert (kept.phone, kept.email, kept.whatsapp) == (held.phone, held.email, True)
    assert set(kept.consents) == set(held.consents)
    assert kept.soft_opt_in == held.soft_opt_in
    assert kept.seats == 9


@pytest.mark.parametrize("event", NO_MORE)
def test_who_left_the_perimeter_before_talking_hears_nothing_more(event: FactsChanged) -> None:
    made = walk(channels=TEXTS)
    step = made.happens(event)
    assert (made.talk.state, made.talk.outcome) == (State.CLOSED, Outcome.EXPIRED)
    assert made.talk.reason in OUTSIDE.values()
    assert made.notices == ["facts_changed"]
    assert step.unlock
    assert not made.words


@pytest.mark.parametrize("event", NO_MORE)
def test_who_left_the_perimeter_while_talking_is_the_founders(event: FactsChanged) -> None:
    made = talking()
    made.happens(event)
    assert made.talk.state is State.TAKEN_OVER
    assert made.notices == ["facts_changed"]
    assert not made.words
    made.says("so, tell me", ActKind.INTERESTED)
    assert made.notices == ["customer_replied"]
    assert not made.words


def test_who_only_moved_gets_what_was_offered() -> None:
    made = walk(channels=TEXTS)
    made.says("yes", ActKind.INTERESTED)
    made.happens(UNHAPPY)
    assert made.talk.state is State.OFFERING
    assert not made.notices
    made.says("1", Act(ActKind.CHOOSES_SLOT, slot=0))
    assert made.talk.state is State.BOOKED


def test_who_only_moved_and_asks_for_more_is_answered_by_the_founder() -> None:
    made = talking()
    made.happens(UNHAPPY)
    made.says("tell me more", ActKind.INTERESTED)
    assert made.parts == ["human_handover"]
    assert made.notices == ["facts_changed"]
    assert made.talk.state is State.TAKEN_OVER
    assert made.talk.reason == "facts changed: retention instead of upsell"


def test_a_no_and_a_promise_are_taken_as_ever_after_the_facts_changed() -> None:
    no = talking()
    no.happens(UNHAPPY)
    no.says("no thanks", ActKind.DECLINED)
    assert no.talk.outcome is Outcome.DECLINED
    later = talking()
    later.happens(UNHAPPY)
    later.says("in a month", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))))
    assert later.talk.state is State.CALLBACK


def test_who_moved_back_in_the_meantime_is_talked_with_as_before() -> None:
    made = talking()
    made.happens(UNHAPPY)
    made.happens(FactsChanged(replace(ADA, motion=Motion.UPSELL)))
    made.says("tell me more", ActKind.INTERESTED)
    assert made.talk.state is State.OFFERING


def test_silence_after_the_facts_changed_ends_at_the_founder_not_in_a_pitch() -> None:
    made = talking()
    made.happens(UNHAPPY)
    made.wakes()
    assert made.notices == ["facts_changed"]
    assert not made.words


def test_a_promise_to_return_is_the_founders_on_its_day_or_when_the_customer_asks() -> None:
    for event in (UNHAPPY, GONE):
        later = walk(channels=TEXTS)
        later.says("next month", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))))
        due = later.talk.callback_at
        later.happens(event)
        assert not later.notices
        assert (later.talk.state, later.talk.callback_at) == (State.CALLBACK, due)
        later.says("thanks", ActKind.THANKS)
        assert later.talk.state is State.CALLBACK
        asked = replace(later)
        asked.says("or tell me now", ActKind.INTERESTED)
        later.wakes()
        for ended in (asked, later):
            assert ended.notices == ["facts_changed"]
            assert ended.talk.state is State.TAKEN_OVER


def test_a_booking_stands_and_the_founder_is_told_once() -> None:
    booked = walk(channels=TEXTS)
    booked.says("yes", ActKind.INTERESTED)
    booked.says("1", Act(ActKind.CHOOSES_SLOT, slot=0))
    booking = booked.talk.booking
    booked.happens(UNHAPPY)
    assert booked.notices == ["facts_changed"]
    booked.happens(UNHAPPY)
    assert not booked.notices
    booked.happens(GONE)
    assert booked.notices == ["facts_changed"]
    assert (booked.talk.state, booked.talk.booking) == (State.BOOKED, booking)


def test_a_call_is_not_cut_and_what_follows_it_is_the_founders() -> None:
    rung = walk(channels=(Channel.VOICE,))
    rung.happens(CallConnected(call="CA1"))
    rung.happens(GONE)
    assert not rung.last or not rung.last.effects
    rung.says("yes, tell me", ActKind.INTERESTED, channel=Channel.VOICE)
    assert EffectKind.SPEAK in rung.kinds
    rung.happens(CallEnded(call="CA1", end=CallEnd.COMPLETED, seconds=40))
    rung.says("and now?", ActKind.UNSURE, channel=Channel.EMAIL)
    assert rung.talk.state is State.TAKEN_OVER
    assert rung.notices == ["facts_changed"]


def test_a_permission_given_on_the_page_starts_no_pitch_after_the_facts_changed() -> None:
    made = talking()
    made.happens(UNHAPPY)
    agreed = Consent(
        Channel.SMS, granted_at=datetime(2026, 9, 14, tzinfo=UTC), source="page", wording="w"
    )
    made.happens(ConsentGiven(id="p1", consent=agreed, phone=made.talk.facts.phone))
    assert not made.words
    assert made.notices == ["facts_changed"]
    assert made.talk.earned == (agreed,)


def test_a_founder_who_took_over_only_finds_the_newer_facts() -> None:
    made = talking()
    made.happens(FounderTookOver(by=FOUNDER))
    made.happens(GONE)
    assert not made.notices
    made.happens(FounderHandedBack(by=FOUNDER))
    made.wakes()
    assert made.notices == ["facts_changed"]


def test_what_is_over_stays_as_it_was() -> None:
    made = talking()
    made.says("no thanks", ActKind.DECLINED)
    before: CustomerFacts = made.talk.facts
    made.happens(GONE)
    assert made.talk.facts == before
    assert not made.notices


def test_the_same_news_twice_is_one_notice() -> None:
    made = talking()
    made.happens(GONE)
    made.happens(GONE)
    assert not made.notices
    assert made.around.now >= MONDAY
