"""Amounts that may count cents are asked about; those that cannot, or say so, are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.imports.pipeline import AnswersNeeded
from tests.customer_base.reading import Read, done, read
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=2)


def of(*amounts: str, header: str = "mrr") -> str:
    rows = (f"c{place},active,month,{amount}\n" for place, amount in enumerate(amounts))
    return f"customer id,status,billing interval,{header}\n" + "".join(rows)


def mrr(outcome: Read) -> list[int | None]:
    return [outcome.customers[name]["mrr_cents"] for name in sorted(outcome.customers)]


@pytest.mark.parametrize("header", ["mrr", "amount", "Unit price", "Monthly revenue"])
def test_large_amounts_without_decimals_are_asked_about(header: str) -> None:
    text = of("2900", "11700", "0", "", "n/a", header=header)
    asked = read(text)
    assert isinstance(asked, AnswersNeeded)
    ((question,),) = asked.questions.values()
    assert (question.header, question.kind) == (header, "money_unit")
    assert question.samples == ("2900", "11700")
    assert [name for name, _ in question.choices] == ["whole", "hundredths"]
    cents = mrr(done(read(text, answers={header: "hundredths"})))
    whole = mrr(done(read(text, answers={header: "whole"})))
    assert (cents[:3], whole[:3]) == ([2900, 11_700, 0], [290_000, 1_170_000, 0])


@pytest.mark.parametrize(
    ("header", "amounts"),
    [
        ("mrr", ("2900.00", "4900")),  # Decimals.
        ("mrr", ("2900", "29")),  # No price is 29 cents.
        ("mrr", ("120", "250", "1200")),  # Most are below ten in hundredths.
        ("mrr", ("$2900", "$4900")),
        ("MRR (EUR)", ("2900", "4900")),
        ("mrr cents", ("2900", "4900")),
        ("mrr", ("0", "", "0")),
        ("paid total", ("2900", "4900")),  # How much it was decides nothing.
    ],
)
def test_amounts_of_which_the_unit_is_plain_are_not_asked_about(
    header: str, amounts: tuple[str, ...]
) -> None:
    assert isinstance(read(of(*amounts, header=header)), Read)


def test_an_export_that_is_known_says_its_unit_itself() -> None:
    text = (
        "id,Customer ID,Plan,Currency,Interval,Amount,Status,Created (UTC),Start (UTC),"
        "Current Period End (UTC)\n"
        "sub_1,cus_1,Pro,usd,year,2900,active,2026-01-01 10:00,2026-01-01 10:00,2027-01-01 10:00\n"
    )
    assert isinstance(read(text), Read)


@settings(max_examples=examples(10))
@given(st.lists(st.integers(1000, 99_999), min_size=1, max_size=4))
def test_no_amount_is_taken_for_a_hundred_of_it_unasked(amounts: list[int]) -> None:
    text = of(*map(str, amounts))
    assert isinstance(read(text), AnswersNeeded)
    assert mrr(done(read(text, answers={"mrr": "hundredths"}))) == amounts
