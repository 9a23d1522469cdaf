"""A caller is put through by the hooks: the founder is rung, presses a key, and what came of it."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from functions.outreach import wiring
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    FounderTookOver,
    OptedOutByLink,
)
from functions.outreach.domain.conversation.state import Conversation, Outcome, State
from functions.outreach.handlers.web import twilio
from functions.outreach.ports import InboundMessage, Outgoing, Sent
from functions.outreach.store import bookings
from functions.outreach.store import settings as kept
from functions.outreach.store.bookings import BookingStatus
from functions.outreach.workflows.advance_conversation import Advanced, advance
from functions.product.channels import Channel
from tests.outreach.approved import TENANT, settings
from tests.outreach.handlers.calls.test_call_hooks import Changed, changed
from tests.outreach.handlers.deployed import HOOKS, OURS, Deployed, hook
from tests.outreach.handlers.test_twilio_hooks import received

pytestmark = pytest.mark.costly(first=2)
__all__ = ["changed"]

PHONE = "+12025550166"
ACTION, WHISPER = "/hooks/twilio/voice-action", "/hooks/twilio/whisper"
ANSWER, ENDED = "/hooks/twilio/whisper-answer", "/hooks/twilio/transfer-ended"
ASKED = json.dumps({"reason": "transfer"})


@pytest.fixture
def talk(stage: Deployed, changed: Changed) -> Conversation:
    """A customer in a call who asked for the founder, and hears that they are put through."""
    (limits,) = settings().bandwidths
    live = replace(limits, own_phone=PHONE, takes_calls=True, calendar=BUILT_IN)
    kept.edit_bandwidth(TENANT, live.founder, lambda _: live, unset=live)
    opened = stage.opened()
    said = InboundMessage(
        "CA1-m1", Channel.VOICE, "Can I speak to the founder now, please?", address=""
    )
    for event in (CallConnected("CA1", inbound=True), said):
        done = advance(wiring.advance_ports(), tenant=TENANT, conversation=opened.id, event=event)
        assert isinstance(done, Advanced)
    transfer = done.conversation.transfer
    assert transfer is not None
    assert transfer.call == "CA1"
    return done.conversation


def posted(path: str, talk: Conversation, **form: str) -> ElementTree.Element:
    query = {"tenant": TENANT, "conversation": talk.id}
    answer = twilio.handle(hook(path, {"CallSid": "CA1", **form}, query=query))
    assert answer.status == 200
    return ElementTree.fromstring(answer.text)


def booked(talk: Conversation) -> BookingStatus:
    (row,) = bookings.list_all(TENANT)
    return row.status


@pytest.mark.slow
def test_the_founder_is_rung_from_our_number_and_hears_the_whisper_first(
    stage: Deployed, changed: Changed, talk: Conversation
) -> None:
    (dial,) = posted(ACTION, talk, HandoffData=ASKED, SessionStatus="ended")
    about = f"conversation={talk.id}&tenant={TENANT}"
    assert (dial.tag, dial.attrib) == (
        "Dial",
        {
            "action": f"{HOOKS}{ENDED}?{about}",
            "method": "POST",
            "timeout": "20",
            "callerId": OURS,
            "timeLimit": "3600",
            "answerOnBridge": "false",
            "record": "do-not-record",
        },
    )
    (number,) = dial
    assert (number.text, number.attrib) == (
        PHONE,
        {"url": f"{HOOKS}{WHISPER}?{about}", "method": "POST"},
    )
    # The founder may talk for longer than the agent may.
    (asked,) = changed.asked
    assert (asked["call"], str(asked["TimeLimit"])) == ("CA1", "7200")
    gather, hang_up = posted(WHISPER, talk)
    assert (gather.get("input"), gather.get("numDigits"), hang_up.tag) == ("dtmf", "1", "Hangup")
    assert (gather[0].text or "").startswith("Sample Person 1, on Solo, about Team, asks for you")


@pytest.mark.slow
def test_one_joins_the_two_and_any_other_key_ends_the_founders_side(
    stage: Deployed, talk: Conversation
) -> None:
    assert list(posted(ANSWER, talk, Digits="1")) == []
    assert [verb.tag for verb in posted(ANSWER, talk, Digits="2")] == ["Hangup"]


@pytest.mark.slow
def test_a_talk_ends_the_call_and_stands_as_a_booking(stage: Deployed, talk: Conversation) -> None:
    for _ in range(2):
        form = {"DialCallStatus": "completed", "DialBridged": "true", "DialCallDuration": "240"}
        assert [verb.tag for verb in posted(ENDED, talk, **form)] == ["Hangup"]
    assert stage.load(talk).conversation.state is State.BOOKED
    assert booked(talk) is BookingStatus.UPCOMING


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(
    "form",
    [
        {"DialCallStatus": "completed", "DialBridged": "false"},
        {"DialCallStatus": "busy"},
        {"DialCallStatus": "no-answer"},
        {"DialCallStatus": "failed"},
        {"DialCallStatus": "canceled"},
        {},
    ],
)
def test_who_was_not_put_through_hears_free_times_in_the_same_call(
    stage: Deployed, changed: Changed, talk: Conversation, form: dict[str, str]
) -> None:
    relay = posted(ENDED, talk, **form)[0][0]
    greeting = relay.get("welcomeGreeting") or ""
    assert relay.tag == "ConversationRelay"
    assert greeting.startswith("I'm sorry, I could not reach Sample Founder just now.")
    assert stage.load(talk).conversation.state is State.OFFERING
    assert booked(talk) is BookingStatus.CANCELLED
    # Told a second time it finds nothing under way.
    assert [verb.tag for verb in posted(ENDED, talk, **form)] == ["Hangup"]


def test_who_hung_up_while_the_founders_phone_rang_is_offered_nothing(
    stage: Deployed, talk: Conversation
) -> None:
    form = {"DialCallStatus": "no-answer", "CallStatus": "completed"}
    assert [verb.tag for verb in posted(ENDED, talk, **form)] == ["Hangup"]
    after = stage.load(talk).conversation
    assert (after.state, after.transfer, after.offered) == (State.TALKING, None, ())
    assert booked(talk) is BookingStatus.CANCELLED


def test_a_call_that_asked_for_nobody_is_put_through_to_nobody(
    stage: Deployed, changed: Changed
) -> None:
    plain = stage.opened()
    answer = posted(ACTION, plain, HandoffData=ASKED, SessionStatus="ended")
    assert [verb.tag for verb in answer] == ["Hangup"]
    for handoff in ("", "no json", "[]", json.dumps({"reason": "closed"})):
        answer = posted(ACTION, plain, HandoffData=handoff, SessionStatus="ended")
        assert [verb.tag for verb in answer] == ["Hangup"]
    assert changed.asked == []


def test_who_opts_out_before_the_dial_is_put_through_to_nobody_and_hears_nothing(
    stage: Deployed, changed: Changed, talk: Conversation
) -> None:
    said = OptedOutByLink("o1", Channel.SMS)
    done = advance(wiring.advance_ports(), tenant=TENANT, conversation=talk.id, event=said)
    assert isinstance(done, Advanced)
    assert [verb.tag for verb in posted(WHISPER, talk)] == ["Hangup"]
    answer = posted(ACTION, talk, HandoffData=ASKED, SessionStatus="ended")
    assert [verb.tag for verb in answer] == ["Hangup"]
    assert changed.asked == []
    after = stage.load(talk).conversation
    assert (after.state, after.outcome) == (State.CLOSED, Outcome.OPTED_OUT)
    assert booked(talk) is BookingStatus.CANCELLED


def test_a_conversation_a_founder_took_over_rings_no_founder(
    stage: Deployed, changed: Changed, talk: Conversation
) -> None:
    took = FounderTookOver(talk.terms.founder)
    done = advance(wiring.advance_ports(), tenant=TENANT, conversation=talk.id, event=took)
    assert isinstance(done, Advanced)
    assert [verb.tag for verb in posted(WHISPER, talk)] == ["Hangup"]
    answer = posted(ACTION, talk, HandoffData=ASKED, SessionStatus="ended")
    assert [verb.tag for verb in answer] == ["Hangup"]
    assert changed.asked == []
    assert stage.load(talk).conversation.state is State.TAKEN_OVER
    assert booked(talk) is BookingStatus.CANCELLED


def followed(verb: ElementTree.Element, **form: str) -> ElementTree.Element:
    """What comes after the verb, asked for at the very address that the verb names."""
    action = urlsplit(verb.get("action") or "")
    query = dict(parse_qsl(action.query))
    inbound = {"CallSid": "CA1", "Direction": "inbound", **form}
    answer = twilio.handle(hook(action.path, inbound, query=query))
    return ElementTree.fromstring(answer.text)


def put_through(talk: Conversation) -> ElementTree.Element:
    """After 90 seconds with the agent the founder's phone rings."""
    form = {"HandoffData": ASKED, "SessionStatus": "ended", "SessionDuration": "90"}
    (dial,) = posted(ACTION, talk, Direction="inbound", **form)
    return dial


