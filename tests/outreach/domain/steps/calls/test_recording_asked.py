"""What was asked about recording is what was spoken, not what would be composed a moment later."""

from __future__ import annotations

import pytest

from functions.outreach.domain.conversation.events import CallConnected, CallEnd, CallEnded
from functions.outreach.domain.conversation.state import RecordingStatus
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import question_in
from functions.outreach.domain.steps.step import greeting
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import Walk
from tests.outreach.domain.steps.calls.test_recording import (
    BEGINS,
    agreed,
    last_said,
    recording,
    ringing,
    says,
)


def rings_in(*, asks: bool, asked: str) -> Walk:
    """A customer rings, hears what was composed a moment before, and the call is open."""
    talk = ringing(asks=asks)
    talk.happens(CallEnded("CA1", end=CallEnd.NO_ANSWER, effect=talk.effects[0].id))
    talk.happens(CallConnected("CA2", inbound=True, asked=asked))
    return talk


def test_who_was_not_asked_says_yes_to_what_they_heard() -> None:
    """Recording was switched on between the words that were spoken and the open call."""
    talk = rings_in(asks=True, asked="")
    assert last_said(talk) == [Part.INBOUND, Part.OPENER, Part.QUESTION]
    says(talk, "Yes.", ActKind.INTERESTED)
    assert talk.talk.recordings == ()
    assert BEGINS not in {effect.kind for effect in talk.effects}
    assert "slot_offer" in talk.parts


@pytest.mark.parametrize("asks", [True, False], ids=["asked otherwise", "switched off"])
@pytest.mark.parametrize("words", ["Yes.", "No.", "Stop recording."])
def test_no_yes_counts_to_a_question_whose_words_nobody_has(asks: bool, words: str) -> None:
    talk = rings_in(asks=asks, asked="f" * 64)
    assert last_said(talk) == [Part.INBOUND]
    says(talk, words, ActKind.INTERESTED)
    assert recording(talk).agreed_at is None
    assert BEGINS not in {effect.kind for effect in talk.effects}
    assert talk.parts[-2:] == ["opener", "question"], "what it is about was not said yet"


def test_a_yes_to_the_very_question_that_was_spoken_counts() -> None:
    talk = ringing()
    talk.happens(CallEnded("CA1", end=CallEnd.NO_ANSWER, effect=talk.effects[0].id))
    asked = question_in(greeting(talk.talk, talk.around, inbound=True))
    talk.happens(CallConnected("CA2", inbound=True, asked=asked))
    says(talk, "Yes.", ActKind.INTERESTED)
    assert recording(talk).sha256 == asked
    assert recording(talk).status is RecordingStatus.AGREED


def test_a_time_that_waits_for_a_yes_is_said_again_after_a_word_about_the_recording() -> None:
    talk = says(says(agreed(), "sounds good", ActKind.INTERESTED), "yes", ActKind.INTERESTED)
    talk.says("the first", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.VOICE)
    assert talk.parts == ["slot_read_back"]
    says(talk, "please stop recording")
    assert talk.parts == ["recording_off", "slot_read_back"]
    assert talk.talk.read_back == talk.talk.offered[0]
    assert talk.talk.booking is None
