"""Recordings at the wire: begun on a call that goes on, ended, fetched once, and deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from twilio.rest import Client

from functions.outreach.adapters.twilio.links import effect_query, form_is_signed, hook_url
from functions.outreach.adapters.twilio.live_calls import TwilioLiveCalls
from functions.outreach.adapters.twilio.person_copies import TwilioCopies
from functions.outreach.adapters.twilio.recordings import (
    TwilioCallRecordings,
    TwilioEndedRecordings,
    TwilioRecordedCalls,
    TwilioRecordingFiles,
)
from functions.outreach.call_ports import FoundRecording
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.ports import InDoubt, NotSent, Outgoing, ProviderBusy, Sent
from functions.product.channels import Channel
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import AUTH_TOKEN
from tests.infra.sandbox.conftest import Hook, OurSide, Served, until
from tests.outreach.adapters.sample_outgoing import OURS, outgoing
from tests.outreach.approved import TENANT

CALLBACK = "/hooks/twilio/recording"
RELAY = """<Response><Connect><ConversationRelay url="{url}" welcomeGreeting="Hello, the AI here."/>
</Connect></Response>"""
FRAME_HEADER = b"\xff\xf3\x40\xc0"


def recorded(
    twilio: Client, our_side: OurSide, *, may: Callable[[Outgoing], bool] = lambda _: True
) -> TwilioRecordedCalls:
    return TwilioRecordedCalls(twilio, hooks_url=our_side.url, may_record=may)


@pytest.fixture
def call(world: SandboxClient, our_side: OurSide, customer: str) -> str:
    """A customer rang, and talks with the agent."""
    our_side.answers["/hooks/twilio/voice"] = RELAY.format(url=our_side.socket_url)
    sid = str(world.call(customer, to=OURS)["sid"])
    until(lambda: world.transcript(customer), "the greeting is heard")
    return sid


@pytest.fixture
def files(twilio: Client, served: Served) -> TwilioRecordingFiles:
    return TwilioRecordingFiles(twilio, base_url=f"{served.url}/twilio")


def about(call: str, kind: EffectKind = EffectKind.RECORD_CALL) -> Outgoing:
    plain = outgoing(Channel.VOICE, to="")
    effect = replace(plain.effect, kind=kind, channel=None, purpose=None, notice=call)
    return replace(plain, effect=effect, text="")


def told(our_side: OurSide, call: str) -> list[Hook]:
    return [hook for hook in our_side.at(CALLBACK) if hook.params["CallSid"] == call]


def begun(done: object) -> str:
    assert isinstance(done, Sent)
    return done.provider_id


def test_a_recording_is_reported_by_a_signed_callback_once_the_call_is_over(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str, customer: str
) -> None:
    file = begun(recorded(twilio, our_side).send(about(call)))
    (one,) = world.recordings(customer)
    assert (one["sid"], one["status"], one["channels"]) == (file, "in-progress", 1)
    world.hang_up(customer)
    until(lambda: told(our_side, call), "our side is told")
    world.settle()
    (said,) = told(our_side, call)
    assert said.params["RecordingSid"] == file
    assert said.params["RecordingStatus"] == "completed"
    assert int(said.params["RecordingDuration"]) >= 1
    assert form_is_signed(
        auth_tokens=(AUTH_TOKEN,),
        url=hook_url(our_side.url, CALLBACK, effect_query(about(call))),
        form=said.params,
        signature=said.headers["x-twilio-signature"],
    )


def test_nothing_is_begun_that_the_conversation_does_not_allow(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str, customer: str
) -> None:
    refused = recorded(twilio, our_side, may=lambda _: False).send(about(call))
    assert refused == NotSent("not_agreed")
    assert world.recordings(customer) == []


def test_what_the_customer_ends_while_it_begins_is_ended(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str, customer: str
) -> None:
    answers = iter([True, False])
    begun(recorded(twilio, our_side, may=lambda _: next(answers)).send(about(call)))
    (one,) = world.recordings(customer)
    assert one["status"] == "completed"
    assert (world.last_call(customer) or {})["status"] == "in-progress"


def test_a_start_that_cannot_be_ended_stays_in_doubt_until_it_is_over(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str, customer: str
) -> None:
    answers = iter([True, False, False])

    def may(_: Outgoing) -> bool:
        allowed = next(answers)
        if not allowed:
            world.faults("twilio", fail_next=1, status=503)
        return allowed

    sender = recorded(twilio, our_side, may=may)
    assert sender.send(about(call)) == InDoubt("recording_not_ended")
    (one,) = world.recordings(customer)
    assert one["status"] == "in-progress"
    assert sender.find(about(call)) == InDoubt("recording_not_ended")
    ended = recorded(twilio, our_side, may=lambda _: False)
    assert ended.find(about(call)) == Sent(one["sid"])
    assert world.recordings(customer)[0]["status"] == "completed"


def test_a_start_in_doubt_is_found_and_not_begun_twice(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str, customer: str
) -> None:
    world.faults("twilio", timeout_after_accept=1)
    sender = recorded(twilio, our_side)
    assert sender.send(about(call)) == InDoubt("timeout")
    (one,) = world.recordings(customer)
    assert sender.find(about(call)) == Sent(one["sid"])
    ended = recorded(twilio, our_side, may=lambda _: False)
    assert ended.find(about(call)) == Sent(one["sid"])
    assert world.recordings(customer)[0]["status"] == "completed"


def test_a_call_that_is_over_is_not_recorded(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str, customer: str
) -> None:
    world.hang_up(customer)
    until(lambda: (world.last_call(customer) or {}).get("end_time"), "the call is over")
    refused = recorded(twilio, our_side).send(about(call))
    assert isinstance(refused, NotSent)
    assert refused.error == "21220"
    assert recorded(twilio, our_side).find(about(call)) is None


@pytest.mark.parametrize("how", ["effect", "before a transfer"])
def test_it_ends_and_the_call_goes_on(
    twilio: Client,
    our_side: OurSide,
    world: SandboxClient,
    call: str,
    customer: str,
    how: str,
) -> None:
    begun(recorded(twilio, our_side).send(about(call)))
    for _ in range(2):
        if how == "effect":
            ending = about(call, EffectKind.STOP_RECORDING)
            assert TwilioEndedRecordings(twilio).send(ending) == Sent(call)
        else:
            assert TwilioLiveCalls(twilio).end_recording(call=call)
    (one,) = world.recordings(customer)
    assert one["status"] == "completed"
    assert (world.last_call(customer) or {})["status"] == "in-progress"


def test_that_it_could_not_be_ended_is_said(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str
) -> None:
    begun(recorded(twilio, our_side).send(about(call)))
    world.faults("twilio", fail_next=3, status=503)
    ending = about(call, EffectKind.STOP_RECORDING)
    assert TwilioEndedRecordings(twilio).send(ending) == ProviderBusy("recording_not_ended")
    assert not TwilioLiveCalls(twilio).end_recording(call=call)
    assert TwilioLiveCalls(twilio).end_recording(call=call)


def test_one_failure_does_not_keep_it_going(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str, customer: str
) -> None:
    """Whoever asked for its end was told already that nothing is recorded."""
    begun(recorded(twilio, our_side).send(about(call)))
    world.faults("twilio", fail_next=1, status=503)
    ending = about(call, EffectKind.STOP_RECORDING)
    assert TwilioEndedRecordings(twilio).send(ending) == Sent(call)
    assert world.recordings(customer)[0]["status"] == "completed"


def test_what_is_there_of_a_call_is_listed_also_if_nobody_reported_it(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str, customer: str
) -> None:
    listing = TwilioCallRecordings(twilio)
    assert listing.list_of(call) == ()
    file = begun(recorded(twilio, our_side).send(about(call)))
    assert listing.list_of(call) == (FoundRecording(file, seconds=0, under_way=True),)
    world.hang_up(customer)
    until(lambda: told(our_side, call), "our side is told")
    (found,) = listing.list_of(call)
    assert found == FoundRecording(file, seconds=found.seconds, under_way=False)
    assert found.seconds >= 1
    world.faults("twilio", fail_next=1, status=503)
    assert listing.list_of(call) == ProviderBusy("recordings_not_listed")


@pytest.mark.slow
def test_what_was_recorded_is_fetched_whole_and_then_gone(
    twilio: Client,
    our_side: OurSide,
    files: TwilioRecordingFiles,
    world: SandboxClient,
    call: str,
    customer: str,
) -> None:
    file = begun(recorded(twilio, our_side).send(about(call)))
    assert files.fetch(file) == NotSent("recording_gone"), "it is not there before its end"
    assert not files.delete(file), "nor can it be deleted"
    world.hang_up(customer)
    until(lambda: told(our_side, call), "our side is told")
    audio = files.fetch(file)
    assert isinstance(audio, bytes)
    assert audio.startswith(FRAME_HEADER)
    assert files.delete(file)
    assert world.recordings(customer) == []
    assert files.delete(file), "what is gone already counts as deleted"
    assert files.fetch(file) == NotSent("recording_gone")


def test_a_provider_that_is_down_is_asked_again(
    twilio: Client, files: TwilioRecordingFiles, world: SandboxClient
) -> None:
    world.faults("twilio", fail_next=3, status=503)
    copies = TwilioCopies(client=lambda: twilio, own_numbers=lambda _: (OURS,))
    assert copies.delete(TENANT, ids=("CA1",), numbers=()).waiting == ("CA1",)
    assert files.fetch("RE" + "0" * 32) == ProviderBusy("503")
    assert not files.delete("RE" + "0" * 32)


def test_an_erasure_takes_what_was_recorded_of_a_call_with_it(
    twilio: Client, our_side: OurSide, world: SandboxClient, call: str, customer: str
) -> None:
    copies = TwilioCopies(client=lambda: twilio, own_numbers=lambda _: (OURS,))
    file = begun(recorded(twilio, our_side).send(about(call)))
    waiting = copies.delete(TENANT, ids=(file,), numbers=(customer,)).waiting
    assert set(waiting) == {file, call}, "neither can be deleted while the call goes on"
    world.hang_up(customer)
    until(lambda: told(our_side, call), "our side is told")
    world.settle()
    assert copies.delete(TENANT, ids=(), numbers=(customer,)).waiting == ()
    assert not [one for one in world.ledger("twilio")["recordings"] if one["call"] == call]
    assert world.last_call(customer) is None
