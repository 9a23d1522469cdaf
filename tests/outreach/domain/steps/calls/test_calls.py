"""Calls: greeted, interrupted, ended; a machine is never a conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    DeliveryReported,
    EffectRefused,
    Interrupted,
    MachineAnswered,
    OptedOutByLink,
)
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.handoff import transcript
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import text_of
from functions.outreach.domain.steps.step import greeting
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import CHANNELS, Channel
from tenancy.billing.usage import UsageKind
from tests.outreach.domain.sample_playbook import (
    Walk,
    busy_all_day,
    walk,
)

VOICE = (Channel.VOICE, Channel.EMAIL)


def on_the_phone() -> Walk:
    talk = walk(channels=VOICE)
    talk.happens(CallConnected(call="CA1"))
    return talk


def without_voicemail(talk: Walk) -> StepContext:
    """No message to leave is approved."""
    lines = tuple(line for line in talk.around.playbook.lines if line.part is not Part.VOICEMAIL)
    return replace(talk.around, playbook=replace(talk.around.playbook, lines=lines))


def test_a_call_carries_its_greeting_and_says_nothing_before_somebody_picks_up() -> None:
    talk = walk(channels=VOICE)
    assert talk.kinds == [Channel.VOICE]
    assert talk.parts == ["disclosure", "opener", "question"]
    assert "press 9" in talk.words
    assert not talk.talk.turns


def test_the_greeting_becomes_the_first_turn_when_connected() -> None:
    talk = on_the_phone()
    assert [turn.text for turn in talk.talk.turns] == [
        text_of(talk.effects[0].pieces, CHANNELS[Channel.VOICE])
    ]
    assert talk.talk.call == "CA1"
    assert not talk.words
    talk.happens(CallConnected(call="CA1"))
    assert len(talk.talk.turns) == 1


def test_a_spoken_booking_ends_with_a_closing_and_a_hang_up() -> None:
    talk = on_the_phone()
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    assert talk.kinds == [EffectKind.SPEAK]
    assert " or " in talk.words
    talk.says("the first one", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.VOICE)
    assert talk.parts == ["slot_read_back"]
    assert talk.talk.booking is None
    talk.says("yes", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.VOICE)
    assert talk.parts == ["slot_confirm", "closing"]
    assert talk.kinds[:2] == [EffectKind.SPEAK, EffectKind.HANG_UP]


def test_a_call_handed_to_the_founder_ends_instead_of_falling_silent() -> None:
    talk = on_the_phone()
    talk.calendar = busy_all_day()
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    assert talk.parts == ["acknowledge", "handoff", "no_slots"]
    assert talk.kinds[:2] == [EffectKind.SPEAK, EffectKind.HANG_UP]
    assert talk.talk.outcome is Outcome.NEEDS_FOUNDER


def test_whoever_booked_and_rings_again_hears_a_closing_and_no_silence() -> None:
    talk = on_the_phone()
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    talk.says("the first one", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.VOICE)
    talk.says("yes", ActKind.INTERESTED, channel=Channel.VOICE)
    talk.happens(CallEnded(call="CA1", end=CallEnd.COMPLETED, seconds=42))
    talk.happens(CallConnected(call="CA2"))
    talk.says("I'm interested", ActKind.INTERESTED, channel=Channel.VOICE)
    assert talk.parts == ["closing"]
    assert talk.kinds == [EffectKind.SPEAK, EffectKind.HANG_UP]
    assert talk.talk.outcome is Outcome.BOOKED


def test_spoken_answers_are_no_touches() -> None:
    talk = on_the_phone()
    talk.says("how much?", ActKind.ASKS_PRICE, channel=Channel.VOICE)
    assert len(talk.talk.touches) == 1


def test_seconds_are_metered_once_per_call() -> None:
    talk = on_the_phone()
    for _ in range(3):
        talk.happens(CallEnded(call="CA1", end=CallEnd.COMPLETED, seconds=42))
    assert [(u.kind, u.quantity) for u in talk.usage] == [(UsageKind.VOICE_SECONDS, 42)]


def test_seconds_reported_late_still_count() -> None:
    talk = on_the_phone()
    talk.happens(CallEnded(call="CA1", end=CallEnd.COMPLETED))
    talk.happens(CallEnded(call="CA1", end=CallEnd.COMPLETED, seconds=42))
    assert [u.quantity for u in talk.usage] == [42]


@pytest.mark.parametrize("end", [CallEnd.MACHINE, CallEnd.NO_ANSWER, CallEnd.BUSY, CallEnd.FAILED])
def test_a_call_nobody_took_is_no_conversation_and_leads_to_the_next_rung(end: CallEnd) -> None:
    talk = walk(channels=VOICE)
    talk.happens(CallEnded(call="CA1", end=end, seconds=7))
    assert not talk.usage
    assert talk.talk.touches[0].failed == end
    talk.wakes()
    assert talk.kinds == [Channel.EMAIL]
    assert talk.parts[:2] == ["disclosure", "opener"]


def test_the_transcript_holds_only_what_was_heard() -> None:
    talk = on_the_phone()
    talk.happens(Interrupted(call="CA1", heard="Hello, this is the AI"))
    assert [line.text for line in transcript(talk.talk)] == ["Hello, this is the AI"]
    talk.happens(Interrupted(call="CA1", heard="words never spoken"))
    assert transcript(talk.talk)[0].text == "Hello, this is the AI"


def test_pressing_nine_is_confirmed_aloud_and_ends_the_call() -> None:
    talk = on_the_phone()
    made = talk.happens(OptedOutByLink(id="dtmf", channel=Channel.VOICE))
    assert talk.kinds[:2] == [EffectKind.SPEAK, EffectKind.HANG_UP]
    assert talk.parts == ["opt_out"]
    assert made.suppress
    assert talk.talk.outcome is Outcome.OPTED_OUT


def test_another_machine_on_the_line_is_hung_up_on() -> None:
    talk = on_the_phone()
    talk.around = without_voicemail(talk)
    talk.says("leave a message", ActKind.AUTOMATIC, channel=Channel.VOICE)
    assert talk.kinds == [EffectKind.HANG_UP]
    assert not talk.usage


SCREENS = "If you record your name and reason for calling, I'll see if this person is available"


def screened() -> Walk:
    talk = on_the_phone()
    talk.says(SCREENS, ActKind.AUTOMATIC, channel=Channel.VOICE)
    return talk


def test_an_assistant_that_screens_is_told_once_who_calls_and_the_person_hears_everything() -> None:
    talk = screened()
    assert (talk.kinds, talk.parts) == ([EffectKind.SPEAK], ["screening"])
    assert not talk.usage
    talk.says("Hello?", ActKind.UNCLEAR, channel=Channel.VOICE)
    assert talk.kinds == [EffectKind.SPEAK]
    assert talk.parts == ["disclosure", "opener", "question"]
    assert [usage.kind for usage in talk.usage] == [UsageKind.REACHED]
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    assert "slot_offer" in talk.parts


@pytest.mark.parametrize("again", [SCREENS, "leave a message after the tone"])
def test_a_machine_that_goes_on_after_the_identification_is_hung_up_on(again: str) -> None:
    talk = screened()
    talk.says(again, ActKind.AUTOMATIC, channel=Channel.VOICE)
    assert talk.kinds == [EffectKind.HANG_UP]
    assert [touch.failed for touch in talk.talk.touches] == ["machine"]


def test_a_screened_call_that_nobody_takes_reached_nobody() -> None:
    talk = screened()
    talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=24))
    assert [touch.failed for touch in talk.talk.touches] == ["machine"]
    assert not talk.talk.reached
    assert talk.talk.screened == ""


@pytest.mark.parametrize(
    ("act", "part"),
    [(ActKind.OPT_OUT, "opt_out"), (ActKind.HUMAN_WANTED, "human_handover")],
)
def test_what_the_person_behind_the_assistant_wants_at_once_is_heard(
    act: ActKind, part: str
) -> None:
    talk = screened()
    talk.says("no more of this", act, channel=Channel.VOICE)
    assert talk.parts == [part]


def test_a_call_answered_after_the_end_is_hung_up() -> None:
    talk = walk(channels=VOICE)
    talk.happens(OptedOutByLink(id="o", channel=Channel.EMAIL))
    talk.happens(CallConnected(call="CA1"))
    assert talk.kinds == [EffectKind.HANG_UP]


def test_somebody_who_rings_us_is_greeted_with_the_disclosure_first() -> None:
    talk = walk(channels=(Channel.SMS,))
    said = greeting(talk.talk, talk.around)
    assert [piece.part for piece in said][:2] == ["disclosure", "continue"]
    talk.happens(CallConnected(call="CA7"))
    assert talk.talk.turns[-1].pieces == said


def test_a_customer_who_rings_back_goes_on_where_the_conversation_stands() -> None:
    talk = walk(channels=(Channel.SMS,))
    talk.happens(CallConnected(call="CA7", inbound=True))
    said = talk.talk.turns[-1]
    assert [piece.part for piece in said.pieces] == [Part.INBOUND, Part.QUESTION]
    assert "calling. You have reached the AI assistant" in said.text
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    assert talk.kinds == [EffectKind.SPEAK]
    assert "slot_offer" in talk.parts


def test_who_heard_no_more_than_a_message_on_a_machine_hears_the_opening() -> None:
    talk = walk(channels=VOICE)
    talk.happens(MachineAnswered("CA1", effect=talk.effects[0].id, records=True))
    talk.happens(CallConnected(call="CA7", inbound=True))
    parts = [piece.part for piece in talk.talk.turns[-1].pieces]
    assert parts == [Part.INBOUND, Part.OPENER, Part.QUESTION]


def test_a_customer_who_rings_while_we_ring_hears_no_greeting_of_our_call() -> None:
    talk = walk(channels=VOICE)
    talk.happens(CallConnected(call="CA7", inbound=True))
    turn = talk.talk.turns[-1]
    assert turn.pieces[0].part is Part.INBOUND
    assert turn.effect == ""
    assert talk.talk.placed_by == ""


def test_a_playbook_without_the_inbound_line_greets_with_the_disclosure() -> None:
    talk = walk(channels=(Channel.SMS,))
    lines = tuple(line for line in talk.around.playbook.lines if line.part is not Part.INBOUND)
    talk.around = replace(talk.around, playbook=replace(talk.around.playbook, lines=lines))
    talk.happens(CallConnected(call="CA7", inbound=True))
    assert talk.talk.turns[-1].pieces[0].part is Part.DISCLOSURE


def test_an_undelivered_opening_reached_nobody_and_the_next_channel_opens_anew() -> None:
    talk = walk(channels=(Channel.SMS, Channel.EMAIL))
    talk.happens(DeliveryReported(effect=talk.effects[0].id, status="undelivered", error="30006"))
    talk.wakes()
    assert talk.talk.turns[0].undelivered == "30006"
    talk.wakes()
    assert talk.kinds == [Channel.EMAIL]
    assert talk.parts == ["disclosure", "opener", "question"]


def test_an_opt_out_known_to_the_provider_is_ours_too() -> None:
    talk = walk(channels=(Channel.SMS,))
    made = talk.happens(DeliveryReported(effect=talk.effects[0].id, status="failed", error="21610"))
    assert made.suppress
    assert not talk.words


def test_an_answer_that_was_refused_is_shown_to_the_founder() -> None:
    talk = walk(channels=(Channel.SMS,))
    talk.says("price?", ActKind.ASKS_PRICE)
    assert talk.last is not None
    talk.happens(EffectRefused(effect=talk.last.effects[0].id, rule="spending_limit"))
    assert talk.notices == ["needs_founder"]


def test_an_opening_refused_for_suppression_ends_it() -> None:
    talk = walk(channels=(Channel.SMS,))
    talk.happens(EffectRefused(effect=talk.effects[0].id, rule="suppressed"))
    assert talk.talk.state is State.CLOSED
    assert talk.talk.outcome is Outcome.OPTED_OUT


def reading_back() -> Walk:
    talk = on_the_phone()
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    talk.says("the first one", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.VOICE)
    return talk


def test_the_chosen_time_is_read_back_in_words_before_it_is_booked() -> None:
    talk = reading_back()
    assert talk.talk.read_back == talk.talk.offered[0]
    assert talk.talk.asked is Part.SLOT_READ_BACK
    assert EffectKind.CREATE_EVENT not in talk.kinds


@pytest.mark.parametrize("act", [ActKind.INTERESTED, Act(ActKind.CHOOSES_SLOT, slot=0)])
def test_a_yes_books_what_was_read_back(act: ActKind | Act) -> None:
    talk = reading_back()
    wanted = talk.talk.offered[0]
    talk.says("yes", act, channel=Channel.VOICE)
    assert talk.talk.booking is not None
    assert talk.talk.booking.slot == wanted
    assert talk.talk.read_back is None


@pytest.mark.parametrize("reported", [True, False])
def test_a_time_that_got_no_yes_is_read_back_again_in_the_next_call(reported: bool) -> None:
    talk = reading_back()
    if reported:
        talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=30))
    talk.happens(CallConnected(call="CA2"))
    assert talk.talk.read_back is None
    talk.says("the first one", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.VOICE)
    assert talk.parts == ["slot_read_back"]
    assert talk.talk.booking is None


def test_another_time_is_read_back_in_its_turn() -> None:
    talk = reading_back()
    talk.says("no, the second", Act(ActKind.CHOOSES_SLOT, slot=1), channel=Channel.VOICE)
    assert talk.parts == ["slot_read_back"]
    assert talk.talk.booking is None
    assert talk.talk.read_back == talk.talk.offered[1]


def test_a_no_to_the_time_is_no_no_to_the_conversation() -> None:
    talk = reading_back()
    talk.says("no", ActKind.OTHER_TIMES, channel=Channel.VOICE)
    assert "slot_offer" in talk.parts
    assert talk.talk.booking is None
    assert talk.talk.read_back is None


def test_what_is_not_understood_is_read_back_once_more_and_then_the_founders() -> None:
    talk = reading_back()
    talk.says("hmhm", ActKind.UNCLEAR, channel=Channel.VOICE)
    assert talk.parts == ["slot_read_back"]
    talk.says("hmhm", ActKind.UNCLEAR, channel=Channel.VOICE)
    assert talk.talk.booking is None
    assert "slot_read_back" not in talk.parts


def test_a_question_is_answered_and_the_time_read_back_again() -> None:
    talk = reading_back()
    talk.says("does it run on Mars?", ActKind.ASKS_QUESTION, channel=Channel.VOICE)
    assert talk.talk.booking is None


def test_in_writing_the_choice_is_booked_at_once() -> None:
    talk = walk(channels=(Channel.SMS,))
    talk.says("yes sure", ActKind.INTERESTED)
    talk.says("the first one", Act(ActKind.CHOOSES_SLOT, slot=0))
    assert talk.parts == ["slot_confirm"]


def test_in_a_call_a_choice_left_to_us_reads_the_earliest_back() -> None:
    talk = on_the_phone()
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    earliest = min(talk.talk.offered, key=lambda slot: slot.start)
    talk.says("any", Act(ActKind.CHOOSES_SLOT, any_slot=True), channel=Channel.VOICE)
    assert talk.parts == ["slot_read_back"]
    assert talk.talk.read_back == earliest
    assert talk.talk.booking is None


def test_in_writing_a_choice_left_to_us_proposes_the_earliest_and_a_yes_books_it() -> None:
    talk = walk(channels=(Channel.SMS,))
    talk.says("yes sure", ActKind.INTERESTED)
    earliest = min(talk.talk.offered, key=lambda slot: slot.start)
    talk.says("whichever suits you", Act(ActKind.CHOOSES_SLOT, any_slot=True))
    assert talk.parts[-1] == "slot_offer"
    assert talk.talk.offered == (earliest,)
    assert talk.talk.booking is None
    talk.says("ok", Act(ActKind.CHOOSES_SLOT, slot=0))
    assert talk.talk.booking is not None
    assert talk.talk.booking.slot == earliest


def test_a_time_read_back_in_a_call_that_broke_off_is_offered_again_in_writing() -> None:
    talk = reading_back()
    talk.happens(CallEnded(call="CA1", end=CallEnd.COMPLETED, seconds=42))
    assert talk.talk.booking is None
    wanted = talk.talk.offered[0]
    talk.says("the first one", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.EMAIL)
    assert talk.talk.booking is not None
    assert talk.talk.booking.slot == wanted
