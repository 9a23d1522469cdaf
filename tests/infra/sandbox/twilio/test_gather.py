"""A caller is asked for a message: the words go to the action, as on a real call."""

from __future__ import annotations

import pytest

from infra.sandbox.client import SandboxClient
from infra.sandbox.twilio.twiml import TwimlRefused, read
from tests.infra.sandbox.conftest import ANN, OURS, OurSide, until

ASKS = """<Response><Gather input="speech" action="{url}/words" speechTimeout="auto"
 actionOnEmptyResult="false"><Say>Who calls?</Say></Gather><Hangup/></Response>"""
VOICE = "/hooks/twilio/voice"


def asked(world: SandboxClient, our_side: OurSide) -> None:
    our_side.answers[VOICE] = ASKS.format(url=our_side.url)
    our_side.answers["/words"] = "<Response><Hangup/></Response>"
    world.call(ANN, to=OURS)
    until(lambda: world.last_call(ANN) and world.transcript(ANN), "the question is heard")


def over(world: SandboxClient) -> None:
    until(lambda: (world.last_call(ANN) or {}).get("end_time"), "the call is over")
    world.settle()


def test_words_go_to_the_action(world: SandboxClient, our_side: OurSide) -> None:
    asked(world, our_side)
    world.say(ANN, "It is Ann")
    over(world)
    (posted,) = our_side.at("/words")
    assert (posted.params["SpeechResult"], posted.params["From"]) == ("It is Ann", ANN)
    assert [entry["text"] for entry in world.transcript(ANN)] == ["Who calls?", "It is Ann"]


def test_who_hangs_up_leaves_no_words(world: SandboxClient, our_side: OurSide) -> None:
    asked(world, our_side)
    world.hang_up(ANN)
    over(world)
    assert our_side.at("/words") == []


@pytest.mark.parametrize(
    "wrong",
    [
        '<Gather input="thought"/>',
        '<Gather speechtimeout="auto"/>',
        "<Gather><Hangup/></Gather>",
    ],
)
def test_what_the_parser_would_refuse_is_refused(wrong: str) -> None:
    assert isinstance(read(f"<Response>{wrong}</Response>"), TwimlRefused)
