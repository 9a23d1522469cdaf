"""What one row of a file is: decided by several headers and values, asked where that is not enough.

A word that means one thing in a table of customers means another in a table of payments.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.columns.header_matching import match_headers
from functions.customer_base.columns.row_kind import ROWS, RowKind
from functions.customer_base.imports.pipeline import AnswersNeeded
from tests.customer_base.reading import done, looked_at, read
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=5)

Rows = list[list[str]]


@pytest.mark.parametrize(
    ("headers", "rows", "kind"),
    [
        (
            "Timestamp,Email,Name,Plan,Status,MRR",
            [["2026-11-20 10:11:12", "a@example.com"]],
            "customers",
        ),
        ("customer id,event time,event,count", [], "events"),
        ("user_id,timestamp,event", [], "events"),
        ("user_id,timestamp", [["u1", "2026-11-20"], ["u1", "2026-11-21"]], "events"),
        ("email,plan,status,mrr,escalated", [], "customers"),
        ("email,ticket id,ticket status,ticket topic,escalated", [], "tickets"),
        ("Requester email,Assignee,Subject,Status", [], "tickets"),
        ("email,invoice number,amount,status", [["a@example.com", "1", "29", "Paid"]], "payments"),
        ("email,amount,currency,payment date", [], "payments"),
        ("email,amount,paid at", [], "payments"),
        ("customer id,subscription id,plan,status,amount", [], "subscriptions"),
        ("email,plan,status", [["a@example.com", "Pro", "paid"]], "customers"),
        ("email,plan,mrr,renewal date,invoice number", [], "customers"),
        ("email,usage,limit used", [], "usage"),
        ("email,phone,country", [], "customers"),
        ("email,status,mrr", [["a@example.com", "canceled", "0"]], "customers"),
    ],
)
def test_several_headers_and_values_decide_what_a_row_is(
    headers: str, rows: Rows, kind: str
) -> None:
    found = match_headers(headers.split(","), rows).rows
    assert (found.kind, found.sure) == (kind, True)


@pytest.mark.parametrize(
    ("headers", "rows", "kinds"),
    [
        # A charge that was paid, or a subscription that is: the words alone do not tell.
        ("email,status,amount", [["a@example.com", "Paid", "29"]], {"customers", "payments"}),
        (
            "email,status,amount",
            [["a@example.com", "Paid", "29"], ["b@example.com", "Failed", "29"]],
            {"customers", "payments"},
        ),
        (
            "user_id,timestamp",
            [["u1", "2026-11-20"], ["u2", "2026-11-21"]],
            {"customers", "events"},
        ),
        ("email,name,timestamp", [], {"customers", "events"}),
        ("email,escalated", [], {"customers", "tickets"}),
        ("email,timestamp,event,mrr", [], {"customers", "events"}),
    ],
)
def test_what_one_column_says_alone_is_asked(headers: str, rows: Rows, kinds: set[str]) -> None:
    matching = match_headers(headers.split(","), rows)
    assert {matching.rows.kind, *matching.rows.others} == kinds
    assert not matching.certain


CHARGES = (
    "Email,Status,Amount,Date\n"
    "ann@example.com,Paid,29.00,2026-01-05\n"
    "ann@example.com,Failed,29.00,2026-02-05\n"
    "bob@example.com,Failed,29.00,2026-02-05\n"
)


def test_the_founder_is_asked_what_a_row_is_and_the_answer_counts() -> None:
    (question,) = looked_at(CHARGES).questions
    assert question.header == ROWS
    assert {value for value, _ in question.choices} == {RowKind.PAYMENTS, RowKind.CUSTOMERS}
    assert "ann@example.com" in question.text, "the founder decides by a row of their own"
    outcome = read(CHARGES)
    assert isinstance(outcome, AnswersNeeded), "an import never guesses it either"
    as_payments = done(read(CHARGES, answers={ROWS: "payments"})).customers
    assert as_payments["ann@example.com"]["paid"] is True
    assert as_payments["ann@example.com"]["payment_count"] == 1
    assert as_payments["ann@example.com"]["status"] is None, "a paid charge is no active customer"
    assert as_payments["bob@example.com"]["paid"] is None, "a failed charge proves nothing"
    as_customers = done(read(CHARGES, answers={ROWS: "customers"})).customers
    assert as_customers["bob@example.com"]["paid"] is None


STRIPE_PAYMENTS = (
    "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Captured,Status,"
    "Customer ID,Customer Email,Dispute Status\n"
    "ch_1,New,Complete,2021-03-02 10:11,29.00,0.00,usd,true,Paid,cus_1,one@example.com,\n"
    "ch_2,Next,Complete,2021-04-02 10:11,29.00,9.00,usd,true,Paid,cus_1,one@example.com,\n"
    "ch_3,New,Declined,2026-11-02 10:11,29.00,0.00,usd,false,Failed,cus_2,two@example.com,\n"
    "ch_4,New,Complete,2026-01-02 10:11,29.00,29.00,usd,true,Refunded,cus_3,three@example.com,\n"
    "ch_5,New,Complete,2026-01-02 10:11,29.00,29.00,usd,true,Paid,cus_4,four@example.com,\n"
    "ch_6,New,Complete,2026-01-02 10:11,29.00,0.00,usd,true,Paid,cus_5,five@example.com,lost\n"
)


def test_only_payments_that_went_through_and_were_kept_prove_one() -> None:
    found = looked_at(STRIPE_PAYMENTS)
    assert (found.preset, found.certain) == ("stripe_payments", True)
    outcome = done(read(STRIPE_PAYMENTS))
    assert outcome.sums == (6, 5, 1, 0)
    one = outcome.customers["cus_1"]
    assert (one["paid"], one["payment_count"], one["paid_total_cents"]) == (True, 2, 4900)
    assert (one["paid_since"], one["last_paid_on"]) == (date(2021, 3, 2), date(2021, 4, 2))
    assert outcome.customers["cus_2"]["last_billing_issue_on"] == date(2026, 11, 2)
    for name in ("cus_2", "cus_3", "cus_4", "cus_5"):
        assert outcome.customers[name]["paid"] is None, name
        assert outcome.customers[name]["status"] is None, name


def test_payments_beside_customers_prove_and_never_make_one() -> None:
    customers = "customer_id,email,status,mrr\ncus_1,one@example.com,canceled,0\n"
    outcome = done(read(customers, STRIPE_PAYMENTS))
    assert set(outcome.customers) == {"cus_1"}
    assert outcome.customers["cus_1"]["paid"] is True
    assert outcome.customers["cus_1"]["paid_since"] == date(2021, 3, 2)
    assert outcome.sums == (7, 1, 2, 4)
    assert done(read(STRIPE_PAYMENTS, customers)).customers == outcome.customers


def test_payments_in_two_currencies_are_counted_and_not_added_up() -> None:
    one = done(
        read(
            "email,payment id,amount paid,currency,payment date,payment status\n"
            "a@example.com,1,29.00,USD,2026-01-05,succeeded\n"
            "a@example.com,2,2900,JPY,2026-02-05,succeeded\n"
        )
    ).only()
    assert (one["payment_count"], one["paid_total_cents"]) == (2, None)


def test_a_form_of_customers_with_a_timestamp_makes_customers() -> None:
    outcome = done(
        read(
            "Timestamp,Email,Name,Plan,Status,MRR,First payment date\n"
            "2026/11/20 10:11:12,ann@example.com,Ann,Starter,active,29,2024-01-01\n"
            "2026/11/20 10:12:12,bob@example.com,Bob,Starter,active,29,2024-01-01\n"
        )
    )
    assert outcome.sums == (2, 2, 0, 0)
    assert outcome.customers["ann@example.com"]["status"] == "active"


def test_an_escalated_column_of_customers_is_suggested_as_a_mark_on_them() -> None:
    found = looked_at("email,plan,status,mrr,escalated\nann@example.com,Pro,active,29,yes\n")
    assert "escalated" not in found.mapping
    assert found.suggestions == {"escalated": "health_flag"}
    assert not found.certain


@settings(max_examples=examples(25), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["one", "two", "three"]),
            st.sampled_from(
                ["Paid", "succeeded", "Failed", "Refunded", "disputed", "pending", "?"]
            ),
            st.sampled_from(["0.00", "29.00"]),
            st.sampled_from(["0.00", "29.00"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_a_file_of_payments_holds_it_makes_nobody_active_and_only_payers_paid(
    charges: list[tuple[str, str, str, str]],
) -> None:
    head = "payment id,email,payment status,payment amount,amount refunded,payment date\n"
    rows = "".join(
        f"p{place},{who}@example.com,{outcome},{amount},{back},2026-01-05\n"
        for place, (who, outcome, amount, back) in enumerate(charges)
    )
    payers = {
        f"{who}@example.com"
        for who, outcome, amount, back in charges
        if outcome in {"Paid", "succeeded"} and float(amount) > float(back)
    }
    found = done(read(head + rows)).customers
    assert {name for name, row in found.items() if row["paid"]} == payers
    assert {row["paid"] for row in found.values()} <= {True, None}, "the rest is unknown"
    assert {row["status"] for row in found.values()} == {None}
