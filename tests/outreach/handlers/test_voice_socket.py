"""The voice socket frame by frame: a proven caller is answered, nonsense is answered by nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import boto3
import pytest
from twilio.request_validator import RequestValidator

from functions.outreach import wiring
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import (
    Conversation,
    EffectId,
    State,
    UtterancePiece,
    Who,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.handlers import voice_socket
from functions.product.channels import Channel
from tenancy.runtime.signed_links import sign_token
from tests.deployment_secrets import KEY
from tests.outreach.approved import NOW, TENANT
from tests.outreach.handlers.deployed import AUTH_TOKEN, SOCKET, Deployed

pytestmark = pytest.mark.costly(first=2)

GREETING = (UtterancePiece("Hello, this is the AI assistant of Sample Desk."),)


@dataclass
class Call:
    """Twilio's end of one relay, with what it is told through API Gateway."""

    talk: Conversation
    told: list[dict[str, Any]] = field(default_factory=list)
    frames: int = 0

    def sends(self, frame: object, *, raw: str | None = None) -> list[dict[str, Any]]:
        before, self.frames = len(self.told), self.frames + 1
        context = {"connectionId": "abc=", "messageId": f"m{self.frames}"}
        body = json.dumps(frame) if raw is None else raw
        answer = voice_socket.message({"requestContext": context, "body": body})
        assert answer == {"statusCode": 200}
        return self.told[before:]

    def setup(self, **said: str) -> list[dict[str, Any]]:
        token = sign_token(
            KEY,
            {"tenant": TENANT, "conversation": self.talk.id, "use": "voice"} | said,
            expires_at=NOW + timedelta(minutes=1),
        )
        return self.sends({"type": "setup", "callSid": "CA1", "customParameters": {"token": token}})

    def says(self, words: str) -> list[dict[str, Any]]:
        return self.sends({"type": "prompt", "voicePrompt": words, "lang": "en-US", "last": True})


def on_the_line(talk: Conversation) -> Call:
    """Twilio's end of its call; the gateway's own client is stopped just before the wire."""
    made = Call(talk)

    def keep(params: dict[str, Any], **_: object) -> None:
        made.told.append(json.loads(params["Data"]))

    wiring._client("apigatewaymanagementapi").meta.events.register(
        "provide-client-params.apigatewaymanagementapi.PostToConnection", keep
    )
    return made


@pytest.fixture
def call(stage: Deployed) -> Call:
    """A call that is ringing."""
    talk = stage.open()
    effect = Effect(
        EffectId("e-1"),
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.VOICE,
        to=talk.facts.phone,
        pieces=GREETING,
        purpose=Purpose.OPENING,
    )
    return on_the_line(stage.decided(talk, effect, state=State.OPENED, greeting=GREETING))


def handshake(signature: str, name: str = "X-Twilio-Signature") -> dict[str, int]:
    return voice_socket.connect({"headers": {name: signature, "Host": "evil.example.com"}})


def test_only_twilio_opens_the_socket(stage: Deployed) -> None:
    signed = RequestValidator(AUTH_TOKEN).compute_signature(SOCKET, {})
    assert handshake(signed) == handshake(signed, "x-twilio-signature") == {"statusCode": 200}
    elsewhere = RequestValidator(AUTH_TOKEN).compute_signature("wss://evil.example.com", {})
    other_key = RequestValidator("0e" * 16).compute_signature(SOCKET, {})
    for forged in (elsewhere, other_key, ""):
        assert handshake(forged) == {"statusCode": 403}
    assert voice_socket.connect({"headers": None}) == {"statusCode": 403}


@pytest.mark.slow
def test_a_prompt_is_answered_in_approved_words(stage: Deployed, call: Call) -> None:
    call.setup()
    spoken = call.says("Who is this?")
    assert spoken
    assert all(frame["type"] == "text" and frame["last"] for frame in spoken)
    turns = stage.load(call.talk).conversation.turns
    assert [t.text for t in turns if t.who is Who.CUSTOMER] == ["Who is this?"]
    assert " ".join(frame["token"] for frame in spoken) == turns[-1].text


