"""A call is recorded after a stored, clear yes alone, and until the customer ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.conversation.effects import TRANSFER, EffectKind
from functions.outreach.domain.conversation.events import (
    BecameDue,
    CallConnected,
    CallEnd,
    CallEnded,
    CustomerSaid,
    Interrupted,
    RecordingReady,
    TransferEnded,
    TransferResult,
)
from functions.outreach.domain.conversation.state import CallRecording, RecordingStatus, State
from functions.outreach.domain.conversation.withdrawal import may_record, withdrawn_because
from functions.outreach.domain.playbooks.playbook import Answer, Approval, Part
from functions.outreach.domain.speaking.utterance import heard_at_once
from functions.outreach.domain.steps.calls.recording import ENDS_WITHIN
from functions.outreach.domain.steps.draft import MOST_TURNS
from functions.outreach.domain.steps.step import greeting
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.workflows.calls.speak_turn import must_be_heard
from functions.product.channels import Channel
from tenancy.tenant import FounderId
from tests.outreach.domain.sample_playbook import Walk, reading, walk

VOICE = (Channel.VOICE, Channel.EMAIL)
BEGINS = EffectKind.RECORD_CALL
ENDS = EffectKind.STOP_RECORDING
SPEAKS, HANGS_UP = EffectKind.SPEAK, EffectKind.HANG_UP


def ringing(*, asks: bool = True, phone: str = "") -> Walk:
    """A call was placed; the founder's phone, where there is one, takes callers."""
    talk = walk(channels=VOICE, opened=False)
    limits = replace(talk.around.bandwidth, own_phone=phone, takes_calls=bool(phone))
    talk.around = replace(talk.around, asks_to_record=asks, bandwidth=limits)
    talk.happens(BecameDue())
    return talk


def answered(*, phone: str = "") -> Walk:
    talk = ringing(phone=phone)
    talk.happens(CallConnected("CA1"))
    return talk


def agreed(*, phone: str = "") -> Walk:
    talk = answered(phone=phone)
    says(talk, "yes, go ahead", ActKind.INTERESTED)
    return talk


def says(talk: Walk, words: str, act: ActKind = ActKind.UNCLEAR) -> Walk:
    talk.says(words, act, channel=Channel.VOICE)
    return talk


def recording(talk: Walk) -> CallRecording:
    (one,) = talk.talk.recordings
    return one


def last_said(talk: Walk) -> list[Part | None]:
    return [piece.part for piece in talk.talk.turns[-1].pieces]


def test_without_the_founders_switch_nobody_is_asked_and_nothing_is_recorded() -> None:
    talk = ringing(asks=False)
    talk.happens(CallConnected("CA1"))
    assert last_said(talk) == [Part.DISCLOSURE, Part.OPENER, Part.QUESTION]
    says(talk, "yes", ActKind.INTERESTED)
    assert talk.talk.recordings == ()
    assert BEGINS not in {effect.kind for effect in talk.effects}


def test_it_is_asked_after_the_disclosure_and_before_anything_else() -> None:
    talk = answered()
    assert last_said(talk) == [Part.DISCLOSURE, Part.RECORDING_CONSENT]
    assert recording(talk).status is RecordingStatus.ASKED
    assert BEGINS not in {effect.kind for effect in talk.effects}


@pytest.mark.parametrize("part", [Part.RECORDING_CONSENT, Part.RECORDING_OFF])
def test_without_approved_words_for_it_nobody_is_asked_and_the_call_is_as_ever(part: Part) -> None:
    talk = walk(channels=VOICE, opened=False)
    book = talk.around.playbook
    lines = tuple(line for line in book.lines if line.part is not part)
    around = replace(talk.around, asks_to_record=True, playbook=replace(book, lines=lines))
    talk.around = around
    talk.happens(BecameDue())
    talk.happens(CallConnected("CA1"))
    assert last_said(talk) == [Part.DISCLOSURE, Part.OPENER, Part.QUESTION]
    assert talk.talk.recordings == ()


def test_a_yes_is_stored_with_what_was_asked_by_the_step_that_begins_to_record() -> None:
    talk = agreed()
    one = recording(talk)
    asked = next(p for p in talk.talk.turns[0].pieces if p.part is Part.RECORDING_CONSENT)
    assert (one.status, one.answer) == (RecordingStatus.AGREED, "yes, go ahead")
    assert (one.wording, one.sha256) == (asked.text, asked.sha256)
    assert one.agreed_at == talk.around.now
    assert talk.kinds == [BEGINS, SPEAKS]
    assert talk.last is not None
    assert talk.last.effects[0].notice == "CA1"


