"""The sign or code beside an amount is its currency; an amount not in its row's is unread."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.parsing.currencies.signs import (
    DOLLARS,
    in_header,
    meaning_alone,
    meanings_of,
    named_currency,
    sign_of,
)
from tests.customer_base.reading import SETTINGS, ReadCells, done, read, read_cells
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=4)


def amounts(
    rows: list[tuple[str, str]], *, header: str = "mrr", founders: str = "EUR", country: str = "LT"
) -> tuple[list[tuple[int | None, str | None]], ReadCells]:
    """(monthly amount, currency) of each row of an amount and a currency column."""
    lines = [f'c{place},"{cell}","{column}"' for place, (cell, column) in enumerate(rows)]
    text = "\n".join([f"customer_id,{header},currency", *lines]) + "\n"
    given = replace(SETTINGS, default_currency=founders, default_country=country)
    found = read_cells(text, settings=given)
    return list(zip(found.column("mrr_cents"), found.column("currency"), strict=True)), found


CASES: list[tuple[tuple[str, str], tuple[int | None, str | None]]] = [
    # No column says one: the cell does.
    (("29,00 €", ""), (2900, "EUR")),
    (("29.00 GBP", ""), (2900, "GBP")),
    (("£29.00", ""), (2900, "GBP")),
    (("A$29.00", ""), (2900, "AUD")),
    (("R$ 29,90", ""), (2990, "BRL")),
    (("$29.00 CAD", ""), (2900, "CAD")),
    (("29.00 zł", ""), (2900, "PLN")),
    (("29.00 EUR/month", ""), (2900, "EUR")),
    (("-29.00 €", ""), (-2900, "EUR")),
    (("29.00", ""), (2900, None)),
    # A dollar that nothing contradicts is that of the United States.
    (("$29.00", ""), (2900, "USD")),
    # Nothing says which of several: it stays as it is written.
    (("299.00 kr", ""), (29900, "KR")),
    (("¥2900", ""), (290000, "¥")),
    # The column says one, and the cell agrees.
    (("$29.00", "CAD"), (2900, "CAD")),
    (("$29.00", "mxn"), (2900, "MXN")),
    (("299.00 kr", "DKK"), (29900, "DKK")),
    (("¥2900", "CNY"), (290000, "CNY")),
    (("£29.00", "EGP"), (2900, "EGP")),
    (("29.00", "SEK"), (2900, "SEK")),
    # They differ, or the cell contradicts itself: unread.
    (("$29.00", "EUR"), (None, "EUR")),
    (("29,00 €", "USD"), (None, "USD")),
    (("US$29.00", "CAD"), (None, "CAD")),
    (("299.00 kr", "EUR"), (None, "EUR")),
    (("€29.00 USD", "EUR"), (None, "EUR")),
    (("29.00 XYZ", "EUR"), (None, "EUR")),
    # A column of signs and words.
    (("29.00", "€"), (2900, "EUR")),
    (("29.00", "US Dollars"), (2900, "USD")),
    (("29.00 CAD", "$"), (2900, "CAD")),
    (("29.00 €", "$"), (None, "EUR")),
    (("29.00", "credits"), (2900, "CREDITS")),
]


def test_an_amount_is_in_the_currency_of_its_cell_or_unread_where_its_row_has_another() -> None:
    found, outcome = amounts([given for given, _ in CASES])
    assert found == [right for _, right in CASES]
    (unread,) = outcome.unread
    lines = [place + 2 for place, (_, (cents, _)) in enumerate(CASES) if cents is None]
    assert (unread.column, unread.count, list(unread.lines)) == ("mrr", len(lines), lines)
    assert "of another currency than its row" in unread.reason


@pytest.mark.parametrize(
    ("founders", "country", "cell", "right"),
    [
        ("CAD", "CA", "$29.00", (2900, "CAD")),
        ("USD", "US", "$29.00", (2900, "USD")),
        ("EUR", "AU", "$29.00", (2900, "$")),
        ("SEK", "SE", "29.00 kr", (2900, "SEK")),
        ("JPY", "JP", "¥29", (2900, "JPY")),
        ("", "", "$29.00", (2900, "USD")),
    ],
)
def test_a_sign_of_several_currencies_is_the_founders_own_among_them(
    founders: str, country: str, cell: str, right: tuple[int | None, str | None]
) -> None:
    found, _ = amounts([(cell, ""), ("1,50", "")], founders=founders, country=country)
    assert found[0] == right


def test_a_dollar_of_a_customer_who_has_another_dollar_at_home_stays_open() -> None:
    text = "customer_id,mrr,country\nc1,$29,AU\nc2,$29,DE\nc3,A$29,AU\nc4,$29,\n"
    outcome = done(read(text, settings=replace(SETTINGS, default_currency="EUR")))
    found = {name: (one["mrr_cents"], one["currency"]) for name, one in outcome.customers.items()}
    assert found == {
        "c1": (2900, "$"),
        "c2": (2900, "USD"),
        "c3": (2900, "AUD"),
        "c4": (2900, "USD"),
    }


def test_a_code_in_the_header_is_the_currency_of_every_amount_below_it() -> None:
    rows = [("29.00", ""), ("29.00", "USD"), ("29.00", "EUR")]
    for header in ("MRR (USD)", "mrr_usd"):
        found, _ = amounts(rows, header=header)
        assert found == [(2900, "USD"), (2900, "USD"), (None, "EUR")]


def test_two_amounts_of_a_row_in_two_currencies_are_not_both_read() -> None:
    text = "customer_id,mrr,total paid\nc1,€29,$300\nc2,€29,€300\nc3,29,$300\n"
    outcome = done(read(text, settings=replace(SETTINGS, default_currency="EUR")))
    names = ("mrr_cents", "paid_total_cents", "currency")
    found = {key: tuple(one[name] for name in names) for key, one in outcome.customers.items()}
    assert found == {
        "c1": (2900, None, "EUR"),
        "c2": (2900, 30000, "EUR"),
        "c3": (2900, 30000, "USD"),
    }


def test_a_payment_whose_refund_is_in_another_currency_proves_nothing() -> None:
    text = (
        "customer_id,payment id,payment date,payment status,payment amount,refund amount,currency\n"
        "c1,p1,2026-01-01,paid,29.00,$29.00,EUR\nc2,p2,2026-01-01,paid,29.00,€10.00,EUR\n"
    )
    outcome = done(read(text))
    found = {key: (one["paid"], one["paid_total_cents"]) for key, one in outcome.customers.items()}
    assert found == {"c1": (None, None), "c2": (True, 1900)}


SIGNS = ["$", "US$", "€", "EUR", "usd", "kr", "SEK", "¥", "JPY", "£", "zł", "A$", "CAD", "ABC", ""]
COLUMNS = ["USD", "CAD", "EUR", "SEK", "DKK", "JPY", "CNY", "GBP", "PLN", "AUD", ""]


@settings(max_examples=examples(20))
@given(
    st.lists(
        st.tuples(st.sampled_from(SIGNS), st.sampled_from(COLUMNS), st.booleans()),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(["EUR", "USD", "SEK", "CAD", ""]),
)
def test_no_amount_is_ever_in_a_currency_that_its_cell_or_its_column_denies(
    rows: list[tuple[str, str, bool]], founders: str
) -> None:
    cells = [
        (f"29.00 {sign}" if behind else f"{sign}29.00", column) for sign, column, behind in rows
    ]
    found, outcome = amounts(cells, founders=founders)
    unread = 0
    for (sign, column, _), (cents, currency) in zip(rows, found, strict=True):
        said = meanings_of(sign)
        if column:
            assert currency == column
        if cents is not None:
            assert cents == 2900
            assert said is None or currency in {*said, sign_of(said)}
            assert currency == (column or currency)
        else:
            unread += 1
            assert said is not None
            assert not (column in said if column else said)
    assert sum(one.count for one in outcome.unread) == unread


@given(st.sampled_from(sorted(DOLLARS)), st.sampled_from(["", "EUR", "USD", "CAD", "SEK"]))
def test_a_dollar_contradicts_no_dollar_and_no_other_currency_is_one(
    code: str, founders: str
) -> None:
    assert code in (meanings_of("$") or ())
    assert meanings_of(f"$ {code}") == frozenset({code})
    assert meanings_of("$ EUR") == frozenset()
    assert meaning_alone(DOLLARS, founders=founders) in {founders, "USD"} & DOLLARS


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("MRR (EUR)", {"EUR"}),
        ("total_spend_usd", {"USD"}),
        ("Price £", {"GBP"}),
        ("Preis in €", {"EUR"}),
        ("Total of all payments", None),
        ("Try again", None),
        ("plan amount", None),
    ],
)
def test_what_a_header_says_of_the_currency(header: str, codes: set[str] | None) -> None:
    found = in_header(header)
    assert (set(found) if found is not None and len(found) == 1 else found) == codes or (
        found is not None and codes is not None and codes <= found
    )


@given(st.text(max_size=12))
def test_any_text_beside_an_amount_says_codes_or_nothing(text: str) -> None:
    for found in (meanings_of(text), named_currency(text), in_header(text)):
        assert found is None or all(len(code) == 3 and code.isupper() for code in found)
