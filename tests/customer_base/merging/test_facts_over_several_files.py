"""Facts that only mean something together may stand in different files of one import."""

from __future__ import annotations

import pytest

from functions.customer_base.files.dialect import Refusal
from functions.customer_base.imports.pipeline import Inspection, inspect
from tests.customer_base.reading import done, read
from tests.customer_base.whole_runs import workplace

pytestmark = pytest.mark.costly(first=1)


def test_a_status_and_its_amount_in_two_files_prove_a_payment() -> None:
    outcome = done(read("customer_id,status\n1,active\n", "customer_id,mrr\n1,29.00\n"))
    assert outcome.only()["paid"] is True


def test_a_number_is_read_with_the_country_another_file_gives() -> None:
    outcome = done(
        read("customer_id,plan,country\n1,Pro,GB\n", "customer_id,phone\n1,07700 900123\n")
    )
    assert outcome.only()["phone"] == "+447700900123"


@pytest.mark.parametrize("amount", ["mrr", "amount"])
def test_what_proves_no_payment_alone_proves_none_together(amount: str) -> None:
    cases = [("active", "29.00"), ("active", "0.00"), ("trialing", "29.00"), ("past_due", "29.00")]
    statuses = "".join(f"{n},{status}\n" for n, (status, _) in enumerate(cases, 1))
    prices = "".join(f"{n},{price}\n" for n, (_, price) in enumerate(cases, 1))
    files = (f"customer_id,status\n{statuses}", f"customer_id,{amount}\n{prices}")
    for order in (files, files[::-1]):
        found = done(read(*order)).customers
        assert {name: one["paid"] for name, one in found.items()} == {
            "1": True,
            "2": False,
            "3": False,
            "4": None,
        }


def test_amounts_of_one_subscription_prove_nothing_about_another() -> None:
    outcome = done(
        read(
            "customer_id,plan,status\n1,Free,active\n1,Pro,canceled\n",
            "customer_id,plan,mrr\n1,Pro,29.00\n",
        )
    )
    assert outcome.only()["paid"] is None


def test_a_number_that_was_read_after_all_is_not_reported_as_unread() -> None:
    people = "customer_id,plan,country\n1,Pro,GB\n2,Pro,\n"
    phones = "customer_id,phone\n1,07700 900123\n2,07700 900124\n"
    for files in ((people, phones), (phones, people)):
        outcome = done(read(*files))
        assert outcome.customers["1"]["phone"] == "+447700900123"
        assert outcome.customers["2"]["phone"] is None
        (unread,) = outcome.accounting.unread
        assert (unread.column, unread.count, unread.lines) == ("phone", 1, (3,))


def test_an_amount_and_its_period_in_two_files_are_not_guessed_at() -> None:
    outcome = done(read("customer_id,billing_interval\n1,year\n", "customer_id,amount\n1,290.00\n"))
    assert outcome.only()["mrr_cents"] in {None, 2417}


def test_a_mark_that_never_closes_in_a_large_file_is_looked_at_calmly() -> None:
    rows = "".join(f"{place},name of customer {place}\n" for place in range(60_000))
    with workplace() as work:
        path = work / "upload.csv"
        path.write_text(f'customer_id,name\n1,"A\n{rows}')
        assert isinstance(inspect(path), Inspection)


def test_a_header_that_never_closes_is_refused_in_a_sentence() -> None:
    text = 'customer_id,"name\n' + "1,A\n" * 60_000
    outcome = read(text)
    assert isinstance(outcome, Refusal)
    assert "header row never ends" in outcome.problem
