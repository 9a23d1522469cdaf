"""A cell that cannot be read is one unknown cell, and no question is asked in vain."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from functions.customer_base.imports.pipeline import AnswersNeeded
from tests.customer_base.reading import read, read_cells

pytestmark = pytest.mark.costly(first=3)


def renewals(*cells: str) -> list[Any]:
    lines = [f"c{place},{cell}" for place, cell in enumerate(cells)]
    return read_cells("\n".join(["customer_id,renews_on", *lines]) + "\n").column("renews_on")


@pytest.mark.parametrize("impossible", ["31/31/2025", "99/99/2025", "32/01/2025", "0/45/25"])
@pytest.mark.parametrize(
    ("good", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("31/01/2026", date(2026, 1, 31)),
        ("01/31/2026", date(2026, 1, 31)),
    ],
)
def test_an_impossible_date_is_one_unknown_cell_and_no_question(
    impossible: str, good: str, day: date
) -> None:
    assert renewals(good, impossible) == [day, None]


@pytest.mark.parametrize("impossible", ["31/31/2025", "99/99/2025"])
def test_an_impossible_date_unsettles_no_order_that_another_cell_settles(impossible: str) -> None:
    assert renewals("13/04/2026", "03/04/2026", impossible) == [
        date(2026, 4, 13),
        date(2026, 4, 3),
        None,
    ]


def test_an_impossible_date_alone_asks_nothing() -> None:
    assert renewals("31/31/2025") == [None]


def test_a_question_about_dates_never_shows_an_impossible_one() -> None:
    asked = read("customer_id,renews_on\n1,03/04/2026\n2,31/31/2025\n")
    assert isinstance(asked, AnswersNeeded)
    (question,) = asked.questions[1]
    assert question.samples == ("03/04/2026",)


def test_seconds_in_powers_of_ten_are_read_with_all_their_digits_only() -> None:
    found = renewals("1704067200", "1.704067200E+09", "1.70407E+09", "4.6E+04", "1.7040672E+09")
    assert found == [date(2024, 1, 1), date(2024, 1, 1), None, None, None]


def test_a_column_of_nothing_but_powers_of_ten_asks_nothing() -> None:
    assert renewals("1.70407E+09", "1.70408E+09") == [None, None]


def test_two_orders_in_one_column_are_both_read_where_every_cell_says_its_own() -> None:
    found = renewals("31/01/2026", "01/31/2026", "2026-03-02", "05/05/2026")
    assert found == [date(2026, 1, 31), date(2026, 1, 31), date(2026, 3, 2), date(2026, 5, 5)]


def test_two_ways_of_writing_decimals_are_both_read_where_every_cell_says_its_own() -> None:
    text = 'customer_id,mrr\n1,$29.00\n2,"29,00 €"\n3,"1.290,50 €"\n4,"$1,290.50"\n5,29\n'
    assert read_cells(text).column("mrr_cents") == [2900, 2900, 129_050, 129_050, 2900]
