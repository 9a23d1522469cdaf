"""Reports of delivery: final states have a rank, and a failure acts once it has stood."""

from __future__ import annotations

from datetime import timedelta

from functions.outreach.domain.conversation.events import BecameDue, DeliveryReported
from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.steps.delivery import SETTLES_AFTER
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import Walk, walk

BOTH = (Channel.SMS, Channel.EMAIL)


def reported(talk: Walk, *statuses: str) -> None:
    effect = next(one.id for one in reversed(talk.effects) if one.pieces)
    for status in statuses:
        talk.happens(DeliveryReported(effect, status=status, error="30005"))


def test_a_failure_stands_for_a_moment_before_the_next_channel_is_tried() -> None:
    talk = walk(channels=BOTH)
    reported(talk, "undelivered")
    assert talk.talk.due_at == talk.around.now + SETTLES_AFTER
    assert not talk.talk.touches[0].failed
    talk.wakes()
    assert talk.talk.touches[0].failed == "30005"
    assert not talk.words
    talk.wakes()
    assert talk.kinds == [Channel.EMAIL]


def test_undelivered_then_delivered_starts_nothing() -> None:
    talk = walk(channels=BOTH)
    follow_up = talk.talk.due_at
    reported(talk, "undelivered", "delivered")
    assert talk.talk.due_at == follow_up
    assert not talk.talk.turns[0].undelivered


def test_delivered_after_all_is_not_struck_any_more() -> None:
    talk = walk(channels=BOTH)
    reported(talk, "undelivered")
    talk.wakes()
    assert talk.talk.turns[0].undelivered
    reported(talk, "delivered")
    assert not talk.talk.turns[0].undelivered
    assert not talk.talk.touches[0].failed


def test_undelivered_never_stands_against_delivered() -> None:
    talk = walk(channels=BOTH)
    follow_up = talk.talk.due_at
    reported(talk, "delivered", "undelivered")
    assert (talk.talk.due_at, talk.talk.touches[0].failed) == (follow_up, "")


def test_an_answer_after_a_doubted_opening_introduces_itself() -> None:
    talk = walk(channels=BOTH)
    reported(talk, "undelivered")
    talk.says("who is this?", ActKind.ARE_YOU_A_PERSON)
    assert talk.parts[0] == "disclosure"


def test_a_no_after_a_struck_opening_is_answered_by_somebody_who_introduces_themselves() -> None:
    for statuses, introduced in ((("undelivered",), True), (("delivered", "undelivered"), False)):
        talk = walk(channels=BOTH)
        reported(talk, *statuses)
        talk.says("no thanks", ActKind.DECLINED)
        assert (talk.parts[0] == "disclosure") is introduced


def test_a_mail_that_bounced_is_final_at_once() -> None:
    talk = walk(channels=BOTH)
    reported(talk, "bounced")
    assert talk.talk.touches[0].failed == "30005"


def test_an_answer_that_did_not_arrive_is_told_once_it_has_settled() -> None:
    talk = walk(channels=BOTH)
    talk.says("who is this?", ActKind.ARE_YOU_A_PERSON)
    reported(talk, "undelivered", "undelivered")
    assert not talk.notices
    talk.wakes()
    assert talk.notices == ["needs_founder"]


def test_settling_ends_no_booking_and_gives_no_conversation_up() -> None:
    booked = walk(channels=BOTH)
    booked.says("yes", ActKind.INTERESTED)
    booked.says("1", Act(ActKind.CHOOSES_SLOT, slot=0))
    ends = booked.talk.due_at
    effect = next(one.id for one in booked.last.effects if one.pieces) if booked.last else None
    assert effect is not None
    booked.happens(DeliveryReported(effect, status="undelivered", error="30005"))
    booked.later(SETTLES_AFTER + timedelta(seconds=1))
    booked.happens(BecameDue())
    assert booked.talk.state is State.BOOKED
    assert booked.notices == ["needs_founder"]
    assert booked.talk.due_at == ends


def test_of_a_closed_conversation_a_failure_is_struck_at_once() -> None:
    """Seed 5001: nobody looks at it again."""
    no = walk(channels=BOTH)
    no.says("no thanks", ActKind.DECLINED)
    reported(no, "undelivered")
    assert no.talk.turns[-1].undelivered == "30005"
    reported(no, "delivered")
    assert not no.talk.turns[-1].undelivered
    early = walk(channels=BOTH)
    reported(early, "undelivered")
    early.says("no thanks", ActKind.DECLINED)
    assert early.talk.turns[0].undelivered == "30005"
