"""Calls at the wire: placed with machine detection, found again, reported by signed callbacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from twilio.rest import Client

from functions.outreach.adapters.twilio.calls import RING_SECONDS, TwilioCalls
from functions.outreach.adapters.twilio.links import effect_query, form_is_signed, hook_url
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.ports import InDoubt, NotSent, Outgoing, ProviderBusy, Sent
from functions.product.channels import Channel
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import AUTH_TOKEN
from tests.infra.sandbox.conftest import Hook, OurSide, until
from tests.outreach.adapters.sample_outgoing import NOW, OURS, outgoing

HANG_UP = "<Response><Hangup/></Response>"


@pytest.fixture
def calls(twilio: Client, our_side: OurSide) -> TwilioCalls:
    our_side.answers["/hooks/twilio/voice"] = HANG_UP
    return TwilioCalls(client=twilio, hooks_url=our_side.url)


def call_to(customer: str) -> Outgoing:
    return outgoing(Channel.VOICE, to=customer, purpose=Purpose.OPENING)


def about(our_side: OurSide, path: str, customer: str) -> list[Hook]:
    return [hook for hook in our_side.at(path) if hook.params["To"] == customer]


def over(world: SandboxClient, customer: str) -> None:
    def ended() -> bool:
        call = world.last_call(customer)
        return bool(call and call["end_time"])

    until(ended, "the call is over")
    world.settle()


def test_a_call_asks_our_voice_hook_once_it_is_answered(
    calls: TwilioCalls, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    world.set_person(customer, answers_as="human")
    wanted = call_to(customer)
    sent = calls.send(wanted)
    assert isinstance(sent, Sent)
    over(world, customer)
    (asked,) = about(our_side, "/hooks/twilio/voice", customer)
    assert asked.url == hook_url(our_side.url, "/hooks/twilio/voice", effect_query(wanted))
    assert (asked.params["CallSid"], asked.params["AnsweredBy"]) == (sent.provider_id, "human")
    statuses = about(our_side, "/hooks/twilio/call-status", customer)
    assert [hook.params["CallStatus"] for hook in statuses] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    for hook in (asked, *statuses):
        signature = hook.headers["x-twilio-signature"]
        assert form_is_signed(
            auth_tokens=(AUTH_TOKEN,), url=hook.url, form=hook.params, signature=signature
        )


def test_a_machine_is_told_apart_before_anything_is_said(
    calls: TwilioCalls, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    world.set_person(customer, answers_as="machine")
    assert isinstance(calls.send(call_to(customer)), Sent)
    over(world, customer)
    (asked,) = about(our_side, "/hooks/twilio/voice", customer)
    assert asked.params["AnsweredBy"] == "machine_start"


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
