"""A recording from the yes to the file: begun, reported, fetched once, and kept by us alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from functions.outreach import wiring
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    Event,
    RecordingReady,
)
from functions.outreach.domain.conversation.state import Conversation, RecordingStatus, State
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.settings import RecordingRules
from functions.outreach.domain.steps.draft import Draft
from functions.outreach.handlers import voice_socket
from functions.outreach.handlers.queues import effects
from functions.outreach.handlers.web import twilio
from functions.outreach.ports import EffectStatus, InboundMessage
from functions.outreach.store import settings as kept
from functions.outreach.store.conversations.recordings import StoredRecordings
from functions.outreach.workflows.advance_conversation import Advanced, advance
from functions.outreach.workflows.calls.find_call_end import LOOK_AFTER
from functions.outreach.workflows.effects.perform import perform
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import Channel
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import ACCOUNT_SID, AUTH_TOKEN
from tests.infra.sandbox.conftest import OurSide, Served, our_server, our_side, served, until, world
from tests.outreach.approved import NOW, TENANT, settings
from tests.outreach.handlers.deployed import HOOKS, OURS, Deployed, deployed_stage, hook
from tests.outreach.handlers.test_twilio_hooks import received

pytestmark = pytest.mark.costly(first=1)

__all__ = ["our_server", "our_side", "served", "world"]

CALLBACK = "/hooks/twilio/recording"
RELAY = """<Response><Connect><ConversationRelay url="{url}" welcomeGreeting="Hello."/></Connect>
</Response>"""
TWILIO = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN}


class Later:
    """A clock some minutes after the call."""

    def now(self) -> datetime:
        return NOW + LOOK_AFTER


@pytest.fixture
def stage(aws: None, served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """With the sandbox's Twilio, and a founder who has recording switched on."""
    monkeypatch.setenv("WARMLINE_TWILIO_URL", f"{served.url}/twilio")
    with deployed_stage(providers={"twilio": TWILIO}) as made:
        kept.save_recording_rules(TENANT, RecordingRules(asks=True))
        yield made


@pytest.fixture
def talk(stage: Deployed, world: SandboxClient, our_side: OurSide) -> Conversation:
    """A customer rings, and is asked whether the call may be recorded."""
    our_side.answers["/hooks/twilio/voice"] = RELAY.format(url=our_side.socket_url)
    opened = stage.opened()
    call = str(world.call(opened.facts.phone, to=OURS)["sid"])
    until(lambda: world.transcript(opened.facts.phone), "the greeting is heard")
    return happens(opened, CallConnected(call, inbound=True))


def happens(talk: Conversation, event: Event | InboundMessage) -> Conversation:
    done = advance(wiring.advance_ports(), tenant=TENANT, conversation=talk.id, event=event)
    assert isinstance(done, Advanced)
    return done.conversation


def says(talk: Conversation, words: str) -> Conversation:
    number = len(talk.turns)
    said = InboundMessage(f"m{number}", Channel.VOICE, words, address="", call=talk.call)
    return happens(talk, said)


def performed(stage: Deployed, talk: Conversation) -> dict[EffectKind, EffectStatus]:
    """What became of everything that waited to be performed."""
    for message in stage.queued("effects"):
        body: dict[str, Any] = {name: message[name] for name in message if name.islower()}
        record = {"messageId": "m1", "body": json.dumps(body), "attributes": {}}
        assert effects.handle({"Records": [record]}) == {"batchItemFailures": []}
    return {one.effect.kind: one.status for one in stage.load(talk).effects}


def reported(talk: Conversation, file: str, *, status: str = "completed") -> None:
    form = {
        "CallSid": talk.recordings[0].call,
        "RecordingSid": file,
        "RecordingStatus": status,
        "RecordingDuration": "12",
        "RecordingUrl": "https://evil.example.com/not-ours",
    }
    about = {"tenant": TENANT, "conversation": talk.id}
    assert twilio.handle(hook(CALLBACK, form, query=about)).status == 200


def switched(*, asks: bool) -> None:
    """At once, also for functions that keep settings for some seconds."""
    kept.save_recording_rules(TENANT, RecordingRules(asks=asks))
    wiring.settings.cache_clear()
    wiring.advance_ports.cache_clear()


