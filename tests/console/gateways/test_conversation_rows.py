"""Conversations and opt-outs as the console reads them: by person, and by who opted out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontend_api.gateways.work import StoredConversationRows
from frontend_api.ports.work import CustomerRecord
from functions.outreach.ports import FounderNote
from functions.outreach.store.conversations.derived_ids import DerivedIds
from functions.product.channels import Channel
from tenancy.runtime.secrets import KeyRing
from tests.outreach.approved import FOUNDER, NOW, TENANT, conversation
from tests.outreach.store.contract.conftest import KEY, on_dynamodb
from tests.outreach.store.contract.sample_steps import ended, launch, opened, spoken

pytestmark = pytest.mark.usefixtures("aws")


def test_a_person_is_one_row_by_name_and_a_stranger_is_nobody() -> None:
    stores = on_dynamodb()
    before = opened(stores)
    step = replace(ended(before), suppress="stop texting me")
    stores.conversations.commit(before, step, event_id="in-1", now=NOW)
    stores.strangers.suppress(TENANT, channel=Channel.SMS, address="+12125559999", evidence="SM1")
    rows = StoredConversationRows(hash_keys=KeyRing(KEY)).opt_outs(TENANT)
    assert {(row.customer, row.kinds, row.evidence) for row in rows} == {
        (before.facts.name, ("customer", "email", "phone"), "stop texting me"),
        ("", ("phone",), "SM1"),
    }


def test_conversations_and_opt_outs_of_one_customer() -> None:
    stores = on_dynamodb()
    campaign = launch(stores, conversation())
    customer = conversation().facts.customer_id
    own = DerivedIds(KEY).conversation(campaign=campaign.id, customer=customer)
    before = opened(stores, id=own)
    opened(stores, 2)
    rows = StoredConversationRows(hash_keys=KeyRing(KEY))
    known = CustomerRecord(customer, (before.facts.email,), (before.facts.phone,))
    found = rows.of_customer(TENANT, known)
    assert [talk.id for talk in found.conversations] == [own]
    assert found.opt_outs == ()
    step = replace(ended(before), suppress="stop texting me")
    stores.conversations.commit(before, step, event_id="in-1", now=NOW)
    assert {row.evidence for row in rows.of_customer(TENANT, known).opt_outs} == {"stop texting me"}


def test_a_note_is_loaded_with_its_conversation_and_lists_show_the_last_words() -> None:
    stores = on_dynamodb()
    before = opened(stores)
    stores.conversations.commit(before, spoken(before), event_id="in-1", now=NOW)
    rows = StoredConversationRows(hash_keys=KeyRing(KEY))
    note = FounderNote(NOW, FOUNDER, "Knows our CTO")
    rows.add_note(TENANT, before.id, note)
    loaded = rows.load(TENANT, before.id)
    assert loaded is not None
    assert loaded.notes == (note,)
    assert loaded.seen == {"in-1"}
    assert [turn.text for turn in loaded.conversation.turns] == ["Hello"]
    (listed,) = rows.list_recent(TENANT)
    assert [turn.text for turn in listed.turns] == ["Hello"]