def test_the_call_then_says_what_it_is_about_without_introducing_itself_again() -> None:
    talk = agreed()
    assert talk.parts == ["acknowledge", "opener", "question"]
    assert talk.talk.asked is Part.QUESTION
    assert talk.talk.state is State.TALKING
    assert not talk.talk.hot
    assert talk.talk.customer_words == ""


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("no", ActKind.DECLINED),
        ("no, thank you", ActKind.DECLINED),
        ("please don't record me", ActKind.OPT_OUT),
        ("No, I am not comfortable with being recorded", ActKind.DECLINED),
        ("Нет, я не хочу, чтобы этот разговор записывали", ActKind.DECLINED),
        ("absolutely not", ActKind.DECLINED),
        ("uh, what?", ActKind.UNCLEAR),
        ("yes but make it quick", ActKind.INTERESTED),
        ("hello?", ActKind.UNCLEAR),
        ("mhm", ActKind.THANKS),
        ("yes?", ActKind.INTERESTED),
    ],
)
def test_whatever_is_no_clear_yes_records_nothing_and_the_call_goes_on(
    words: str, act: ActKind
) -> None:
    talk = says(answered(), words, act)
    assert talk.kinds == [SPEAKS]
    assert talk.parts == ["recording_off", "opener", "question"]
    assert recording(talk).status is RecordingStatus.REFUSED
    assert recording(talk).agreed_at is None
    assert talk.talk.state is State.TALKING


def test_silence_records_nothing() -> None:
    talk = answered()
    talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=20, effect=talk.effects[0].id))
    assert recording(talk).status is RecordingStatus.ASKED
    talk.happens(RecordingReady("CA1", file="RE1", seconds=20))
    assert talk.kinds == [EffectKind.DROP_RECORDING]


def test_after_silence_the_next_contact_begins_at_the_beginning() -> None:
    """Nothing of what the call was about was said."""
    talk = answered()
    talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=20, effect=talk.effects[0].id))
    talk.wakes()
    assert talk.parts[:3] != ["disclosure", "continue", "question"]
    assert "opener" in talk.parts or "follow_up" in talk.parts


@pytest.mark.parametrize(
    ("words", "act", "part"),
    [
        ("stop", ActKind.OPT_OUT, "opt_out"),
        ("can I talk to a person?", ActKind.HUMAN_WANTED, "human_handover"),
        ("I am not interested in any of this", ActKind.DECLINED, "decline"),
        ("you have the wrong number", ActKind.WRONG_PERSON, "wrong_person"),
        ("this is outrageous", ActKind.HOSTILE, "human_handover"),
    ],
)
def test_what_nobody_may_miss_is_heard_in_place_of_an_answer(
    words: str, act: ActKind, part: str
) -> None:
    talk = says(answered(), words, act)
    assert talk.parts == [part]
    assert BEGINS not in talk.kinds
    # What ends contact ends the call before anything is decided of its recording.
    ends = act is ActKind.OPT_OUT
    assert recording(talk).status is (RecordingStatus.ASKED if ends else RecordingStatus.REFUSED)


def test_stop_recording_ends_it_and_is_no_opt_out() -> None:
    talk = says(agreed(), "please stop recording", ActKind.OPT_OUT)
    assert talk.kinds == [ENDS, SPEAKS]
    assert talk.parts == ["recording_off", "question"]
    one = recording(talk)
    assert (one.status, one.stopped_at) == (RecordingStatus.STOPPED, talk.around.now)
    assert talk.talk.state is State.TALKING
    again = says(talk, "stop recording", ActKind.OPT_OUT)
    assert again.kinds == [SPEAKS]


def test_a_stop_beside_it_is_an_opt_out() -> None:
    talk = says(agreed(), "stop recording and never call me again", ActKind.OPT_OUT)
    assert talk.parts == ["opt_out"]
    assert HANGS_UP in talk.kinds


def test_a_later_yes_records_nothing_and_is_read_as_any_other() -> None:
    talk = says(answered(), "no", ActKind.DECLINED)
    says(talk, "yes", ActKind.INTERESTED)
    assert BEGINS not in talk.kinds
    assert talk.talk.state is State.OFFERING


def test_recording_ends_before_the_founder_is_rung_and_does_not_come_back() -> None:
    talk = says(agreed(phone="+12025550166"), "get me the founder", ActKind.HUMAN_WANTED)
    assert talk.kinds == [SPEAKS, ENDS, HANGS_UP]
    assert talk.last is not None
    assert talk.last.effects[-1].notice == TRANSFER
    assert recording(talk).status is RecordingStatus.STOPPED
    talk.happens(TransferEnded("CA1", result=TransferResult.BUSY))
    assert recording(talk).status is RecordingStatus.STOPPED
    assert BEGINS not in talk.kinds


