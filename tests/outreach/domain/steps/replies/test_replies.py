"""What follows from the customer's words, act by act and several at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from functions.outreach.domain.conversation.effects import Usage
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.steps.replies.handover import HANDOVERS
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.billing.usage import UsageKind
from tests.outreach.domain.sample_playbook import ADA, BOOST, MONDAY, Walk, walk, window

SMS = (Channel.SMS,)


def test_the_first_human_turn_is_metered_once() -> None:
    talk = walk(channels=SMS)
    talk.says("who is this?", Act(ActKind.ASKS_QUESTION, answer=AnswerId("starter-en-who-are-you")))
    talk.says("ok", ActKind.ANSWERS)
    assert [usage.kind for usage in talk.usage] == [UsageKind.REACHED]


def test_an_opt_out_is_confirmed_once_suppresses_and_ends_everything() -> None:
    talk = walk(channels=SMS)
    step = talk.says("stop bothering me", ActKind.OPT_OUT)
    assert talk.parts == ["opt_out"]
    assert step.suppress == "stop bothering me"
    assert step.effects[0].confirms_opt_out
    assert talk.talk.outcome is Outcome.OPTED_OUT
    assert talk.talk.due_at is None
    assert step.unlock
    assert not talk.usage
    again = talk.says("STOP!!!", ActKind.OPT_OUT)
    assert not again.effects


def test_an_opt_out_beats_everything_else_in_the_message() -> None:
    talk = walk(channels=SMS)
    talk.says("sounds good but stop texting", ActKind.INTERESTED, ActKind.OPT_OUT)
    assert talk.parts == ["opt_out"]


def test_an_unsure_opt_out_still_counts() -> None:
    talk = walk(channels=SMS)
    talk.says("leave it", Act(ActKind.OPT_OUT, confidence=0.55))
    assert talk.talk.outcome is Outcome.OPTED_OUT


def test_an_existing_booking_stays_after_an_opt_out() -> None:
    talk = booked()
    before = talk.talk.booking
    assert before is not None
    step = talk.says("stop texting me", ActKind.OPT_OUT)
    assert step.release is None
    assert talk.talk.booking == before


def test_a_wrong_person_is_closed_and_never_contacted_again() -> None:
    talk = walk(channels=SMS)
    step = talk.says("I am not Ada", ActKind.WRONG_PERSON)
    assert talk.parts == ["wrong_person"]
    assert talk.talk.outcome is Outcome.WRONG_PERSON
    assert step.suppress == "wrong person: I am not Ada"
    assert talk.notices == ["wrong_person"]


URGENT = {
    ActKind.COMPLAINT: "complaint",
    ActKind.HOSTILE: "angry",
    ActKind.DISTRESS: "complaint",
}
"""Mailed to the founder at once, whatever else they turned off."""


@pytest.mark.parametrize("kind", list(HANDOVERS))
def test_what_only_a_person_can_answer_goes_to_the_founder_without_a_pitch(kind: ActKind) -> None:
    talk = walk(channels=SMS)
    talk.says("let me talk to somebody real", kind, ActKind.ASKS_PRICE)
    assert talk.parts == [HANDOVERS[kind].line]
    assert talk.talk.reason == HANDOVERS[kind].reason
    assert talk.talk.state is State.TAKEN_OVER
    assert talk.talk.outcome is Outcome.NEEDS_FOUNDER
    assert talk.notices == [URGENT.get(kind, "needs_founder")]
    talk.says("hello?", ActKind.UNCLEAR)
    assert not talk.words
    assert talk.notices == ["customer_replied"]


def test_are_you_a_person_is_answered_truthfully_and_the_talk_goes_on() -> None:
    talk = walk(channels=SMS)
    talk.says("is this a bot?", ActKind.ARE_YOU_A_PERSON)
    assert talk.parts == ["are_you_a_person", "question"]
    assert "AI" in talk.words


def test_a_no_is_thanked_for_and_followed_by_thirty_quiet_days() -> None:
    talk = walk(channels=SMS)
    talk.says("no thanks", ActKind.DECLINED)
    assert talk.parts == ["decline"]
    assert talk.talk.outcome is Outcome.DECLINED
    assert talk.talk.quiet_until == (talk.around.now + timedelta(days=30)).date()
    assert talk.notices == ["declined"]


def test_no_thanks_not_now_without_a_time_is_a_no() -> None:
    talk = walk(channels=SMS)
    talk.says("no thanks, not now", ActKind.NOT_NOW, ActKind.DECLINED)
    assert talk.talk.outcome is Outcome.DECLINED


def test_not_now_without_a_time_is_asked_for_one() -> None:
    talk = walk(channels=SMS)
    talk.says("not now", ActKind.NOT_NOW)
    assert talk.parts == ["not_now", "callback_offer"]
    talk.says("in a month", Act(ActKind.OTHER_TIMES, window=window(date(2026, 10, 14))))
    assert talk.parts == ["callback_confirm"]
    assert talk.talk.state is State.CALLBACK


def test_interest_leads_to_real_slots_in_one_utterance() -> None:
    talk = walk(channels=SMS)
    talk.says("yes, tell me more", ActKind.INTERESTED)
    assert talk.parts == ["acknowledge", "handoff", "slot_offer"]
    assert 2 <= len(talk.talk.offered) <= 3
    assert talk.talk.hot
    assert talk.talk.customer_words == "yes, tell me more"


def test_unsure_with_a_question_gets_the_answer_and_slots() -> None:
    talk = walk(channels=SMS)
    talk.says(
        "let me think, does it have an api?",
        ActKind.UNSURE,
        Act(ActKind.ASKS_QUESTION, answer=AnswerId("api")),
    )
    assert talk.parts == ["answer:api", "handoff", "slot_offer"]
    assert not talk.talk.hot


def test_yes_but_not_before_march_and_what_does_it_cost_is_one_answer() -> None:
    talk = walk(channels=SMS)
    talk.says(
        "yes, but not before March, and what does it cost?",
        ActKind.INTERESTED,
        Act(ActKind.NOT_NOW, window=window(date(2027, 3, 1))),
        ActKind.ASKS_PRICE,
    )
    assert talk.parts == ["price", "callback_confirm"]
    assert "$39 – $59" in talk.words
    assert "March 1" in talk.words
    assert talk.talk.state is State.CALLBACK
    assert talk.talk.hot


def test_the_price_is_the_band_and_the_question_stays_open() -> None:
    talk = walk(channels=SMS)
    talk.says("how much?", ActKind.ASKS_PRICE)
    assert talk.parts == ["price", "handoff"]
    assert talk.talk.hot
    assert talk.talk.state is State.TALKING


def test_without_a_band_the_price_is_the_founders() -> None:
    talk = walk(channels=SMS, offer=replace(BOOST, band=None))
    talk.says("how much?", ActKind.ASKS_PRICE)
    assert talk.parts == ["price_to_founder", "slot_offer"]
    assert talk.talk.founder_callback
    talk.says("the first", Act(ActKind.CHOOSES_SLOT, slot=0))
    assert talk.talk.booking is not None
    assert talk.talk.booking.founder_callback


def test_there_is_no_negotiating() -> None:
    talk = walk(channels=SMS)
    talk.says("do it for 20?", ActKind.NEGOTIATES, ActKind.ASKS_PRICE)
    assert talk.parts == ["price_to_founder", "slot_offer"]


def test_an_unknown_question_is_never_made_up_but_offered_to_the_founder() -> None:
    talk = walk(channels=SMS)
    step = talk.says("does it run on Mars?", ActKind.ASKS_QUESTION)
    assert talk.parts == ["unknown_answer", "slot_offer"]
    assert step.unknown_question == "does it run on Mars?"
    assert talk.notices == ["unknown_question"]
    assert talk.talk.founder_callback


def test_an_answer_that_is_no_longer_approved_counts_as_unknown() -> None:
    talk = walk(channels=SMS)
    talk.around = replace(
        talk.around, answers=tuple(replace(a, approval=None) for a in talk.around.answers)
    )
    talk.says("api?", Act(ActKind.ASKS_QUESTION, answer=AnswerId("api")))
    assert talk.parts == ["unknown_answer", "slot_offer"]


def test_what_is_not_understood_twice_goes_to_the_founder() -> None:
    talk = walk(channels=SMS)
    talk.says("mumble", ActKind.UNCLEAR)
    assert talk.parts == ["unclear"]
    talk.says("mumble", ActKind.UNCLEAR)
    assert talk.parts == ["human_handover"]
    assert talk.talk.outcome is Outcome.NEEDS_FOUNDER


def test_yes_and_no_at_once_is_asked_about() -> None:
    talk = walk(channels=SMS)
    talk.says("no yes", ActKind.DECLINED, ActKind.INTERESTED)
    assert talk.parts == ["unclear"]


def test_an_automatic_reply_is_recorded_and_nothing_else() -> None:
    talk = walk(channels=(Channel.EMAIL,))
    due = talk.talk.due_at
    step = talk.says(
        "I am out of office. Unsubscribe here.",
        ActKind.AUTOMATIC,
        ActKind.OPT_OUT,
        channel=Channel.EMAIL,
    )
    assert not step.effects
    assert not talk.usage
    assert not step.suppress
    assert talk.talk.state is State.OPENED
    assert talk.talk.turns[-1].text.startswith("I am out")
    assert talk.talk.due_at == due == MONDAY + timedelta(days=3)


def touched(*, answered_by: Channel | None, channels: tuple[Channel, ...]) -> Walk:
    """A silent customer to the end; an auto-responder answers each message of one channel."""
    talk = walk(channels=channels)
    for _ in range(40):
        spoke = talk.last is not None and any(effect.pieces for effect in talk.last.effects)
        if spoke and answered_by is not None and talk.talk.channel is answered_by:
            talk.says("I am out of office.", ActKind.AUTOMATIC, channel=answered_by)
        if talk.talk.due_at is None:
            return talk
        talk.wakes()
    raise AssertionError("it never ends")


def made_touches(talk: Walk) -> list[tuple[Channel, Purpose, datetime]]:
    return [(touch.channel, touch.purpose, touch.at) for touch in talk.talk.touches]


@pytest.mark.parametrize(
    ("channels", "answered_by"),
    [
        ((Channel.EMAIL,), Channel.EMAIL),
        ((Channel.SMS,), Channel.SMS),
        ((Channel.SMS, Channel.EMAIL), Channel.SMS),
        ((Channel.SMS, Channel.EMAIL), Channel.EMAIL),
    ],
)
def test_an_auto_responder_buys_no_follow_up(
    channels: tuple[Channel, ...], answered_by: Channel
) -> None:
    silent = touched(answered_by=None, channels=channels)
    answered = touched(answered_by=answered_by, channels=channels)
    assert made_touches(answered) == made_touches(silent)
    assert answered.talk.outcome is Outcome.UNREACHABLE


def test_a_silent_customer_with_an_auto_responder_gets_two_mails_in_six_days() -> None:
    talk = touched(answered_by=Channel.EMAIL, channels=(Channel.EMAIL,))
    assert len(talk.talk.touches) == 2
    assert talk.around.now - MONDAY == timedelta(days=6)


def test_two_machines_do_not_talk_for_ever() -> None:
    talk = walk(channels=SMS)
    for _ in range(40):
        if talk.talk.state is State.TAKEN_OVER:
            break
        talk.says("is this a bot?", ActKind.ARE_YOU_A_PERSON)
    assert talk.talk.state is State.TAKEN_OVER
    assert len(talk.talk.turns) <= 60


def test_stop_texting_me_call_me_changes_the_channel_and_is_no_opt_out() -> None:
    talk = walk()
    step = talk.says(
        "stop texting me, call me", Act(ActKind.CHOOSES_CHANNEL, channel=Channel.VOICE)
    )
    assert talk.kinds == [Channel.VOICE]
    assert talk.parts == ["disclosure", "continue", "question"]
    assert not step.suppress
    assert talk.talk.asked_channel is Channel.VOICE


def test_a_wish_the_agent_may_not_follow_is_the_founders() -> None:
    silent = replace(ADA, consents=tuple(c for c in ADA.consents if c.channel is Channel.SMS))
    talk = walk(facts=silent)
    talk.says("call me", Act(ActKind.CHOOSES_CHANNEL, channel=Channel.VOICE))
    assert talk.parts == ["human_handover"]
    assert talk.talk.state is State.TAKEN_OVER


def test_win_back_asks_for_the_honest_reason_before_any_slots() -> None:
    talk = walk(Motion.WIN_BACK, channels=SMS)
    talk.says("sure, why not", ActKind.INTERESTED)
    assert talk.parts == ["acknowledge", "leaving_reason"]
    talk.says("it was too slow for us", ActKind.ANSWERS)
    assert talk.talk.leaving_reason == "it was too slow for us"
    assert talk.parts == ["acknowledge", "handoff", "slot_offer"]


def test_retention_surfaces_the_blockers_before_any_slots() -> None:
    talk = walk(Motion.RETENTION, channels=SMS, offer=None)
    talk.says("not really", ActKind.ANSWERS)
    assert talk.parts == ["acknowledge", "blockers"]
    talk.says("exports fail", ActKind.ANSWERS)
    assert talk.talk.blockers == "exports fail"
    assert talk.parts == ["acknowledge", "handoff", "slot_offer"]


def test_renewal_may_mention_one_offer_after_the_blockers() -> None:
    soon = replace(ADA, renews_on=date(2026, 10, 20), motion=Motion.RENEWAL, trigger=None)
    talk = walk(Motion.RENEWAL, channels=SMS, facts=soon)
    talk.says("we need more seats", ActKind.ANSWERS)
    talk.says("budget", ActKind.ANSWERS)
    assert talk.parts == ["acknowledge", "offer_after_blockers", "handoff", "slot_offer"]


def test_a_message_after_the_end_reaches_the_founder_and_nobody_answers() -> None:
    talk = walk(channels=SMS)
    talk.says("no", ActKind.DECLINED)
    step = talk.says("actually, one more thing", ActKind.UNCLEAR)
    assert talk.notices == ["late_message"]
    assert not talk.words
    assert not step.suppress
    late = talk.says("and stop writing", ActKind.OPT_OUT)
    assert late.suppress
    assert talk.parts == ["opt_out"]
    assert talk.talk.outcome is Outcome.DECLINED


def test_who_first_answers_after_the_end_is_reached_once() -> None:
    """A clock that jumps, a sweep that is late, or a mail that is answered a week later."""
    talk = walk(channels=SMS)
    while talk.talk.state is not State.CLOSED:
        talk.wakes()
    assert talk.usage == ()
    talk.later(timedelta(days=7))
    talk.says("yes, tell me more", ActKind.INTERESTED)
    assert talk.notices == ["late_message"]
    assert talk.usage == (Usage(UsageKind.REACHED, 1),)
    talk.says("are you there?", ActKind.UNCLEAR)
    assert talk.usage == (Usage(UsageKind.REACHED, 1),)


@pytest.mark.parametrize(
    ("text", "act", "channel"),
    [
        ("I am out of office", ActKind.AUTOMATIC, Channel.EMAIL),
        ("", ActKind.UNCLEAR, Channel.EMAIL),
        ("stop", ActKind.OPT_OUT, Channel.SMS),
    ],
)
def test_a_machine_an_empty_mail_and_an_opt_out_after_the_end_are_not_metered(
    text: str, act: ActKind, channel: Channel
) -> None:
    talk = walk()
    while talk.talk.state is not State.CLOSED:
        talk.wakes()
    talk.says(text, act, channel=channel)
    assert talk.usage == ()


@pytest.mark.parametrize("act", [ActKind.OPT_OUT, ActKind.WRONG_PERSON])
def test_words_after_an_opt_out_are_not_metered(act: ActKind) -> None:
    talk = walk(channels=SMS)
    talk.says("first words", act)
    before = talk.usage
    # What the step knows of the person was read before.
    talk.around = replace(talk.around, person=replace(talk.around.person, suppressed=False))
    talk.says("who are you anyway?", ActKind.ASKS_QUESTION)
    assert talk.usage == before


def test_only_an_explicit_start_opens_the_door_again() -> None:
    talk = walk(channels=SMS)
    talk.says("stop", ActKind.OPT_OUT)
    assert not talk.says("hello", ActKind.INTERESTED).resubscribe
    assert talk.says("START", ActKind.OPT_IN).resubscribe


def test_a_reply_at_night_is_answered() -> None:
    talk = walk(channels=SMS)
    talk.later(timedelta(hours=10))
    talk.says("yes", ActKind.INTERESTED)
    assert talk.kinds == [Channel.SMS]


def test_a_first_answer_on_a_new_channel_begins_with_the_disclosure() -> None:
    talk = walk(channels=(Channel.SMS, Channel.EMAIL))
    talk.says("yes please", ActKind.INTERESTED, channel=Channel.EMAIL)
    assert talk.parts[0] == "disclosure"
    assert talk.kinds == [Channel.EMAIL]


def booked() -> Walk:
    talk = walk(channels=SMS)
    talk.says("yes", ActKind.INTERESTED)
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1))
    return talk
