"""Cells as people write them: one number or none, and what stands around a cell unseen."""

from __future__ import annotations

import csv
import io

import pytest

from functions.customer_base.imports.pipeline import AnswersNeeded
from tests.customer_base.reading import as_utf16, assert_both_parsers_read_alike, done, read

pytestmark = pytest.mark.costly(first=2)

AMOUNTS = {
    "$29.00": 2900,
    "-$12.50": -1250,
    "$-12.50": -1250,
    "12.50-": -1250,
    "(€ 12.50)": -1250,
    "29.-": 2900,
    "CHF 29.-": 2900,
    "kr. 29": 2900,
    "290 руб.": 29000,
    "29 eurų": 2900,
    "12.50/mo": 1250,
    "29 per month": 2900,
    "$1,23,456.50": 12345650,
    "1.5E+3": 150000,
    "12-10": None,
    "12/10": None,
    "Q1": None,
    "1e99": None,
    "infinity": None,
    # Says that this column's decimals follow a point.
    "$10.50": 1050,
}


@pytest.fixture(scope="module")
def amounts() -> dict[str, int | None]:
    """Cell → what one import of all of them read in it."""
    rows = [{"customer_id": f"c{n}", "mrr": cell} for n, cell in enumerate(AMOUNTS, start=1)]
    found = done(read(_csv(rows))).customers
    return {row["mrr"]: found[row["customer_id"]]["mrr_cents"] for row in rows}


@pytest.mark.parametrize("written", AMOUNTS)
def test_an_amount_is_read_only_where_a_cell_holds_one(
    written: str, amounts: dict[str, int | None]
) -> None:
    assert amounts[written] == AMOUNTS[written]


def test_a_count_that_could_be_a_thousand_or_one_is_asked_about() -> None:
    text = "customer_id,usage_30d\n1,1.234\n2,56\n"
    asked = read(text)
    assert isinstance(asked, AnswersNeeded)
    (question,) = asked.questions[1]
    assert question.kind == "decimal_mark"
    assert done(read(text, answers={"usage_30d": "comma"})).customers["1"]["usage_30d"] == 1234


def test_a_count_with_a_comma_before_three_digits_is_in_the_thousands() -> None:
    outcome = done(read('customer_id,usage_30d\n1,"1,234"\n2,56\n'))
    assert outcome.customers["1"]["usage_30d"] == 1234


@pytest.mark.parametrize("around", ["\t", "\u200b", "\ufeff", "\u00a0", "\u2060 "])
def test_what_is_not_seen_around_a_cell_is_no_part_of_it(around: str) -> None:
    text = f'customer_id,plan,country\n1,"{around}Pro","LT{around}"\n2,"Pro{around}",\n{around},,\n'
    outcome = done(read(text))
    assert [one["plan"] for one in outcome.customers.values()] == ["Pro", "Pro"]
    assert outcome.customers["1"]["country"] == "LT"
    assert outcome.sums == (2, 2, 0, 0)
    assert_both_parsers_read_alike(text)


def test_what_is_not_seen_around_a_name_is_no_part_of_it() -> None:
    rows = "".join(f'{n},"Ona{around}",LT\n' for n, around in enumerate("\t\u200b\n", 1))
    outcome = done(read(f"customer_id,name,country\n{rows}"))
    assert [one["name"] for one in outcome.customers.values()] == ["Ona"] * 3


def test_rows_after_an_open_mark_are_all_accounted_for() -> None:
    text = (
        'customer_id,name,note\n"1","A","two\nlines"\n"2","B,x\n"3","C","y"\n4,"D, "", x\n'
        '"5","E","z"\n'
    )
    outcome = done(read(text))
    assert set(outcome.customers) == {"1", "3", "5"}
    assert outcome.sums == (5, 3, 0, 2)
    rejected = [line.split(",")[1] for line in outcome.rejects.splitlines()[1:]]
    assert rejected == ["4", "6"]


def test_a_cell_beyond_every_limit_costs_its_own_row() -> None:
    text = f'customer_id,name\n1,A\n2,"{"x" * 1_200_000}"\n3,C\n'
    outcome = done(read(text))
    assert outcome.sums == (3, 2, 0, 1)


def test_a_header_again_after_a_mark_is_known() -> None:
    outcome = done(read("customer_id,name\n1,A\n\ufeffcustomer_id,name\n"))
    assert set(outcome.customers) == {"1"}


