"""What is new, what changed and what is over, each asked for without looking all the time."""

from __future__ import annotations

import time

import pytest
from twilio.rest import Client

from infra.sandbox.client import SandboxClient
from tests.infra.sandbox.conftest import ANN, IRENA, OURS, OurSide


def test_news_is_what_follows_the_messages_already_read(
    twilio: Client, world: SandboxClient
) -> None:
    twilio.messages.create(to=ANN, from_=OURS, body="first")
    twilio.messages.create(to=IRENA, from_=OURS, body="second")
    world.settle()
    assert [one["body"] for one in world.news(messages=0, mails=0).messages] == ["first", "second"]
    assert [one["body"] for one in world.news(messages=1, mails=0).messages] == ["second"]
    assert world.news(messages=2, mails=0).messages == []


def test_a_call_is_news_while_it_rings(twilio: Client, world: SandboxClient) -> None:
    twilio.calls.create(to=ANN, from_=OURS, twiml="<Response/>")
    (ringing,) = world.news(messages=0, mails=0).ringing
    assert ringing["to"] == ANN
    world.answer_call(ANN, "busy")
    assert world.news(messages=0, mails=0).ringing == []


def test_deliveries_are_waited_for_where_they_are_made(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    callback = f"{our_side.url}/status"
    twilio.messages.create(to=ANN, from_=OURS, body="Hello", status_callback=callback)
    assert world.deliveries(over_within_s=10).pending == 0
    assert [hook.params["MessageStatus"] for hook in our_side.at("/status")] == [
        "sent",
        "delivered",
    ]


def test_waiting_asks_again_when_the_ledger_changed_and_ends_with_its_patience(
    world: SandboxClient,
) -> None:
    asked = 0

    def written() -> str | None:
        nonlocal asked
        asked += 1
        if asked == 2:
            world.text(ANN, to=OURS, body="Hello")
        found = world.messages(ANN)
        return str(found[0]["body"]) if found else None

    assert world.wait(written, "Ann writes") == "Hello"
    assert asked == 2
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="in vain until it rains"):
        world.wait(lambda: None, "it rains", patience_s=0.3)
    assert time.monotonic() - began < 5
