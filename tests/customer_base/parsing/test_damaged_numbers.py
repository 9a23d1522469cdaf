"""Numbers that lost their country or digits are unread, counted and explained, never guessed."""

from __future__ import annotations

from dataclasses import replace

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.parsing.spreadsheet_damage import digits_of_power
from tests.customer_base.reading import SETTINGS, ReadCells, done, read, read_cells
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=4)


def phones(text: str, *, default: str = "") -> ReadCells:
    return read_cells(text, settings=replace(SETTINGS, default_country=default))


def numbers(found: ReadCells) -> dict[str, str | None]:
    return {row["customer_id"] or row["email"]: row["phone"] for row in found.rows}


def reason(found: ReadCells) -> str:
    (unread,) = [one for one in found.unread if one.column == "phone"]
    return unread.reason


AMERICAN = (
    "email,phone,status,mrr\nann@example.com,(321) 555-0123,active,29\n"
    "bob@example.com,(860) 555-0124,active,29\ncy@example.com,(212) 555-0101,active,29\n"
)


@pytest.mark.parametrize("default", ["", "BE", "LT", "CN", "EG", "DE"])
def test_a_national_number_without_a_known_country_is_unread(default: str) -> None:
    outcome = phones(AMERICAN, default=default)
    assert set(numbers(outcome).values()) == {None}
    (unread,) = outcome.unread
    assert (unread.column, unread.count, unread.lines) == ("phone", 3, (2, 3, 4))
    assert "country" in unread.reason


@pytest.mark.parametrize(
    ("cell", "default"),
    [
        ("3215550123", "BE"),
        ("321 555 0123", "BE"),
        ("15123456789", ""),
        ("13910998888", ""),
        ("37061234567", "US"),
        ("447171717171", "LT"),
    ],
)
def test_a_plus_is_not_put_before_digits_that_may_be_national(cell: str, default: str) -> None:
    outcome = phones(f"customer_id,phone\nc1,{cell}\n", default=default)
    assert numbers(outcome) == {"c1": None}


@pytest.mark.parametrize(
    ("cell", "country", "number"),
    [
        ("'+380993456789", "", "+380993456789"),
        ("447171717171", "GB", "+447171717171"),
        ("8 612 34567", "LT", "+37061234567"),
        ('" +49 (0)26185 1234"', "", "+49261851234"),
        ("+370 612 34567 ::: +370 5 2123456", "", "+37061234567"),
        ("444123456", "BE", "+32444123456"),
        ("tel:+1-212-555-0109;ext=12", "", "+12125550109"),
        ("37061234567.0", "LT", "+37061234567"),
        ("1-212-555-0101", "US", "+12125550101"),
        ("139 1099 8888", "China", "+8613910998888"),
        ("321 1234567", "Colombia", "+573211234567"),
        ("4.4717171717E+11", "GB", None),
        ("4.47171717171E+11", "GB", "+447171717171"),
        ("4.47171717171E+11", "", None),
        ("3.70612E+11", "LT", None),
        ("4.791235e+09", "NO", None),
        ('"4,79E+09"', "NO", None),
        ("447171717171", "US", None),
    ],
)
def test_a_number_is_read_with_its_rows_country_and_all_its_digits_or_not_at_all(
    cell: str, country: str, number: str | None
) -> None:
    outcome = phones(f"customer_id,phone,country\nc1,{cell},{country}\n")
    assert numbers(outcome) == {"c1": number}


def test_most_numbers_against_the_default_leave_all_without_a_country_unread() -> None:
    rows = ["07700 900123", "(212) 555-0101", "(860) 555-0124", "+447700900124"]
    text = "".join(f"c{place},{cell}\n" for place, cell in enumerate(rows))
    found = done(
        read(f"customer_id,phone\n{text}", settings=replace(SETTINGS, default_country="GB"))
    )
    assert {name: one["phone"] for name, one in found.customers.items()} == {
        "c0": None,
        "c1": None,
        "c2": None,
        "c3": "+447700900124",
    }
    most = phones(f"customer_id,phone\n{text}c4,07700 900125\nc5,07700 900126\n", default="GB")
    assert numbers(most)["c0"] == "+447700900123"


def test_the_country_of_another_file_counts_before_the_default() -> None:
    people = "customer_id,plan,country\nc1,Pro,BE\nc2,Pro,GB\nc3,Pro,\n"
    cells = "customer_id,phone\nc1,(212) 555-0101\nc2,07700 900123\nc3,(212) 555-0102\n"
    for files in ((people, cells), (cells, people)):
        found = done(read(*files, settings=replace(SETTINGS, default_country="US"))).customers
        assert {name: one["phone"] for name, one in found.items()} == {
            "c1": None,
            "c2": "+447700900123",
            "c3": "+12125550102",
        }


def test_digits_that_a_spreadsheet_made_zeros_are_no_number() -> None:
    text = "customer_id,phone,country\nc1,4.79124E+09,NO\nc2,4791240000,NO\nc3,4791234567,NO\n"
    outcome = phones(text)
    assert numbers(outcome) == {"c1": None, "c2": None, "c3": "+4791234567"}
    assert "lost in a spreadsheet" in reason(outcome)


def test_each_reason_for_an_unread_number_is_given_with_its_count() -> None:
    text = "customer_id,phone\nc1,4.79124E+09\nc2,(212) 555-0101\nc3,call me\nc4,(212) 555-0102\n"
    assert reason(phones(text)) == (
        "1: digits lost in a spreadsheet, as in 4.79E+09; "
        "2: no country code, and no number of a country we know of the row; "
        "1: not a phone number we can dial"
    )


@given(st.integers(10**9, 10**15 - 1), st.integers(0, 14))
def test_a_power_of_ten_is_read_only_with_all_its_digits(number: int, places: int) -> None:
    written = f"{number:.{places}e}"
    read_back = digits_of_power(written)
    assert read_back is None or read_back == str(number) or float(written) == int(read_back)
    if places < len(str(number)) - 1:
        assert read_back is None


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


REGIONS = st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS))


@settings(max_examples=examples(30))
@given(
    st.lists(st.tuples(REGIONS, st.booleans()), min_size=1, max_size=6), st.sampled_from(["", "BE"])
)
def test_a_number_without_its_country_is_never_a_number_of_another(
    rows: list[tuple[str, bool]], default: str
) -> None:
    lines, right, written = [], {}, {}
    for place, (region, with_country) in enumerate(rows):
        example = phonenumbers.example_number(region)
        style = phonenumbers.PhoneNumberFormat
        lines.append(
            f'c{place},"{phonenumbers.format_number(example, style.NATIONAL)}",'
            f"{region if with_country else ''}"
        )
        written[f"c{place}"] = phonenumbers.format_number(example, style.NATIONAL)
        right[f"c{place}"] = phonenumbers.format_number(example, style.E164)
    outcome = phones("\n".join(["customer_id,phone,country", *lines]) + "\n", default=default)
    for place, (_, with_country) in enumerate(rows):
        number = numbers(outcome)[f"c{place}"]
        if with_country:
            assert number in {None, right[f"c{place}"]}
        elif number:
            assert default
            assert number.startswith("+32")
            # Only where people in Belgium would have written it so.
            there = phonenumbers.format_number(phonenumbers.parse(number), style.NATIONAL)
            assert _digits(there) == _digits(written[f"c{place}"])
