"""What the base puts on the queue after a run is what a conversation reads from it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.customer_base.store.queues import SqsReplies
from functions.customer_base.wiring import WorkspaceRows
from functions.outreach import wiring
from functions.outreach.codec import to_json
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.handlers.queues import replies
from functions.outreach.ports import Committed
from tests.outreach.approved import NOW, TENANT
from tests.outreach.handlers.deployed import Deployed


def delivered(message: dict[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "m1", "body": json.dumps(message)}]}


def test_the_base_sees_what_is_open_and_nothing_that_ended(stage: Deployed) -> None:
    talk, over = stage.opened(1), stage.open(2)
    closed = replace(over, version=1, state=State.CLOSED, outcome=Outcome.DECLINED, due_at=None)
    step = Step(closed, unlock=True)
    assert wiring.conversations().commit(over, step, event_id="", now=NOW) == Committed()
    (seen,) = WorkspaceRows().open_conversations(TENANT)
    assert (seen.id, seen.customer_id) == (talk.id, talk.facts.customer_id)
    assert seen.motion == talk.terms.motion
    assert seen.facts == json.loads(to_json(talk.facts))


@pytest.mark.slow
def test_a_customer_who_is_gone_is_told_once_and_hears_nothing_more(stage: Deployed) -> None:
    talk = stage.opened()
    gone = {**json.loads(to_json(talk.facts)), "motion": None, "reason": "not_in_base"}
    for _ in range(2):
        SqsReplies().facts_changed(TENANT, talk.id, facts=gone, run="r_2")
    (message,) = stage.queued("replies")
    assert message["MessageGroupId"] == talk.id
    for _ in range(2):
        assert replies.handle(delivered(message)) == {"batchItemFailures": []}
    kept = stage.load(talk)
    assert kept.conversation.state is State.CLOSED
    assert kept.conversation.reason == "not in the newest customer base"
    notices = [one.effect.notice for one in kept.effects]
    assert notices.count("facts_changed") == 1
    assert {one.effect.kind for one in kept.effects if one.effect.notice} == {
        EffectKind.NOTIFY_FOUNDER,
    }


def test_a_run_that_comes_later_is_told_again(stage: Deployed) -> None:
    talk = stage.opened()
    for run in ("r_2", "r_3"):
        facts = {**json.loads(to_json(talk.facts)), "seats": 3}
        SqsReplies().facts_changed(TENANT, talk.id, facts=facts, run=run)
    assert len(stage.queued("replies")) == 2
