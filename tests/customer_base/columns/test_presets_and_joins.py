"""Exports we recognise, and several files that become one customer base."""

from __future__ import annotations

from datetime import date

import pytest

from functions.customer_base.files.dialect import Refusal
from tests.customer_base.reading import done, looked_at, read

pytestmark = pytest.mark.costly(first=2)

STRIPE_CUSTOMERS = (
    "id,Description,Email,Name,Created (UTC),Delinquent,Card Issue Country,Plan,Status,"
    "Total Spend,Payment Count,Refunded Volume\n"
    "cus_1,,one@example.com,One Sample,2024-01-01 10:00,false,US,Starter,active,290.00,10,0.00\n"
    "cus_2,,two@example.com,Two Sample,2024-01-01 10:00,true,LT,Starter,canceled,0.00,0,0.00\n"
)
STRIPE_SUBSCRIPTIONS = (
    "id,Customer ID,Customer Name,Customer Email,Plan,Product,Quantity,Status,"
    "Cancellation Reason,Currency,Amount,Interval,Created (UTC),Start (UTC),"
    "Current Period End (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC)\n"
    "sub_1,cus_1,One Sample,one@example.com,Starter,Board,2,active,,usd,290.00,year,"
    "2025-06-01 08:00,2025-06-01 08:00,2027-01-10 23:30,,,\n"
    "sub_0,cus_1,One Sample,one@example.com,Old,Board,1,canceled,,usd,9.00,month,"
    "2024-01-01 10:00,2024-01-01 10:00,2024-03-01 10:00,,2024-02-20 10:00,2024-03-01 10:00\n"
    "sub_3,cus_3,Three Sample,three@example.com,Starter,Board,1,trialing,,usd,29.00,month,"
    "2026-11-20 10:00,2026-11-20 10:00,2026-12-04 10:00,2026-12-04 10:00,,\n"
    "sub_4,cus_4,Four Sample,four@example.com,Starter,Board,1,canceled,,usd,29.00,month,"
    "2026-01-01 10:00,2026-01-01 10:00,2026-01-15 10:00,2026-01-15 10:00,2026-01-10 10:00,"
    "2026-01-15 10:00\n"
)


def test_a_stripe_customers_export_is_recognised() -> None:
    found = looked_at(STRIPE_CUSTOMERS)
    assert (found.preset, found.certain) == ("stripe_customers", True)
    customers = done(read(STRIPE_CUSTOMERS)).customers
    assert customers["cus_1"]["paid"] is True
    assert customers["cus_1"]["paid_total_cents"] == 29_000
    assert customers["cus_1"]["paid_since"] is None, "a creation date never proves a payment"
    assert customers["cus_1"]["phone"] is None
    assert customers["cus_2"]["paid"] is False


@pytest.mark.slow
def test_a_stripe_subscriptions_export_is_recognised_and_one_subscription_chosen() -> None:
    found = looked_at(STRIPE_SUBSCRIPTIONS)
    assert (found.preset, found.certain) == ("stripe_subscriptions", True)
    outcome = done(read(STRIPE_SUBSCRIPTIONS))
    assert outcome.sums == (4, 3, 1, 0)
    one = outcome.customers["cus_1"]
    assert (one["plan"], one["status"], one["billing_interval"]) == ("Starter", "active", "year")
    assert one["mrr_cents"] == 2417
    assert one["seats"] == 2
    assert one["paid_since"] == date(2024, 1, 1)
    assert one["plan_since"] == date(2025, 6, 1)
    assert one["renews_on"] == date(2027, 1, 11), "half past eleven in UTC is the next day here"
    assert one["churned_on"] is None, "the end of another subscription is not this one's"
    assert outcome.customers["cus_3"]["paid"] is False, "still in its trial"
    assert outcome.customers["cus_4"]["paid"] is not True, "left before the trial ended"


@pytest.mark.slow
def test_stripes_two_exports_join_by_customer_id() -> None:
    outcome = done(read(STRIPE_CUSTOMERS, STRIPE_SUBSCRIPTIONS))
    assert outcome.sums == (6, 4, 2, 0)
    one = outcome.customers["cus_1"]
    assert (one["country"], one["billing_interval"], one["payment_count"]) == ("US", "year", 10)
    assert done(read(STRIPE_SUBSCRIPTIONS, STRIPE_CUSTOMERS)).customers == outcome.customers


