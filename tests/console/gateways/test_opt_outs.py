"""The opt-outs a founder reads: one row a person, named where a conversation knows them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontend_api.gateways.work import StoredConversationRows
from functions.product.channels import Channel
from tenancy.runtime.secrets import KeyRing
from tests.outreach.approved import NOW, TENANT
from tests.outreach.store.contract.conftest import KEY, on_dynamodb
from tests.outreach.store.contract.sample_steps import ended, opened

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
