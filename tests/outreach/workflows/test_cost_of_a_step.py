"""The law of a step: one conversation query and one transaction, one calendar query at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from functions.outreach.domain.conversation.events import BecameDue, Event
from functions.outreach.domain.conversation.state import Conversation, EffectId
from functions.outreach.domain.understanding.acts import Act, ActKind, Reading, ReadingRequest
from functions.outreach.ports import AlreadyDone, InboundMessage
from functions.outreach.store import settings as kept_settings
from functions.outreach.store.calendar import StoredCalendar
from functions.outreach.store.conversations.conversations import StoredConversations
from functions.outreach.store.conversations.people import StoredPeople
from functions.outreach.workflows.advance_conversation import Advance, Advanced, advance
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.offers import Catalogue
from tenancy.data.credentials import acting_for
from tenancy.data.table import WorkspaceItem
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId
from tests.outreach.approved import NOW, OFFER, TENANT, conversation, settings

pytestmark = pytest.mark.usefixtures("aws")


class Standing:
    def now(self) -> datetime:
        return NOW


@dataclass
class Reads:
    """A reader that understands one thing."""

    kind: ActKind

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()) -> Reading:
        return Reading((Act(self.kind),), reader="test")


@dataclass
class Queued:
    effects: list[EffectId] = field(default_factory=list)

    def perform(self, *, effect: EffectId, **_: object) -> None:
        self.effects.append(effect)

    def reply(self, **_: object) -> None:
        raise AssertionError("a step queues no reply")

    def wake(self, **_: object) -> None:
        raise AssertionError("a step queues no wake")


class NothingNewer:
    def load(self, tenant: TenantId, customer: CustomerId) -> CustomerFacts | None:
        return None


class Links:
    def page(self, conversation: Conversation) -> str:
        return "https://example.com/c/sample"

    def unsubscribe(self, conversation: Conversation) -> str:
        return "https://example.com/u/sample"


def ports(kind: ActKind = ActKind.UNCLEAR) -> Advance:
    wanted = settings()
    limits = wanted.bandwidths[0]
    kept_settings.edit_rules(TENANT, lambda _: wanted.rules)
    kept_settings.edit_bandwidth(TENANT, limits.founder, lambda _: limits, unset=limits)
    kept_settings.edit_catalogue(TENANT, lambda _: Catalogue(offers=(OFFER,)))
    for sender in wanted.senders:
        kept_settings.edit_sender(TENANT, sender.channel, lambda _, sender=sender: sender)
    for book in wanted.playbooks:
        kept_settings.edit_playbook(
            TENANT, motion=book.motion, language=book.language, change=lambda _, book=book: book
        )
    store = StoredConversations(hash_keys=KeyRing(b"k" * 32))
    store.create(conversation(), now=NOW)
    cached = kept_settings.CachedSettings(monotonic=lambda: 0.0)
    cached.load(TENANT)
    return Advance(
        clock=Standing(),
        conversations=store,
        settings=cached,
        calendar=StoredCalendar(),
        readers=(Reads(kind),),
        postbox=Queued(),
        links=Links(),
        newest=NothingNewer(),
        people=StoredPeople(hash_keys=KeyRing(b"k" * 32)),
    )


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Calls to DynamoDB by operation, as they are sent."""
    calls: Counter[str] = Counter()

    def count(model: object, **_: object) -> None:
        calls[model.name] += 1  # type: ignore[attr-defined]

    with acting_for(TENANT):
        events = WorkspaceItem._get_connection().connection.client.meta.events
        events.register("before-call.dynamodb", count)
        yield calls
        events.unregister("before-call.dynamodb", count)


def happen(with_ports: Advance, event: Event | InboundMessage) -> Advanced:
    done = advance(with_ports, tenant=TENANT, conversation=conversation().id, event=event)
    assert isinstance(done, Advanced)
    return done


def said(text: str, number: int = 1) -> InboundMessage:
    return InboundMessage(f"SM{number}", Channel.SMS, text, conversation().facts.phone)


def test_an_opening_costs_one_query_and_one_transaction() -> None:
    here = ports()
    with counted() as calls:
        done = happen(here, BecameDue())
    assert calls == {"Query": 1, "TransactWriteItems": 1}
    assert [effect.id for effect in done.effects] == here.postbox.effects  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "look"),
    [(ActKind.DECLINED, 1), (ActKind.OPT_OUT, 1), (ActKind.INTERESTED, 2)],
)
def test_an_answer_asks_the_calendar_only_when_slots_are_at_stake(kind: ActKind, look: int) -> None:
    here = ports(kind)
    happen(here, BecameDue())
    with counted() as calls:
        happen(here, said("words"))
    assert calls == {"Query": look, "TransactWriteItems": 1}


def test_a_wake_that_comes_twice_is_decided_once() -> None:
    here = ports()
    happen(here, BecameDue())
    with counted() as calls:
        again = advance(here, tenant=TENANT, conversation=conversation().id, event=BecameDue())
    assert again == AlreadyDone()
    assert calls == {"Query": 1}
