"""Another phone is rung for a call, hears its own document first, and is joined or not."""

from __future__ import annotations

import pytest

from infra.sandbox.client import SandboxClient
from infra.sandbox.twilio.twiml import TwimlRefused, read
from tests.infra.sandbox.conftest import ANN, OURS, OurSide, until

FOUNDER = "+12025550166"
VOICE = "/hooks/twilio/voice"
DIALS = """<Response><Dial action="{url}/came" timeout="20" callerId="{ours}">
<Number url="{url}/whisper">{founder}</Number></Dial></Response>"""
WHISPER = """<Response><Gather input="dtmf" numDigits="1" action="{url}/key"><Say>Ann asks for you.
</Say></Gather><Hangup/></Response>"""


def rung(world: SandboxClient, our_side: OurSide, *, founder: str = "human") -> None:
    """Ann rings us, and the founder's phone is rung for her."""
    our_side.answers[VOICE] = DIALS.format(url=our_side.url, ours=OURS, founder=FOUNDER)
    our_side.answers["/whisper"] = WHISPER.format(url=our_side.url)
    our_side.answers["/came"] = "<Response><Say>Not reached.</Say><Hangup/></Response>"
    world.set_person(FOUNDER, answers_as=founder)
    world.call(ANN, to=OURS)


def whispered(world: SandboxClient) -> None:
    until(lambda: world.last_call(FOUNDER) and world.transcript(FOUNDER), "the founder hears it")


def came(world: SandboxClient, our_side: OurSide) -> dict[str, str]:
    until(lambda: our_side.at("/came"), "our side is told")
    until(lambda: (world.last_call(ANN) or {}).get("end_time"), "the call is over")
    world.settle()
    (told,) = our_side.at("/came")
    return {name: told.params[name] for name in ("DialCallStatus", "DialBridged")}


def test_who_presses_the_key_is_joined_until_one_hangs_up(
    world: SandboxClient, our_side: OurSide
) -> None:
    our_side.answers["/key"] = "<Response/>"
    rung(world, our_side)
    whispered(world)
    world.press(FOUNDER, "1")
    until(lambda: (world.last_call(FOUNDER) or {}).get("joined"), "the two are joined")
    assert our_side.at("/key")[0].params["Digits"] == "1"
    world.hang_up(ANN)
    assert came(world, our_side) == {"DialCallStatus": "completed", "DialBridged": "true"}
    assert world.transcript(FOUNDER)[0]["text"].startswith("Ann asks")
    assert world.transcript(ANN) == []


def test_who_presses_another_key_is_not_joined_and_the_caller_hears_on(
    world: SandboxClient, our_side: OurSide
) -> None:
    our_side.answers["/key"] = "<Response><Hangup/></Response>"
    rung(world, our_side)
    whispered(world)
    world.press(FOUNDER, "2")
    assert came(world, our_side) == {"DialCallStatus": "completed", "DialBridged": "false"}
    assert [entry["text"] for entry in world.transcript(ANN)] == ["Not reached."]


@pytest.mark.parametrize(
    ("founder", "status"),
    [("busy", "busy"), ("no_answer", "no-answer"), ("failed", "failed"), ("machine", "completed")],
)
def test_a_phone_that_nobody_takes_is_joined_with_nobody(
    world: SandboxClient, our_side: OurSide, founder: str, status: str
) -> None:
    rung(world, our_side, founder=founder)
    assert came(world, our_side) == {"DialCallStatus": status, "DialBridged": "false"}


def test_a_caller_who_hangs_up_stops_the_ringing(world: SandboxClient, our_side: OurSide) -> None:
    rung(world, our_side, founder="ask")
    until(lambda: world.last_call(FOUNDER), "the phone rings")
    world.hang_up(ANN)
    assert came(world, our_side) == {"DialCallStatus": "no-answer", "DialBridged": "false"}
    (told,) = our_side.at("/came")
    assert told.params["CallStatus"] == "completed"


@pytest.mark.parametrize(
    "wrong",
    ["<Dial>+12025550166</Dial>", '<Dial callerid="x"><Number>+1</Number></Dial>', "<Dial/>"],
)
def test_what_is_not_played_here_is_refused(wrong: str) -> None:
    assert isinstance(read(f"<Response>{wrong}</Response>"), TwimlRefused)
