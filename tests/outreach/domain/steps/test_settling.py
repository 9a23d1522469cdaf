"""A founder marks what was handed over as settled, and the customer's next word opens it again."""

from __future__ import annotations

import pytest

from functions.outreach.domain.conversation.events import (
    DeliveryReported,
    Event,
    FounderAnswered,
    FounderHandedBack,
    FounderSettled,
    FounderTookOver,
)
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.understanding.acts import ActKind
from functions.product.channels import Channel
from tests.outreach.approved import FOUNDER
from tests.outreach.domain.sample_playbook import Walk, walk


def _handed_over(kind: ActKind = ActKind.COMPLAINT) -> Walk:
    talk = walk(channels=(Channel.SMS,))
    talk.says("your update broke my reports", kind)
    return talk


def _settle(talk: Walk) -> None:
    talk.happens(FounderSettled(FOUNDER, turns=len(talk.talk.turns)))


@pytest.mark.parametrize(
    ("kind", "state"),
    [(ActKind.COMPLAINT, State.TAKEN_OVER), (ActKind.ALREADY_DONE, State.CLOSED)],
)
def test_what_was_handed_over_waits_no_more_once_it_is_settled(kind: ActKind, state: State) -> None:
    talk = _handed_over(kind)
    assert talk.talk.state is state
    assert talk.talk.waits_for_founder
    sent = len(talk.effects)
    _settle(talk)
    assert not talk.talk.waits_for_founder
    assert talk.talk.settled_at == talk.around.now
    assert (talk.talk.state, talk.talk.outcome) == (state, Outcome.NEEDS_FOUNDER)
    assert len(talk.effects) == sent


def test_words_that_came_after_the_founder_looked_are_not_settled_with_it() -> None:
    talk = _handed_over()
    seen = len(talk.talk.turns)
    talk.says("and it still fails", ActKind.COMPLAINT)
    talk.happens(FounderSettled(FOUNDER, turns=seen))
    assert talk.talk.waits_for_founder


@pytest.mark.parametrize("kind", [ActKind.COMPLAINT, ActKind.ALREADY_DONE])
def test_the_customers_next_word_opens_it_again_and_an_automatic_reply_does_not(
    kind: ActKind,
) -> None:
    talk = _handed_over(kind)
    _settle(talk)
    talk.says("I am out of office", ActKind.AUTOMATIC)
    assert not talk.talk.waits_for_founder
    talk.says("hm, one more thing", ActKind.UNSURE)
    assert talk.talk.waits_for_founder


@pytest.mark.parametrize("event", [FounderTookOver(FOUNDER), FounderHandedBack(FOUNDER)])
def test_a_founder_who_takes_it_up_again_has_it_again(event: Event) -> None:
    talk = _handed_over()
    _settle(talk)
    talk.happens(event)
    assert talk.talk.settled_at is None


def test_an_answer_and_its_delivery_leave_it_settled_and_so_does_time() -> None:
    talk = _handed_over()
    _settle(talk)
    talk.happens(FounderAnswered("press", FOUNDER, "It is fixed."))
    talk.happens(DeliveryReported(talk.effects[-1].id, "delivered"))
    assert not talk.talk.waits_for_founder
    talk.wakes()
    assert talk.talk.state is State.CLOSED
    assert not talk.talk.waits_for_founder


def test_a_conversation_that_is_the_agents_is_not_settled() -> None:
    talk = walk(channels=(Channel.SMS,))
    _settle(talk)
    assert talk.talk.settled_at is None
