"""Calls at the wire: placed with machine detection, found again, reported by signed callbacks, and
looked up when no callback came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from twilio.rest import Client

from functions.outreach.adapters.twilio.calls import RING_SECONDS, TwilioCalls
from functions.outreach.adapters.twilio.links import effect_query, form_is_signed, hook_url
from functions.outreach.adapters.twilio.live_calls import TwilioLiveCalls, TwilioWatchedCalls
from functions.outreach.call_ports import CallUnderWay, CallUnknown
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import CallEnd, CallEnded
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.steps.calls.call_limits import LONGEST_CALL_SECONDS
from functions.outreach.ports import InDoubt, NotSent, Outgoing, ProviderBusy, Sent
from functions.product.channels import Channel
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import AUTH_TOKEN
from tests.infra.sandbox.conftest import Hook, OurSide, until
from tests.outreach.adapters.sample_outgoing import NOW, OURS, outgoing

MACHINE = "/hooks/twilio/machine"
RELAY = """<Response><Connect><ConversationRelay url="{url}" welcomeGreeting="Hello, the AI here."/>
</Connect></Response>"""
HANG_UP = "<Response><Hangup/></Response>"


@pytest.fixture
def calls(twilio: Client, our_side: OurSide) -> TwilioCalls:
    our_side.answers["/hooks/twilio/voice"] = HANG_UP
    return TwilioCalls(client=twilio, hooks_url=our_side.url)


def call_to(customer: str) -> Outgoing:
    return outgoing(Channel.VOICE, to=customer, purpose=Purpose.OPENING)


def about(our_side: OurSide, path: str, customer: str) -> list[Hook]:
    return [hook for hook in our_side.at(path) if hook.params["To"] == customer]


def about_call(our_side: OurSide, path: str, call: str) -> list[Hook]:
    return [hook for hook in our_side.at(path) if hook.params["CallSid"] == call]


def over(world: SandboxClient, customer: str) -> None:
    def ended() -> bool:
        call = world.last_call(customer)
        return bool(call and call["end_time"])

    until(ended, "the call is over")
    world.settle()


def test_a_call_asks_our_voice_hook_once_it_is_answered(
    calls: TwilioCalls, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    our_side.answers["/hooks/twilio/voice"] = RELAY.format(url=our_side.socket_url)
    world.set_person(customer, answers_as="human")
    wanted = call_to(customer)
    sent = calls.send(wanted)
    assert isinstance(sent, Sent)
    until(lambda: about_call(our_side, MACHINE, sent.provider_id), "who took it is known")
    world.hang_up(customer)
    over(world, customer)
    (asked,) = about(our_side, "/hooks/twilio/voice", customer)
    assert asked.url == hook_url(our_side.url, "/hooks/twilio/voice", effect_query(wanted))
    assert asked.params["CallSid"] == sent.provider_id
    # Nobody waited for the detection: it tells its own callback, while the call goes on.
    assert "AnsweredBy" not in asked.params
    (detected,) = about_call(our_side, MACHINE, sent.provider_id)
    assert detected.params["AnsweredBy"] == "human"
    assert detected.url == hook_url(our_side.url, MACHINE, effect_query(wanted))
    statuses = about(our_side, "/hooks/twilio/call-status", customer)
    assert [hook.params["CallStatus"] for hook in statuses] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    for hook in (asked, detected, *statuses):
        signature = hook.headers["x-twilio-signature"]
        assert form_is_signed(
            auth_tokens=(AUTH_TOKEN,), url=hook.url, form=hook.params, signature=signature
        )


@pytest.mark.parametrize(
    ("leaves_voicemail", "answered_by"), [(False, "machine_start"), (True, "machine_end_beep")]
)
def test_a_machine_is_told_apart_while_the_greeting_is_spoken(
    calls: TwilioCalls,
    world: SandboxClient,
    our_side: OurSide,
    customer: str,
    leaves_voicemail: bool,
    answered_by: str,
) -> None:
    """Where nothing may be left it is known before the beep."""
    call = in_greeting(calls, world, our_side, customer, leaves_voicemail=leaves_voicemail)
    (detected,) = about_call(our_side, MACHINE, call)
    assert detected.params["AnsweredBy"] == answered_by
    assert [entry["text"] for entry in world.transcript(customer)] == ["Hello, the AI here."]
    world.hang_up(customer)
    over(world, customer)


def in_greeting(
    calls: TwilioCalls,
    world: SandboxClient,
    our_side: OurSide,
    customer: str,
    *,
    leaves_voicemail: bool = True,
) -> str:
    """The id of a call that a machine took, with the greeting being spoken into it."""
    our_side.answers["/hooks/twilio/voice"] = RELAY.format(url=our_side.socket_url)
    world.set_person(customer, answers_as="machine")
    wanted = call_to(customer)
    effect = replace(wanted.effect, leaves_voicemail=leaves_voicemail)
    sent = calls.send(replace(wanted, effect=effect))
    assert isinstance(sent, Sent)
    until(lambda: about_call(our_side, MACHINE, sent.provider_id), "the machine is known")
    return sent.provider_id


def test_the_message_takes_the_place_of_the_greeting_and_ends_the_call(
    calls: TwilioCalls, twilio: Client, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    call = in_greeting(calls, world, our_side, customer)
    words = "This is the AI assistant of Sample."
    live = TwilioLiveCalls(twilio)
    assert live.leave_message(call=call, text=words, language="lt")
    over(world, customer)
    heard = world.transcript(customer)
    assert [entry["text"] for entry in heard] == ["Hello, the AI here.", words]
    assert heard[-1]["voicemail"]
    assert not live.leave_message(call=call, text=words, language="lt")
    assert len(world.transcript(customer)) == 2


def test_a_call_is_ended_while_it_goes_on_and_only_then(
    calls: TwilioCalls, twilio: Client, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    call = in_greeting(calls, world, our_side, customer)
    live = TwilioLiveCalls(twilio)
    assert live.allow(call=call, seconds=7_200)
    placed = world.last_call(customer)
    assert placed is not None
    assert placed["how"]["time_limit_s"] == 7_200
    watched = replace(call_to(customer).effect, kind=EffectKind.WATCH_CALL, notice=call)
    limited = replace(call_to(customer), effect=watched, call_seconds=600)
    watched_calls = TwilioWatchedCalls(twilio, allowed=lambda _: 600)
    assert watched_calls.send(limited) == Sent(call)
    placed = world.last_call(customer)
    assert placed is not None
    assert placed["how"]["time_limit_s"] == 600
    assert live.end(call=call)
    over(world, customer)
    assert watched_calls.send(limited) == Sent(call)
    assert not live.end(call=call)


@pytest.mark.parametrize("fate", ["busy", "no_answer", "failed"])
def test_a_call_nobody_takes_never_asks_the_voice_hook(
    calls: TwilioCalls, world: SandboxClient, our_side: OurSide, customer: str, fate: str
) -> None:
    world.set_person(customer, answers_as=fate)
    assert isinstance(calls.send(call_to(customer)), Sent)
    over(world, customer)
    assert about(our_side, "/hooks/twilio/voice", customer) == []
    last = about(our_side, "/hooks/twilio/call-status", customer)[-1]
    assert last.params["CallStatus"] == fate.replace("_", "-")


def test_a_call_rings_for_as_long_as_we_said_and_is_not_recorded(
    calls: TwilioCalls, world: SandboxClient, customer: str
) -> None:
    world.set_person(customer, answers_as="busy")
    calls.send(call_to(customer))
    (placed,) = [c for c in world.ledger("twilio")["calls"] if c["to"] == customer]
    assert placed["how"]["timeout_s"] == RING_SECONDS
    over(world, customer)


@pytest.mark.parametrize(
    ("to", "from_address", "code"), [("+1202", OURS, "21211"), ("", "nobody", "21212")]
)
def test_a_number_that_cannot_be_rung_is_not_sent(
    calls: TwilioCalls, customer: str, to: str, from_address: str, code: str
) -> None:
    wanted = replace(call_to(to or customer), from_address=from_address)
    refused = calls.send(wanted)
    assert isinstance(refused, NotSent)
    assert refused.error == code


def test_a_busy_twilio_placed_nothing(
    calls: TwilioCalls, world: SandboxClient, customer: str
) -> None:
    world.faults("twilio", fail_next=1, status=429)
    assert calls.send(call_to(customer)) == ProviderBusy("20429")
    assert world.last_call(customer) is None
    world.faults("twilio", fail_next=1, status=500)
    assert calls.send(call_to(customer)) == InDoubt("500")


def test_a_call_in_doubt_is_found_and_not_placed_again(
    calls: TwilioCalls, world: SandboxClient, customer: str
) -> None:
    world.set_person(customer, answers_as="busy")
    wanted = call_to(customer)
    assert calls.find(wanted) is None
    world.faults("twilio", timeout_after_accept=1)
    assert isinstance(calls.send(wanted), InDoubt)
    world.faults()
    over(world, customer)
    placed = world.last_call(customer)
    assert placed is not None
    assert calls.find(wanted) == Sent(placed["sid"])
    assert calls.find(replace(wanted, claimed_at=NOW + timedelta(minutes=3))) is None
    assert calls.find(replace(wanted, from_address="+12025550101")) is None


def test_no_call_lasts_longer_than_it_may_cost(
    calls: TwilioCalls, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    in_greeting(calls, world, our_side, customer)
    world.advance(LONGEST_CALL_SECONDS - 1)
    call = world.last_call(customer)
    assert call is not None
    assert call["status"] == "in-progress"
    world.advance(1)
    over(world, customer)


def test_the_length_of_a_call_whose_callbacks_were_lost_is_looked_up(
    calls: TwilioCalls, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    our_side.answers["/hooks/twilio/voice"] = RELAY.format(url=our_side.socket_url)
    world.faults("twilio", drop_status_callbacks=True)
    world.set_person(customer, answers_as="human")
    wanted = call_to(customer)
    sent = calls.send(wanted)
    assert isinstance(sent, Sent)
    until(lambda: about_call(our_side, MACHINE, sent.provider_id), "who took it is known")
    assert calls.look_up(sent.provider_id, effect=wanted.effect.id) == CallUnderWay()
    world.advance(61)
    world.hang_up(customer)
    over(world, customer)
    ended = calls.look_up(sent.provider_id, effect=wanted.effect.id)
    assert isinstance(ended, CallEnded)
    assert 61 <= ended.seconds < 70
    assert (ended.call, ended.end, ended.effect) == (
        sent.provider_id,
        CallEnd.COMPLETED,
        wanted.effect.id,
    )
    assert about(our_side, "/hooks/twilio/call-status", customer) == []


@pytest.mark.parametrize(
    ("fate", "end"),
    [("busy", CallEnd.BUSY), ("no_answer", CallEnd.NO_ANSWER), ("failed", CallEnd.FAILED)],
)
def test_a_call_nobody_took_is_looked_up_as_its_callback_reports_it(
    calls: TwilioCalls, world: SandboxClient, customer: str, fate: str, end: CallEnd
) -> None:
    world.set_person(customer, answers_as=fate)
    wanted = call_to(customer)
    sent = calls.send(wanted)
    assert isinstance(sent, Sent)
    over(world, customer)
    assert calls.look_up(sent.provider_id, effect=wanted.effect.id) == CallEnded(
        sent.provider_id, end=end, effect=wanted.effect.id
    )


def test_a_machines_call_is_looked_up_as_a_machines(
    calls: TwilioCalls, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    call = in_greeting(calls, world, our_side, customer)
    world.hang_up(customer)
    over(world, customer)
    effect = call_to(customer).effect.id
    assert calls.look_up(call, effect=effect) == CallEnded(call, end=CallEnd.MACHINE, effect=effect)


def test_a_call_twilio_does_not_have_is_unknown_and_a_twilio_that_fails_is_asked_again(
    calls: TwilioCalls, world: SandboxClient, customer: str
) -> None:
    effect, nobody = call_to(customer).effect.id, "CA" + "0" * 32
    assert calls.look_up(nobody, effect=effect) == CallUnknown()
    world.faults("twilio", fail_next=1, status=500)
    assert calls.look_up(nobody, effect=effect) == ProviderBusy("20500")
    world.faults("twilio", timeout_after_accept=1)
    assert isinstance(calls.look_up(nobody, effect=effect), ProviderBusy)
