"""What the console lists of a step that was committed. The rest is the contract's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.campaigns.progress import Stage, week_of
from functions.outreach.domain.conversation.effects import Usage
from functions.outreach.ports import Committed
from functions.outreach.store import bookings, campaigns, usage_rows
from functions.outreach.store.bookings import BookingStatus
from functions.outreach.store.conversations import progress
from functions.outreach.store.conversations.conversations import recent
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind
from tests.outreach.approved import NOW, TENANT
from tests.outreach.store.contract.conftest import Stores, on_dynamodb
from tests.outreach.store.contract.sample_steps import booked, current, opened, released, reserved

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def stores(aws: None) -> Stores:
    return on_dynamodb()


@pytest.mark.slow
def test_a_booking_is_listed_once_and_as_cancelled_after_its_release(stores: Stores) -> None:
    first, second = opened(stores, 1), opened(stores, 2)
    mine, theirs = booked(first, reserved(stores, "b_1")), booked(second, reserved(stores, "b_2"))
    stores.conversations.commit(first, mine, event_id="a", now=NOW)
    stores.conversations.commit(second, theirs, event_id="b", now=NOW)
    assert [(row.booking.id, row.status) for row in bookings.list_all(TENANT)] == [
        ("b_1", BookingStatus.UPCOMING)
    ]
    kept = current(stores, first)
    stores.conversations.commit(kept, released(kept), event_id="c", now=NOW)
    assert [(row.booking.id, row.status) for row in bookings.list_all(TENANT)] == [
        ("b_1", BookingStatus.CANCELLED)
    ]


@pytest.mark.slow
def test_what_came_of_a_booking_is_kept_where_its_time_is_given_back(stores: Stores) -> None:
    before = opened(stores)
    stores.conversations.commit(
        before, booked(before, reserved(stores, "b_1")), event_id="a", now=NOW
    )
    bookings.mark(TENANT, BookingId("b_1"), status=BookingStatus.WON, amount_cents=900, at=NOW)
    kept = current(stores, before)
    answer = stores.conversations.commit(kept, released(kept), event_id="c", now=NOW)
    assert answer == Committed()
    (row,) = bookings.list_all(TENANT)
    assert (row.status, row.amount_cents) == (BookingStatus.WON, 900)
    assert current(stores, before).booking is None
    assert reserved(stores, "b_2").slot == row.booking.slot, "its time is free again"


def test_usage_and_the_listing_come_with_the_step(stores: Stores) -> None:
    before = opened(stores)
    step = booked(before, reserved(stores, "b_1"))
    reached = replace(
        step,
        conversation=replace(step.conversation, reached=True),
        usage=(*step.usage, Usage(UsageKind.REACHED, 1)),
    )
    stores.conversations.commit(before, reached, event_id="a", now=NOW)
    kinds = [usage.row.kind for usage in usage_rows.list_all(TENANT)]
    assert sorted(kinds) == [UsageKind.BOOKED, UsageKind.REACHED]
    counters = campaigns.list_all(TENANT)
    assert counters == ()  # counters alone make no campaign
    assert [found.id for found in recent(TENANT)] == [before.id]


def test_the_funnel_and_what_was_spent_come_with_the_step(stores: Stores) -> None:
    before = opened(stores)
    step = booked(before, reserved(stores, "b_1"))
    talk = replace(step.conversation, reached=True, channel=Channel.SMS)
    usage = (Usage(UsageKind.BOOKED, 1), Usage(UsageKind.VOICE_SECONDS, 61))
    stores.conversations.commit(
        before, replace(step, conversation=talk, usage=usage), event_id="a", now=NOW
    )
    week = week_of(NOW)
    found = progress.load_since(TENANT, week)
    assert {(one.week, one.channel, one.stage, one.count) for one in found.counts} == {
        (week, None, Stage.PERMITTED, 1),
        (week, Channel.SMS, Stage.REACHED, 1),
        (week, Channel.SMS, Stage.BOOKED, 1),
    }
    cents = 1200 + 2 * 20
    assert found.spent_cents == ((week, before.terms.motion, cents),)
    assert found.spent_ever_cents == cents
    later = progress.load_since(TENANT, week + timedelta(days=7))
    assert (later.counts, later.spent_ever_cents) == ((), cents)
    assert bookings.list_all(TENANT)[0].channel is Channel.SMS
