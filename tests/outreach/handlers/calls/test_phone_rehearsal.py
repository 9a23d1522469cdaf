"""A rehearsal over a founder's phone goes through the hooks of customers, and counts nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from functions.outreach import wiring
from functions.outreach.codec import event_from_plain
from functions.outreach.domain.conversation.events import BecameDue, CallEnded
from functions.outreach.domain.conversation.state import (
    CampaignId,
    Conversation,
    ConversationId,
    Outcome,
    State,
)
from functions.outreach.handlers.web import twilio
from functions.outreach.ports import EffectStatus
from functions.outreach.store.conversations import conversations, rehearsals
from functions.outreach.store.conversations.rehearsals import PhoneTaken
from functions.outreach.store.erasure.expire_conversations import expire_conversations
from functions.outreach.workflows.advance_conversation import Advanced, advance
from functions.product.channels import Channel
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tests.cloud_account import ENVIRONMENT, dynamodb_client
from tests.outreach.approved import NOW, TENANT, conversation, customer
from tests.outreach.handlers.deployed import Deployed, hook, text_from
from tests.outreach.handlers.test_twilio_hooks import received
from tests.outreach.handlers.test_voice_socket import Call, on_the_line

pytestmark = pytest.mark.costly(first=2)

PHONE = "+12025550166"


def rehearsal(name: str = "rehearsal_one", channel: Channel = Channel.SMS) -> Conversation:
    fresh = conversation(facts=customer(1, customer_id="rehearsal", phone=PHONE, email=""))
    terms = replace(fresh.terms, id=CampaignId("rehearsal"), channels=(channel,))
    return replace(fresh, id=ConversationId(name), terms=terms, rehearsal=True)


def happens(talk: Conversation, event: object) -> Conversation:
    done = advance(
        wiring.advance_ports(),
        tenant=TENANT,
        conversation=talk.id,
        event=event,  # type: ignore[arg-type]
    )
    assert isinstance(done, Advanced)
    return done.conversation


def begun(channel: Channel = Channel.SMS) -> Conversation:
    fresh = rehearsal(channel=channel)
    assert rehearsals.begin_rehearsal(fresh) is None
    return happens(fresh, BecameDue())


def texts(stage: Deployed, words: str, number: int) -> Conversation:
    form = {**text_from(PHONE, words), "MessageSid": f"SM{number}"}
    assert twilio.handle(hook("/hooks/twilio/messages", form)).status == 200
    (queued,) = stage.queued("replies")
    return happens(rehearsal(queued["conversation"]), event_from_plain(queued["event"]))


def partitions() -> set[str]:
    """What of the workspace holds rows, the settings and the rehearsal's own partition apart."""
    rows = dynamodb_client().scan(TableName=ENVIRONMENT["WARMLINE_WORKSPACE_TABLE"])["Items"]
    found = {row["pk"]["S"].removeprefix(f"{TENANT}#") for row in rows}
    return {one for one in found if one != "settings" and not one.startswith("conversation#")}


@pytest.mark.slow
def test_a_texted_stop_ends_it_leaves_no_trace_and_frees_the_phone(stage: Deployed) -> None:
    begun()
    assert rehearsals.begin_rehearsal(rehearsal("rehearsal_two")) is PhoneTaken.BY_REHEARSAL
    after = texts(stage, "STOP", 1)
    assert (after.state, after.outcome) == (State.CLOSED, Outcome.OPTED_OUT)
    assert partitions() == {f"address#phone#{PHONE}"}
    assert not wiring.people().suppressed(TENANT, customer(2, phone=PHONE))
    assert conversations.recent(TENANT) == ()
    ((listed),) = rehearsals.list_rehearsals(TENANT, limit=5)
    assert (listed.id, listed.outcome) == (after.id, Outcome.OPTED_OUT)
    assert rehearsals.begin_rehearsal(rehearsal("rehearsal_two")) is None


