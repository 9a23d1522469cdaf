"""What proves that a customer has paid, and what proves nothing.

The absence of a failure is no proof of a payment, and paying nothing now is none that nothing was
ever paid.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.customer_base.reading import done, looked_at, read, read_cells
from tests.customer_base.whole_runs import whole
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=4)

STRIPE = (
    "id,Customer ID,Customer Email,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),"
    "Start (UTC),Current Period End (UTC),Trial End (UTC),Canceled At (UTC),Ended At (UTC),"
    "Cancel At Period End,Cancellation Reason\n"
)


def subscription(
    name: str, status: str, *, start: str, trial: str = "", ended: str = "", reason: str = ""
) -> str:
    return (
        f"sub_{name},{name},{name}@example.com,Pro,1,usd,month,29.00,{status},{start} 10:00,"
        f"{start} 10:00,2026-12-15 10:00,{trial},{ended},{ended},false,{reason}\n"
    )


@pytest.mark.slow
def test_a_subscription_whose_first_payment_never_came_proves_none() -> None:
    text = STRIPE + "".join(
        [
            subscription("expired", "incomplete_expired", start="2026-09-01", ended="2026-09-02"),
            subscription("incomplete", "incomplete", start="2026-11-22"),
            subscription(
                "refused",
                "canceled",
                start="2026-07-15",
                trial="2026-08-15",
                ended="2026-09-05",
                reason="payment_failed",
            ),
            subscription("owing", "unpaid", start="2025-07-15", trial="2025-08-15"),
            subscription(
                "soon", "canceled", start="2026-07-15", trial="2026-08-15", ended="2026-09-05"
            ),
            subscription(
                "at_once",
                "canceled",
                start="2026-08-01",
                ended="2026-08-20",
                reason="payment_failed",
            ),
        ]
    )
    found = whole(text.encode(), counts=False)
    paid = {name: row["paid"] for name, row in found.customers.items()}
    assert paid == {
        "expired": False,
        "incomplete": False,
        "refused": None,
        "owing": None,
        "soon": None,
        "at_once": None,
    }
    assert {motion for motion, _ in found.motions.values()} == {None}, "nobody is won back"


@pytest.mark.slow
def test_a_subscription_that_outlived_its_first_invoice_proves_a_payment() -> None:
    text = STRIPE + "".join(
        [
            subscription(
                "long", "canceled", start="2025-07-15", trial="2025-08-15", ended="2026-08-05"
            ),
            subscription(
                "asked",
                "canceled",
                start="2026-06-15",
                trial="2026-07-15",
                ended="2026-08-15",
                reason="cancellation_requested",
            ),
            subscription(
                "later", "canceled", start="2025-01-01", ended="2026-08-20", reason="payment_failed"
            ),
            subscription("behind", "past_due", start="2025-07-15", trial="2025-08-15"),
        ]
    )
    found = whole(text.encode(), counts=False)
    assert {row["paid"] for row in found.customers.values()} == {True}
    assert {found.motions[name][0] for name in ("long", "asked", "later")} == {"win_back"}


def customer(**cells: str) -> dict[str, Any]:
    head, row = ",".join(cells), ",".join(cells.values())
    return read_cells(f"email,{head}\nann@example.com,{row}\n").only()


@pytest.mark.parametrize(
    ("status", "mrr", "paid"),
    [("cancelled", "0.00", None), ("paused", "0", None), ("active", "0", False), ("", "0", None)],
)
def test_who_costs_nothing_any_more_may_have_paid_before(
    status: str, mrr: str, paid: bool | None
) -> None:
    assert customer(status=status, mrr=mrr, plan="Starter")["paid"] is paid


def test_a_base_of_such_customers_says_that_a_payments_file_would_tell() -> None:
    found = whole(b"Email,Status,MRR,Churn Date\nbob@example.com,Cancelled,0.00,2026-08-01\n")
    assert found.motions["bob@example.com"] == (None, "paid")
    would_tell = {(one.source, one.motion): one.more for one in found.summary.missing}
    assert would_tell == {("payments", "win_back"): 1}


@pytest.mark.parametrize(
    "header", ["first payment date", "First_Payment_Date", "Customer since (paid)", "First paid on"]
)
def test_a_first_payment_date_is_a_proof_wherever_it_stands(header: str) -> None:
    found = customer(**{header: "2024-01-01", "plan": "Pro"})
    assert (found["paid"], found["paid_since"]) == (True, date(2024, 1, 1))


def test_a_first_payment_still_to_come_proves_none() -> None:
    assert customer(first_payment_date="2027-01-01", plan="Pro")["paid"] is None


def test_a_test_of_the_founders_own_never_counts_as_paid() -> None:
    assert customer(status="active", mrr="29", test_mode="true")["paid"] is False
    assert customer(status="active", mrr="29", test_mode="false")["paid"] is True


@pytest.mark.parametrize(
    ("header", "test", "real"),
    [
        ("livemode", "false", "true"),
        ("Live Mode", "FALSCH", "WAHR"),
        ("live mode", "test", "live"),
        ("Mode", "Test", "Live"),
        ("environment", "sandbox", "production"),
        ("Test Order", "1", "0"),
        ("testbestellung", "ja", "nein"),
    ],
)
def test_what_was_only_tried_is_no_payment(header: str, test: str, real: str) -> None:
    text = (
        f"customer email,order id,amount paid,payment date,payment status,{header}\n"
        f"ann@example.com,o1,29.00,2026-10-01,succeeded,{real}\n"
        f"bob@example.com,o2,29.00,2026-10-01,succeeded,{test}\n"
        f"cyd@example.com,o3,29.00,2026-10-01,succeeded,{test}\n"
        f"cyd@example.com,o4,29.00,2026-10-02,succeeded,{real}\n"
    )
    mapping = looked_at(text).mapping
    named = {"customer email": "email", "amount paid": "charge_amount"}
    named |= {"payment date": "charge_at", "payment status": "charge_status"}
    found = done(read(text, mapping=mapping | named, answers={"(rows)": "payments"})).customers
    paid = {name: found[name]["paid"] for name in sorted(found)}
    assert paid == {"ann@example.com": True, "bob@example.com": None, "cyd@example.com": True}
    assert found["cyd@example.com"]["payment_count"] == 1
    assert customer(status="active", mrr="29", **{header: test})["paid"] is False
    assert customer(status="active", mrr="29", **{header: real})["paid"] is True


@pytest.mark.parametrize(
    ("header", "meaning"),
    [("live", "is_live"), ("Order Live", "is_live"), ("test", "is_test"), ("Is Sandbox?", "")],
)
def test_a_column_that_may_tell_tests_from_payments_is_asked_about(
    header: str, meaning: str
) -> None:
    seen = looked_at(f"customer id,status,mrr,{header}\nc1,active,29.00,false\n")
    assert seen.suggestions.get(header, "") == meaning
    assert seen.certain is (header in seen.mapping)


def test_any_column_of_live_and_test_is_asked_about() -> None:
    text = "customer id,status,mrr,how\nc1,active,29.00,live\nc2,active,29.00,Test\n"
    seen = looked_at(text)
    assert (seen.suggestions, seen.certain) == ({"how": "is_test"}, False)


@pytest.mark.parametrize(
    ("interval", "count", "read_as", "mrr"),
    [
        ("month", "3", "quarter", 1000),
        ("quarterly", "", "quarter", 1000),
        ("every 3 months", "", "quarter", 1000),
        ("month", "6", "half-year", 500),
        ("year", "1", "year", 250),
        ("12 months", "", "year", 250),
        ("year", "2", "2 years", 125),
        ("4 months", "", "4 months", 750),
        ("week", "1", "week", 13036),
        ("jährlich", "", "year", 250),
        ("now and then", "", None, None),
    ],
)
def test_an_amount_is_divided_by_the_months_it_pays_for(
    interval: str, count: str, read_as: str | None, mrr: int | None
) -> None:
    found = customer(amount="30.00", interval=interval, **{"interval count": count})
    assert (found["billing_interval"], found["mrr_cents"]) == (read_as, mrr)


@pytest.mark.parametrize(
    ("cents", "currency", "mrr"),
    [("2900", "USD", 2900), ("2900", "jpy", 290_000), ("29000", "KWD", 2900), ("2900", "", 2900)],
)
def test_the_smallest_unit_of_a_currency_is_a_hundredth_only_where_it_has_hundredths(
    cents: str, currency: str, mrr: int
) -> None:
    assert customer(mrr_cents=cents, currency=currency)["mrr_cents"] == mrr


def test_a_price_per_seat_is_multiplied_by_the_seats() -> None:
    found = customer(unit_price="10.00", seats="3", interval="month", status="active")
    assert (found["mrr_cents"], found["paid"]) == (3000, True)


def test_a_cancelled_subscription_runs_to_its_last_day() -> None:
    found = customer(status="cancelled", mrr="29", churned_on="2026-12-20")
    assert (found["status"], found["cancel_at_period_end"]) == ("active", True)
    assert customer(status="cancelled", mrr="29", churned_on="2026-11-20")["status"] == "canceled"


@settings(max_examples=examples(15))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["canceled", "paused", "past_due", "unpaid", "incomplete", "trialing"]),
            st.sampled_from(["0", "0.00", "29.00", ""]),
            st.integers(0, 39),
            st.sampled_from(["payment_failed", "card declined", ""]),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_nobody_has_paid_by_having_failed_or_left_within_their_first_invoice(
    rows: list[tuple[str, str, int, str]],
) -> None:
    """And who costs nothing after leaving is unknown, not somebody who never paid."""
    lines = []
    for place, (status, mrr, days, reason) in enumerate(rows):
        # Who left had their first invoice at the end of the trial, and `days` to pay it.
        trial = date(2026, 9, 10) if status == "canceled" else date(2026, 11, 1)
        left = trial + timedelta(days=days) if status == "canceled" else ""
        lines.append(f"c{place},{status},{mrr},{trial},2026-08-01,{left},{reason}\n")
    head = "customer_id,status,mrr,trial ends,plan since,churned on,cancellation reason\n"
    found = read_cells(head + "".join(lines)).column("paid")
    for (status, mrr, _, _), paid in zip(rows, found, strict=True):
        assert paid is not True
        if status in {"canceled", "paused"} and mrr != "":
            assert paid is None


STATUSES = {
    "active": ["Active", "active subscriber", "Aktiv", "actif", "activo", "Mokama"],
    "trialing": ["on_trial", "on trial", "free trial", "In Trial"],
    "past_due": ["past-due", "PastDue", "Past due", "In Dunning", "grace_period", "billing_issue"],
    "paused": ["paused", "suspended", "On-Hold"],
    "not_started": ["incomplete", "incomplete_expired"],
    "canceled": [
        *("Canceled", "churn", "ended", "terminated", "closed", "lapsed", "gekündigt", "résilié"),
        *("cancelado", "Abgelaufen"),
    ],
}
LATER = ["non-renewing", "NonRenewing", "pending cancellation", "will cancel", "cancelling"]


def test_a_status_is_read_however_it_is_spelled() -> None:
    words = [(word, status) for status, words in STATUSES.items() for word in words]
    words += [(word, "active") for word in LATER]
    unknown = ["TRUE", "1", "Free", "whatever"]
    cells = [word for word, _ in words] + unknown
    rows = "".join(f"n{place},{word}\n" for place, word in enumerate(cells))
    found = read_cells(f"customer_id,status\n{rows}")
    read_statuses = dict(zip(cells, found.column("status"), strict=True))
    assert read_statuses == dict(words) | dict.fromkeys(unknown)
    leaving = zip(cells, found.column("cancel_at_period_end"), strict=True)
    later = {word for word, will_leave in leaving if will_leave}
    assert later == set(LATER)


def test_a_column_of_yes_and_no_says_whether_they_have_left() -> None:
    found = done(
        read(
            "customer id,email,plan,mrr,first payment date,Churned\n"
            "c1,ann@example.com,Pro,29,2024-01-01,Yes\n"
            "c2,bob@example.com,Pro,29,2024-01-01,No\n"
        )
    )
    assert {name: row["status"] for name, row in found.customers.items()} == {
        "c1": "canceled",
        "c2": "active",
    }
    assert found.accounting.unread == ()


def test_yes_and_no_are_read_as_a_spreadsheet_of_any_language_writes_them() -> None:
    yes, no = ["WAHR", "vrai", "Sí", "TAIP", "истина", "TOSI"], ["FALSCH", "faux", "nie", "ЛОЖЬ"]
    rows = "".join(f"n{place},{word}\n" for place, word in enumerate((*yes, *no)))
    found = read_cells(f"customer_id,health_flag\n{rows}").column("health_flag")
    assert found == [True] * len(yes) + [False] * len(no)


def test_of_debits_only_what_was_paid_out_is_a_payment_and_the_customer_is_who_pays() -> None:
    """The id of a row of payments is the payment's; the fee of a payment is no id at all."""
    headers = "id,charge_date,amount,currency,status,transaction_fee,customers.id,customers.email"
    ends = ("paid_out", "charged_back", "customer_approval_denied", "pending_submission")
    rows = "".join(
        f"PM{number},2026-10-05,29.00,GBP,{end},0.49,CU{number},p{number}@example.com\n"
        for number, end in enumerate(ends)
    )
    found = done(read(f"{headers}\n{rows}"))
    paid = {name: one["paid"] for name, one in found.customers.items()}
    assert paid.pop("CU0") is True
    assert set(paid) == {"CU1", "CU2", "CU3"}
    assert True not in paid.values()