def test_a_call_the_customer_placed_is_metered_with_what_came_before_the_talk(
    stage: Deployed, changed: Changed, talk: Conversation
) -> None:
    talked = {"DialCallStatus": "completed", "DialBridged": "true", "DialCallDuration": "240"}
    dial = put_through(talk)
    for _ in range(2):
        assert [verb.tag for verb in followed(dial, **talked)] == ["Hangup"]
    assert received(stage) == [CallEnded("CA1", CallEnd.COMPLETED, seconds=330)]


def test_a_call_that_goes_on_with_the_agent_is_metered_by_both_sessions(
    stage: Deployed, changed: Changed, talk: Conversation
) -> None:
    declined = {"DialCallStatus": "completed", "DialBridged": "false", "DialCallDuration": "12"}
    (connect,) = followed(put_through(talk), **declined)
    # Ten minutes more with the agent, after what the call has lasted.
    assert [str(asked["TimeLimit"]) for asked in changed.asked] == ["7200", "702"]
    ended = followed(connect, SessionStatus="ended", SessionDuration="30")
    assert [verb.tag for verb in ended] == ["Hangup"]
    assert received(stage) == [CallEnded("CA1", CallEnd.COMPLETED, seconds=132)]


@pytest.mark.parametrize(
    ("lasted", "limit"), [(595, "1195"), (601, "1200"), (1_140, "1200"), (1_141, "")]
)
def test_however_often_the_founder_does_not_come_the_call_ends_at_what_the_page_says(
    stage: Deployed, changed: Changed, talk: Conversation, lasted: int, limit: str
) -> None:
    """Each failed transfer gave ten minutes more, without an end."""
    form = {"HandoffData": ASKED, "SessionStatus": "ended", "SessionDuration": str(lasted)}
    (dial,) = posted(ACTION, talk, Direction="inbound", **form)
    (verb,) = followed(dial, DialCallStatus="no-answer")
    assert verb.tag == ("Connect" if limit else "Hangup")
    limits = [str(asked["TimeLimit"]) for asked in changed.asked]
    assert limits == ["7200", limit] if limit else ["7200"]
    ended = [CallEnded("CA1", CallEnd.COMPLETED, seconds=lasted)]
    assert received(stage) == ([] if limit else ended)