def over(world: SandboxClient, talk: Conversation) -> None:
    world.hang_up(talk.facts.phone)
    until(lambda: (world.last_call(talk.facts.phone) or {}).get("end_time"), "the call is over")


@pytest.mark.slow
def test_a_yes_is_stored_first_then_it_is_recorded_kept_and_deleted_at_the_provider(
    stage: Deployed, world: SandboxClient, talk: Conversation
) -> None:
    phone = talk.facts.phone
    assert performed(stage, talk).get(EffectKind.RECORD_CALL) is None
    assert world.recordings(phone) == []
    agreed = says(talk, "Yes, of course.")
    assert stage.load(talk).conversation.recordings[0].agreed_at == NOW
    assert world.recordings(phone) == [], "nothing records before the yes is stored"
    assert performed(stage, talk)[EffectKind.RECORD_CALL] is EffectStatus.DONE
    (one,) = world.recordings(phone)
    assert one["status"] == "in-progress"
    assert one["callback"].startswith(f"{HOOKS}{CALLBACK}?conversation={talk.id}&effect=")
    over(world, talk)
    for _ in range(2):
        reported(agreed, one["sid"])
    ready = received(stage)
    assert ready == [RecordingReady(agreed.recordings[0].call, file=one["sid"], seconds=12)]
    for _ in range(2):
        happens(talk, RecordingReady(agreed.recordings[0].call, file=one["sid"], seconds=12))
        assert performed(stage, talk)[EffectKind.KEEP_RECORDING] is EffectStatus.DONE
    audio = StoredRecordings().read(TENANT, talk.id, one["sid"])
    assert audio is not None
    assert audio.startswith(b"\xff\xf3")
    assert world.recordings(phone) == []
    (gone,) = [
        each for each in world.ledger("twilio")["deleted_recordings"] if each["sid"] == one["sid"]
    ]
    assert gone["fetched"] == 1


@pytest.mark.slow
def test_a_file_nobody_reported_is_found_minutes_after_its_call_and_kept(
    stage: Deployed, world: SandboxClient, talk: Conversation
) -> None:
    agreed = says(talk, "yes")
    assert performed(stage, talk)[EffectKind.RECORD_CALL] is EffectStatus.DONE
    over(world, talk)
    (one,) = world.recordings(talk.facts.phone)
    call = agreed.recordings[0].call
    happens(talk, CallEnded(call, end=CallEnd.COMPLETED, seconds=40))
    (begun,) = (
        each.effect.id
        for each in stage.load(talk).effects
        if each.effect.kind is EffectKind.RECORD_CALL
    )
    later = replace(wiring.perform_ports(), clock=Later())
    perform(later, tenant=TENANT, conversation=talk.id, effect=begun)
    (ready,) = (each for each in received(stage) if isinstance(each, RecordingReady))
    assert (ready.call, ready.file) == (call, one["sid"])
    happens(talk, ready)
    assert performed(stage, talk)[EffectKind.KEEP_RECORDING] is EffectStatus.DONE
    assert StoredRecordings().files(TENANT, talk.id) == {one["sid"]}
    assert world.recordings(talk.facts.phone) == []


