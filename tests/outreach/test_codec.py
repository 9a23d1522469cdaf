"""Events survive the queue, and writing one needs nothing that only reading needs."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from functions.outreach.codec import event_from_plain, event_to_plain
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.events import (
    BecameDue,
    BookingCalledOff,
    CallEnd,
    CallEnded,
    ConsentGiven,
    Event,
    FactsChanged,
    OptedOutByLink,
    OptOutUnattributed,
    SlotPicked,
)
from functions.outreach.ports import InboundMessage
from functions.product.channels import Channel
from tests.outreach.approved import consent, customer

EVENTS = (
    BecameDue(),
    BookingCalledOff("c1", booking=BookingId("b1")),
    CallEnded("CA1", end=CallEnd.COMPLETED, seconds=61),
    ConsentGiven("f1", consent=consent(Channel.SMS), phone="+12125550001"),
    OptedOutByLink("m1", channel=Channel.EMAIL),
    OptOutUnattributed("m1", channel=Channel.WHATSAPP),
    SlotPicked("p1", start=datetime(2026, 11, 25, 15, 30, tzinfo=UTC)),
    SlotPicked("p2", start=datetime(2026, 11, 25, 17, 30, tzinfo=timezone(timedelta(hours=2)))),
    InboundMessage(
        "m2",
        channel=Channel.EMAIL,
        text="Ačiū — ne.",
        address="a@example.com",
        headers=(("x", "y"),),
        body="Ačiū — ne.\n> Labas",
    ),
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_is_the_same_after_the_queue(event: Event | InboundMessage) -> None:
    carried = json.loads(json.dumps(event_to_plain(event)))
    assert event_from_plain(carried) == event


def test_every_kind_of_value_in_a_customers_facts_is_the_same_after_the_queue() -> None:
    facts = customer(feature_uses={"export": 3}, renews_on=date(2027, 1, 1), seats=4)
    told = json.loads(json.dumps(event_to_plain(FactsChanged(facts=facts))))
    assert event_from_plain(told) == FactsChanged(facts=facts)
