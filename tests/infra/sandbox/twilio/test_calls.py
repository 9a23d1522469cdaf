"""The real Twilio SDK and a real voice socket against the sandbox's calls."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.voice_response import Connect, VoiceResponse

from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.settings import AUTH_TOKEN
from infra.sandbox.twilio.relay import read_frame
from infra.sandbox.twilio.twiml import TwimlRefused, read
from tests.infra.sandbox.conftest import ANN, OURS, OurSide, until

pytestmark = pytest.mark.costly(first=15)

GREETING = "Hello, this is the AI assistant of Example."
ALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
HANG_UP = "<Response><Hangup/></Response>"


def relay_twiml(our_side: OurSide, **attributes: Any) -> str:
    response = VoiceResponse()
    connect = Connect(action=f"{our_side.url}/ended")
    relay = connect.conversation_relay(
        url=our_side.socket_url,
        **{
            "welcome_greeting": GREETING,
            "welcome_greeting_interruptible": "none",
            "dtmf_detection": True,
            "language": "en-US",
            **attributes,
        },
    )
    relay.parameter(name="conversation", value="c1")
    response.append(connect)
    return str(response)


def ring(twilio: Client, our_side: OurSide, **more: Any) -> str:
    how: dict[str, Any] = {"url": f"{our_side.url}/answer", **more}
    call = twilio.calls.create(
        to=ANN,
        from_=OURS,
        status_callback=f"{our_side.url}/status",
        status_callback_event=ALL_EVENTS,
        machine_detection="DetectMessageEnd",
        **how,
    )
    assert call.status == "queued"
    return str(call.sid)


def spoken(text: str) -> str:
    return json.dumps({"type": "text", "token": text, "last": True})


def answer_prompts(frame: dict[str, Any]) -> list[str]:
    if frame["type"] == "prompt":
        first = {"type": "text", "token": "You said: ", "last": False}
        return [json.dumps(first), spoken(frame["voicePrompt"])]
    if frame["type"] == "dtmf":
        return [json.dumps({"type": "end", "handoffData": json.dumps({"key": frame["digit"]})})]
    return []


def in_conversation(twilio: Client, world: SandboxClient, our_side: OurSide, **more: Any) -> str:
    our_side.answers["/answer"] = relay_twiml(our_side, **more)
    our_side.answers["/ended"] = HANG_UP
    world.set_person(ANN, answers_as="human")
    sid = ring(twilio, our_side)
    until(lambda: any(frame["type"] == "setup" for frame in our_side.frames), "setup came")
    return sid


def finished(twilio: Client, world: SandboxClient, sid: str) -> Any:
    def over() -> Any:
        call = world.last_call(ANN)
        return call if call and call["end_time"] else None

    until(over, "the call is over")
    world.settle()
    return twilio.calls(sid).fetch()


def test_a_phone_rings_until_its_person_decides(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    sid = ring(twilio, our_side)
    until(world.pending_calls, "the phone rings")
    assert twilio.calls(sid).fetch().status == "ringing"
    world.answer_call(ANN, "busy")
    assert finished(twilio, world, sid).status == "busy"
    shown = [hook.params["CallStatus"] for hook in our_side.at("/status")]
    assert shown == ["initiated", "ringing", "busy"]
    assert our_side.at("/answer") == []


def test_an_unanswered_call_ends_when_its_timeout_passes_on_the_sandbox_clock(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    sid = ring(twilio, our_side, timeout=25)
    until(world.pending_calls, "the phone rings")
    world.advance(24)
    assert world.pending_calls()
    world.advance(1)
    assert finished(twilio, world, sid).status == "no-answer"


@pytest.mark.parametrize(
    ("answers_as", "status"), [("busy", "busy"), ("no_answer", "no-answer"), ("failed", "failed")]
)
def test_a_person_may_never_pick_up(
    twilio: Client, world: SandboxClient, our_side: OurSide, answers_as: str, status: str
) -> None:
    world.set_person(ANN, answers_as=answers_as)
    sid = ring(twilio, our_side)
    call = finished(twilio, world, sid)
    assert (call.status, call.duration) == (status, None)


def test_a_machine_is_told_apart_before_the_relay_and_hears_the_voicemail(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    our_side.answers["/answer"] = "<Response><Say>We will try again.</Say><Hangup/></Response>"
    world.set_person(ANN, answers_as="machine")
    sid = ring(twilio, our_side)
    call = finished(twilio, world, sid)
    (asked,) = our_side.at("/answer")
    assert asked.params["AnsweredBy"] == "machine_end_beep"
    signature = asked.headers["x-twilio-signature"]
    validator = RequestValidator(AUTH_TOKEN)
    assert validator.validate(f"{our_side.url}/answer", asked.params, signature)
    assert (call.status, call.answered_by) == ("completed", "machine_end_beep")
    (entry,) = world.transcript(ANN)
    assert (entry["text"], entry["voicemail"]) == ("We will try again.", True)
    assert our_side.handshakes == []


def test_a_conversation_goes_from_greeting_to_handoff(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    our_side.on_frame = answer_prompts
    sid = in_conversation(twilio, world, our_side)
    setup = our_side.frames[0]
    assert setup["callSid"] == sid
    assert setup["customParameters"] == {"conversation": "c1"}
    signature = our_side.handshakes[0]["x-twilio-signature"]
    assert RequestValidator(AUTH_TOKEN).validate(our_side.socket_url, {}, signature)
    heard = world.say_and_hear(ANN, "Who is this?")
    assert [entry["text"] for entry in heard] == ["You said: Who is this?"]
    world.press(ANN, "9")
    call = finished(twilio, world, sid)
    (ended,) = our_side.at("/ended")
    assert ended.params["SessionStatus"] == "ended"
    assert json.loads(ended.params["HandoffData"]) == {"key": "9"}
    assert int(ended.params["SessionDuration"]) >= 1
    assert (call.status, call.answered_by) == ("completed", "human")
    last = our_side.at("/status")[-1].params
    assert (last["CallStatus"], last["CallDuration"]) == ("completed", call.duration)
    assert [entry["text"] for entry in world.transcript(ANN)] == [
        GREETING,
        "Who is this?",
        "You said: Who is this?",
        "",
    ]


def test_hanging_up_completes_the_session(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    sid = in_conversation(twilio, world, our_side)
    world.hang_up(ANN)
    assert finished(twilio, world, sid).status == "completed"
    assert our_side.at("/ended")[0].params["SessionStatus"] == "completed"
    until(lambda: our_side.frames[-1]["type"] == "disconnected", "the socket is closed")


def test_we_can_end_a_call_over_rest(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    sid = in_conversation(twilio, world, our_side)
    twilio.calls(sid).update(status="completed")
    assert finished(twilio, world, sid).status == "completed"
    with pytest.raises(TwilioRestException) as caught:
        twilio.calls(sid).update(status="completed")
    assert caught.value.code == 21220


def test_an_interruption_tells_what_was_heard_and_never_cuts_the_disclosure(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    our_side.on_frame = answer_prompts
    in_conversation(twilio, world, our_side, interruptible="any")
    with pytest.raises(SandboxRefusedError, match="cannot be interrupted"):
        world.interrupt(ANN, "Hello")
    world.say_and_hear(ANN, "Tell me a long story")
    world.interrupt(ANN, "You said: Tell")
    frame = until(
        lambda: next((f for f in our_side.frames if f["type"] == "interrupt"), None), "it came"
    )
    assert frame == {
        "type": "interrupt",
        "utteranceUntilInterrupt": "You said: Tell",
        "durationUntilInterruptMs": 840,
    }
    assert world.transcript(ANN)[-1]["heard"] == "You said: Tell"
    with pytest.raises(SandboxRefusedError, match="beginning"):
        world.interrupt(ANN, "something else")
    world.hang_up(ANN)


@pytest.mark.parametrize("ignored", [True, False])
def test_words_of_a_listener_cut_only_who_does_not_ignore_them(
    twilio: Client, world: SandboxClient, our_side: OurSide, ignored: bool
) -> None:
    our_side.on_frame = answer_prompts
    listens = str(ignored).lower()
    in_conversation(twilio, world, our_side, interruptible="any", ignoreBackchannel=listens)
    world.say_and_hear(ANN, "Tell me more")
    if ignored:
        with pytest.raises(SandboxRefusedError, match="speaks on"):
            world.interrupt(ANN, "You said", words="Uh-huh.")
    else:
        world.interrupt(ANN, "You said", words="Uh-huh.")
    world.interrupt(ANN, "You said: Tell", words="Wait.")
    world.hang_up(ANN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"speechTimeout": "100"},
        {"ignoreBackchannel": "maybe"},
        {"tts_provider": "Parrot"},
        {"transcription_provider": "google"},
        {"interrupt_sensitivity": "very"},
        {"application_reconnect": "yes"},
    ],
)
def test_a_relay_with_a_value_twilio_does_not_know_is_refused(
    our_side: OurSide, wrong: dict[str, str]
) -> None:
    refused = read(relay_twiml(our_side, **wrong))
    assert isinstance(refused, TwimlRefused)
    assert refused.code == 64101


def test_a_language_of_a_relay_has_a_code() -> None:
    document = (
        '<Response><Connect><ConversationRelay url="wss://a.example.com">'
        '<Language {}="lt-LT"/></ConversationRelay></Connect></Response>'
    )
    assert not isinstance(read(document.format("code")), TwimlRefused)
    refused = [read(document.format(name)) for name in ("voice", "kode")]
    assert [getattr(each, "code", None) for each in refused] == [12200, 12200]


def test_a_line_marked_uninterruptible_cannot_be_cut(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    def firmly(frame: dict[str, Any]) -> list[str]:
        firm = {"type": "text", "token": "Confirmed.", "last": True, "interruptible": False}
        return [json.dumps(firm)] if frame["type"] == "prompt" else []

    our_side.on_frame = firmly
    in_conversation(twilio, world, our_side, interruptible="any")
    world.say_and_hear(ANN, "Stop calling me")
    with pytest.raises(SandboxRefusedError, match="cannot be interrupted"):
        world.interrupt(ANN, "Conf")
    world.hang_up(ANN)


def test_ten_malformed_frames_in_a_row_end_the_session(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    def nonsense(frame: dict[str, Any]) -> list[str]:
        wanted = frame["type"] in {"setup", "error"}
        return [json.dumps({"message": "Internal server error"})] if wanted else []

    our_side.on_frame = nonsense
    sid = in_conversation(twilio, world, our_side)
    finished(twilio, world, sid)
    assert our_side.at("/ended")[0].params["ErrorCode"] == "64105"
    assert len([frame for frame in our_side.frames if frame["type"] == "error"]) == 9


def test_a_socket_closed_without_end_is_a_failed_session_that_can_be_resumed(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    def close_the_first(frame: dict[str, Any]) -> list[str]:
        return ["CLOSE"] if frame["type"] == "setup" and len(our_side.handshakes) == 1 else []

    our_side.on_frame = close_the_first
    our_side.answers["/answer"] = relay_twiml(our_side)
    our_side.answers["/ended"] = [(200, relay_twiml(our_side)), (200, HANG_UP)]
    world.set_person(ANN, answers_as="human")
    sid = ring(twilio, our_side)
    until(lambda: len(our_side.handshakes) == 2, "the call is resumed")
    assert our_side.at("/ended")[0].params["SessionStatus"] == "failed"
    until(lambda: len([f for f in our_side.frames if f["type"] == "setup"]) == 2)
    world.hang_up(ANN)
    assert finished(twilio, world, sid).status == "completed"


def test_a_person_can_ring_us(twilio: Client, world: SandboxClient, our_side: OurSide) -> None:
    our_side.on_frame = answer_prompts
    our_side.answers["/hooks/twilio/voice"] = relay_twiml(our_side)
    our_side.answers["/ended"] = HANG_UP
    sid = world.call(ANN, to=OURS)["sid"]
    until(lambda: our_side.frames, "setup came")
    (asked,) = our_side.at("/hooks/twilio/voice")
    assert (asked.params["Direction"], asked.params["From"]) == ("inbound", ANN)
    assert our_side.frames[0]["direction"] == "inbound"
    assert world.say_and_hear(ANN, "Hello?")
    world.hang_up(ANN)
    assert finished(twilio, world, sid).direction == "inbound"


def test_our_number_may_hang_up_at_once_or_reject(world: SandboxClient, our_side: OurSide) -> None:
    def ended(document: str) -> str:
        our_side.answers["/hooks/twilio/voice"] = document
        sid = world.call(ANN, to=OURS)["sid"]

        def over() -> str:
            call = world.last_call(ANN)
            return call["status"] if call and call["sid"] == sid and call["end_time"] else ""

        return until(over)

    assert ended(HANG_UP) == "completed"
    assert ended('<Response><Reject reason="busy"/></Response>') == "busy"


def test_a_relay_behind_our_public_socket_address_fails(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    our_side.answers["/answer"] = relay_twiml(our_side).replace("/voice", "/internal")
    our_side.answers["/ended"] = HANG_UP
    world.set_person(ANN, answers_as="human")
    finished(twilio, world, ring(twilio, our_side))
    assert our_side.at("/ended")[0].params["ErrorCode"] == "64102"


def test_inline_twiml_is_played_to_whoever_picks_up(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    world.set_person(ANN, answers_as="machine")
    call = twilio.calls.create(to=ANN, from_=OURS, twiml="<Response><Say>Hi</Say></Response>")
    finished(twilio, world, str(call.sid))
    assert world.transcript(ANN)[0]["text"] == "Hi"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "nobody"}, 21211),
        ({"from_": "nobody"}, 21212),
        ({"url": "ftp://example.com"}, 21205),
        ({"twiml": "<Response/>"}, 21205),
        ({"url": None, "twiml": "x" * 4001}, 20001),
        ({"machine_detection": "Maybe"}, 20001),
        ({"status_callback_event": ["sung"]}, 21626),
    ],
)
def test_what_twilio_refuses_of_a_call(twilio: Client, change: dict[str, Any], code: int) -> None:
    asked = {"to": ANN, "from_": OURS, "url": "http://127.0.0.1:1/x", **change}
    with pytest.raises(TwilioRestException) as caught:
        twilio.calls.create(**{name: value for name, value in asked.items() if value is not None})
    assert caught.value.code == code


def test_calls_are_found_by_recipient_and_time(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    world.set_person(ANN, answers_as="busy")
    sid = ring(twilio, our_side)
    finished(twilio, world, sid)
    assert [call.sid for call in twilio.calls.list(to=ANN, start_time_after=world.now())] == [sid]
    assert twilio.calls.list(to=OURS) == []


@pytest.mark.parametrize(
    "document",
    [
        "not xml",
        "<Wrong/>",
        "<Response><Dance/></Response>",
        "<Response><Connect><Stream/></Connect></Response>",
        '<Response><Connect><ConversationRelay url="https://x"/></Connect></Response>',
        '<Response><Connect><ConversationRelay url="ws://x" greeting="x"/></Connect></Response>',
    ],
)
def test_twiml_that_twilio_would_not_play_is_refused(document: str) -> None:
    assert isinstance(read(document), TwimlRefused)


@given(st.text() | st.binary())
def test_no_frame_breaks_the_relay(frame: str | bytes) -> None:
    assert read_frame(frame) is None or isinstance(read_frame(frame), dict)


@pytest.mark.parametrize(
    ("frame", "valid"),
    [
        ({"type": "text", "token": "Hi", "last": True}, True),
        ({"type": "text", "token": "Hi", "last": "true"}, False),
        ({"type": "text", "last": True}, False),
        ({"type": "text", "token": "Hi", "mood": "good"}, False),
        ({"type": "end"}, True),
        ({"type": "end", "handoffData": {"a": 1}}, False),
        ({"type": "hangup"}, False),
        ({}, False),
    ],
)
def test_frames_are_checked_field_by_field(frame: dict[str, Any], valid: bool) -> None:
    assert (read_frame(json.dumps(frame)) is not None) is valid


@pytest.mark.parametrize(
    "wrong",
    [
        {"async_amd": "perhaps"},
        {"async_amd": "true", "machine_detection": ""},
        {"async_amd": "true", "async_amd_status_callback": "not a url"},
        {"time_limit": 0},
        {"time_limit": 14_401},
    ],
)
def test_detection_beside_the_call_is_asked_for_as_the_api_has_it(
    twilio: Client, our_side: OurSide, wrong: dict[str, Any]
) -> None:
    how = {"machine_detection": "Enable", "url": f"{our_side.url}/answer", **wrong}
    with pytest.raises(TwilioRestException) as caught:
        twilio.calls.create(to=ANN, from_=OURS, **how)
    assert caught.value.status == 400


def test_detection_without_a_callback_tells_nobody_and_is_shown(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    our_side.answers["/answer"] = relay_twiml(our_side)
    world.set_person(ANN, answers_as="machine")
    sid = ring(twilio, our_side, async_amd="true")
    until(lambda: twilio.calls(sid).fetch().answered_by, "the machine is known")
    world.settle()
    assert [alert["code"] for alert in world.ledger("twilio")["alerts"]] == [21262]
    assert all("AnsweredBy" not in hook.params for hook in our_side.at("/answer"))


@pytest.mark.parametrize("update", [{"status": "completed", "twiml": HANG_UP}, {}])
def test_a_call_is_changed_in_one_way_at_a_time(
    twilio: Client, world: SandboxClient, our_side: OurSide, update: dict[str, str]
) -> None:
    sid = in_conversation(twilio, world, our_side)
    with pytest.raises(TwilioRestException) as caught:
        twilio.calls(sid).update(**update)
    assert caught.value.code == 20001


def test_another_document_takes_the_place_of_the_conversation(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    sid = in_conversation(twilio, world, our_side)
    twilio.calls(sid).update(twiml="<Response><Say>One more thing.</Say></Response>")
    assert finished(twilio, world, sid).status == "completed"
    assert world.transcript(ANN)[-1]["text"] == "One more thing."
    # The action of what was replaced is not asked.
    assert our_side.at("/ended") == []
    until(lambda: our_side.frames[-1]["type"] == "disconnected", "the socket is closed")


def test_a_phone_that_rings_is_given_no_other_document(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    sid = ring(twilio, our_side)
    until(world.pending_calls, "the phone rings")
    with pytest.raises(TwilioRestException) as caught:
        twilio.calls(sid).update(twiml=HANG_UP)
    assert caught.value.code == 21220
    world.answer_call(ANN, "busy")
    finished(twilio, world, sid)
