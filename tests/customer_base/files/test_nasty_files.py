"""Files as people really send them, each with the accounting it must have."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.files.dialect import Refusal
from functions.customer_base.imports.pipeline import AnswersNeeded
from functions.customer_base.imports.rejected_rows import escaped
from functions.customer_base.parsing.phones.numbers import odd_phone
from tests.customer_base.reading import (
    Read,
    assert_both_parsers_read_alike,
    done,
    looked_at,
    read,
    read_cells,
)
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=25)

HEAD = "customer_id,name,email,phone\n"


CORPUS: dict[str, tuple[bytes, tuple[int, int, int, int]]] = {
    "plain": (HEAD.encode() + b"1,Ona,ona@example.com,\n", (1, 1, 0, 0)),
    "no newline at the end": (HEAD.encode() + b"1,Ona,ona@example.com,", (1, 1, 0, 0)),
    "windows line ends": (b"customer_id,email\r\n1,a@example.com\r\n", (1, 1, 0, 0)),
    "old mac line ends": (b"customer_id,email\r1,a@example.com\r2,b@example.com\r", (2, 2, 0, 0)),
    "byte order mark": (b"\xef\xbb\xbfcustomer_id,email\n1,a@example.com\n", (1, 1, 0, 0)),
    "utf-16": ("customer_id\tname\n1\tŽydrūnė\n".encode("utf-16"), (1, 1, 0, 0)),
    "utf-16 without a mark": ("customer_id,name\n1,Ona\n".encode("utf-16-le"), (1, 1, 0, 0)),
    "windows-1252": ("customer_id;name\n1;Zoë Müller\n".encode("cp1252"), (1, 1, 0, 0)),
    "semicolons": (b"customer_id;email\n1;a@example.com\n", (1, 1, 0, 0)),
    "pipes": (b"customer_id|email\n1|a@example.com\n", (1, 1, 0, 0)),
    "excel's sep line": (b"sep=;\ncustomer_id;email\n1;a@example.com\n", (1, 1, 0, 0)),
    "blank lines before and between": (
        b"\n\ncustomer_id,email\n\n1,a@example.com\n\n\n2,b@example.com\n\n",
        (2, 2, 0, 0),
    ),
    "rows of separators only": (b"customer_id,email\n1,a@example.com\n,\n,,,\n", (1, 1, 0, 0)),
    "newline inside quotes": (b'customer_id,name\n1,"Ona\nJonaite"\n2,B\n', (2, 2, 0, 0)),
    "doubled quotes": (b'customer_id,name\n1,"Ona ""Oni"" J"\n', (1, 1, 0, 0)),
    "a quote inside a bare cell": (b'customer_id,name\n1,5" screen\n2,B\n', (2, 2, 0, 0)),
    "a quote that never closes": (b'customer_id,name\n1,"Ona\n2,B\n3,C\n', (3, 2, 0, 1)),
    "too many cells": (b"customer_id,name\n1,Jonaite, Ona\n2,B\n", (2, 1, 0, 1)),
    "too few cells": (b"customer_id,name,email\n1\n2,B\n", (2, 2, 0, 0)),
    "trailing separators": (b"customer_id,name,\n1,A,\n2,B,,,\n", (2, 2, 0, 0)),
    "the header again": (b"customer_id,name\n1,A\ncustomer_id,name\n2,B\n", (3, 2, 0, 1)),
    "nobody": (b"customer_id,email,name\n,,Ghost\n1,,A\n", (2, 1, 0, 1)),
    "not an address and no id": (b"email\nnot-an-address\na@example.com\n", (2, 1, 0, 1)),
    "the same id twice": (b"customer_id,name\n1,A\n1,A\n", (2, 1, 1, 0)),
    "the same address in another case": (
        b"customer_id,email\n1,A@example.com\n2,a@EXAMPLE.com\n",
        (2, 1, 1, 0),
    ),
    "an id beside two addresses links nobody": (
        b"customer_id,email\n1,a@example.com\n2,b@example.com\n2,a@example.com\n",
        (3, 2, 1, 0),
    ),
    "duplicate headers": (b"customer_id,name,name\n1,A,B\n", (1, 1, 0, 0)),
    "a huge cell": (b"customer_id,name\n1," + b"x" * 40_000 + b"\n2,B\n", (2, 1, 0, 1)),
    "null characters": (b"customer_id,name\n1,A\x00\n2,B\n", (2, 2, 0, 0)),
}


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("name", CORPUS)
def test_every_row_is_accounted_for(name: str) -> None:
    content, expected = CORPUS[name]
    if name == "null characters":
        assert isinstance(read(content), Refusal)
        return
    assert done(read(content)).sums == expected


@pytest.mark.parametrize("name", sorted(set(CORPUS) - {"null characters"}))
def test_the_encoding_of_a_file_changes_nothing_of_its_rows(name: str) -> None:
    content, _ = CORPUS[name]
    assert_both_parsers_read_alike(content)


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\x00", exclude_categories=("Cs", "Cc")),
    max_size=8,
)


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=12))
def test_no_row_is_lost_in_any_encoding_whatever_the_cells_hold(
    rows: list[tuple[str, str]],
) -> None:
    lines = ["customer_id,name"]
    for place, (name, note) in enumerate(rows):
        quoted = f"{name}{note}".replace('"', '""')
        lines.append(f'c{place},"{quoted}"')
    text = "\n".join(lines) + "\n"
    assert done(read(text)).sums == (len(rows), len(rows), 0, 0)
    assert_both_parsers_read_alike(text)


def test_rejects_say_the_line_the_reason_and_what_it_held() -> None:
    outcome = done(
        read('customer_id,email,name\n1,a@example.com,"two\nlines"\n,=cmd(),Ghost\n2,x,y,z\n')
    )
    assert outcome.sums == (3, 1, 0, 2)
    first, second = outcome.rejects.splitlines()[1:]
    assert first == ("upload-1.csv,4,no customer id and no readable email address,,'=cmd(),Ghost")
    assert second.startswith("upload-1.csv,5,the row has 4 cells but the header has 3;")
    assert outcome.accounting.reasons["no customer id and no readable email address"] == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_formulas_are_never_written_back_as_formulas(text: str) -> None:
    assert escaped(text) == f"'{text}"


def test_an_unreadable_cell_is_unknown_and_reported_and_the_row_goes_on() -> None:
    outcome = done(
        read(
            "customer_id,phone,renews_on,seats,status,consent_sms\n"
            "1,call me,someday,many,weird,yes\n2,861234567,2027-01-31,3,active,2026-01-01\n"
        )
    )
    assert outcome.sums == (2, 2, 0, 0)
    unread = {cell.column: (cell.count, cell.lines) for cell in outcome.accounting.unread}
    assert unread == dict.fromkeys(
        ("phone", "renews_on", "seats", "status", "consent_sms"), (1, (2,))
    )
    assert outcome.customers["1"]["phone"] is None
    assert outcome.customers["1"]["consents"] == []
    assert outcome.customers["2"]["phone"] == "+37061234567"


@pytest.mark.parametrize(
    ("written", "country", "e164"),
    [
        ("+1 (212) 555-0101", "", "+12125550101"),
        ("212.555.0101", "US", "+12125550101"),
        ("1-212-555-0101", "United States", "+12125550101"),
        ("0044 7700 900123", "", "+447700900123"),
        ("07700 900123", "GB", "+447700900123"),
        ("+44 (0)7700 900123", "", "+447700900123"),
        ("8 612 34567", "LT", "+37061234567"),
        ("37061234567", "LT", "+37061234567"),
        ('"=""+37061234567"""', "", "+37061234567"),
        ("3.7061234567E+10", "", "+37061234567"),
        ("+370 612 34567 / +370 612 34568", "", "+37061234567"),
        ("3.7E+10", "", None),
        ("12345", "US", None),
        ("n/a", "", None),
    ],
)
def test_phones_become_e164_or_unknown(written: str, country: str, e164: str | None) -> None:
    found = read_cells(f"customer_id,phone,country\n1,{written},{country}\n")
    assert found.only()["phone"] == e164


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (("2026-01-31", "2026-02-01 10:00:00"), ("2026-01-31", "2026-02-01")),
        (("31.01.2026", "01.02.2026"), ("2026-01-31", "2026-02-01")),
        (("31/01/2026", "01/02/2026"), ("2026-01-31", "2026-02-01")),
        (("01/31/2026", "02/01/2026"), ("2026-01-31", "2026-02-01")),
        (("1/31/26", "2/1/26"), ("2026-01-31", "2026-02-01")),
        (("2026/01/31", "2026.02.01"), ("2026-01-31", "2026-02-01")),
        (("46053", "46054"), ("2026-01-31", "2026-02-01")),
        (("31 Jan 2026", "1 Feb 2026"), ("2026-01-31", "2026-02-01")),
        (('"Jan 31, 2026"', '"Feb 1, 2026"'), ("2026-01-31", "2026-02-01")),
        (("1769817600", "1769904000"), ("2026-01-31", "2026-02-01")),
        (("2026-01-30T23:30:00Z", "2026-02-01"), ("2026-01-31", "2026-02-01")),
        (("2026-01-31T01:00:00+02:00", "2026-02-01"), ("2026-01-31", "2026-02-01")),
    ],
)
def test_dates_are_read_by_the_whole_column(cells: tuple[str, str], days: tuple[str, str]) -> None:
    found = read_cells(f"customer_id,renews_on\n1,{cells[0]}\n2,{cells[1]}\n")
    assert found.column("renews_on") == [date.fromisoformat(day) for day in days]


