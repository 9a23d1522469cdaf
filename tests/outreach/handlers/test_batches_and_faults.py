"""Batches, schedules and what is logged: one failure stops nobody else and quotes nobody."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach import wiring
from functions.outreach.codec import event_to_plain
from functions.outreach.domain.conversation.events import FounderAnswered, FounderTookOver
from functions.outreach.handlers import schedules
from functions.outreach.handlers.fault import described
from functions.outreach.handlers.queues import effects, replies, wakes
from functions.outreach.handlers.queues.batch import each
from functions.outreach.handlers.web import stripe
from functions.outreach.ports import EffectRecord, InboundMessage
from functions.outreach.store import settings as kept
from functions.outreach.workflows.advance_conversation import Advanced, advance
from functions.product.channels import Channel
from tenancy.identity import accounts
from tenancy.tenant import Tenant, tenant_id
from tests.outreach.approved import FOUNDER, TENANT
from tests.outreach.handlers.deployed import Deployed, stripe_event

pytestmark = pytest.mark.costly(first=3)

SECRET_WORDS = "my doctor says no, call me on +12125550143"


def record(
    number: int, *, group: str = "", fifo: bool = True, body: object = None
) -> dict[str, Any]:
    return {
        "messageId": f"m{number}",
        "body": json.dumps({"n": number} if body is None else body),
        "attributes": {"MessageGroupId": group} if group else {},
        "eventSourceARN": "arn:aws:sqs:eu-west-1:1:q" + ".fifo" * fifo,
    }


def failing(*numbers: int) -> tuple[Callable[[dict[str, Any]], None], list[int]]:
    seen: list[int] = []

    def handle(body: dict[str, Any]) -> None:
        seen.append(body["n"])
        if body["n"] in numbers:
            raise RuntimeError(SECRET_WORDS)

    return handle, seen


def back(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [failed["itemIdentifier"] for failed in answer["batchItemFailures"]]


def test_behind_a_failure_its_group_follows_it_back_and_nobody_else() -> None:
    handle, seen = failing(1)
    records = [record(n, group=g) for n, g in ((1, "a"), (2, "b"), (3, "a"), (4, "b"), (5, "a"))]
    assert back(each({"Records": records}, handle)) == ["m1", "m3", "m5"]
    assert seen == [1, 2, 4]


def test_outside_a_fifo_queue_a_group_is_only_a_fair_share() -> None:
    handle, seen = failing(1)
    records = [record(n, group="tenant", fifo=False) for n in (1, 2, 3)]
    assert back(each({"Records": records}, handle)) == ["m1"]
    assert seen == [1, 2, 3]


def test_a_body_that_is_no_json_goes_back_alone() -> None:
    handle, seen = failing()
    poison = {**record(1, fifo=False), "body": SECRET_WORDS}
    assert back(each({"Records": [poison, record(2, fifo=False)]}, handle)) == ["m1"]
    assert seen == [2]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=12))
def test_order_within_a_group_survives_any_failures(plan: list[tuple[str, bool]]) -> None:
    """What was done of a group is exactly what stood before its first failure."""
    broken = {number for number, (_, fails) in enumerate(plan) if fails}
    handle, seen = failing(*broken)
    records = [record(number, group=group) for number, (group, _) in enumerate(plan)]
    returned = back(each({"Records": records}, handle))
    for group in "abc":
        mine = [number for number, (g, _) in enumerate(plan) if g == group]
        first = next((at for at, number in enumerate(mine) if number in broken), len(mine))
        assert [n for n in mine if n in seen and n not in broken] == mine[:first]
        assert [f"m{n}" for n in mine[first:]] == [m for m in returned if int(m[1:]) in mine]


def test_what_is_logged_of_a_failure_never_quotes_anybody(caplog: pytest.LogCaptureFixture) -> None:
    handle, _ = failing(1)
    with caplog.at_level(logging.DEBUG):
        each({"Records": [record(1)]}, handle)
        poison = {**record(2), "body": SECRET_WORDS}
        each({"Records": [poison]}, handle)
    assert len(caplog.records) == 2
    for entry in caplog.records:
        assert entry.exc_info is None
        assert "doctor" not in json.dumps(vars(entry), default=str)


@given(st.text(alphabet="abcxyząč +0123456789", min_size=8), st.booleans())
def test_an_error_is_named_by_kind_and_place_never_by_its_text(words: str, chained: bool) -> None:
    caught = ValueError(f"<{words}>")
    if chained:
        caught.__cause__ = KeyError(f"<{words}>")
    told = described(caught)
    assert f"<{words}>" not in json.dumps(told, ensure_ascii=False)
    assert told["error"] == ("ValueError < KeyError" if chained else "ValueError")


def test_an_aws_error_is_named_by_its_code_and_operation() -> None:
    refused = ClientError({"Error": {"Code": "Throttled", "Message": SECRET_WORDS}}, "GetItem")
    outer = RuntimeError(SECRET_WORDS)
    outer.__cause__ = refused
    assert described(outer)["error"] == "RuntimeError < ClientError(Throttled GetItem)"


def test_an_effect_a_wake_or_a_reply_of_nobody_is_done_with(stage: Deployed) -> None:
    """The conversation was erased: bringing the message back would never end."""
    about = {"tenant": TENANT, "conversation": "c_gone"}
    heard = {"type": "InboundMessage", "id": "1", "channel": "sms", "text": "Hi", "address": "+1"}
    for handle, more in (
        (effects.handle, {"effect": "e-1"}),
        (wakes.handle, {"due_at": "x"}),
        (replies.handle, {"event": {**heard, "headers": []}}),
    ):
        assert back(handle({"Records": [record(1, body={**about, **more})]})) == []


def test_a_message_we_cannot_read_goes_to_the_dead_letters(stage: Deployed) -> None:
    for body in ({"tenant": "*", "conversation": "c", "event": {}}, {}, []):
        assert back(replies.handle({"Records": [record(1, body=body)]})) == ["m1"]


def test_one_tenants_trouble_keeps_no_other_waiting(
    stage: Deployed, caplog: pytest.LogCaptureFixture
) -> None:
    broken, last = tenant_id("t_sample000000"), tenant_id("t_sample000002")
    for other in (broken, last):
        accounts.save_tenant(Tenant(other, "Sample", "UTC", "en", ("en",), "US", "USD"))
        accounts.listed_row(other).save()
    kept._save(broken, "gate", "not a gate")
    assert [tenant.id for tenant in wiring.tenants()] == [broken, TENANT, last]
    with caplog.at_level(logging.ERROR):
        assert schedules.fill_dial_pools({}) == {"done": 0, "failed": 1}
    (entry,) = caplog.records
    assert (entry.getMessage(), vars(entry)["tenant"]) == ("tenant_failed", broken)


def test_the_sweep_queues_what_is_due(stage: Deployed) -> None:
    talk = stage.open()
    assert schedules.wake_due({}) == {
        "conversations": 1,
        "effects": 0,
        "erasures": 0,
        "held_back": 0,
        "notices": 0,
        "webhook_events": 0,
    }
    (message,) = stage.queued("wakes")
    assert message["MessageGroupId"] == message["conversation"] == talk.id
    assert back(wakes.handle({"Records": [record(1, body=message)]})) == []
    assert stage.load(talk).conversation.version == 1
    assert schedules.wake_due({})["conversations"] == 0


def test_nothing_unsigned_of_stripe_is_read(stage: Deployed) -> None:

    now = int(time.time())
    body = {"id": "evt_1", "type": "charge.refunded", "created": now, "data": {"object": {}}}
    assert stripe.handle(stripe_event(body, at=now)).status == 200
    for forged in (
        stripe_event(body, secret="whsec_other", at=now),
        stripe_event(body, at=now - 3600),
    ):
        answer = stripe.handle(forged)
        assert (answer.status, answer.text) == (403, "signature does not match")


def test_a_founders_answer_delivered_twice_is_sent_once(stage: Deployed) -> None:
    """Queues deliver at least once: the function may die between its commit and its answer."""
    talk = stage.opened()
    wrote = InboundMessage("SM1", Channel.SMS, "Who is this?", address=talk.facts.phone)
    for event in (wrote, FounderTookOver(FOUNDER)):
        done = advance(wiring.advance_ports(), tenant=TENANT, conversation=talk.id, event=event)
        assert isinstance(done, Advanced)
    stage.queued("effects")
    answer = FounderAnswered("press-1", FOUNDER, "This is me. Shall we talk?")
    body = {"tenant": TENANT, "conversation": talk.id, "event": event_to_plain(answer)}
    for _ in range(2):
        assert back(replies.handle({"Records": [record(1, group=talk.id, body=body)]})) == []
    sent = [record_ for record_ in stage.load(talk).effects if _is_founders(record_)]
    assert len(sent) == 1
    assert len(stage.queued("effects")) == 1


def _is_founders(found: EffectRecord) -> bool:
    return any("This is me" in piece.text for piece in found.effect.pieces)