def test_the_same_frame_twice_is_one_turn(stage: Deployed, call: Call) -> None:
    call.setup()
    first = call.says("Who is this?")
    call.frames -= 1
    assert call.says("Who is this?") == []
    assert len(first) == 1


@pytest.mark.parametrize(
    "custom",
    [None, {}, [], "token", {"token": ""}, {"token": 5}, {"token": "a.b"}, {"token": None}],
)
def test_a_setup_without_our_token_is_ignored(stage: Deployed, call: Call, custom: object) -> None:
    assert call.sends({"type": "setup", "callSid": "CA1", "customParameters": custom}) == []
    assert call.says("Hello?") == []
    assert stage.load(call.talk).conversation.turns == ()


def test_a_token_of_the_page_opens_no_call(stage: Deployed, call: Call) -> None:
    assert call.setup(use="page") == []
    assert call.says("Hello?") == []
    assert wiring.sockets().find("abc=") is None


def test_nine_is_the_way_out(stage: Deployed, call: Call) -> None:
    call.setup()
    assert call.sends({"type": "dtmf", "digit": "5"}) == []
    answer = call.sends({"type": "dtmf", "digit": "9"})
    assert answer[-1]["type"] == "end"
    assert not any(frame.get("interruptible") for frame in answer)
    assert stage.load(call.talk).conversation.state is State.CLOSED
    assert wiring.people().suppressed(TENANT, call.talk.facts)


def test_an_interruption_is_remembered_where_it_cut(stage: Deployed, call: Call) -> None:
    call.setup()
    (spoken, *_) = call.says("Who is this?")
    heard = spoken["token"][:10]
    assert call.sends({"type": "interrupt", "utteranceUntilInterrupt": heard}) == []
    turns = stage.load(call.talk).conversation.turns
    assert [t.cut_at for t in turns if t.who is Who.AGENT][-1] == heard


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "not json",
        "[]",
        "null",
        "5",
        '"prompt"',
        "{}",
        '{"type": "dance"}',
        '{"type": ["prompt"]}',
        '{"type": {"a": 1}}',
        '{"type": null}',
        '{"type": "error", "description": "x"}',
        '{"type": "prompt"}',
        '{"type": "prompt", "voicePrompt": "   "}',
        '{"type": "prompt", "voicePrompt": "half", "last": false}',
        '{"type": "dtmf", "digit": 9}',
        '{"type": "setup"}',
        "[" * 100_000,
        '{"type": "' + "x" * 120_000 + '"}',
        '{"message": "Internal server error", "connectionId": "abc="}',
        "\ud800",
    ],
)
def test_a_frame_it_does_not_understand_is_answered_by_nothing(
    stage: Deployed, call: Call, raw: str
) -> None:
    """Also before the setup. An answer would be fed into the customer's call."""
    assert call.sends(None, raw=raw) == []
    call.setup()
    before = stage.load(call.talk).conversation.version
    assert call.sends(None, raw=raw) == []
    assert stage.load(call.talk).conversation.version == before


def test_an_event_without_a_body_or_context_never_raises(stage: Deployed) -> None:
    assert voice_socket.message({}) == {"statusCode": 200}
    assert voice_socket.message({"requestContext": {"connectionId": "x"}}) == {"statusCode": 200}


def test_a_very_long_utterance_is_still_only_read(stage: Deployed, call: Call) -> None:
    call.setup()
    assert all(frame["type"] in {"text", "end"} for frame in call.says("well " * 20_000))


def test_a_caller_who_is_gone_is_forgotten(stage: Deployed, call: Call) -> None:
    call.setup()
    live = wiring.sockets().find("abc=")
    assert live is not None
    assert live.conversation == call.talk.id
    closed = {"requestContext": {"connectionId": "abc="}}
    assert voice_socket.disconnect(closed) == voice_socket.disconnect(closed)
    assert wiring.sockets().find("abc=") is None
    assert boto3.client("dynamodb").get_item(
        TableName="warmline-test-control",
        Key={"pk": {"S": "socket#abc="}, "sk": {"S": "head"}},
    ).get("Item") is None  # fmt: skip
