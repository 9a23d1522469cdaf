"""Objects of Stripe's API as rows of its own exports: nothing guessed, the same row every time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.customer_base.columns.header_matching import match_headers
from functions.stripe_source.rows import (
    CUSTOMER_COLUMNS,
    SUBSCRIPTION_COLUMNS,
    customer_row,
    subscription_row,
    with_names,
    with_plan_start,
)

CREATED = 1_760_000_000
MONTHLY = {"interval": "month", "interval_count": 1, "usage_type": "licensed"}
YEARLY = {"interval": "year", "interval_count": 1, "usage_type": "licensed"}


def item(cents: int | str | None = 2900, *, id: str = "si_1", **changes: Any) -> dict[str, Any]:
    price = {
        "id": f"price_{id}",
        "product": f"prod_{id}",
        "currency": "usd",
        "created": CREATED - 1000,
        "unit_amount_decimal": None if cents is None else str(cents),
        "recurring": changes.pop("recurring", MONTHLY),
        **changes.pop("price", {}),
    }
    return {"id": id, "quantity": 1, "created": CREATED, "price": price, **changes}


def sub(*items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "id": "sub_1",
        "customer": "cus_1",
        "status": "active",
        "currency": "usd",
        "created": CREATED,
        "start_date": CREATED,
        "items": {"object": "list", "data": list(items)},
        **changes,
    }


def test_the_presets_recognise_both_files_by_their_headers() -> None:
    customers = match_headers(list(CUSTOMER_COLUMNS))
    subscriptions = match_headers(list(SUBSCRIPTION_COLUMNS))
    assert (customers.preset, customers.certain) == ("stripe_customers", True)
    assert (subscriptions.preset, subscriptions.certain) == ("stripe_subscriptions", True)
    assert "Plan Key" not in subscriptions.mapping
    assert "Price ID" not in subscriptions.mapping
    assert {"customer_id", "email", "phone", "country", "region", "language", "delinquent"} <= set(
        customers.mapping.values()
    )


def test_a_customers_row_holds_what_the_account_says() -> None:
    row = customer_row(
        {
            "id": "cus_1",
            "name": "  Ann\n Sample ",
            "email": "ann@example.com",
            "phone": "+12025550143",
            "created": CREATED,
            "delinquent": False,
            "address": {"country": "US", "state": "NY"},
            "preferred_locales": ["en-US", "fr"],
        }
    )
    assert row == {
        "id": "cus_1",
        "Name": "Ann Sample",
        "Email": "ann@example.com",
        "Phone": "+12025550143",
        "Created (UTC)": "2025-10-09 08:53",
        "Delinquent": "false",
        "Card Address Country": "US",
        "Card Address State": "NY",
        "Preferred Locales": "en-US",
        "Status": "",
    }


def test_what_is_not_said_stays_empty() -> None:
    assert {v for k, v in customer_row({"id": "cus_1"}).items() if k != "id"} == {""}
    bare = subscription_row({"id": "sub_1"})
    assert (bare["Amount"], bare["Interval"], bare["Start (UTC)"]) == ("", "", "")


@pytest.mark.parametrize(
    ("recurring", "cents", "interval", "amount"),
    [
        (MONTHLY, 2900, "month", "29.00"),
        (YEARLY, 29_000, "year", "290.00"),
        ({"interval": "month", "interval_count": 3}, 9000, "month", "30.00"),
        ({"interval": "month", "interval_count": 12}, 12_000, "year", "120.00"),
        ({"interval": "year", "interval_count": 2}, 24_000, "year", "120.00"),
        ({"interval": "week", "interval_count": 1}, 700, "month", "30.42"),
        ({"interval": "day", "interval_count": 1}, 100, "month", "30.42"),
    ],
)
def test_every_interval_becomes_a_month_or_a_year(
    recurring: dict[str, Any], cents: int, interval: str, amount: str
) -> None:
    row = subscription_row(sub(item(cents, recurring=recurring)))
    assert (row["Interval"], row["Amount"]) == (interval, amount)


@pytest.mark.parametrize(
    ("currency", "minor", "amount"),
    [("usd", 1999, "19.99"), ("jpy", 1999, "1999"), ("kwd", 1999, "1.9990"), ("isk", 500, "5.00")],
)
def test_minor_units_become_the_currencys_own_decimals(
    currency: str, minor: int, amount: str
) -> None:
    assert subscription_row(sub(item(minor), currency=currency))["Amount"] == amount


def test_of_several_items_the_dearest_names_the_plan_and_all_are_summed() -> None:
    base, seats = item(2900, id="si_base"), item(1000, id="si_seats", quantity=5)
    metered = item(None, id="si_api", recurring={**MONTHLY, "usage_type": "metered"})
    row = subscription_row(sub(base, seats, metered))
    assert (row["Product"], row["Quantity"], row["Amount"]) == ("prod_si_seats", "5", "79.00")


def test_an_amount_that_cannot_be_known_is_left_out() -> None:
    assert subscription_row(sub(item(None)))["Amount"] == ""
    assert subscription_row(sub(item(2900), discounts=["di_1"]))["Amount"] == ""


@pytest.mark.parametrize(
    ("coupon", "amount"),
    [
        ({"percent_off": 100}, "0.00"),
        ({"percent_off": 25.5}, "21.61"),
        ({"amount_off": 900}, "20.00"),
        ({"amount_off": 90_000}, "0.00"),
    ],
)
def test_a_described_discount_is_taken_off(coupon: dict[str, Any], amount: str) -> None:
    old, new = {"coupon": coupon}, {"source": {"coupon": coupon}}
    for discount in (old, new):
        assert subscription_row(sub(item(2900), discounts=[discount]))["Amount"] == amount


def test_packages_of_units_are_counted_as_the_price_says() -> None:
    price = {"transform_quantity": {"divide_by": 10, "round": "up"}}
    assert subscription_row(sub(item(1000, quantity=11, price=price)))["Amount"] == "20.00"


def test_events_of_old_api_versions_say_the_same() -> None:
    plan = {"id": "gold", "product": "prod_1", "amount": 2900, "interval": "month", "currency": "x"}
    old = sub(plan=plan, quantity=2, current_period_end=CREATED, customer={"id": "cus_1"})
    row = subscription_row(old)
    assert (row["Amount"], row["Quantity"], row["Customer ID"]) == ("58.00", "2", "cus_1")
    assert row["Current Period End (UTC)"] == "2025-10-09 08:53"
    assert with_names(row, {})["Plan"] == "gold"


def test_nobody_is_on_a_plan_longer_than_its_item_or_price_exists() -> None:
    assert subscription_row(sub(item(created=CREATED + 60)))["Start (UTC)"] == "2025-10-09 08:54"
    row = subscription_row(sub(item(price={"created": CREATED + 120})))
    assert row["Start (UTC)"] == "2025-10-09 08:55"


def test_a_plan_is_called_by_nickname_then_product_then_lookup_key_then_id() -> None:
    names = {"prod_si_1": "Growth"}
    nicknamed = subscription_row(sub(item(price={"nickname": "Early bird"})))
    keyed = subscription_row(sub(item(price={"lookup_key": "growth-monthly"})))
    plain = subscription_row(sub(item()))
    assert with_names(nicknamed, names)["Plan"] == "Early bird"
    assert with_names(keyed, names)["Plan"] == "Growth"
    assert with_names(keyed, {})["Plan"] == "growth-monthly"
    assert with_names(plain, {})["Plan"] == "price_si_1"
    assert with_names(with_names(plain, names), names) == with_names(plain, names)


def test_a_change_of_plan_is_dated_when_it_was_noticed_and_stays_dated() -> None:
    noticed = datetime(2026, 11, 23, 9, tzinfo=UTC)
    before, after = subscription_row(sub(item(id="si_a"))), subscription_row(sub(item(id="si_b")))
    assert with_plan_start(after, None, noticed=noticed) == after
    changed = with_plan_start(after, before, noticed=noticed)
    assert changed["Start (UTC)"] == "2026-11-23 09:00"
    later = datetime(2026, 12, 1, tzinfo=UTC)
    assert with_plan_start(after, changed, noticed=later)["Start (UTC)"] == "2026-11-23 09:00"
    renamed = {**before, "Plan": "A new name"}
    assert with_plan_start(before, renamed, noticed=later)["Start (UTC)"] == before["Start (UTC)"]


INTERVALS = st.fixed_dictionaries(
    {
        "interval": st.sampled_from(["day", "week", "month", "year"]),
        "interval_count": st.integers(1, 36),
        "usage_type": st.sampled_from(["licensed", "metered"]),
    }
)
ITEMS = st.lists(
    st.builds(
        lambda cents, number, quantity, recurring: item(
            cents, id=f"si_{number}", quantity=quantity, recurring=recurring
        ),
        st.none() | st.integers(0, 10**9) | st.sampled_from(["0.5", "1.25", "nonsense"]),
        st.integers(0, 10**6),
        st.none() | st.integers(0, 1000),
        INTERVALS,
    ),
    max_size=6,
    unique_by=lambda one: one["id"],
)
CURRENCIES = st.sampled_from(["usd", "jpy", "kwd", "eur"])


@given(ITEMS, CURRENCIES, st.randoms())
def test_the_order_of_items_changes_nothing(
    items: list[dict[str, Any]], currency: str, random: Any
) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    one = subscription_row(sub(*items, currency=currency))
    assert one == subscription_row(sub(*shuffled, currency=currency))
    assert tuple(one) == SUBSCRIPTION_COLUMNS
    assert one["Interval"] in {"", "month", "year"}
    assert not one["Amount"] or Decimal(one["Amount"]) >= 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(["name", "email", "phone", "address"]), JSON))
def test_no_cell_of_a_customer_breaks_a_row(fields: dict[str, Any]) -> None:
    row = customer_row({**fields, "id": "cus_1"})
    assert tuple(row) == CUSTOMER_COLUMNS
    assert all("\n" not in cell and "\0" not in cell for cell in row.values())
    assert len(json.dumps(row)) < 400_000