def test_dates_that_could_be_either_are_asked_about() -> None:
    text = "customer_id,renews_on\n1,03/04/2026\n2,05/06/2026\n"
    asked = read(text)
    assert isinstance(asked, AnswersNeeded)
    (question,) = asked.questions[1]
    assert question.kind == "date_order"
    assert "03/04/2026" in question.text
    day_first = done(read(text, answers={"renews_on": "dmy"}))
    assert day_first.customers["1"]["renews_on"] == date(2026, 4, 3)
    month_first = done(read(text, answers={"renews_on": "mdy"}))
    assert month_first.customers["1"]["renews_on"] == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("cells", "cents"),
    [
        (("29.00", "1290.5"), (2900, 129050)),
        (("29,00", "1.290,50"), (2900, 129050)),
        (("$29.00", '"1,290.50"'), (2900, 129050)),
        (("€ 29,00", "1 290,50 €"), (2900, 129050)),
    ],
)
def test_amounts_are_read_by_the_whole_column(
    cells: tuple[str, str], cents: tuple[int, int]
) -> None:
    separator = ";" if "," in cells[0] else ","
    rows = [f"{place}{separator}{cell}" for place, cell in enumerate(cells, start=1)]
    text = "\n".join([f"customer_id{separator}mrr", *rows]) + "\n"
    assert read_cells(text).column("mrr_cents") == list(cents)


