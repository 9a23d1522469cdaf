"""Usage, prices and what may still be spent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.billing.prices import PRICE_TABLES, PriceTable, charge, price_table_at
from tenancy.billing.spending import (
    PaymentStanding,
    Spending,
    SpendingAllowed,
    SpendingRefused,
    SpendingRule,
    may_spend,
    spending,
    trial_left_cents,
)
from tenancy.billing.usage import Meter, Period, UsageKind, UsageRow, month_of, once_each, totals

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 2),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def _rows() -> st.SearchStrategy[list[UsageRow]]:
    row = st.builds(
        UsageRow,
        id=st.uuids().map(str),
        kind=st.sampled_from(UsageKind),
        quantity=st.integers(0, 4000),
        at=MOMENTS,
    )
    return st.lists(row, max_size=12, unique_by=lambda row: row.id)


@given(_rows(), st.data())
def test_the_whole_costs_what_its_parts_cost(rows: list[UsageRow], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(rows)))
    parts = charge(rows[:cut]).total_cents + charge(rows[cut:]).total_cents
    assert charge(rows).total_cents == parts


@given(_rows(), st.randoms(use_true_random=False))
def test_a_row_counted_again_or_in_another_order_costs_the_same(
    rows: list[UsageRow], random: object
) -> None:
    again = rows + rows
    random.shuffle(again)  # type: ignore[attr-defined]
    assert charge(again) == charge(rows)
    assert totals(again) == totals(rows)


@given(_rows())
def test_no_charge_is_negative_and_units_are_those_of_the_totals(rows: list[UsageRow]) -> None:
    priced = charge(rows)
    assert all(cents >= 0 for cents in priced.cents.values())
    assert priced.units == totals(rows)


@given(_rows(), MOMENTS)
def test_every_row_is_in_exactly_one_month(rows: list[UsageRow], moment: datetime) -> None:
    month = month_of(moment)
    assert moment in month
    before = Period(datetime(2020, 1, 1, tzinfo=UTC), month.start)
    after = Period(month.end, datetime(2040, 1, 1, tzinfo=UTC))
    parts = [totals(rows, period) for period in (before, month, after)]
    assert {meter: sum(part[meter] for part in parts) for meter in Meter} == totals(rows)


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2), (240, 4)])
def test_a_call_is_billed_by_its_started_minutes(seconds: int, minutes: int) -> None:
    assert UsageRow("u", UsageKind.VOICE_SECONDS, seconds, NOW).units == minutes


def test_one_of_each_costs_what_the_price_list_says() -> None:
    rows = [
        UsageRow("a", UsageKind.REACHED, 1, NOW),
        UsageRow("b", UsageKind.VOICE_SECONDS, 200, NOW),
        UsageRow("c", UsageKind.BOOKED, 1, NOW),
    ]
    priced = charge(rows)
    assert priced.currency == "EUR"
    assert priced.cents == {
        Meter.REACHED_CONVERSATIONS: 80,
        Meter.VOICE_MINUTES: 80,
        Meter.BOOKED_CONVERSATIONS: 1200,
    }


def test_a_new_price_leaves_what_was_used_before_it_alone() -> None:
    dearer = PriceTable("2027-01", date(2027, 1, 1), "EUR", dict.fromkeys(Meter, 1000))
    tables = (*PRICE_TABLES, dearer)
    before = UsageRow("a", UsageKind.REACHED, 1, datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    after = UsageRow("b", UsageKind.REACHED, 1, datetime(2027, 1, 1, tzinfo=UTC))
    assert charge([before, after], tables).total_cents == 80 + 1000


def test_every_table_prices_every_meter_in_one_currency_and_in_order() -> None:
    assert all(set(table.unit_cents) == set(Meter) for table in PRICE_TABLES)
    assert len({table.currency for table in PRICE_TABLES}) == 1
    days = [table.valid_from for table in PRICE_TABLES]
    assert days == sorted(set(days))


def test_before_the_first_price_list_nothing_can_be_priced() -> None:
    with pytest.raises(LookupError):
        price_table_at(datetime(2025, 12, 31, tzinfo=UTC))


def test_usage_is_never_negative_and_always_in_time() -> None:
    with pytest.raises(ValueError, match="negative"):
        UsageRow("u", UsageKind.REACHED, -1, NOW)
    with pytest.raises(ValueError, match="aware"):
        UsageRow("u", UsageKind.REACHED, 1, datetime(2026, 1, 1))  # noqa: DTZ001


def test_the_first_of_two_rows_with_one_identifier_counts() -> None:
    rows = [UsageRow("u", UsageKind.REACHED, n, NOW) for n in (1, 5)]
    assert [row.quantity for row in once_each(rows)] == [1]


STANDINGS = st.builds(
    PaymentStanding,
    subscribed=st.booleans(),
    payment_failed=st.booleans(),
    trial_credit_cents=st.integers(0, 10_000),
    spending_limit_cents=st.integers(0, 10_000),
)
SPENT = st.builds(Spending, st.integers(0, 12_000), st.integers(0, 12_000))


@given(STANDINGS, SPENT, st.integers(0, 5_000))
def test_what_is_allowed_never_passes_a_limit(
    standing: PaymentStanding, spent: Spending, cents: int
) -> None:
    answer = may_spend(standing, spent, next_cents=cents)
    if isinstance(answer, SpendingAllowed):
        assert cents <= answer.left_cents
        assert not standing.payment_failed
        assert spent.month_cents + answer.left_cents <= standing.spending_limit_cents
        if not standing.subscribed:
            assert spent.trial_cents + answer.left_cents <= standing.trial_credit_cents


@given(STANDINGS, SPENT, st.integers(0, 5_000), st.integers(0, 5_000))
def test_who_may_not_spend_little_may_not_spend_more(
    standing: PaymentStanding, spent: Spending, cents: int, more: int
) -> None:
    if isinstance(may_spend(standing, spent, next_cents=cents), SpendingRefused):
        assert isinstance(may_spend(standing, spent, next_cents=cents + more), SpendingRefused)


@pytest.mark.parametrize(
    ("standing", "spent", "expected"),
    [
        (PaymentStanding(), Spending(0, 0), SpendingAllowed(5_000)),
        (PaymentStanding(), Spending(4_920, 4_920), SpendingAllowed(80)),
        (PaymentStanding(), Spending(4_921, 4_921), SpendingRefused(SpendingRule.TRIAL_USED_UP)),
        (PaymentStanding(subscribed=True), Spending(9_999, 0), SpendingAllowed(20_000)),
        (
            PaymentStanding(subscribed=True),
            Spending(0, 19_921),
            SpendingRefused(SpendingRule.SPENDING_LIMIT),
        ),
        (
            PaymentStanding(subscribed=True, payment_failed=True),
            Spending(0, 0),
            SpendingRefused(SpendingRule.PAYMENT_FAILED),
        ),
        (
            PaymentStanding(subscribed_at=NOW),
            Spending(0, 0),
            SpendingRefused(SpendingRule.SUBSCRIPTION_ENDED),
        ),
    ],
)
def test_the_rule_that_stops_spending_is_named(
    standing: PaymentStanding, spent: Spending, expected: SpendingAllowed | SpendingRefused
) -> None:
    assert may_spend(standing, spent, next_cents=80) == expected


def test_only_what_was_used_before_subscribing_draws_on_the_trial() -> None:
    rows = [
        UsageRow("a", UsageKind.BOOKED, 1, NOW - timedelta(days=40)),
        UsageRow("b", UsageKind.REACHED, 1, NOW),
    ]
    trial = PaymentStanding()
    assert spending(rows, trial, now=NOW) == Spending(trial_cents=1280, month_cents=80)
    paying = PaymentStanding(subscribed=True, subscribed_at=NOW - timedelta(days=1))
    spent = spending(rows, paying, now=NOW)
    assert spent == Spending(trial_cents=1200, month_cents=80)
    assert trial_left_cents(paying, spent) == 3800
    assert trial_left_cents(paying, Spending(9_999, 0)) == 0
