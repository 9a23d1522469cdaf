"""Titles, group names, second headers, totals and notes are told for what they are."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.files.dialect import Dialect, Refusal, sniff
from functions.customer_base.files.odd_rows import TOTAL, describe
from tests.customer_base.reading import (
    Read,
    assert_both_parsers_read_alike,
    done,
    loaded,
    read,
)
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=4)

HEAD = "customer id,email,name,plan,status,mrr\n"
ROWS = "c1,ann@example.com,Ann,Pro,active,29\nc2,bob@example.com,Bob,Pro,active,29\n"


def rejected(outcome: Read) -> list[tuple[int, str]]:
    _, *rows = csv.reader(io.StringIO(outcome.rejects))
    return [(int(line), reason) for _, line, reason, *_ in rows]


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (
            f"Acme Inc. customer report\nGenerated 2026-11-20\n\n{HEAD}{ROWS}",
            [(1, "a title above the header row"), (2, "a title above the header row")],
        ),
        (
            f'Customers "Q4, paying\n{HEAD}{ROWS}',
            [(1, "a row of group names above the header row")],
        ),
        (
            f"Customers,,,Subscription,,\n{HEAD}{ROWS}",
            [(1, "a row of group names above the header row")],
        ),
        (
            f"{HEAD}ID of customer,E-mail,Full name,Plan,Status,USD\n{ROWS}",
            [(2, "a second header row")],
        ),
        (
            f"{HEAD}{ROWS}Total,,,,2,58\n,,,,,58\n",
            [
                (4, "a total row, no customer"),
                (5, "no customer id and no readable email address: a row of figures"),
            ],
        ),
        (f"{HEAD}{ROWS}Grand total (USD),,,,,$58.00\n", [(4, "a total row, no customer")]),
        (f"{HEAD}{ROWS},,Iš viso:,,2,58\n", [(4, "a total row, no customer")]),
        (f"{HEAD}{ROWS}Всего,,,,2,58\n", [(4, "a total row, no customer")]),
        (
            f"{HEAD}{ROWS}Exported by Acme on 2026-11-20\n",
            [(4, "no customer id and no readable email address: a heading or a note")],
        ),
        (
            f"{HEAD}Paying customers,,,,,\n{ROWS}",
            [(2, "no customer id and no readable email address: a heading or a note")],
        ),
        (
            f"{HEAD}Europe,,,,,\n{ROWS}Asia,,,,,\n",
            [
                (2, "no customer id and no readable email address: a heading or a note"),
                (5, "no customer id and no readable email address: a heading or a note"),
            ],
        ),
        (
            f"{HEAD}Europe,,,,,29.00\n{ROWS}Pro plan (yearly),,,,,29.00\n",
            [
                (2, "no customer id and no readable email address: a group with its figures"),
                (5, "no customer id and no readable email address: a group with its figures"),
            ],
        ),
        (f"{HEAD}{ROWS}, ,somebody,Pro,active,29\n", [(4, "no customer id and no readable")]),
    ],
)
def test_a_row_that_is_no_customer_is_told_for_what_it_is(
    text: str, reasons: list[tuple[int, str]]
) -> None:
    outcome = done(read(text))
    assert {name: one["email"] for name, one in outcome.customers.items()} == {
        "c1": "ann@example.com",
        "c2": "bob@example.com",
    }
    found = rejected(outcome)
    assert [line for line, _ in found] == [line for line, _ in reasons]
    assert all(why.startswith(wanted) for (_, why), (_, wanted) in zip(found, reasons, strict=True))
    assert "quotation" not in outcome.rejects
    assert_both_parsers_read_alike(text)


@pytest.mark.parametrize(
    "row",
    [
        "acme,,,Pro,,29",  # A word beside the id.
        "acme,,Acme,,,29",
        "c3,,,,,29",  # An id as all others are.
        "acme,eve@example.com,,,,",
    ],
)
def test_a_row_that_says_more_than_figures_is_no_group(row: str) -> None:
    outcome = done(read(f"{HEAD}{ROWS}{row}\n"))
    assert row.partition(",")[0] in outcome.customers


@pytest.mark.parametrize("refused", ["do_not_contact", "unsubscribed", "email_optout_at"])
def test_whoever_refused_is_no_group(refused: str) -> None:
    head, *rows = (HEAD + ROWS).splitlines()
    text = "\n".join([f"{head},{refused}", *(f"{row}," for row in rows), "acme,,,,,,2026-01-02"])
    outcome = done(read(text, mapping=None))
    refusing = outcome.customers["acme"]
    assert refusing["do_not_contact"] or refusing["refusals"], refusing


def test_ids_that_are_words_are_ids_where_most_are() -> None:
    words = "acme,a@example.com,Ann,Pro,active,29\nglobex,,,,,29\ninitech,,Ivy,Pro,active,29\n"
    assert set(done(read(HEAD + words)).customers) == {"acme", "globex", "initech"}


def test_a_title_above_semicolons_hides_neither_headers_nor_rows() -> None:
    text = f"Kundenliste\n{HEAD}{ROWS}".replace(",", ";")
    assert set(done(read(text)).customers) == {"c1", "c2"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("lines", [3, 70])
def test_line_breaks_and_other_delimiters_inside_a_cell_do_not_hide_the_delimiter(
    sign: str, delimiter: str, lines: int, encoding: str, tmp_path: Path
) -> None:
    headers = ("customer id", "address", "plan", "status")
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(headers)
    writer.writerows([str(row), f"Oak St{sign}\n" * lines, "Pro", "active"] for row in range(2))
    path = tmp_path / "file.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    found = sniff(path)
    assert isinstance(found, Dialect)
    assert (found.delimiter, found.headers) == (delimiter, headers)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_rows_with_a_cell_too_many_do_not_hide_the_delimiter(
    sign: str, delimiter: str, tmp_path: Path
) -> None:
    """Though they are most of the rows, and another sign stands in each of them."""
    headers = ("customer id", "name", "plan")
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(headers)
    writer.writerows([str(row), f"Ann{sign} Ash", "Pro", "too", "much"] for row in range(7))
    writer.writerows([str(row), "Bob", "Pro"] for row in range(7, 9))
    path = tmp_path / "file.csv"
    path.write_bytes(written.getvalue().encode())
    found = sniff(path)
    assert isinstance(found, Dialect)
    assert (found.delimiter, found.headers) == (delimiter, headers)


def test_a_file_whose_first_row_is_a_customer_of_telling_words_keeps_its_header() -> None:
    outcome = done(read("customer id,name,plan\nc1,Email,Status\nc2,Name,Plan\n"))
    assert set(outcome.customers) == {"c1", "c2"}


def test_quotation_marks_behind_backslashes_are_part_of_the_name() -> None:
    text = (
        f'{HEAD}c1,ann@example.com,"Ann \\"The Ash\\" Ash",Pro,active,29\n'
        'c2,bob@example.com,"INDIE\\, EGYPT...",Pro,active,29\n'
        'c3,cy@example.com,"Cy \\"C, the\\" Cedar",Pro,active,29\n'
    )
    outcome = done(read(text))
    assert [one["name"] for one in outcome.customers.values()] == [
        'Ann "The Ash" Ash',
        "INDIE, EGYPT...",
        'Cy "C, the" Cedar',
    ]


def test_a_backslash_before_a_closing_mark_is_a_letter() -> None:
    outcome = done(read('customer id,name\nc1,"C:\\dir\\"\nc2,"B"\n'))
    assert outcome.customers["c1"]["name"] == "C:\\dir\\"


def test_doubled_marks_beside_backslashes_are_read_as_they_stand() -> None:
    """A name of backslashes and marks, written as every CSV writer writes it."""
    written = io.StringIO()
    rows = [
        ["customer id", "email", "name"],
        ["c1", "ann@example.com", '\\"\\" Ann'],
        ["c2", "", "B"],
    ]
    csv.writer(written).writerows(rows)
    outcome = done(read(written.getvalue()))
    assert {key: one["name"] for key, one in outcome.customers.items()} == {
        "c1": '\\"\\" Ann',
        "c2": "B",
    }


def test_rejected_rows_come_back_with_their_own_headers_and_can_be_sent_again() -> None:
    outcome = done(read(f"{HEAD}{ROWS},none,Cy,Pro,active,+29\n"))
    head, row = csv.reader(io.StringIO(outcome.rejects))
    assert head == ["file", "line", "reason", *HEAD.strip().split(",")]
    assert row[3:] == ["", "none", "Cy", "Pro", "active", "'+29"]
    mended = outcome.rejects.replace(",none,", ",cy@example.com,")
    customer = done(read(mended)).only()
    assert (customer["email"], customer["name"], customer["mrr_cents"]) == (
        "cy@example.com",
        "Cy",
        2900,
    )


def test_each_files_rejected_rows_stand_under_that_files_headers() -> None:
    outcome = done(read(f"{HEAD}{ROWS},none,Cy,Pro,active,29\n", "email,phone\nno,+37061234567\n"))
    heads = [row[3:] for row in csv.reader(io.StringIO(outcome.rejects)) if row[0] == "file"]
    assert heads == [HEAD.strip().split(","), ["email", "phone"]]


NO_CUSTOMERS = [
    "Acme Inc. customer report\n",
    "Generated 2026-11-20\n",
    "\n",
    "Customers,,,Subscription,,\n",
]
BELOW = ["ID of customer,E-mail,Full name,Plan,Status,USD\n", ""]
AT_THE_END = ["Total,,,,2,58\n", "Grand total (USD),,,,,$58.00\n", "Всего,,,,2,58\n", "\n", ""]


@settings(max_examples=examples(25))
@given(
    st.lists(st.sampled_from(NO_CUSTOMERS), max_size=3),
    st.sampled_from(BELOW),
    st.integers(1, 4),
    st.sampled_from(AT_THE_END),
)
def test_whatever_stands_around_the_customers_is_none_of_them(
    above: list[str], below: str, count: int, at_the_end: str
) -> None:
    people = [f"c{n},p{n}@example.com,Person {n},Pro,active,29" for n in range(count)]
    text = "".join(above) + HEAD + below + "".join(f"{one}\n" for one in people) + at_the_end
    found = loaded(text)
    assert not isinstance(found, Refusal), found
    assert found.headers == tuple(HEAD.strip().split(","))
    rows = [",".join(cells) for _, cells in found.rows]
    assert [row for row in rows if describe(row.split(",")) != TOTAL] == people
    assert all(reason for _, reason, _ in found.rejects)