def test_a_call_speaks_the_disclosure_and_the_question_and_no_word_more(
    stage: Deployed, world: SandboxClient, talk: Conversation
) -> None:
    """Placed by us, or by the customer: what the call is about waits for the answer."""
    over(world, talk)
    wanted = replace(talk, call="", turns=(), state=State.WAITING, recordings=())
    wanted = replace(wanted, terms=replace(wanted.terms, channels=(Channel.VOICE,)))
    settings = wiring.settings().load(TENANT)
    context = build_step_context(wanted, settings=settings, now=NOW)
    draft = Draft(conversation=wanted, context=context)
    draft.say([Part.OPENER, Part.QUESTION], channel=Channel.VOICE, purpose=Purpose.OPENING)
    (placed,) = draft.effects
    stage.decided(talk, placed, call="", state=State.OPENED)
    query = {"tenant": TENANT, "conversation": talk.id, "effect": placed.id}
    form = {"CallSid": "CA2", "From": OURS, "To": talk.facts.phone, "CallStatus": "in-progress"}
    answer = twilio.handle(hook("/hooks/twilio/voice", form, query=query)).text
    assert [piece.part for piece in placed.pieces] == [
        Part.DISCLOSURE,
        Part.RECORDING_CONSENT,
        Part.OPENER,
        Part.QUESTION,
    ]
    assert placed.pieces[1].text.replace("'", "&apos;") in answer.replace("&#39;", "&apos;")
    assert placed.pieces[2].text not in answer
    inbound = {"CallSid": "CA3", "From": talk.facts.phone, "To": OURS, "CallStatus": "ringing"}
    rung = twilio.handle(hook("/hooks/twilio/voice", inbound)).text
    assert placed.pieces[1].text in rung
    assert placed.pieces[2].text not in rung
    assert 'We talk either way."' in rung, "nothing follows it"


@pytest.mark.parametrize("asks", [True, False])
def test_the_socket_is_told_what_was_asked_and_not_what_would_be_asked_now(
    stage: Deployed, world: SandboxClient, talk: Conversation, asks: bool
) -> None:
    """A founder switches recording on or off while the phone greets."""
    over(world, talk)
    happens(talk, CallEnded(talk.call, end=CallEnd.COMPLETED, seconds=5))
    switched(asks=asks)
    inbound = {"CallSid": "CA3", "From": talk.facts.phone, "To": OURS, "CallStatus": "ringing"}
    answer = twilio.handle(hook("/hooks/twilio/voice", inbound)).text
    assert ("May I record" in answer or "record" in answer) is asks
    (token,) = re.findall(r'name="token" value="([^"]+)"', answer)
    switched(asks=not asks)
    setup = {
        "type": "setup",
        "callSid": "CA3",
        "direction": "inbound",
        "customParameters": {"token": token},
    }
    frame = {
        "requestContext": {"connectionId": "socket-3", "messageId": "m-1"},
        "body": json.dumps(setup),
    }
    assert voice_socket.message(frame) == {"statusCode": 200}
    rung = stage.load(talk).conversation
    assert rung.call == "CA3"
    assert (Part.QUESTION in {piece.part for piece in rung.turns[-1].pieces}) is not asks
    agreed = says(rung, "Yes.")
    assert [one.agreed_at for one in agreed.recordings if one.call == "CA3"] == [None] * asks
    assert EffectKind.RECORD_CALL not in performed(stage, talk)


def test_what_was_begun_in_the_queue_is_not_begun_once_the_customer_ended_it(
    stage: Deployed, world: SandboxClient, talk: Conversation
) -> None:
    says(says(talk, "yes"), "Please stop recording.")
    became = performed(stage, talk)
    assert became[EffectKind.RECORD_CALL] is EffectStatus.REFUSED
    assert became[EffectKind.STOP_RECORDING] is EffectStatus.DONE
    assert world.recordings(talk.facts.phone) == []
    over(world, talk)


def test_stop_recording_ends_it_and_the_call_goes_on(
    stage: Deployed, world: SandboxClient, talk: Conversation
) -> None:
    agreed = says(talk, "yes")
    performed(stage, talk)
    ended = says(agreed, "stop recording")
    assert performed(stage, talk)[EffectKind.STOP_RECORDING] is EffectStatus.DONE
    (one,) = world.recordings(talk.facts.phone)
    assert one["status"] == "completed"
    assert (world.last_call(talk.facts.phone) or {})["status"] == "in-progress"
    assert ended.recordings[0].status is RecordingStatus.STOPPED
    over(world, talk)


def test_a_file_no_yes_is_stored_for_is_deleted_unheard(
    stage: Deployed, world: SandboxClient, talk: Conversation
) -> None:
    """However it came to be: here somebody began it in the provider's own console."""
    refused = says(talk, "no")
    call = refused.recordings[0].call
    wiring.twilio_client().calls(call).recordings.create()
    over(world, talk)
    (one,) = world.recordings(talk.facts.phone)
    reported(refused, one["sid"])
    assert received(stage) == [RecordingReady(call, file=one["sid"], seconds=12)]
    happens(talk, RecordingReady(call, file=one["sid"], seconds=12))
    assert performed(stage, talk)[EffectKind.DROP_RECORDING] is EffectStatus.DONE
    assert world.recordings(talk.facts.phone) == []
    assert StoredRecordings().files(TENANT, talk.id) == frozenset()