def test_counts_that_no_sum_can_hold_are_unknown_and_stop_nothing() -> None:
    row = "1,2026-11-01,Reports,9000000000000000000\n"
    outcome = done(read("customer_id,event_at,event_name,event_count\n" + row * 2))
    assert {one.column for one in outcome.accounting.unread} == {"event_count"}


ODD: tuple[dict[str, str], ...] = (
    {"country": "lt"},
    {"country": "UK"},
    {"country": " LT"},
    {"language": "LT"},
    {"plan": "Pro "},
    {"plan": "Pro\u200b"},
    {"currency": "eur"},
    {"currency": "Eur"},
    {"status": "Active"},
    {"status": "weird"},
    {"billing_interval": "monthly"},
    {"plan_since": "1850-01-01"},
    {"plan_since": "infinity"},
    {"paid_since": "2200-01-01"},
    {"limit_used": "80"},
    {"limit_used": "1.234"},
    {"seats": "1.0"},
    {"seats": "1.200"},
    {"seats": "1,200"},
    {"seats": "1,000"},
    {"seats": "+2"},
    {"seats": "-2"},
    {"seats": " 2 "},
    {"seats": "2e1"},
    {"seats": "125e-1"},
    {"seats": "1_000"},
    {"seats": "0x10"},
    {"seats": "nan"},
    {"seats": "007"},
    {"seats": "9007199254740993"},
    {"seats": "99999999999999999999"},
    {"mrr_cents": "2900.5"},
    {"mrr_cents": "-100"},
    {"mrr_cents": "1,000"},
    {"plan": "Legacy"},
    {"plan": ""},
    {"plan": "Pro, yearly"},
    {"plan": 'The "Pro"'},
    {"name": "Sample, Person"},
    {"name": "two\nlines"},
    {"note": "one, two"},
    {"note": 'a 5" screen'},
    {"country": "DE"},
    {"country": ""},
    {"currency": "USD"},
    {"currency": "$"},
    {"do_not_contact": "Yes"},
    {"name": '="001"'},
    {"customer_id": "customer_id"},
    {"customer_id": "7"},
    {"email": "P7@example.com"},
    {"email": "p7@example.com"},
    {"phone": "+13123456"},
)


@pytest.mark.parametrize("odd", ODD)
def test_one_odd_cell_behind_many_tidy_ones_is_read_as_it_would_be_alone(
    odd: dict[str, str],
) -> None:
    # More than the start of the file that is looked at first.
    text = _csv([_tidy(number) for number in range(900)] + [_tidy(900) | odd])
    assert len(text) > 80_000
    assert_both_parsers_read_alike(text)


ASKED = ({"limit_used": "1.234"}, {"seats": "1.200"}, {"seats": "1,200"}, {"seats": "1,000"})


def test_odd_cells_behind_many_tidy_ones_become_what_they_would_in_any_encoding() -> None:
    read_alone = [odd for odd in ODD if odd not in ASKED]
    odd_rows = [_tidy(900 + number) | odd for number, odd in enumerate(read_alone)]
    text = _csv([_tidy(number) for number in range(900)] + odd_rows)
    outcome = done(read(text))
    assert done(read(as_utf16(text))) == outcome
    assert outcome.customers["900"]["country"] == "LT"


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_comma_in_quotation_marks_does_not_make_up_for_missing_cells(cut: int) -> None:
    # The marks would be taken for letters, were the rest of the file like its beginning.
    whole = _csv([_tidy(number) for number in range(900)])
    last = _csv([_tidy(900) | {"note": "one, two", "extra": "three, four"}]).splitlines()[1]
    text = f"{whole}{last.rsplit(',', cut)[0]}\n"
    assert_both_parsers_read_alike(text)


def _csv(rows: list[dict[str, str]]) -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()


def _tidy(number: int) -> dict[str, str]:
    return {
        "customer_id": str(number),
        "name": f"Person {number}",
        "email": f"p{number}@example.com",
        "phone": f"+3706{number:07d}",
        "country": "LT",
        "language": "lt",
        "plan": "Pro",
        "currency": "EUR",
        "status": "active",
        "billing_interval": "month",
        "plan_since": "2026-01-01",
        "paid_since": "2026-01-01",
        "limit_used": "0.8",
        "seats": "2",
        "mrr_cents": "2900",
        "note": "",
        "extra": "",
        "do_not_contact": "no",
        "usage_30d": "10",
        "renews_on": "2027-01-01",
    }