@pytest.mark.parametrize(
    ("preset", "head", "row", "expected"),
    [
        (
            "chargebee",
            "Customer Id,First Name,Last Name,Email,Phone,Subscription Status,Plan Id,"
            "Activated At,Cancelled At,Plan Amount,Billing Period Unit",
            "c1,One,Sample,one@example.com,+12125550101,non_renewing,Starter,2025-01-01,,"
            "29.00,month",
            {
                "name": "One Sample",
                "phone": "+12125550101",
                "status": "active",
                "cancel_at_period_end": True,
                "mrr_cents": 2900,
                "paid": True,
                "paid_since": date(2025, 1, 1),
            },
        ),
        (
            "paddle_customers",
            "id,email,name,status,locale",
            "ctm_1,one@example.com,One Sample,active,lt-LT",
            {"status": None, "language": "lt", "paid": None},
        ),
        (
            "hubspot",
            "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Lead Status,"
            "Contact owner,Create Date,Associated Company",
            "101,One,Sample,one@example.com,+44 7700 900123,customer,,Owner,2024-01-01,Sample Ltd",
            {"name": "One Sample", "phone": "+447700900123", "paid": None, "status": None},
        ),
    ],
)
def test_other_exports_are_recognised(
    preset: str, head: str, row: str, expected: dict[str, object]
) -> None:
    text = f"{head}\n{row}\n"
    found = looked_at(text)
    assert (found.preset, found.certain) == (preset, True)
    customer = done(read(text)).only()
    assert {name: customer[name] for name in expected} == expected


def test_phones_usage_and_tickets_are_joined_to_the_customers() -> None:
    phones = "email,phone\nONE@example.com,+12125550101\nnobody@example.com,+12125550102\n"
    events = "customer id,event time,event,count\n" + "".join(
        f"cus_1,{day} 10:00:00,{event},{count}\n"
        for day, event, count in [
            ("2026-11-20", "Reports", 3),
            ("2026-11-01", "Reports", 2),
            ("2026-11-01", "Export", 1),
            ("2026-10-01", "Reports", 9),
            ("2026-07-01", "Reports", 99),
        ]
    )
    events += "cus_9,2026-11-20 10:00:00,Reports,1\n"
    tickets = (
        "customer id,ticket id,ticket status,ticket topic,escalated\n"
        "cus_1,t1,open,Automations,yes\ncus_1,t2,closed,Reports,yes\n"
    )
    outcome = done(read(STRIPE_CUSTOMERS, phones, events, tickets))
    one = outcome.customers["cus_1"]
    assert one["phone"] == "+12125550101"
    assert (one["usage_30d"], one["usage_prev_30d"]) == (6, 9)
    assert one["feature_uses"] == {"Export": 1, "Reports": 5}
    assert one["open_escalations"] == 1
    assert one["support_asks"] == ["Automations", "Reports"]
    by_file = [
        (file.rows_in, file.accepted, file.merged, file.rejected)
        for file in outcome.accounting.files
    ]
    assert by_file == [(2, 2, 0, 0), (2, 0, 1, 1), (6, 0, 5, 1), (2, 0, 2, 0)]
    assert outcome.rejects.count("no customer with this id or email address") == 2


def test_two_records_of_one_address_are_one_customer_and_keep_the_running_plan() -> None:
    outcome = done(
        read(
            "customer_id,email,status,plan,mrr,churned_on,do_not_contact\n"
            "b,one@example.com,active,Starter,29,,\n"
            "a,One@example.com,canceled,Growth,79,2026-01-01,yes\n"
        )
    )
    customer = outcome.only()
    assert (customer["status"], customer["plan"], customer["churned_on"]) == (
        "active",
        "Starter",
        None,
    )
    assert customer["do_not_contact"] is True, "who said no once is not contacted"


def test_a_plan_name_or_a_creation_date_proves_no_payment() -> None:
    outcome = done(read("customer_id,plan,created\n1,Pro,2020-01-01\n"))
    assert outcome.only()["paid"] is None


def test_an_address_serves_as_id_where_there_is_none() -> None:
    assert set(done(read("email,plan\nOne@Example.com,Pro\n")).customers) == {"one@example.com"}


def test_a_file_without_id_and_address_is_refused() -> None:
    outcome = read("phone,plan\n+12125550101,Pro\n")
    assert isinstance(outcome, Refusal)
    assert "customer id or an email address" in outcome.problem