def test_what_was_recorded_with_a_yes_is_kept_once() -> None:
    talk = agreed()
    ready = RecordingReady("CA1", file="RE1", seconds=42)
    talk.happens(ready)
    assert [(e.kind, e.notice) for e in talk.effects[-1:]] == [(EffectKind.KEEP_RECORDING, "RE1")]
    assert (recording(talk).file, recording(talk).seconds) == ("RE1", 42)
    talk.happens(ready)
    assert talk.kinds == []


def test_it_is_kept_after_the_conversation_is_over_and_opens_nothing_again() -> None:
    talk = says(agreed(), "stop", ActKind.OPT_OUT)
    talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=60))
    talk.happens(RecordingReady("CA1", file="RE1", seconds=50))
    assert talk.kinds == [EffectKind.KEEP_RECORDING]
    assert talk.talk.state is State.CLOSED
    assert talk.talk.due_at is None


@pytest.mark.parametrize("call", ["CA1", "CA2"])
def test_a_recording_without_a_stored_yes_is_deleted_unheard(call: str) -> None:
    talk = says(answered(), "no", ActKind.DECLINED)
    talk.happens(RecordingReady(call, file="RE9", seconds=3))
    assert talk.kinds == [EffectKind.DROP_RECORDING]
    assert recording(talk).file == ""


@pytest.mark.parametrize(
    ("over", "becomes"),
    [(timedelta(), EffectKind.KEEP_RECORDING), (timedelta(seconds=1), EffectKind.DROP_RECORDING)],
    ids=["ended in time", "went on"],
)
def test_what_was_recorded_after_its_end_was_asked_for_is_deleted_unheard(
    over: timedelta, becomes: EffectKind
) -> None:
    """The provider may not have heard of it for minutes."""
    talk = says(agreed(), "Please stop recording.")
    stopped = recording(talk)
    assert stopped.status is RecordingStatus.STOPPED
    assert stopped.stopped_at
    assert stopped.answered_at
    most = stopped.stopped_at - stopped.answered_at + ENDS_WITHIN + over
    talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=600))
    talk.happens(RecordingReady("CA1", file="RE1", seconds=int(most.total_seconds())))
    assert talk.kinds == [becomes]


@pytest.mark.parametrize("asks", [True, False])
def test_an_approved_denial_is_not_said_while_calls_may_be_recorded(asks: bool) -> None:
    """However it came to be approved: the founder hears of the question instead."""
    talk = ringing(asks=asks)
    denial = Answer(AnswerId("own"), "en", ("Is it taped?",), "No, we never record calls.")
    denial = replace(denial, approval=Approval(FounderId("f"), talk.around.now, denial.sha256))
    talk.around = replace(talk.around, answers=(*talk.around.answers, denial))
    talk.happens(CallConnected("CA1"))
    question = Act(ActKind.ASKS_QUESTION, answer=denial.id)
    talk.says("Is this taped?", question, channel=Channel.VOICE)
    assert ("answer:own" in talk.parts) is not asks
    assert ("unknown_answer" in talk.parts) is asks


def test_an_answer_about_the_product_is_said_in_a_call_that_may_be_recorded() -> None:
    """By the word of the founder, who read it with the questions it answers."""
    talk = ringing(asks=True)
    denial = Answer(AnswerId("own"), "en", ("Does the app tape us?",), "No, we never record calls.")
    by, now = FounderId("f"), talk.around.now
    said = replace(
        denial,
        approval=Approval(by, now, denial.sha256),
        about_product=Approval(by, now, denial.sha256_with_questions),
    )
    talk.around = replace(talk.around, answers=(*talk.around.answers, said))
    talk.happens(CallConnected("CA1"))
    question = Act(ActKind.ASKS_QUESTION, answer=denial.id)
    talk.says("Does the app tape us?", question, channel=Channel.VOICE)
    assert "answer:own" in talk.parts
    other = replace(said, questions=("Is this taped?",))
    assert not other.speaks_of_product


def test_in_writing_nothing_is_recorded_so_that_a_denial_is_said() -> None:
    talk = ringing(asks=True)
    denial = Answer(AnswerId("own"), "en", ("Is it taped?",), "No, we never record calls.")
    denial = replace(denial, approval=Approval(FounderId("f"), talk.around.now, denial.sha256))
    talk.around = replace(talk.around, answers=(*talk.around.answers, denial))
    question = Act(ActKind.ASKS_QUESTION, answer=denial.id)
    talk.says("Is this taped?", question, channel=Channel.EMAIL)
    assert "answer:own" in talk.parts