@pytest.mark.parametrize(
    ("file", "status"),
    [("RE" + "a" * 32, "in-progress"), ("RE" + "a" * 32, "absent"), ("../../x", "completed")],
)
def test_other_reports_and_names_that_are_none_change_nothing(
    stage: Deployed, talk: Conversation, file: str, status: str
) -> None:
    reported(talk, file, status=status)
    assert received(stage) == []


def test_the_file_of_a_conversation_that_is_gone_is_deleted_at_once(
    stage: Deployed, world: SandboxClient, talk: Conversation
) -> None:
    agreed = says(talk, "yes")
    performed(stage, talk)
    over(world, talk)
    (one,) = world.recordings(talk.facts.phone)
    about = {"tenant": TENANT, "conversation": "c_erased"}
    form = {
        "CallSid": agreed.recordings[0].call,
        "RecordingSid": one["sid"],
        "RecordingStatus": "completed",
    }
    assert twilio.handle(hook(CALLBACK, form, query=about)).status == 200
    assert received(stage) == []
    assert world.recordings(talk.facts.phone) == []


def test_a_provider_that_is_down_is_asked_again_and_nothing_is_lost(
    stage: Deployed, world: SandboxClient, talk: Conversation
) -> None:
    agreed = says(talk, "yes")
    performed(stage, talk)
    over(world, talk)
    (one,) = world.recordings(talk.facts.phone)
    happens(talk, RecordingReady(agreed.recordings[0].call, file=one["sid"], seconds=12))
    world.faults("twilio", fail_next=1, status=503)
    waiting = stage.queued("effects")
    for keeps_trying in (EffectStatus.PENDING, EffectStatus.DONE):
        for message in waiting:
            body = {name: message[name] for name in message if name.islower()}
            record = {"messageId": "m1", "body": json.dumps(body), "attributes": {}}
            effects.handle({"Records": [record]})
        became = {each.effect.kind: each.status for each in stage.load(talk).effects}
        assert became[EffectKind.KEEP_RECORDING] is keeps_trying
    assert StoredRecordings().files(TENANT, talk.id) == {one["sid"]}
    assert world.recordings(talk.facts.phone) == []


@pytest.mark.parametrize("down", [0, 1])
def test_nobody_is_put_through_while_the_provider_still_records(
    stage: Deployed, world: SandboxClient, talk: Conversation, down: int
) -> None:
    """The step has ended it; the queue may not have come to it yet."""
    (limits,) = settings().bandwidths
    live = replace(limits, own_phone="+12025550166", takes_calls=True, calendar=BUILT_IN)
    kept.edit_bandwidth(TENANT, live.founder, lambda _: live, unset=live)
    wiring.settings.cache_clear()
    wiring.advance_ports.cache_clear()
    agreed = says(talk, "yes")
    performed(stage, talk)
    asked = says(agreed, "Can I speak to the founder now, please?")
    assert asked.transfer is not None
    assert asked.transfer.call == agreed.recordings[0].call
    (one,) = world.recordings(talk.facts.phone)
    assert one["status"] == "in-progress"
    if down:
        world.faults("twilio", fail_next=1, status=503)
    form = {
        "CallSid": agreed.recordings[0].call,
        "HandoffData": json.dumps({"reason": "transfer"}),
        "SessionStatus": "ended",
    }
    about = {"tenant": TENANT, "conversation": talk.id}
    answer = twilio.handle(hook("/hooks/twilio/voice-action", form, query=about))
    (one,) = world.recordings(talk.facts.phone)
    if down:
        assert "<Dial" not in answer.text
        assert "<ConversationRelay" in answer.text, "they hear free times"
    else:
        assert one["status"] == "completed"
        assert "<Dial" in answer.text
    over(world, talk)