def test_an_amount_that_could_be_either_is_asked_about() -> None:
    text = 'customer_id,mrr\n1,"1,234"\n2,"5,678"\n'
    asked = read(text)
    assert isinstance(asked, AnswersNeeded)
    assert asked.questions[1][0].kind == "decimal_mark"
    assert done(read(text, answers={"mrr": "point"})).customers["1"]["mrr_cents"] == 123_400
    assert done(read(text, answers={"mrr": "comma"})).customers["1"]["mrr_cents"] == 123


@pytest.mark.parametrize(
    ("cells", "shares"),
    [(("0.85", "1.2"), (0.85, 1.2)), (("85%", "120 %"), (0.85, 1.2)), (("85", "7"), (0.85, 0.07))],
)
def test_shares_and_percentages_are_told_apart_by_the_column(
    cells: tuple[str, str], shares: tuple[float, float]
) -> None:
    found = read_cells(f"customer_id,limit_used\n1,{cells[0]}\n2,{cells[1]}\n")
    assert found.column("limit_used") == pytest.approx(list(shares))


@pytest.mark.parametrize(
    ("written", "uses"),
    [
        ('"{""Reports"": 4, ""Export"": 1}"', {"Reports": 4, "Export": 1}),
        ("Reports: 4; Export = 1", {"Reports": 4, "Export": 1}),
        ("nothing here", None),
    ],
)
def test_feature_uses_are_read_from_json_or_a_list(
    written: str, uses: dict[str, int] | None
) -> None:
    found = read_cells(f"customer_id,feature_uses\n1,{written}\n")
    assert found.only()["feature_uses"] == uses


