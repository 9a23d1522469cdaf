"""Rows written before equal forms had one key hold as they did."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from functions.outreach.codec import to_plain
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.ports import AddressBusy, ClaimRefused, Committed
from functions.outreach.store import settings
from functions.product.channels import Channel
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.runtime.privacy import address_hash
from tests.outreach.approved import NOW, TENANT, bandwidth, conversation, customer
from tests.outreach.store.contract.conftest import KEY, Stores, on_dynamodb
from tests.outreach.store.contract.sample_steps import ended, opened, spoken, text

pytestmark = [pytest.mark.usefixtures("aws"), pytest.mark.costly(first=3)]

BRAZIL = ("+5531988888888", "+553188888888")


@pytest.fixture
def stores(aws: None) -> Stores:
    return on_dynamodb()


def suppressed_of_old(kind: str, address: str) -> None:
    hashed = address_hash(KEY, kind=kind, address=address)
    with acting_for(TENANT):
        WorkspaceItem(TenantKeys.suppression(TENANT), f"{kind}#{hashed}").save()


def held_of_old(kind: str, address: str, owner: str) -> None:
    key = TenantKeys.address(TENANT, kind, address)
    with acting_for(TENANT):
        for sk in ("lock", "correspondent"):
            WorkspaceItem(key, sk, kind=sk, owner=owner).save()


@pytest.mark.parametrize("old", BRAZIL)
@pytest.mark.parametrize("now_written", BRAZIL)
def test_a_number_suppressed_in_either_form_stays_out(
    stores: Stores, old: str, now_written: str
) -> None:
    suppressed_of_old("phone", old)
    assert stores.people.suppressed(TENANT, customer(1, phone=now_written))


def test_a_mailbox_suppressed_in_its_own_spelling_stays_out(stores: Stores) -> None:
    suppressed_of_old("email", "anna.b+x@gmail.com")
    assert stores.people.suppressed(TENANT, customer(1, email="Anna.B+x@gmail.com"))


def test_what_waits_for_a_number_suppressed_before_is_refused(stores: Stores) -> None:
    waiting = opened(stores, 1, facts=customer(1, phone=BRAZIL[1]))
    effect = text(waiting)
    stores.conversations.commit(waiting, spoken(waiting, effects=(effect,)), event_id="", now=NOW)
    suppressed_of_old("phone", BRAZIL[0])
    claimed = stores.conversations.claim(
        TENANT, waiting.id, effect.id, version=waiting.version + 1, now=NOW
    )
    assert claimed == ClaimRefused("suppressed")


def test_start_takes_back_a_row_of_before_too(stores: Stores) -> None:
    before = opened(stores, 1, facts=customer(1, phone=BRAZIL[0]))
    suppressed_of_old("phone", BRAZIL[0])
    again = replace(spoken(before), resubscribe=True)
    stores.conversations.commit(before, again, event_id="in-1", now=NOW)
    assert not stores.people.suppressed(TENANT, before.facts)


def test_an_open_conversation_of_before_holds_its_number_until_it_ends(stores: Stores) -> None:
    running = _running_since_before(stores)
    other = conversation(2, facts=customer(2, phone=BRAZIL[0]))
    assert stores.conversations.create(other, now=NOW) == AddressBusy()
    stores.conversations.commit(running, ended(running), event_id="", now=NOW)
    assert stores.conversations.create(other, now=NOW) == Committed()


@pytest.mark.parametrize("shown", BRAZIL)
def test_a_reply_finds_a_conversation_of_before_in_either_form(stores: Stores, shown: str) -> None:
    running = _running_since_before(stores)
    found = stores.conversations.correspondent(TENANT, channel=Channel.WHATSAPP, address=shown)
    assert found == running.id


def _running_since_before(stores: Stores) -> Conversation:
    """Locked and known under its own spelling alone."""
    running = opened(stores, 1, facts=customer(1, phone=BRAZIL[0]))
    with acting_for(TENANT):
        for sk in ("lock", "correspondent"):
            WorkspaceItem(TenantKeys.address(TENANT, "phone", BRAZIL[1]), sk).delete()
    held_of_old("phone", BRAZIL[0], running.id)
    return running


def test_a_phone_that_took_calls_before_numbers_were_proved_waits_to_be_proved(aws: None) -> None:
    limits = replace(bandwidth(), own_phone="")
    old = {key: value for key, value in to_plain(limits).items() if "phone" not in key}
    del old["takes_calls"]
    with acting_for(TENANT):
        WorkspaceItem(
            TenantKeys.settings(TENANT),
            f"bandwidth#{limits.founder}",
            kind="bandwidth",
            document=json.dumps({**old, "live_phone": "+12025550143"}),
        ).save()
    waits = replace(limits, phone_to_prove="+12025550143")
    assert settings.load_bandwidth(TENANT, limits.founder) == waits
    assert settings.list_bandwidths(TENANT) == settings.load(TENANT).bandwidths == (waits,)
    assert waits.live_phone == ""
    settings.edit_bandwidth(TENANT, waits.founder, lambda one: replace(one, phone_to_prove=""))
    assert settings.load_bandwidth(TENANT, limits.founder) == limits