def test_a_call_whose_limit_cannot_be_set_does_not_go_on_with_the_founders(
    stage: Deployed, changed: Changed, talk: Conversation
) -> None:
    dial = put_through(talk)
    changed.refuses = True
    (verb,) = followed(dial, DialCallStatus="no-answer")
    assert verb.tag == "Hangup"


def test_a_call_that_cannot_be_put_through_any_more_is_metered_by_its_session(
    stage: Deployed, changed: Changed, talk: Conversation
) -> None:
    said = OptedOutByLink("o1", Channel.SMS)
    advance(wiring.advance_ports(), tenant=TENANT, conversation=talk.id, event=said)
    assert put_through(talk).tag == "Hangup"
    assert received(stage) == [CallEnded("CA1", CallEnd.COMPLETED, seconds=90)]


def test_the_agents_limit_that_arrives_after_the_founders_does_not_stay(
    stage: Deployed, changed: Changed, talk: Conversation
) -> None:
    # Composed before the caller asked for the founder, and on its way while they were put through.
    kinds = [record for record in stage.load(talk).effects if record.effect.notice == "CA1"]
    (watch,) = [record.effect for record in kinds if record.effect.kind is EffectKind.WATCH_CALL]
    put_through(talk)
    late = Outgoing(TENANT, talk.id, watch, text="", from_address="", call_seconds=600)
    assert wiring.senders()[EffectKind.WATCH_CALL].send(late) == Sent("CA1")
    assert [str(asked["TimeLimit"]) for asked in changed.asked] == ["7200", "600", "7200"]