def test_a_column_a_feature_counts_its_uses() -> None:
    outcome = done(read("customer_id,feature: Reports,uses: Export\n1,4,\n2,,\n"))
    assert outcome.customers["1"]["feature_uses"] == {"Reports": 4}
    assert outcome.customers["2"]["feature_uses"] is None


@pytest.mark.parametrize(
    "head",
    [
        "Kliento ID;Vardas, pavardė;El. paštas;Telefono numeris;Šalis;Planas",
        "ID клиента;ФИО;Электронная почта;Телефон;Страна;Тариф",
    ],
)
def test_headers_in_lithuanian_and_russian_are_known(head: str) -> None:
    found = looked_at(f"{head}\n1;Ona;ona@example.com;861234567;LT;Starter\n")
    assert set(found.mapping.values()) == {
        "customer_id",
        "name",
        "email",
        "phone",
        "country",
        "plan",
    }
    assert found.certain


def test_a_header_that_only_resembles_is_suggested_and_never_taken() -> None:
    found = looked_at("customer_id,emial adress\n1,ona@example.com\n")
    assert found.suggestions == {"emial adress": "email"}
    assert "emial adress" not in found.mapping
    assert not found.certain


def test_leading_zeros_of_an_id_survive() -> None:
    assert "00123" in done(read("customer_id,name\n00123,A\n")).customers
    assert "00123" in done(read('customer_id,name\n"=""00123""",A\n')).customers


def test_too_many_columns_and_too_many_rows_are_refused_clearly() -> None:
    wide = read(",".join(f"h{place}" for place in range(400)) + "\n1\n")
    assert isinstance(wide, Refusal)
    assert "400 columns" in wide.problem


ID = st.sampled_from(["1", "2", "3", ""])
ADDRESS = st.sampled_from(["a@example.com", "B@example.com", "c@example.com", "", "nonsense"])
STATUS = st.sampled_from(["active", "canceled", "past_due", ""])


@pytest.mark.slow
@settings(max_examples=examples(80))
@given(
    st.lists(st.tuples(ID, ADDRESS, STATUS, st.sampled_from(["", "10", "29"])), min_size=1),
    st.randoms(use_true_random=False),
)
def test_row_order_never_changes_the_customers_and_the_sum_always_holds(
    rows: list[tuple[str, str, str, str]], chance: object
) -> None:
    def file_of(ordered: list[tuple[str, str, str, str]]) -> str:
        lines = ["customer_id,email,status,mrr,note"]
        return "\n".join([*lines, *(",".join((*row, "n")) for row in ordered)]) + "\n"

    first = done(read(file_of(rows)))
    rows_in, accepted, merged, rejected = first.sums
    assert rows_in == len(rows) == accepted + merged + rejected
    assert accepted == len(first.customers)
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    second = done(read(file_of(shuffled)))
    assert second.customers == first.customers
    assert second.sums == first.sums


def test_an_empty_import_of_rejects_only_is_still_accounted_for() -> None:
    outcome = read("customer_id,email\n,nobody\n")
    assert isinstance(outcome, Read)
    assert outcome.sums == (1, 0, 0, 1)


@pytest.mark.parametrize(
    "phone", ["+13123456", "+14155550100", "+37061234567", "+3706123", "+440", "+447700900123"]
)
def test_a_number_kept_as_it_is_written_is_one_the_library_reads(phone: str) -> None:
    found = read_cells(f"customer_id,phone\nc1,{phone}\nc2,+14155550101\n")
    assert found.column("phone") == [odd_phone(phone, None), "+14155550101"]
