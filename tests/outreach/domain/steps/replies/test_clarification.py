"""A possible opt-out or wrong person: one question, and silence is a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    BookingCancelled,
    CallConnected,
    ConsentGiven,
    DeliveryReported,
    FounderHandedBack,
    FounderTookOver,
    SlotPicked,
)
from functions.outreach.domain.conversation.request import legal_acts, request_for
from functions.outreach.domain.conversation.state import (
    ClarificationKind,
    EffectId,
    Outcome,
    State,
)
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.replies.clarification import SILENCE_IS_A_YES
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import FOUNDER, Walk, consents, walk, window

SMS = (Channel.SMS,)
API = Act(ActKind.ASKS_QUESTION, answer=AnswerId("api"))


def asked_about(talk: Walk) -> ClarificationKind | None:
    """What the open question is about."""
    asked = talk.talk.clarification
    return None if asked is None else asked.kind


def doubted(kind: ActKind = ActKind.POSSIBLE_OPT_OUT) -> Walk:
    talk = walk()
    talk.says("yes", ActKind.INTERESTED)
    talk.says("all these messages, honestly", kind)
    return talk


@pytest.mark.parametrize(
    ("kind", "question", "notice"),
    [
        (ActKind.POSSIBLE_OPT_OUT, "confirm_opt_out", "possible_opt_out"),
        (ActKind.POSSIBLE_WRONG_PERSON, "confirm_wrong_person", "possible_wrong_person"),
    ],
)
def test_one_question_is_asked_and_the_founder_sees_it(
    kind: ActKind, question: str, notice: str
) -> None:
    talk = doubted(kind)
    assert talk.parts == [question]
    assert talk.notices == [notice]
    assert talk.kinds == [Channel.SMS, EffectKind.NOTIFY_FOUNDER]
    open_now = talk.talk.clarification
    assert open_now is not None
    assert open_now.kind is ClarificationKind(notice.removeprefix("possible_"))
    assert open_now.asked_at == talk.around.now
    assert talk.talk.due_at == talk.around.now + SILENCE_IS_A_YES


def test_a_promise_to_return_is_off() -> None:
    talk = walk(channels=SMS)
    talk.says("in a month", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))))
    talk.says("or just leave it", ActKind.POSSIBLE_OPT_OUT)
    assert (talk.talk.state, talk.talk.callback_at) == (State.TALKING, None)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (ActKind.POSSIBLE_OPT_OUT, Outcome.OPTED_OUT),
        (ActKind.POSSIBLE_WRONG_PERSON, Outcome.WRONG_PERSON),
    ],
)
def test_silence_is_a_yes_after_a_day_and_says_nothing(kind: ActKind, outcome: Outcome) -> None:
    talk = doubted(kind)
    step = talk.wakes()
    assert "unanswered for 24 hours: all these messages, honestly" in step.suppress
    assert not talk.words
    assert (talk.talk.state, talk.talk.outcome) == (State.CLOSED, outcome)
    assert talk.talk.customer_words == "all these messages, honestly"
    assert talk.notices == [outcome.value]


def test_silence_keeps_a_booking() -> None:
    talk = walk(channels=SMS)
    talk.says("yes", ActKind.INTERESTED)
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1))
    talk.says("enough now", ActKind.POSSIBLE_OPT_OUT)
    booking = talk.talk.booking
    assert booking is not None
    step = talk.wakes()
    assert step.suppress
    assert step.release is None
    assert talk.talk.booking == booking


@pytest.mark.parametrize(
    "yes",
    [
        ActKind.OPT_OUT,
        ActKind.POSSIBLE_OPT_OUT,
        ActKind.POSSIBLE_WRONG_PERSON,
        ActKind.DECLINED,
        ActKind.INTERESTED,
    ],
)
def test_a_yes_in_any_words_ends_it_for_ever(yes: ActKind) -> None:
    talk = doubted()
    step = talk.says("yes", yes)
    assert step.suppress
    assert talk.parts == ["opt_out"]
    assert talk.talk.outcome is Outcome.OPTED_OUT


def test_a_yes_to_the_wrong_person_suppresses_as_such() -> None:
    talk = doubted(ActKind.POSSIBLE_WRONG_PERSON)
    talk.says("yes you have", ActKind.INTERESTED)
    assert talk.parts == ["wrong_person"]
    assert talk.talk.outcome is Outcome.WRONG_PERSON


def test_a_no_to_the_wrong_person_is_an_ordinary_no_and_suppresses_nobody() -> None:
    talk = doubted(ActKind.POSSIBLE_WRONG_PERSON)
    step = talk.says("no", ActKind.DECLINED)
    assert not step.suppress
    assert talk.talk.outcome is Outcome.DECLINED


def test_start_goes_on_without_pressing() -> None:
    talk = doubted()
    talk.says("START", ActKind.OPT_IN)
    assert talk.parts == ["acknowledge"]
    assert talk.talk.clarification is None
    assert talk.talk.state is State.OFFERING
    assert talk.talk.due_at == datetime(2026, 9, 14, 19, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "act",
    [
        Act(ActKind.CHOOSES_SLOT, slot=0),
        Act(ActKind.ASKS_PRICE),
        Act(ActKind.NOT_NOW),
        Act(ActKind.OTHER_TIMES),
    ],
)
def test_going_on_with_the_matter_is_a_no(act: Act) -> None:
    talk = doubted()
    step = talk.says("the first one then", act)
    assert not step.suppress
    assert talk.talk.clarification is None
    assert talk.words


def test_a_second_doubt_is_certain_even_after_a_no() -> None:
    talk = doubted()
    talk.says("START", ActKind.OPT_IN)
    step = talk.says("these messages again", ActKind.POSSIBLE_OPT_OUT)
    assert step.suppress
    assert talk.parts == ["opt_out"]


def test_a_question_meanwhile_is_answered_and_the_clarification_stays_open() -> None:
    talk = doubted()
    talk.says("does it have an api?", API)
    assert talk.parts == ["answer:api"]
    assert asked_about(talk) is ClarificationKind.OPT_OUT
    talk.says("are you real", ActKind.ARE_YOU_A_PERSON)
    assert talk.parts == ["are_you_a_person"]
    talk.wakes()
    assert talk.talk.outcome is Outcome.OPTED_OUT


@pytest.mark.parametrize("act", [ActKind.UNCLEAR, ActKind.ANSWERS, ActKind.COMPLAINT])
def test_what_does_not_answer_is_the_founders_and_silence_still_ends_it(act: ActKind) -> None:
    talk = doubted()
    talk.says("grmbl", act)
    assert talk.talk.state is State.TAKEN_OVER
    assert not {"confirm_opt_out", "unclear", "question", "slot_offer"} & set(talk.parts)
    assert asked_about(talk) is ClarificationKind.OPT_OUT
    step = talk.wakes()
    assert step.suppress


def test_the_founders_take_over_does_not_make_silence_a_no() -> None:
    talk = doubted()
    talk.happens(FounderTookOver(by=FOUNDER))
    talk.happens(FounderHandedBack(by=FOUNDER))
    asked = talk.talk.clarification
    assert asked is not None
    assert talk.talk.due_at == asked.asked_at + SILENCE_IS_A_YES
    assert talk.wakes().suppress
    taken = doubted()
    taken.happens(FounderTookOver(by=FOUNDER))
    assert taken.says("yes", ActKind.INTERESTED).suppress


def test_a_customer_who_rings_us_meanwhile_hears_no_pitch() -> None:
    talk = doubted()
    talk.happens(CallConnected(call="CA1"))
    assert [piece.part for piece in talk.talk.turns[-1].pieces] == [Part.DISCLOSURE]
    talk.wakes()
    assert not talk.words
    assert asked_about(talk) is ClarificationKind.OPT_OUT


def test_a_call_that_was_placed_before_the_doubt_ends_at_once() -> None:
    talk = walk(channels=(Channel.VOICE,))
    assert talk.talk.greeting
    talk.says("please not all the time", ActKind.POSSIBLE_OPT_OUT)
    talk.happens(CallConnected(call="CA1"))
    assert talk.kinds == [EffectKind.HANG_UP]


def test_in_a_call_the_question_is_spoken_and_the_call_goes_on() -> None:
    talk = walk(channels=(Channel.VOICE,))
    talk.happens(CallConnected(call="CA1"))
    talk.says("these calls, honestly", ActKind.POSSIBLE_OPT_OUT, channel=Channel.VOICE)
    assert talk.parts == ["confirm_opt_out"]
    assert EffectKind.SPEAK in talk.kinds
    assert EffectKind.HANG_UP not in talk.kinds
    talk.says("yes", ActKind.INTERESTED, channel=Channel.VOICE)
    assert talk.parts == ["opt_out"]
    assert EffectKind.HANG_UP in talk.kinds


def test_a_booking_the_founder_gives_back_meanwhile_is_withdrawn_without_new_times() -> None:
    talk = walk(channels=SMS)
    talk.says("yes", ActKind.INTERESTED)
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1))
    talk.says("enough now", ActKind.POSSIBLE_OPT_OUT)
    booking = talk.talk.booking
    assert booking is not None
    step = talk.happens(BookingCancelled(booking=booking.id))
    assert step.release == booking
    assert not talk.words


def test_a_slot_or_consent_given_on_the_page_is_a_no() -> None:
    talk = doubted()
    wanted = talk.talk.offered[0]
    talk.happens(SlotPicked(id="p1", start=wanted.start))
    assert talk.talk.clarification is None
    assert talk.talk.booking is not None
    assert talk.talk.booking.slot == wanted
    other = doubted()
    given = replace(consents(Channel.SMS)[0], granted_at=other.around.now, source="page")
    other.happens(ConsentGiven(id="a1", consent=given, phone="+12125550123"))
    assert other.talk.clarification is None


def test_a_question_that_never_arrived_is_not_answered_by_silence() -> None:
    talk = doubted()
    asked = EffectId(talk.talk.turns[-1].effect)
    talk.happens(DeliveryReported(effect=asked, status="failed", error="30003"))
    step = talk.wakes()
    assert not step.suppress
    assert talk.talk.state is State.TAKEN_OVER


def test_without_the_approved_question_the_founder_decides() -> None:
    talk = walk(channels=SMS)
    lines = tuple(ln for ln in talk.around.playbook.lines if ln.part is not Part.CONFIRM_OPT_OUT)
    talk.around = replace(talk.around, playbook=replace(talk.around.playbook, lines=lines))
    talk.says("all these messages", ActKind.POSSIBLE_OPT_OUT)
    assert talk.notices == ["possible_opt_out", "needs_founder"]
    assert (talk.talk.state, talk.talk.clarification) == (State.TAKEN_OVER, None)


def test_a_doubt_after_the_end_reaches_the_founder_and_nobody_is_asked() -> None:
    talk = walk(channels=SMS)
    talk.says("no", ActKind.DECLINED)
    talk.says("all these messages", ActKind.POSSIBLE_OPT_OUT)
    assert not talk.words
    assert talk.notices == ["possible_opt_out"]


def test_the_reader_is_asked_for_start_and_not_for_the_earlier_question() -> None:
    talk = walk(Motion.RETENTION, channels=SMS, offer=None)
    talk.says("all these messages", ActKind.POSSIBLE_OPT_OUT)
    assert ActKind.OPT_IN in legal_acts(talk.talk)
    assert ActKind.ANSWERS not in legal_acts(talk.talk)
    request = request_for(
        talk.talk, text="x", channel=Channel.SMS, headers=(), answers=(), now=talk.around.now
    )
    assert request.asked is None


def test_a_day_is_long_enough_to_sleep_over_it() -> None:
    assert timedelta(hours=24) <= SILENCE_IS_A_YES < timedelta(days=10)