def test_a_machine_that_repeats_it_is_answered_no_longer_than_anything_else() -> None:
    talk = agreed()
    for _ in range(MOST_TURNS):
        if talk.talk.state is State.TALKING:
            says(talk, "Stop recording.")
    assert len(talk.talk.turns) <= MOST_TURNS
    assert talk.talk.state is State.TAKEN_OVER
    assert HANGS_UP in talk.kinds
    assert recording(talk).status is RecordingStatus.STOPPED
    assert [effect.kind for effect in talk.effects].count(ENDS) == 1


def test_what_waits_in_the_queue_is_withdrawn_once_it_was_ended_or_the_call_is_over() -> None:
    talk = agreed()
    begins = next(effect for effect in talk.effects if effect.kind is BEGINS)
    assert withdrawn_because(begins, talk.talk) == ""
    ended = says(agreed(), "stop recording", ActKind.UNCLEAR)
    assert withdrawn_because(begins, ended.talk) == "withdrawn:not_agreed"
    assert not may_record(replace(talk.talk, call=""), "CA1")
    assert not may_record(replace(talk.talk, call="CA2"), "CA1")


def test_a_customer_who_rings_is_asked_too() -> None:
    talk = ringing()
    talk.happens(CallEnded("CA1", end=CallEnd.NO_ANSWER, effect=talk.effects[0].id))
    pieces = greeting(talk.talk, talk.around, inbound=True)
    spoken = [piece.part for piece in heard_at_once(pieces)]
    assert spoken == [Part.INBOUND, Part.RECORDING_CONSENT]
    talk.happens(CallConnected("CA2", inbound=True))
    assert last_said(talk) == spoken
    says(talk, "sure", ActKind.INTERESTED)
    assert talk.kinds == [BEGINS, SPEAKS]
    assert talk.parts == ["acknowledge", "opener", "question"]


def test_each_call_is_asked_for_itself() -> None:
    talk = agreed()
    talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=60, effect=talk.effects[0].id))
    talk.happens(CallConnected("CA2", inbound=True))
    assert last_said(talk)[:2] == [Part.INBOUND, Part.RECORDING_CONSENT]
    assert [one.call for one in talk.talk.recordings] == ["CA1", "CA2"]
    assert BEGINS not in talk.kinds


def test_a_person_behind_an_assistant_is_asked_after_the_disclosure() -> None:
    talk = answered()
    says(talk, "Please state your name and why you are calling", ActKind.AUTOMATIC)
    assert talk.parts == ["screening"]
    assert not must_be_heard(talk.effects[-1])
    says(talk, "yes", ActKind.INTERESTED)
    assert talk.parts == ["disclosure", "recording_consent"]
    assert must_be_heard(talk.effects[-1]), "nobody can cut it"
    assert BEGINS not in talk.kinds
    says(talk, "yes", ActKind.INTERESTED)
    assert talk.kinds == [BEGINS, SPEAKS]


SCREENS = "Please state your name and why you are calling"


def test_who_came_after_the_assistant_heard_no_question_and_says_yes_to_something_else() -> None:
    talk = says(answered(phone="+12025550166"), SCREENS, ActKind.AUTOMATIC)
    says(talk, "I want to talk to a person", ActKind.HUMAN_WANTED)
    talk.happens(TransferEnded("CA1", result=TransferResult.NO_ANSWER))
    assert talk.parts == ["transfer_failed", "slot_offer"]
    says(talk, "yes", ActKind.INTERESTED)
    assert BEGINS not in talk.kinds
    assert "opener" not in talk.parts
    assert recording(talk).status is RecordingStatus.REFUSED


def test_who_picks_up_after_a_machine_heard_no_question() -> None:
    talk = says(answered(), "Leave a message after the tone.", ActKind.AUTOMATIC)
    assert HANGS_UP not in talk.kinds
    says(talk, "yes", ActKind.INTERESTED)
    assert talk.parts == ["recording_off", "opener", "question"]
    assert BEGINS not in talk.kinds


@pytest.mark.parametrize("heard", ["Hello, this", "", "words nobody said"])
def test_a_yes_to_a_question_that_was_cut_records_nothing(heard: str) -> None:
    talk = says(answered(), SCREENS, ActKind.AUTOMATIC)
    says(talk, "Hello?", ActKind.UNCLEAR)
    assert talk.parts == ["disclosure", "recording_consent"]
    talk.happens(Interrupted("CA1", heard=heard))
    says(talk, "yes", ActKind.INTERESTED)
    assert talk.kinds == [SPEAKS]
    assert talk.parts == ["disclosure", "recording_off", "opener", "question"]
    assert recording(talk).status is RecordingStatus.REFUSED


