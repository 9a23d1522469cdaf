"""Complaint, distress, a child and the rest: no pitch follows, in no state and at no length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from functions.outreach.domain.conversation.events import CallConnected
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.replies.handover import ENDINGS, HANDOVERS
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import Walk, walk, window

pytestmark = pytest.mark.costly(first=30)

SMS = (Channel.SMS,)
PITCH = {Part.OPENER, Part.QUESTION, Part.HANDOFF, Part.SLOT_OFFER, Part.CALLBACK_OFFER}
NO_PITCH = (
    *HANDOVERS,
    *ENDINGS,
    ActKind.POSSIBLE_OPT_OUT,
    ActKind.POSSIBLE_WRONG_PERSON,
    ActKind.UNCLEAR,
)


def opened() -> Walk:
    return walk(channels=SMS)


def offering() -> Walk:
    talk = walk(channels=SMS)
    talk.says("yes", ActKind.INTERESTED)
    return talk


def promised() -> Walk:
    talk = walk(channels=SMS)
    talk.says("in a month", Act(ActKind.NOT_NOW, window=window(date(2026, 10, 14))))
    return talk


def booked() -> Walk:
    talk = offering()
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1))
    return talk


def asked_for_blockers() -> Walk:
    talk = walk(Motion.RETENTION, channels=SMS, offer=None)
    talk.says("not really", ActKind.ANSWERS)
    return talk


def in_a_call() -> Walk:
    talk = walk(channels=(Channel.VOICE,))
    talk.happens(CallConnected(call="CA1"))
    return talk


STATES = (opened, offering, promised, booked, asked_for_blockers, in_a_call)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", NO_PITCH)
@pytest.mark.parametrize("beside", [(), (ActKind.ASKS_PRICE,)])
def test_no_pitch_stands_in_the_answer_in_any_state(
    state: Callable[[], Walk], kind: ActKind, beside: tuple[ActKind, ...]
) -> None:
    talk = state()
    channel = talk.talk.channel or Channel.SMS
    talk.says("something that is no yes", kind, *beside, channel=channel)
    assert talk.parts
    assert not PITCH & set(talk.parts)


@pytest.mark.parametrize("state", [offering, booked])
@pytest.mark.parametrize("kind", HANDOVERS)
def test_what_is_handed_over_keeps_the_booking_and_tries_nothing_more(
    state: Callable[[], Walk], kind: ActKind
) -> None:
    talk = state()
    before = talk.talk.booking
    step = talk.says("your update broke my reports", kind)
    assert talk.talk.booking == before
    assert step.release is None
    assert talk.talk.state is State.TAKEN_OVER
    assert talk.talk.customer_words == "your update broke my reports"
    assert talk.notices == [HANDOVERS[kind].notice]
    talk.wakes()
    assert not talk.words


def test_a_complaint_is_the_blocker_where_the_motion_asks_for_one() -> None:
    talk = walk(Motion.RETENTION, channels=SMS, offer=None)
    talk.says("your update broke my reports", ActKind.COMPLAINT)
    assert talk.parts == ["complaint"]
    assert talk.talk.blockers == "your update broke my reports"
    assert talk.talk.outcome is Outcome.NEEDS_FOUNDER


def test_elsewhere_a_complaint_is_no_blocker() -> None:
    talk = opened()
    talk.says("your update broke my reports", ActKind.COMPLAINT)
    assert talk.talk.blockers == ""


def test_distress_goes_before_everything_but_an_opt_out() -> None:
    talk = opened()
    talk.says(
        "my husband died, stop sending offers, cancel it",
        ActKind.DECLINED,
        ActKind.HOSTILE,
        ActKind.DISTRESS,
        ActKind.POSSIBLE_OPT_OUT,
    )
    assert talk.parts == ["distress"]
    assert talk.talk.reason == "in distress"


def test_what_is_done_already_ends_politely_without_quiet_days() -> None:
    talk = offering()
    talk.says("I renewed last week", ActKind.ALREADY_DONE)
    assert talk.parts == ["already_done"]
    assert talk.talk.state is State.CLOSED
    assert talk.talk.outcome is Outcome.NEEDS_FOUNDER
    assert talk.talk.reason == "says it is done already"
    assert talk.talk.quiet_until is None
    assert talk.notices == ["needs_founder"]


def test_what_is_done_already_leaves_a_booking_to_the_founder() -> None:
    talk = booked()
    booking = talk.talk.booking
    talk.says("we talked already", ActKind.ALREADY_DONE)
    assert talk.talk.state is State.TAKEN_OVER
    assert talk.talk.booking == booking


def test_a_minor_is_let_go_without_suppression_and_nothing_is_used_of_what_they_said() -> None:
    talk = opened()
    step = talk.says(
        "im 12, dad is out, how much is it",
        ActKind.MINOR,
        Act(ActKind.OTHER_TIMES, window=window(date(2026, 9, 17))),
        ActKind.ASKS_QUESTION,
    )
    assert talk.parts == ["minor"]
    assert talk.notices == ["minor"]
    assert talk.talk.state is State.CLOSED
    assert not step.suppress
    assert not step.unknown_question
    assert (talk.talk.customer_words, talk.talk.preferred, talk.talk.hot) == ("", None, False)


def test_what_is_not_understood_is_asked_about_in_one_closed_question() -> None:
    talk = offering()
    talk.says("the green one with wheels", ActKind.UNCLEAR)
    assert talk.parts == ["unclear"]
    assert "yes, a later or a no" in talk.words
    talk.says("yes", ActKind.INTERESTED)
    assert talk.parts[-1] == "slot_offer"


def test_an_answer_on_the_way_goes_before_the_closed_question() -> None:
    talk = opened()
    talk.says(
        "yes no, does it have an api?",
        ActKind.INTERESTED,
        ActKind.DECLINED,
        Act(ActKind.ASKS_QUESTION, answer=AnswerId("api")),
        ActKind.CHOOSES_SLOT,
    )
    assert talk.parts == ["answer:api", "unclear"]


def test_not_understood_again_after_silence_or_thanks_is_the_founders() -> None:
    talk = booked()
    booking = talk.talk.booking
    talk.says("grmbl", ActKind.UNCLEAR)
    talk.says("thanks", ActKind.THANKS)
    talk.says("grmbl", ActKind.UNCLEAR)
    assert talk.parts == ["human_handover"]
    assert talk.talk.reason == "not understood twice"
    assert talk.talk.booking == booking


def test_what_was_understood_in_between_begins_the_count_again() -> None:
    talk = opened()
    talk.says("grmbl", ActKind.UNCLEAR)
    talk.says("api?", Act(ActKind.ASKS_QUESTION, answer=AnswerId("api")))
    talk.says("grmbl", ActKind.UNCLEAR)
    assert talk.parts == ["unclear"]


def test_without_the_approved_line_the_founder_answers() -> None:
    talk = opened()
    lines = tuple(ln for ln in talk.around.playbook.lines if ln.part is not Part.COMPLAINT)
    talk.around = replace(talk.around, playbook=replace(talk.around.playbook, lines=lines))
    talk.says("it is broken", ActKind.COMPLAINT)
    assert not talk.words
    assert talk.talk.state is State.TAKEN_OVER
    talk.later(timedelta(days=1))
    assert talk.notices[-1] == "needs_founder"
