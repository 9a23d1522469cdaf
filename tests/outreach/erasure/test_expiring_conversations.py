"""A closed conversation goes after its time; an open one and the opt-outs never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.erasure.retention import Retention
from functions.erasure.stored_retention import edit_retention, load_retention
from functions.outreach import wiring
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.ports import Committed, InboundMessage
from functions.outreach.store import inbox
from functions.outreach.store.erasure.expire_conversations import expire_conversations
from functions.outreach.workflows.receive_inbound import ForFounder, receive
from functions.product.channels import Channel
from tests.outreach.approved import NOW, TENANT
from tests.outreach.handlers.deployed import OURS, Deployed


def closed(stage: Deployed, number: int) -> Conversation:
    """A conversation that ended by an opt-out."""
    talk = stage.opened(number)
    after = replace(talk, version=talk.version + 1, state=State.CLOSED, due_at=None)
    step = Step(after, unlock=True, suppress="no more please")
    assert wiring.conversations().commit(talk, step, event_id="", now=NOW) == Committed()
    return after


@pytest.mark.slow
def test_what_is_closed_and_old_goes_and_what_is_open_stays(stage: Deployed) -> None:
    ended, going_on = closed(stage, 1), stage.opened(2)
    assert expire_conversations(TENANT, before=NOW - timedelta(days=1)) == 0
    assert expire_conversations(TENANT, before=NOW + timedelta(days=1)) == 1
    assert wiring.conversations().load(TENANT, ended.id) is None
    assert stage.load(going_on).conversation.id == going_on.id
    assert wiring.people().suppressed(TENANT, ended.facts), "an opt-out outlives it"


@pytest.mark.slow
def test_who_writes_after_that_reaches_the_founder_and_is_not_lost(stage: Deployed) -> None:
    ended = closed(stage, 1)
    expire_conversations(TENANT, before=NOW + timedelta(days=1))
    message = InboundMessage("SM1", Channel.SMS, "Hello again", ended.facts.phone)
    routed = receive(wiring.receive_ports(), our_address=OURS, message=message)
    assert routed == ForFounder(TENANT)
    (item,) = inbox.list_all(TENANT)
    assert item.text == "Hello again"


def test_a_tenant_has_defaults_until_it_chooses(stage: Deployed) -> None:
    del stage
    assert load_retention(TENANT) == Retention()
    edit_retention(TENANT, lambda _: Retention(conversations=100))
    assert load_retention(TENANT).conversations == 100