def test_a_question_that_was_heard_to_its_last_word_was_heard() -> None:
    talk = says(says(answered(), SCREENS, ActKind.AUTOMATIC), "Hello?", ActKind.UNCLEAR)
    talk.happens(Interrupted("CA1", heard=talk.talk.turns[-1].text + " "))
    says(talk, "yes", ActKind.INTERESTED)
    assert talk.kinds == [BEGINS, SPEAKS]


def test_an_assistant_or_machine_in_the_call_ends_what_was_agreed_to_before() -> None:
    talk = says(agreed(phone="+12025550166"), SCREENS, ActKind.AUTOMATIC)
    assert talk.kinds == [ENDS, SPEAKS]
    proof = recording(talk)
    assert (proof.status, proof.answer) == (RecordingStatus.STOPPED, "yes, go ahead")
    says(talk, "Hello?", ActKind.UNCLEAR)
    assert talk.parts == ["disclosure", "opener", "question"]
    says(talk, "yes", ActKind.INTERESTED)
    assert BEGINS not in talk.kinds
    assert recording(talk) == proof


def test_a_call_that_was_refused_is_not_asked_again() -> None:
    talk = says(answered(), "no", ActKind.DECLINED)
    says(talk, SCREENS, ActKind.AUTOMATIC)
    says(talk, "Hello?", ActKind.UNCLEAR)
    assert talk.parts == ["disclosure", "opener", "question"]
    assert recording(talk).answer == "no"


def test_another_call_ends_the_recording_of_the_one_before() -> None:
    talk = agreed()
    talk.happens(CallConnected("CA2", inbound=True))
    assert ENDS in talk.kinds
    first, second = talk.talk.recordings
    assert (first.call, first.status) == ("CA1", RecordingStatus.STOPPED)
    assert (second.call, second.status) == ("CA2", RecordingStatus.ASKED)


@pytest.mark.parametrize(("call", "records"), [("CA1", False), ("", False), ("CA2", True)])
def test_a_yes_in_one_call_is_none_for_another(call: str, records: bool) -> None:
    """Both go on: the customer rang while ours was ringing."""
    talk = answered()
    talk.happens(CallConnected("CA2", inbound=True))
    words = reading(ActKind.INTERESTED)
    talk.happens(CustomerSaid("m1", channel=Channel.VOICE, text="yes", reading=words, call=call))
    assert (BEGINS in talk.kinds) is records


@pytest.mark.parametrize(
    ("words", "act", "first"),
    [
        ("Stop recording, please, this is confidential.", ActKind.UNCLEAR, "recording_off"),
        ("Hold on, stop the recording. What does it cost?", ActKind.ASKS_PRICE, "recording_off"),
        ("Выключите запись, это конфиденциально", ActKind.UNCLEAR, "recording_off"),
        ("stop recording and never call me again", ActKind.OPT_OUT, "opt_out"),
        ("stop recording and get me a human", ActKind.HUMAN_WANTED, "human_handover"),
    ],
)
def test_a_wish_to_end_it_is_heard_beside_whatever_else_is_said(
    words: str, act: ActKind, first: str
) -> None:
    talk = says(agreed(), words, act)
    assert talk.kinds[:2] == [ENDS, SPEAKS]
    assert talk.parts[0] == first
    assert recording(talk).status is RecordingStatus.STOPPED


def test_a_wish_in_writing_ends_it_too() -> None:
    talk = agreed()
    talk.says("please do not record our call", ActKind.UNCLEAR, channel=Channel.EMAIL)
    assert ENDS in talk.kinds


def test_nothing_begins_once_the_founder_has_the_talk_or_it_is_over() -> None:
    talk = agreed().talk
    assert may_record(talk, "CA1")
    for state in (State.TAKEN_OVER, State.CLOSED):
        assert not may_record(replace(talk, state=state), "CA1")


def test_a_founders_own_rehearsal_is_not_recorded_and_not_asked() -> None:
    talk = walk(channels=VOICE, opened=False)
    talk.around = replace(talk.around, asks_to_record=True)
    talk.talk = replace(talk.talk, rehearsal=True)
    talk.happens(BecameDue())
    talk.happens(CallConnected("CA1"))
    assert last_said(talk) == [Part.DISCLOSURE, Part.OPENER, Part.QUESTION]
