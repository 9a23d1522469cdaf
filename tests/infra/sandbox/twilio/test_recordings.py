"""The Twilio SDK against the sandbox's recordings: begun, paused, ended, and who is heard."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from infra.sandbox.client import SandboxClient
from tests.infra.sandbox.conftest import ANN, OURS, OurSide, until

RELAY = """<Response><Connect><ConversationRelay url="{url}" welcomeGreeting="Hello."/></Connect>
</Response>"""
DIALS = """<Response><Dial><Number>{founder}</Number></Dial></Response>"""
FOUNDER = "+12025550166"


def talking(world: SandboxClient, our_side: OurSide) -> str:
    our_side.answers["/hooks/twilio/voice"] = RELAY.format(url=our_side.socket_url)
    sid = str(world.call(ANN, to=OURS)["sid"])
    until(lambda: world.transcript(ANN), "the greeting is heard")
    return sid


def refused(code: int, begin: Any) -> None:
    with pytest.raises(TwilioRestException) as found:
        begin()
    assert found.value.code == code


def test_only_a_call_that_goes_on_can_be_recorded(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    call = talking(world, our_side)
    recordings = twilio.calls(call).recordings
    assert recordings.create().status == "in-progress"
    refused(20001, lambda: recordings.create(recording_channels="three"))
    refused(20001, lambda: recordings.create(recording_status_callback_event=["done"]))
    world.hang_up(ANN)
    until(lambda: (world.last_call(ANN) or {}).get("end_time"), "the call is over")
    refused(21220, recordings.create)
    refused(20404, twilio.calls("CA" + "0" * 32).recordings.create)


def test_the_one_under_way_is_paused_goes_on_and_ends_for_good(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    call = talking(world, our_side)
    recordings = twilio.calls(call).recordings
    sid = str(recordings.create().sid)
    current = twilio.calls(call).recordings("Twilio.CURRENT")
    for status in ("paused", "in-progress", "stopped"):
        assert current.update(status=status).status == status
    refused(20404, lambda: current.update(status="in-progress"))
    refused(21220, lambda: recordings.get(sid).update(status="in-progress"))
    assert [(one.sid, one.status) for one in recordings.list()] == [(sid, "completed")]
    assert recordings.get(sid).fetch().duration == world.recordings(ANN)[0]["duration"]
    assert twilio.recordings(sid).delete()
    refused(20404, twilio.recordings(sid).delete)
    assert recordings.list() == []


def test_who_is_joined_with_the_call_is_heard_on_what_is_recorded(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    call = talking(world, our_side)
    twilio.calls(call).recordings.create()
    world.set_person(FOUNDER, answers_as="human")
    twilio.calls(call).update(twiml=DIALS.format(founder=FOUNDER))
    until(lambda: (world.last_call(FOUNDER) or {}).get("joined"), "the two are joined")
    assert world.recordings(ANN)[0]["heard"] == ["customer", "agent", "founder"]
    world.hang_up(ANN)
