"""An operator sees where usage and Stripe differ, and settles it without sending anything twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from functions.outreach.codec import to_json
from functions.outreach.ports import StoredUsage
from functions.outreach.store.dynamo import time_text
from functions.outreach.store.usage_rows import StoredUsageRows, list_all
from functions.outreach.workflows.report_usage import IN_DOUBT
from infra.plain_error import PlainError
from infra.usage_differences import (
    SENT_AGAIN,
    TOO_MANY,
    UsageBooks,
    main,
    settle,
    show,
    whole_minutes_of,
)
from tenancy.billing import payment_state
from tenancy.billing.usage import Meter, Period, UsageKind, UsageRow
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.identity import accounts
from tests.outreach.approved import NOW, TENANT
from tests.outreach.handlers.deployed import Deployed, deployed_stage

pytestmark = pytest.mark.costly(first=1)

AT = NOW - timedelta(days=2)
MONTH = f"{AT:%Y-%m}"
PERIOD = whole_minutes_of(MONTH, now=NOW)


class Stripe:
    """What it counts, by meter and moment."""

    def __init__(self, *events: tuple[Meter, datetime, int]) -> None:
        self.events = events

    def count(self, meter: Meter, period: Period) -> int:
        return sum(units for of, at, units in self.events if of is meter and at in period)


@pytest.fixture
def stage(aws: None) -> Iterator[Deployed]:
    with deployed_stage() as made:
        yield made


@pytest.fixture
def books(stage: Deployed) -> UsageBooks:
    accounts.listed_row(TENANT).save()
    return UsageBooks(control="warmline-test-control", workspace="warmline-test-workspace")


_numbers = itertools.count()


def reported(*, at: datetime = AT, seconds: int = 0) -> str:
    """The key of a row that Stripe is on record as having."""
    kind = UsageKind.VOICE_SECONDS if seconds else UsageKind.REACHED
    row = UsageRow(f"u-{next(_numbers)}", kind, seconds or 1, at)
    key = f"{time_text(at)}#{row.id}"
    with acting_for(TENANT):
        WorkspaceItem(TenantKeys.usage(TENANT), key, kind="usage", document=to_json(row)).save()
    begun = StoredUsageRows().begin_attempt(TENANT, StoredUsage(key, row, None), at=at)
    assert begun is not None
    StoredUsageRows().reported(TENANT, key, at=at)
    return key


def states() -> dict[str, str]:
    return {one.key: "reported" if one.reported_at else one.refused for one in list_all(TENANT)}


def test_the_newest_difference_of_each_month_is_shown_and_agreement_is_not(
    books: UsageBooks,
) -> None:
    for days, theirs in ((1, 1), (0, 2)):
        StoredUsageRows().note_difference(
            TENANT,
            PERIOD,
            at=NOW - timedelta(days=days),
            ours={"reached_conversations": 3, "voice_minutes": 4},
            theirs={"reached_conversations": theirs, "voice_minutes": 4},
        )
    assert books.tenants() == [TENANT]
    assert list(show(books, books.tenants())) == [
        f"{TENANT} {MONTH} reached_conversations: ours 3, Stripe 2 ({time_text(NOW)})"
    ]


def test_what_stripe_lacks_is_left_to_the_nightly_job_and_the_rest_stays(
    books: UsageBooks,
) -> None:
    lost, call = reported(), reported(at=AT + timedelta(hours=1), seconds=61)
    stripe = Stripe((Meter.VOICE_MINUTES, AT + timedelta(hours=1), 2))
    (line,) = settle(books, TENANT, PERIOD, stripe.count)
    assert line == f"{AT:%Y-%m-%d %H:%M} reached_conversations: ours 1, Stripe 0: {SENT_AGAIN}"
    assert states() == {lost: IN_DOUBT, call: "reported"}
    # It is in doubt once, and not again.
    assert list(settle(books, TENANT, PERIOD, stripe.count)) == []


def test_what_stripe_has_and_we_do_not_is_named_with_what_to_do(books: UsageBooks) -> None:
    known = reported()
    stripe = Stripe((Meter.REACHED_CONVERSATIONS, AT, 3))
    (line,) = settle(books, TENANT, PERIOD, stripe.count)
    assert line == f"{AT:%Y-%m-%d %H:%M} reached_conversations: ours 1, Stripe 3: {TOO_MANY}"
    assert states() == {known: "reported"}


def test_agreement_changes_nothing(books: UsageBooks) -> None:
    known = reported()
    stripe = Stripe((Meter.REACHED_CONVERSATIONS, AT, 1))
    assert list(settle(books, TENANT, PERIOD, stripe.count)) == []
    assert states() == {known: "reported"}


def test_the_customer_at_stripe_is_the_one_on_record(books: UsageBooks) -> None:
    assert books.customer(TENANT) == ""
    payment_state.attach_customer(TENANT, "cus_sample")
    assert books.customer(TENANT) == "cus_sample"


def test_a_month_goes_as_far_as_its_last_whole_minute() -> None:
    now = datetime(2026, 11, 5, 12, 30, 59, tzinfo=UTC)
    assert whole_minutes_of("2026-11", now=now) == Period(
        datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 5, 12, 30, tzinfo=UTC)
    )
    assert whole_minutes_of("2026-10", now=now).end == datetime(2026, 11, 1, tzinfo=UTC)
    with pytest.raises(PlainError, match="no month"):
        whole_minutes_of("November", now=now)


def test_nothing_is_settled_without_a_tenant() -> None:
    with pytest.raises(PlainError, match="name one tenant"):
        main(["settle", "--stage", "test", "--month", "2026-11"])
