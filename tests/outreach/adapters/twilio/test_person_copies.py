"""What Twilio keeps of a person is deleted at the wire, and nobody else's is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from twilio.rest import Client

from functions.outreach.adapters.twilio.calls import TwilioCalls
from functions.outreach.adapters.twilio.messages import TwilioMessages
from functions.outreach.adapters.twilio.person_copies import TwilioCopies
from functions.outreach.ports import Sent
from functions.product.channels import Channel
from infra.sandbox.client import SandboxClient
from tests.infra.sandbox.conftest import OurSide, Served
from tests.outreach.adapters.sample_outgoing import OURS, outgoing
from tests.outreach.approved import TENANT

ANOTHER_TENANTS = "+12025550155"


@pytest.fixture
def copies(twilio: Client) -> TwilioCopies:
    return TwilioCopies(client=lambda: twilio, own_numbers=lambda _: (OURS,))


@pytest.fixture
def messages(twilio: Client, our_side: OurSide) -> TwilioMessages:
    return TwilioMessages(client=twilio, hooks_url=our_side.url)


def test_messages_in_both_directions_are_deleted_and_another_tenants_are_not(
    messages: TwilioMessages, copies: TwilioCopies, world: SandboxClient, customer: str
) -> None:
    wanted = outgoing(Channel.SMS, to=customer)
    messages.send(wanted)
    messages.send(replace(wanted, from_address=ANOTHER_TENANTS))
    world.text(customer, to=OURS, body="My name is Canary")
    world.settle()
    assert len(world.messages(customer)) == 3
    deleted = copies.delete(TENANT, ids=(), numbers=(customer,))
    assert (deleted.deleted, deleted.waiting) == (2, ())
    (left,) = world.messages(customer)
    assert left["from"] == ANOTHER_TENANTS


def test_a_message_that_is_gone_already_counts_as_deleted(
    messages: TwilioMessages, copies: TwilioCopies, world: SandboxClient, customer: str
) -> None:
    sent = messages.send(outgoing(Channel.SMS, to=customer))
    assert isinstance(sent, Sent)
    world.settle()
    for _ in range(2):
        assert copies.delete(TENANT, ids=(sent.provider_id,), numbers=()).waiting == ()


def test_a_message_under_way_waits_for_its_end(
    served: Served,
    messages: TwilioMessages,
    copies: TwilioCopies,
    world: SandboxClient,
    customer: str,
) -> None:
    sent = messages.send(outgoing(Channel.SMS, to=customer))
    assert isinstance(sent, Sent)
    world.settle()
    record = served.sandbox.ledger.table("messages")[sent.provider_id]
    record["status"] = "queued"
    assert copies.delete(TENANT, ids=(sent.provider_id,), numbers=()).waiting == (sent.provider_id,)
    record["status"] = "delivered"
    assert copies.delete(TENANT, ids=(sent.provider_id,), numbers=()).waiting == ()


def test_a_call_is_deleted_once_it_is_over(
    twilio: Client,
    our_side: OurSide,
    copies: TwilioCopies,
    world: SandboxClient,
    customer: str,
) -> None:
    calls = TwilioCalls(client=twilio, hooks_url=our_side.url)
    placed = calls.send(replace(outgoing(Channel.VOICE, to=customer), text=""))
    assert isinstance(placed, Sent)
    waiting = copies.delete(TENANT, ids=(), numbers=(customer,))
    assert waiting.waiting == (placed.provider_id,)
    world.answer_call(customer, as_="busy")
    world.settle()
    assert copies.delete(TENANT, ids=(), numbers=(customer,)).waiting == ()
    assert world.last_call(customer) is None
