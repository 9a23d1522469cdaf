"""With the starter lines, every motion can be talked through on every channel in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.events import BecameDue, CallConnected
from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.playbooks.starter import LANGUAGES
from functions.outreach.domain.steps.step import step
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import (
    ADA,
    BOOST,
    GONE,
    Walk,
    context,
    conversation,
    playbook,
    window,
)

pytestmark = pytest.mark.costly(first=4)

TALK: tuple[Act, ...] = (
    Act(ActKind.ARE_YOU_A_PERSON),
    Act(ActKind.ASKS_PRICE),
    Act(ActKind.ASKS_QUESTION),
    Act(ActKind.INTERESTED),
    Act(ActKind.ANSWERS),
    Act(ActKind.OTHER_TIMES, window=window(date(2026, 9, 17))),
    Act(ActKind.CHOOSES_SLOT, slot=0),
    Act(ActKind.RESCHEDULES),
    Act(ActKind.CHOOSES_SLOT, slot=1),
    Act(ActKind.CANCELS_BOOKING),
    Act(ActKind.UNCLEAR),
    Act(ActKind.NOT_NOW),
    Act(ActKind.OTHER_TIMES, window=window(date(2026, 10, 19))),
)


def around(motion: Motion, language: str) -> StepContext:
    return replace(context(motion), playbook=playbook(motion, language))


def started(motion: Motion, language: str, channel: Channel) -> Walk:
    facts = replace(
        GONE if motion is Motion.WIN_BACK else ADA,
        motion=motion,
        team_size=5,
        seats=1,
        renews_on=date(2026, 10, 20),
        trigger=None,
    )
    offer = None if motion is Motion.RETENTION else BOOST
    talk = conversation(motion, channels=(channel,), facts=facts, offer=offer)
    made = Walk(talk=replace(talk, language=language), around=around(motion, language))
    made.happens(BecameDue())
    return made


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE, Channel.EMAIL])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("motion", list(Motion))
def test_nothing_is_left_unsaid(motion: Motion, language: str, channel: Channel) -> None:
    talk = started(motion, language, channel)
    if channel is Channel.VOICE:
        talk.happens(CallConnected(call="CA1"))
    for act in TALK:
        talk.says("sample words", act, channel=channel)
        assert not talk.talk.reason.startswith("not said"), (act, talk.talk.reason)
        assert talk.words, act
    assert talk.talk.state is State.CALLBACK
    talk.says("sample words", ActKind.DECLINED, channel=channel)
    assert talk.talk.state is State.CLOSED


@pytest.mark.parametrize("motion", list(Motion))
def test_the_same_event_decided_again_is_the_same_step(motion: Motion) -> None:
    talk = replace(conversation(motion), facts=replace(ADA, motion=motion))
    first, again = (step(talk, BecameDue(), around(motion, "en")) for _ in range(2))
    assert first == again
