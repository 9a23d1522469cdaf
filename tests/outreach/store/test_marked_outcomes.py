"""What a founder says came of a booking raises the counters, in the same transaction."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.campaigns.progress import Stage, week_of
from functions.outreach.domain.conversation.state import Booking
from functions.outreach.store import bookings
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.campaigns import count_key
from functions.outreach.store.conversations import progress
from functions.outreach.store.dynamo import row
from functions.product.channels import Channel
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tests.outreach.approved import NOW, TENANT, conversation

pytestmark = pytest.mark.usefixtures("aws")

WON, LOST, NO_SHOW = BookingStatus.WON, BookingStatus.LOST, BookingStatus.NO_SHOW
TALK = conversation()
FIRST, SECOND = BookingId("b_1"), BookingId("b_2")
NEXT_WEEK = NOW + timedelta(days=7)


def booked(name: BookingId) -> None:
    """A talk of next week, agreed on over SMS."""
    slot = Slot(NEXT_WEEK, NEXT_WEEK + timedelta(minutes=15))
    kept = BookingRow(
        Booking(name, slot, "phone:+15550100001"),
        TALK.id,
        TALK.terms.id,
        TALK.terms.motion,
        TALK.terms.founder,
        TALK.facts.customer_id,
        "Grace",
        channel=Channel.SMS,
    )
    with acting_for(TENANT):
        bookings.to_row(TENANT, kept, version=1).save()


def mark(name: BookingId, status: BookingStatus, amount_cents: int | None = None) -> None:
    bookings.mark(TENANT, name, status=status, amount_cents=amount_cents, at=NOW)


def counted() -> tuple[int, ...]:
    """Won, what it brought and lost by the campaign's counters, and won by those of the weeks."""
    with acting_for(TENANT):
        rows = (
            row(TenantKeys.campaigns(TENANT), count_key(TALK.terms.id, name))
            for name in ("won", "won_cents", "lost")
        )
        ours = tuple(int(found.counter or 0) if found else 0 for found in rows)
    weeks = progress.load_since(TENANT, week_of(NOW)).counts
    assert all(
        (one.week, one.motion, one.channel, one.stage)
        == (week_of(NEXT_WEEK), TALK.terms.motion, Channel.SMS, Stage.WON)
        for one in weeks
    )
    return (*ours, sum(one.count for one in weeks))


def test_counters_are_what_the_bookings_say_now_whatever_was_said_before() -> None:
    booked(FIRST)
    booked(SECOND)
    said = (
        (FIRST, WON, 900, (1, 900, 0, 1)),
        (FIRST, WON, 900, (1, 900, 0, 1)),
        (SECOND, WON, None, (2, 900, 0, 2)),
        (FIRST, WON, 1200, (2, 1200, 0, 2)),
        (SECOND, LOST, None, (1, 1200, 1, 1)),
        (FIRST, NO_SHOW, None, (0, 0, 1, 0)),
        (FIRST, WON, 900, (1, 900, 1, 1)),
    )
    for name, status, amount, expected in said:
        mark(name, status, amount)
        assert counted() == expected, (name, status, amount)


def test_a_mark_that_is_taken_back_and_set_again_is_a_new_decision_each_time() -> None:
    """DynamoDB refuses a token that comes again within ten minutes with other writes."""
    booked(FIRST)
    tokens: list[str] = []

    def sent(params: dict[str, Any], **_: object) -> None:
        tokens.append(json.loads(params["body"])["ClientRequestToken"])

    with acting_for(TENANT):
        events = WorkspaceItem._get_connection().connection.client.meta.events
        events.register("before-call.dynamodb.TransactWriteItems", sent)
        try:
            for status in (WON, LOST, WON, LOST):
                mark(FIRST, status, 900 if status is WON else None)
        finally:
            events.unregister("before-call.dynamodb.TransactWriteItems", sent)
    assert len(tokens) == len(set(tokens)) == 4


def test_a_mark_that_lost_its_race_counts_once() -> None:
    """Somebody else's mark came between reading and writing: what counts is the change from it."""
    booked(FIRST)
    marked: list[BookingStatus] = []

    def another_first(**_: object) -> None:
        if not marked:
            marked.append(LOST)
            mark(FIRST, LOST)

    with acting_for(TENANT):
        events = WorkspaceItem._get_connection().connection.client.meta.events
        events.register("before-call.dynamodb.TransactWriteItems", another_first)
        try:
            mark(FIRST, WON, 900)
        finally:
            events.unregister("before-call.dynamodb.TransactWriteItems", another_first)
    assert marked == [LOST]
    assert counted() == (1, 900, 0, 1)
