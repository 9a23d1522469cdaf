"""A conversation counts once for each stage, where and when it got there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from functions.outreach.domain.campaigns.progress import (
    Stage,
    StageChange,
    stage_changes,
    week_of,
)
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import (
    Conversation,
    EffectId,
    Touch,
    Turn,
    UtterancePiece,
    Who,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.product.channels import Channel
from tests.outreach.approved import NOW, conversation

_FRESH = replace(conversation(), touches=(), channel=None, turns=())
_TOUCH = Touch(Channel.SMS, Purpose.OPENING, NOW, EffectId("e"))
_OPENED = replace(_FRESH, touches=(_TOUCH,), channel=Channel.SMS)
_OFFER = Turn(1, Who.AGENT, Channel.SMS, NOW, "At 9?", (UtterancePiece("", Part.SLOT_OFFER),))
_OFFERED = replace(_OPENED, turns=(_OFFER,))


def _passed(before: Conversation, after: Conversation) -> tuple[StageChange, ...]:
    return stage_changes(before, Step(after))


@pytest.mark.parametrize(
    ("before", "after", "stage"),
    [
        (_FRESH, _OPENED, Stage.OPENED),
        (_OPENED, replace(_OPENED, reached=True), Stage.REACHED),
        (_OPENED, replace(_OPENED, hot=True), Stage.INTERESTED),
        (_OPENED, _OFFERED, Stage.INTERESTED),
    ],
)
def test_a_stage_counts_on_the_channel_where_it_was_passed(
    before: Conversation, after: Conversation, stage: Stage
) -> None:
    assert _passed(before, after) == (StageChange(stage, Channel.SMS, 1),)
    assert _passed(after, after) == ()


def test_who_was_offered_times_and_then_asks_for_one_was_interested_already() -> None:
    assert _passed(_OFFERED, replace(_OFFERED, hot=True)) == ()


def test_an_opening_that_is_taken_back_counts_no_more() -> None:
    assert _passed(_OPENED, _FRESH) == (StageChange(Stage.OPENED, Channel.SMS, -1),)


def test_a_conversation_without_a_channel_passed_nothing() -> None:
    assert _passed(_FRESH, replace(_FRESH, reached=True)) == ()


def test_a_week_begins_on_monday_in_utc() -> None:
    assert week_of(datetime(2026, 11, 29, 23, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert week_of(datetime(2026, 11, 30, tzinfo=UTC)) == date(2026, 11, 30)
