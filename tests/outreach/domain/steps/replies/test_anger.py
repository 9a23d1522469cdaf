"""Who swears at us or threatens may want an end: all stops, nobody asks, and a person clears it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    Event,
    FounderAnswered,
    FounderHandedBack,
    FounderSettled,
    FounderTookOver,
)
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.steps.opening import SILENCE
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import FOUNDER, Walk, walk, window

ANGRY = (ActKind.HOSTILE, ActKind.POSSIBLE_OPT_OUT)
WORDS = "you people are the pits, my solicitor will enjoy this"


def talking() -> Walk:
    return walk()


def promised() -> Walk:
    talk = walk()
    talk.says("in a month", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))))
    return talk


def offering() -> Walk:
    talk = walk()
    talk.says("yes", ActKind.INTERESTED)
    return talk


def angry(talk: Walk) -> Walk:
    talk.says(WORDS, *ANGRY)
    return talk


@pytest.mark.parametrize("before", [talking, promised, offering])
def test_all_that_was_planned_is_off_and_the_founder_is_told_at_once(
    before: Callable[[], Walk],
) -> None:
    talk = angry(before())
    assert talk.kinds == [Channel.SMS, EffectKind.NOTIFY_FOUNDER]
    assert (talk.parts, talk.notices) == (["human_handover"], ["angry"])
    assert talk.talk.clarification is None
    assert (talk.talk.state, talk.talk.callback_at) == (State.TAKEN_OVER, None)
    for _ in range(3):
        talk.later(timedelta(days=2))
        talk.says("well?", ActKind.UNCLEAR)
        assert talk.kinds == [EffectKind.NOTIFY_FOUNDER]


def test_cleared_by_nobody_it_ends_for_ever_without_a_word() -> None:
    talk = angry(offering())
    assert talk.talk.due_at == talk.around.now + SILENCE
    step = talk.wakes()
    assert step.suppress == f"possible opt out, cleared by nobody: {WORDS}"
    assert not talk.words
    assert (talk.talk.state, talk.talk.outcome) == (State.CLOSED, Outcome.OPTED_OUT)
    assert (talk.talk.customer_words, talk.notices) == (WORDS, ["opted_out"])


def test_anger_understood_before_it_was_a_doubt_ends_alike() -> None:
    talk = offering()
    talk.says(WORDS, ActKind.HOSTILE)
    assert talk.wakes().suppress


@pytest.mark.parametrize(
    "cleared",
    [
        FounderAnswered("press", by=FOUNDER, text="Ana here: sorry, what went wrong?"),
        FounderSettled(by=FOUNDER, turns=99),
        FounderTookOver(by=FOUNDER),
    ],
)
@pytest.mark.parametrize("afterwards", [None, ActKind.THANKS, ActKind.UNCLEAR, ActKind.DECLINED])
def test_a_founder_who_took_it_up_answered_or_settled_it_cleared_it(
    cleared: Event, afterwards: ActKind | None
) -> None:
    talk = angry(offering())
    talk.happens(cleared)
    talk.later(timedelta(hours=2))
    if afterwards is not None:
        talk.says("ok", afterwards)
    step = talk.wakes()
    assert not step.suppress
    assert (talk.talk.state, talk.talk.outcome) == (State.CLOSED, Outcome.NEEDS_FOUNDER)


def test_what_is_angry_again_after_it_was_cleared_waits_again() -> None:
    talk = angry(offering())
    talk.happens(FounderSettled(by=FOUNDER, turns=99))
    talk.later(timedelta(hours=2))
    talk.says("and you call that an answer, idiots", *ANGRY)
    assert talk.wakes().suppress.endswith("and you call that an answer, idiots")


@pytest.mark.parametrize(
    "friendlier", [ActKind.THANKS, ActKind.REFERRAL, ActKind.HUMAN_WANTED, ActKind.ANSWERS]
)
def test_a_friendlier_word_takes_anger_back_and_a_wish_for_an_end_stays(
    friendlier: ActKind,
) -> None:
    talk = angry(offering())
    talk.says("sorry, that was a bad day", friendlier)
    assert not talk.wakes().suppress
    talk = offering()
    talk.says("so many messages, let me talk to Ana", ActKind.POSSIBLE_OPT_OUT, ActKind.DISTRESS)
    talk.says("thanks", ActKind.THANKS)
    assert talk.wakes().suppress.endswith("so many messages, let me talk to Ana")


@pytest.mark.parametrize(
    "later", [ActKind.ASKS_QUESTION, ActKind.ALREADY_DONE, ActKind.UNCLEAR, ActKind.DECLINED]
)
def test_a_word_that_is_no_friendlier_takes_nothing_back(later: ActKind) -> None:
    talk = angry(offering())
    talk.says("who gave you my number?", later)
    assert talk.wakes().suppress


@pytest.mark.parametrize("beside", [ActKind.NOT_NOW, ActKind.ASKS_PRICE, ActKind.UNSURE])
def test_anger_with_another_word_beside_it_waits_all_the_same(beside: ActKind) -> None:
    talk = offering()
    talk.says("not now, you idiots, I'll sue", *ANGRY, beside)
    assert talk.wakes().suppress


@pytest.mark.parametrize("beside", [ActKind.INTERESTED, ActKind.OPT_IN])
def test_who_wants_to_go_on_in_the_same_breath_is_not_suppressed_by_silence(
    beside: ActKind,
) -> None:
    talk = offering()
    talk.says("damn it, yes, let's talk", *ANGRY, beside)
    assert not talk.wakes().suppress


def test_handed_back_the_agent_goes_on_and_the_anger_is_behind() -> None:
    talk = angry(offering())
    talk.later(timedelta(hours=2))
    talk.happens(FounderHandedBack(by=FOUNDER))
    assert talk.talk.state is State.TALKING
    talk.says("let me talk to Ana", ActKind.HUMAN_WANTED)
    assert not talk.wakes().suppress


def test_a_customer_who_goes_on_with_the_matter_takes_it_back() -> None:
    talk = angry(offering())
    talk.says("sorry, bad day. the second one is fine", Act(ActKind.CHOOSES_SLOT, slot=1))
    assert not talk.wakes().suppress


def test_who_asked_for_a_person_and_no_more_is_never_suppressed_by_the_founders_silence() -> None:
    talk = offering()
    talk.says("let me talk to Ana", ActKind.HUMAN_WANTED)
    assert not talk.wakes().suppress


def test_a_booking_is_a_talk_with_the_founder_and_no_silence() -> None:
    talk = offering()
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1))
    angry(talk)
    assert not talk.wakes().suppress


def test_anger_is_no_first_doubt_that_a_second_one_makes_certain() -> None:
    talk = angry(offering())
    step = talk.says("all these messages, honestly", ActKind.POSSIBLE_OPT_OUT)
    assert not step.suppress
    assert talk.notices == ["possible_opt_out"]
    assert talk.wakes().suppress


def test_abuse_in_answer_to_the_question_is_the_founders_and_silence_still_ends_it() -> None:
    talk = offering()
    talk.says("all these messages, honestly", ActKind.POSSIBLE_OPT_OUT)
    step = talk.says(WORDS, *ANGRY)
    assert not step.suppress
    assert talk.talk.state is State.TAKEN_OVER
    assert "unanswered for 24 hours" in talk.wakes().suppress
