"""A file is certain only if it is understood; what a header probably means is suggested."""

from __future__ import annotations

import pytest

from functions.customer_base.columns.header_matching import EXACT, match_headers
from functions.customer_base.columns.presets.catalogue import PRESETS
from functions.customer_base.columns.refusing.refusals import MEANINGS, read_header
from functions.customer_base.columns.understanding.gaps import find_gaps
from functions.customer_base.columns.understanding.plausible import suggest_meanings


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("id", "customer_id"),
        ("UUID", "customer_id"),
        ("Customer No.", "customer_id"),
        ("logins_last_30_days", "usage_30d"),
        ("Sessions (last 30 days)", "usage_30d"),
        ("logins_prev_30_days", "usage_prev_30d"),
        ("API calls, previous 30 days", "usage_prev_30d"),
        ("mrr_amount", "mrr"),
        ("Monthly recurring revenue", "mrr"),
        ("plan_tier", "plan"),
        ("Membership level", "plan"),
        ("account_email", "email"),
        ("Requester email", "email"),
        ("Primary Email Address", "email"),
        ("billing_phone", "phone"),
        ("Contact first name", "first_name"),
        ("Total Spent", "paid_total"),
        ("subscription_state", "status"),
        ("next_billed_at", "renews_on"),
        ("Current period ends at", "renews_on"),
        ("cancelled_date", "churned_on"),
        ("Active users", "team_size"),
        ("start_date", "subscribed_on"),
        ("Term", "billing_interval"),
        ("stauts", "status"),
    ],
)
def test_a_plausible_header_is_suggested(header: str, meaning: str) -> None:
    assert suggest_meanings([header], set(), EXACT) == {header: meaning}


@pytest.mark.parametrize(
    "header",
    [
        "Owner email",
        "Assignee email",
        "Account manager phone",
        "Referred by email",
        "Order ID",
        "address_id",
        "Emails sent",
        "Email domain",
        "account_notes",
        "Discount amount",
        "Lifecycle Stage",
        "Persona",
        "SKU ID",
        "transaction_fee",
        "autoRenew",
    ],
)
def test_what_belongs_to_somebody_or_something_else_is_not_suggested(header: str) -> None:
    assert suggest_meanings([header], set(), EXACT) == {}


def test_each_column_is_suggested_once_and_none_that_is_taken() -> None:
    headers = ["user email", "billing email", "company email"]
    assert suggest_meanings(headers, set(), EXACT) == {
        "user email": "email",
        "billing email": "other_emails",
    }
    assert suggest_meanings(["plan tier"], {"plan"}, EXACT) == {}


@pytest.mark.parametrize(
    ("headers", "row", "certain"),
    [
        ("email,plan,status,mrr", "a@example.com,Pro,active,29", True),
        ("email,plan,status,mrr", "a@example.com,Pro,hibernating,29", False),
        ("email,plan,status,mrr", "a@example.com,Pro,unsubscribed,29", True),
        ("id,plan,status,mrr", "7,Pro,active,29", False),
        ("email,plan,status,mrr,logins_last_30_days", "a@example.com,Pro,active,29,4", False),
        ("email,plan,status,mrr,Persona", "a@example.com,Pro,active,29,x", True),
        # Nobody is told apart by a name.
        ("Customer,plan,status,mrr", "Kim Kerr,Pro,active,29", False),
        ("Customer,plan,status,mrr", "C-104,Pro,active,29", True),
        ("Customer,email,plan,status,mrr", "Kim Kerr,a@example.com,Pro,active,29", True),
    ],
)
def test_a_file_is_certain_only_if_it_is_understood(
    headers: str, row: str, *, certain: bool
) -> None:
    found = match_headers(headers.split(","), [row.split(",")])
    assert found.certain is certain
    assert not (found.certain and found.suggestions)


def test_a_status_nobody_knows_is_a_doubt_in_words() -> None:
    rows = [["a@example.com", "hibernating"], ["b@example.com", "active"], ["c@example.com", ""]]
    (doubt,) = match_headers(["email", "status"], rows).doubts
    assert "“hibernating” in “status” is no status we know." in doubt
    assert "active" not in doubt


def test_what_is_missing_is_named_with_why_it_matters() -> None:
    assert [gap.name for gap in find_gaps([])] == ["identity", "payment", "status"]
    assert [gap.name for gap in find_gaps(["email", "mrr"])] == ["payment", "status"]
    assert find_gaps(["email", "mrr", "status"]) == ()
    assert find_gaps(["customer_id", "payment_count", "churned_on"]) == ()
    assert all(gap.why.endswith(".") for gap in find_gaps([]))


def test_no_export_maps_a_refusal_to_something_else() -> None:
    for preset in PRESETS:
        for header, meaning in preset.meaning.items():
            if read_header(header) is not None:
                assert meaning in MEANINGS, (preset.name, header)
