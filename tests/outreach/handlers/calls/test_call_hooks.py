"""Calls as Twilio tells of them: answered, by a person or a machine, rung by a customer, ended."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from twilio.http.response import Response
from twilio.rest import Client

from functions.outreach import wiring
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import CallEnd, CallEnded
from functions.outreach.domain.conversation.state import (
    Conversation,
    EffectId,
    Outcome,
    State,
    Touch,
    UtterancePiece,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.handlers.web import twilio
from functions.outreach.ports import InboundMessage
from functions.outreach.store import inbox
from functions.outreach.store.inbox import InboxKind
from functions.outreach.workflows.calls.answer_call import RANG
from functions.product.channels import Channel
from tenancy.runtime.http import HttpResponse
from tenancy.runtime.signed_links import BadToken, read_token
from tests.deployment_secrets import KEY
from tests.outreach.approved import NOW, TENANT, customer
from tests.outreach.handlers.deployed import HOOKS, OURS, SOCKET, Deployed, hook
from tests.outreach.handlers.test_twilio_hooks import PLACED, STRANGER, about, received, text_effect

pytestmark = pytest.mark.costly(first=2)

VOICE, CALL_STATUS = "/hooks/twilio/voice", "/hooks/twilio/call-status"
MACHINE = "/hooks/twilio/machine"


def calling(stage: Deployed) -> Conversation:
    talk = stage.open()
    said = (
        UtterancePiece("Hello, this is the AI assistant of Sample Desk."),
        UtterancePiece("A quick question?"),
    )
    effect = Effect(
        EffectId("e-1"),
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.VOICE,
        to=talk.facts.phone,
        pieces=said,
        purpose=Purpose.OPENING,
    )
    return stage.decided(talk, effect, state=State.OPENED)


def answered(talk: Conversation, **form: str) -> HttpResponse:
    base = {"CallSid": "CA1", "From": OURS, "To": talk.facts.phone, "CallStatus": "in-progress"}
    return twilio.handle(hook(VOICE, base | form, query=about(talk)))


@pytest.mark.parametrize("answered_by", ["human", "unknown"])
def test_a_person_is_connected_with_every_attribute_written_out(
    stage: Deployed, answered_by: str
) -> None:
    talk = calling(stage)
    answer = answered(talk, AnsweredBy=answered_by)
    assert (answer.status, answer.content_type) == (200, "text/xml")
    root = ElementTree.fromstring(answer.text)
    (connect,) = root
    assert (connect.tag, connect.attrib) == (
        "Connect",
        {
            "action": f"{HOOKS}/hooks/twilio/voice-action?conversation={talk.id}&tenant={TENANT}",
            "method": "POST",
        },
    )
    (relay,) = connect
    assert (relay.tag, relay.attrib) == (
        "ConversationRelay",
        {
            "url": SOCKET,
            "welcomeGreeting": "Hello, this is the AI assistant of Sample Desk. A quick question?",
            "welcomeGreetingInterruptible": "none",
            "language": "en-US",
            "ttsProvider": "Google",
            "voice": "en-US-Chirp3-HD-Aoede",
            "transcriptionProvider": "Deepgram",
            "speechModel": "nova-3-general",
            "hints": "Sample Desk, Sample Founder, Team, Solo",
            "interruptible": "any",
            "interruptSensitivity": "medium",
            "ignoreBackchannel": "true",
            "preemptible": "false",
            "reportInputDuringAgentSpeech": "none",
            "echoPromptFiltering": "true",
            "partialPrompts": "false",
            "profanityFilter": "false",
            "dtmfDetection": "true",
            "turnDetection": "false",
            "speechTimeout": "auto",
            "applicationReconnect": "true",
        },
    )
    *languages, parameter = relay
    assert [language.get("code") for language in languages] == ["lt-LT", "ru-RU"]
    assert all(language.get("voice") for language in languages)
    assert (parameter.tag, parameter.get("name")) == ("Parameter", "token")
    token = parameter.get("value") or ""
    said = {"tenant": TENANT, "conversation": talk.id, "use": "voice", "asked": ""}
    end = NOW + wiring.VOICE_TOKEN_LIVES
    assert read_token(KEY, token, now=end - timedelta(seconds=1)) == said
    assert read_token(KEY, token, now=end) == BadToken("expired")


@pytest.mark.parametrize("answered_by", ["machine_start", "machine_end_beep", "fax"])
def test_a_machine_hears_nothing_and_the_conversation_is_told(
    stage: Deployed, answered_by: str
) -> None:
    talk = calling(stage)
    assert "<Hangup" in answered(talk, AnsweredBy=answered_by).text
    assert received(stage) == [CallEnded("CA1", end=CallEnd.MACHINE, effect=PLACED)]


@dataclass
class Changed:
    """What Twilio was asked to do with calls under way, in place of its client."""

    asked: list[dict[str, str]] = field(default_factory=list)
    refuses: bool = False

    def request(self, method: str, url: str, *, data: dict[str, str], **_: object) -> Response:
        if self.refuses:
            return Response(400, json.dumps({"code": 20001, "message": "Bad request"}))
        self.asked.append({"call": url.rsplit("/", 1)[-1].removesuffix(".json"), **data})
        return Response(200, json.dumps({"sid": "CA1"}))


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Changed:
    made = Changed()
    client = Client("AC" + "0" * 32, "sample", http_client=made)  # type: ignore[arg-type]
    monkeypatch.setattr(wiring, "twilio_client", lambda: client)
    return made


def ringing(stage: Deployed) -> Conversation:
    """A call was placed by a step, with its touch and what it says first."""
    talk = stage.open()
    said = (UtterancePiece("Hello, this is the AI assistant of Sample Desk."),)
    effect = Effect(
        PLACED,
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.VOICE,
        to=talk.facts.phone,
        pieces=said,
        purpose=Purpose.OPENING,
        leaves_voicemail=True,
    )
    touch = Touch(Channel.VOICE, Purpose.OPENING, NOW, PLACED)
    return stage.decided(talk, effect, state=State.OPENED, greeting=said, touches=(touch,))


def detected(talk: Conversation, answered_by: str) -> None:
    form = {"CallSid": "CA1", "AnsweredBy": answered_by, "MachineDetectionDuration": "9000"}
    assert twilio.handle(hook(MACHINE, form, query=about(talk))).status == 200


@pytest.mark.parametrize(
    "answered_by", ["machine_end_beep", "machine_end_silence", "machine_end_other"]
)
def test_a_machine_is_left_the_approved_message_once(
    stage: Deployed, changed: Changed, answered_by: str
) -> None:
    talk = ringing(stage)
    for _ in range(2):  # Twilio may tell it twice.
        detected(talk, answered_by)
    (asked,) = changed.asked
    (say, hang_up) = ElementTree.fromstring(asked["Twiml"])
    assert asked["call"] == "CA1"
    assert (say.tag, say.attrib) == (
        "Say",
        {"language": "en-US", "voice": "Google.en-US-Chirp3-HD-Aoede"},
    )
    assert "AI assistant of Sample Desk" in (say.text or "")
    assert hang_up.tag == "Hangup"
    (touch,) = stage.load(talk).conversation.touches
    assert (touch.failed, touch.voicemail) == ("", True)


@pytest.mark.parametrize("answered_by", ["machine_start", "fax"])
def test_a_machine_that_records_nothing_yet_is_hung_up_on(
    stage: Deployed, changed: Changed, answered_by: str
) -> None:
    talk = ringing(stage)
    detected(talk, answered_by)
    assert changed.asked == [{"call": "CA1", "Status": "completed"}]
    (touch,) = stage.load(talk).conversation.touches
    assert touch.failed == "machine"


@pytest.mark.parametrize("answered_by", ["human", "unknown", ""])
def test_a_person_is_left_alone_by_the_detection(
    stage: Deployed, changed: Changed, answered_by: str
) -> None:
    talk = ringing(stage)
    detected(talk, answered_by)
    assert changed.asked == []
    assert stage.load(talk).conversation.version == talk.version


def test_who_opted_out_while_the_phone_rang_hears_no_greeting(stage: Deployed) -> None:
    talk = calling(stage)
    effect = replace(text_effect(talk), id=EffectId("e-2"))
    stage.decided(talk, effect, state=State.CLOSED)
    assert "<Hangup" in answered(talk, AnsweredBy="human").text


def test_an_effect_that_never_was_is_hung_up(stage: Deployed) -> None:
    talk = calling(stage)
    form = {"CallSid": "CA1", "From": OURS, "To": talk.facts.phone, "AnsweredBy": "human"}
    answer = twilio.handle(hook(VOICE, form, query=about(talk, "e-9")))
    assert "<Hangup" in answer.text


def rings(caller: str, to: str = OURS) -> ElementTree.Element:
    form = {"CallSid": "CA2", "From": caller, "To": to, "Direction": "inbound"}
    return ElementTree.fromstring(twilio.handle(hook(VOICE, form)).text)


def says(answer: ElementTree.Element, caller: str, words: str) -> HttpResponse:
    """What the caller says to the line, as Twilio posts it."""
    action = urlsplit(answer[0].get("action") or "")
    form = {"CallSid": "CA2", "From": caller, "To": OURS, "SpeechResult": words}
    query = dict(parse_qsl(action.query, keep_blank_values=True))
    return twilio.handle(hook(action.path, form, query=query))


def test_a_customer_who_rings_is_greeted_as_one_who_rings_by_the_same_agent(
    stage: Deployed,
) -> None:
    talk = stage.opened()
    relay = rings(talk.facts.phone)[0][0]
    greeting = relay.get("welcomeGreeting") or ""
    assert greeting.startswith("Thank you for calling. You have reached the AI assistant of")
    assert "I sent you" not in greeting
    assert inbox.list_all(TENANT) == ()


def test_a_call_to_no_number_of_ours_is_hung_up_and_kept_nowhere(stage: Deployed) -> None:
    answer = rings(STRANGER, to="+12025550177")
    assert [verb.tag for verb in answer] == ["Hangup"]
    assert inbox.list_all(TENANT) == ()


@pytest.mark.parametrize("caller", [STRANGER, "anonymous", "+266696687"])
def test_a_stranger_hears_the_approved_line_and_reaches_the_inbox(
    stage: Deployed, caller: str
) -> None:
    for _ in range(2):
        answer = rings(caller)
    (listens, hang_up) = answer
    assert (listens.tag, listens.get("input"), hang_up.tag) == ("Gather", "speech", "Hangup")
    assert "AI assistant of Sample Desk" in (listens[0].text or "")
    (item,) = inbox.list_all(TENANT)
    assert (item.text, item.address, item.channel) == (RANG, caller, "voice")
    assert "<Hangup" in says(answer, caller, "It's Ann, about the invoice").text
    (item,) = inbox.list_all(TENANT)
    assert item.text == "It's Ann, about the invoice"
    assert stage.queued("replies") == []


def test_a_stranger_who_says_stop_is_never_contacted(stage: Deployed) -> None:
    says(rings(STRANGER), STRANGER, "please stop calling me")
    assert wiring.people().suppressed(TENANT, customer(phone=STRANGER, email=""))


def test_a_caller_who_shows_no_number_suppresses_nobody(stage: Deployed) -> None:
    says(rings("anonymous"), "anonymous", "please stop calling me")
    (item,) = inbox.list_all(TENANT)
    assert (item.kind, item.text) == (InboxKind.STRANGER, "please stop calling me")


def test_silence_leaves_only_that_somebody_rang(stage: Deployed) -> None:
    says(rings(STRANGER), STRANGER, "")
    (item,) = inbox.list_all(TENANT)
    assert item.text == RANG


def test_a_customer_whose_conversation_is_over_leaves_a_message_with_it(stage: Deployed) -> None:
    talk = stage.opened()
    over = replace(text_effect(talk), id=EffectId("e-9"))
    stage.decided(talk, over, state=State.CLOSED, outcome=Outcome.UNREACHABLE)
    says(rings(talk.facts.phone), talk.facts.phone, "You rang me?")
    (event,) = received(stage)
    assert isinstance(event, InboundMessage)
    assert (event.channel, event.text) == (Channel.VOICE, "You rang me?")


def test_somebody_who_opted_out_hears_nothing_when_they_ring(stage: Deployed) -> None:
    talk = stage.opened()
    over = replace(text_effect(talk), id=EffectId("e-9"))
    stage.decided(talk, over, state=State.CLOSED, outcome=Outcome.OPTED_OUT)
    assert [verb.tag for verb in rings(talk.facts.phone)] == ["Hangup"]


@pytest.mark.parametrize(
    ("form", "event"),
    [
        ({"CallStatus": "no-answer"}, CallEnded("CA1", end=CallEnd.NO_ANSWER, effect=PLACED)),
        ({"CallStatus": "busy"}, CallEnded("CA1", end=CallEnd.BUSY, effect=PLACED)),
        ({"CallStatus": "failed"}, CallEnded("CA1", end=CallEnd.FAILED, effect=PLACED)),
        ({"CallStatus": "canceled"}, CallEnded("CA1", end=CallEnd.FAILED, effect=PLACED)),
        (
            {"CallStatus": "completed", "CallDuration": "61", "AnsweredBy": "human"},
            CallEnded("CA1", end=CallEnd.COMPLETED, seconds=61, effect=PLACED),
        ),
        (
            {"CallStatus": "completed", "CallDuration": "9", "AnsweredBy": "machine_start"},
            CallEnded("CA1", end=CallEnd.MACHINE, effect=PLACED),
        ),
        ({"CallStatus": "ringing"}, None),
    ],
)
def test_the_end_of_a_call_is_told_with_what_it_cost(
    stage: Deployed, form: dict[str, str], event: CallEnded | None
) -> None:
    talk = stage.open()
    for _ in range(2):
        twilio.handle(hook(CALL_STATUS, {"CallSid": "CA1", **form}, query=about(talk)))
    assert received(stage) == ([event] if event else [])


def test_a_relay_that_failed_ends_the_call(stage: Deployed) -> None:
    talk = stage.open()
    form = {"CallSid": "CA1", "SessionStatus": "failed", "ErrorCode": "64105"}
    answer = twilio.handle(hook("/hooks/twilio/voice-action", form, query=about(talk)))
    assert "<Hangup" in answer.text


@pytest.mark.parametrize(
    ("direction", "told"),
    [
        ("inbound", [CallEnded("CA2", end=CallEnd.COMPLETED, seconds=53)]),
        # The call status of a call of ours brings its length.
        ("outbound-api", []),
    ],
)
def test_a_call_the_customer_placed_is_metered_by_its_session(
    stage: Deployed, direction: str, told: list[CallEnded]
) -> None:
    talk = stage.open()
    form = {
        "CallSid": "CA2",
        "Direction": direction,
        "SessionStatus": "ended",
        "SessionDuration": "53",
    }
    for _ in range(2):
        twilio.handle(hook("/hooks/twilio/voice-action", form, query=about(talk)))
    assert received(stage) == told
