"""Facts that only mean something together may stand in different files of one import."""

from __future__ import annotations

import pytest

from functions.customer_base.dialect import Refusal
from functions.customer_base.importing import Inspection, inspect
from tests.customer_base.reading import done, read
from tests.customer_base.whole_runs import workplace


@pytest.mark.xfail(strict=True, reason="a payment is proved within one file only")
def test_a_status_and_its_amount_in_two_files_prove_a_payment() -> None:
    outcome = done(read("customer_id,status\n1,active\n", "customer_id,mrr\n1,29.00\n"))
    assert outcome.only()["paid"] is True


@pytest.mark.xfail(strict=True, reason="a number is read with the country of its own file only")
def test_a_number_is_read_with_the_country_another_file_gives() -> None:
    outcome = done(
        read("customer_id,plan,country\n1,Pro,GB\n", "customer_id,phone\n1,07700 900123\n")
    )
    assert outcome.only()["phone"] == "+447700900123"


def test_an_amount_and_its_period_in_two_files_are_not_guessed_at() -> None:
    outcome = done(read("customer_id,billing_interval\n1,year\n", "customer_id,amount\n1,290.00\n"))
    assert outcome.only()["mrr_cents"] in {None, 2417}


@pytest.mark.xfail(strict=True, reason="a mark that never closes in a large file breaks the look")
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