def test_a_call_is_answered_and_its_minutes_alone_are_kept(stage: Deployed) -> None:
    talk = begun(Channel.VOICE)
    (placed,) = stage.load(talk).effects
    assert (placed.effect.to, placed.status) == (PHONE, EffectStatus.PENDING)
    query = {"tenant": TENANT, "conversation": talk.id, "effect": placed.effect.id}
    answer = twilio.handle(hook("/hooks/twilio/voice", {"CallSid": "CA1"}, query=query))
    relay = ElementTree.fromstring(answer.text)[0][0]
    assert (relay.get("welcomeGreeting") or "").startswith(
        "Hello, this is the AI assistant of Sample Desk calling."
    )
    form = {"CallSid": "CA1", "CallStatus": "completed", "CallDuration": "65"}
    twilio.handle(hook("/hooks/twilio/call-status", form, query=query))
    (ended,) = received(stage)
    assert isinstance(ended, CallEnded)
    happens(talk, ended)
    assert partitions() == {f"address#phone#{PHONE}", "usage"}


def answered(stage: Deployed) -> tuple[Call, dict[str, str]]:
    """The founder took the call; with what its hooks are told it is about."""
    talk = begun(Channel.VOICE)
    (placed,) = stage.load(talk).effects
    query = {"tenant": TENANT, "conversation": talk.id, "effect": placed.effect.id}
    assert twilio.handle(hook("/hooks/twilio/voice", {"CallSid": "CA1"}, query=query)).status == 200
    call = on_the_line(talk)
    call.setup()
    return call, query


def words(frames: list[dict[str, Any]]) -> str:
    return " ".join(frame["token"] for frame in frames if frame["type"] == "text")


def test_a_polite_no_ends_the_call_and_the_rehearsal(stage: Deployed) -> None:
    call, query = answered(stage)
    assert "Which one suits you?" in words(call.says("Yes, that sounds good"))
    told = call.says("No thank you, I do not need it")
    assert [frame["type"] for frame in told] == ["text", "end"]
    ended = {"CallSid": "CA1", "SessionStatus": "ended", "SessionDuration": "20"}
    ended["HandoffData"] = told[-1]["handoffData"]
    action = twilio.handle(hook("/hooks/twilio/voice-action", ended, query=query))
    assert [verb.tag for verb in ElementTree.fromstring(action.text)] == ["Hangup"]
    form = {"CallSid": "CA1", "CallStatus": "completed", "CallDuration": "21"}
    twilio.handle(hook("/hooks/twilio/call-status", form, query=query))
    for reported in received(stage):
        happens(call.talk, reported)
    ((listed),) = rehearsals.list_rehearsals(TENANT, limit=5)
    assert (listed.state, listed.outcome, listed.call) == (State.CLOSED, Outcome.DECLINED, "")
    assert rehearsals.begin_rehearsal(rehearsal("rehearsal_two")) is None


def test_words_that_may_mean_stop_are_asked_about_before_the_call_ends(stage: Deployed) -> None:
    call, _ = answered(stage)
    call.says("Yes, that sounds good")
    told = call.says("no more of these please i have had enough")
    assert [frame["type"] for frame in told] == ["text"]
    assert "Shall I stop contacting you for good?" in words(told)
    assert stage.load(call.talk).conversation.state is not State.CLOSED
    told = call.says("Yes")
    assert [frame["type"] for frame in told] == ["text", "end"]
    after = stage.load(call.talk).conversation
    assert (after.state, after.outcome) == (State.CLOSED, Outcome.OPTED_OUT)
    assert not wiring.people().suppressed(TENANT, customer(2, phone=PHONE))


def test_a_number_the_agent_knows_as_a_customers_is_not_rehearsed_over(stage: Deployed) -> None:
    stage.open(facts=customer(1, phone=PHONE))
    assert rehearsals.begin_rehearsal(rehearsal()) is PhoneTaken.BY_CUSTOMER
    assert wiring.conversations().load(TENANT, rehearsal().id) is None


def test_it_goes_when_conversations_of_its_age_go(stage: Deployed) -> None:
    talk = begun()
    texts(stage, "STOP", 1)
    assert expire_conversations(TENANT, before=NOW + timedelta(days=1)) == 1
    with acting_for(TENANT):
        key = TenantKeys.conversation(TENANT, talk.id)
        assert list(WorkspaceItem.query(key)) == []
    assert rehearsals.list_rehearsals(TENANT, limit=5) == ()
