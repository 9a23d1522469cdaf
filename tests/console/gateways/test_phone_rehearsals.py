"""Rehearsals over a phone, as the console keeps, counts and queues them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from frontend_api.gateways.queues import Queues
from frontend_api.gateways.rehearsals import StoredRehearsals
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.store.conversations.people import StoredPeople
from functions.outreach.store.conversations.rehearsals import PhoneTaken
from functions.product.channels import Channel
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.identity.attempt_limits import LIMITS, AttemptKind
from tenancy.runtime.secrets import KeyRing
from tests.outreach.approved import FOUNDER, NOW, TENANT, conversation, customer

KEYS = KeyRing(b"sample key of sixteen bytes or more")
PHONE = "+12025550166"
A_DAY = LIMITS[AttemptKind.PHONE_REHEARSAL]

pytestmark = [pytest.mark.usefixtures("aws"), pytest.mark.costly(first=2)]


@dataclass
class Queue:
    sent: list[dict[str, Any]] = field(default_factory=list)

    def send_message(self, **message: str) -> None:
        self.sent.append(json.loads(message["MessageBody"]))


def rehearsal(name: str) -> Conversation:
    facts = customer(1, customer_id="rehearsal", phone=PHONE, email="")
    return replace(conversation(facts=facts), id=ConversationId(name), rehearsal=True)


def stored(queue: Queue) -> StoredRehearsals:
    return StoredRehearsals(queues=Queues(queue, "imports", "segments", "replies"), hash_keys=KEYS)


def test_outreach_is_asked_once_to_open_and_once_to_end() -> None:
    queue, one = Queue(), rehearsal("rehearsal_one")
    kept = stored(queue)
    assert kept.begin(one) is None
    assert kept.begin(rehearsal("rehearsal_two")) is PhoneTaken.BY_REHEARSAL
    kept.end(one)
    about = {"tenant": TENANT, "conversation": one.id}
    assert queue.sent == [
        {**about, "event": {"type": "BecameDue"}},
        {**about, "event": {"type": "RehearsalEnded"}},
    ]
    assert [listed.id for listed in kept.list_recent(TENANT)] == [one.id]


def test_a_phone_whose_customer_was_opened_at_the_same_moment_is_a_customers() -> None:
    # The look for a correspondent came first: what is left to stand against it is the lock.
    with acting_for(TENANT):
        key = TenantKeys.address(TENANT, "phone", PHONE)
        WorkspaceItem(key, "lock", kind="lock", owner="c_one").save()
    kept = stored(Queue())
    assert kept.begin(rehearsal("rehearsal_one")) is PhoneTaken.BY_CUSTOMER
    assert kept.list_recent(TENANT) == ()


def test_an_opt_out_of_the_number_is_known_before_anything_begins() -> None:
    kept, one = stored(Queue()), rehearsal("rehearsal_one")
    assert not kept.is_suppressed(one)
    StoredPeople(hash_keys=KEYS).suppress(
        TENANT, channel=Channel.SMS, address=PHONE, evidence="SM1", at=NOW.isoformat()
    )
    assert kept.is_suppressed(one)


def test_a_founder_has_so_many_a_day_and_as_many_the_next() -> None:
    kept = stored(Queue())
    counted = [kept.count_today(TENANT, FOUNDER, now=NOW) for _ in range(A_DAY.to_an_address + 1)]
    assert counted == [*[True] * A_DAY.to_an_address, False]
    assert kept.count_today(TENANT, FOUNDER, now=NOW + timedelta(days=1))
