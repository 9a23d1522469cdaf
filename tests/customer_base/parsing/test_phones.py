"""Numbers kept as they are written, without a parse: only those that can be dialled anywhere."""

from __future__ import annotations

import duckdb
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.customer_base.parsing.column_format import ONE_BY_ONE
from functions.customer_base.parsing.phones.numbers import (
    VECTORISED,
    bare_sql,
    is_e164,
    odd_phone,
    other_phones,
    phone_sql,
)
from tests.customer_base.reading import done, read

pytestmark = pytest.mark.costly(first=1)


def _numbers_of(region: str) -> st.SearchStrategy[str]:
    """What fits the national pattern of a country, local numbers too, after its code."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    assert metadata is not None
    assert metadata.general_desc is not None
    code = phonenumbers.country_code_for_region(region)
    national = st.from_regex(
        rf"(?:{metadata.general_desc.national_number_pattern})", fullmatch=True, alphabet=DIGITS
    )
    return national.map(lambda digits: f"+{code}{digits}")


DIGITS = st.characters(min_codepoint=ord("0"), max_codepoint=ord("9"))
NUMBERS = st.sampled_from(VECTORISED).flatmap(_numbers_of)
LIKE_NUMBERS = st.text("+0123456789", min_size=1, max_size=17).map(lambda text: f"+{text}")


# One for all examples: opening a database costs more than reading a few numbers.
_CON = duckdb.connect(config={"threads": 1})


def _kept(texts: list[str]) -> list[bool]:
    rows = _CON.execute(f"SELECT {is_e164('t')} FROM (SELECT unnest(?) AS t)", [texts]).fetchall()
    return [bool(kept) for (kept,) in rows]


@pytest.mark.slow
@given(st.lists(NUMBERS | LIKE_NUMBERS, min_size=1, max_size=40))
def test_what_is_kept_unparsed_is_what_parsing_gives(texts: list[str]) -> None:
    for text, kept in zip(texts, _kept(texts), strict=True):
        if kept:
            assert odd_phone(text, None) == text


@pytest.mark.slow
@given(st.lists(NUMBERS, min_size=1, max_size=40))
def test_a_number_of_a_possible_length_is_kept_unparsed(texts: list[str]) -> None:
    for text, kept in zip(texts, _kept(texts), strict=True):
        assert kept == (odd_phone(text, None) == text), text


def test_a_local_number_is_not_kept_unparsed() -> None:
    assert _kept(["+14155552671", "+13123456", "+37061234567"]) == [True, False, True]


def test_a_number_in_a_form_its_country_has_given_up_is_read_in_todays() -> None:
    for text, today in (
        ("+52 1 55 1234 5678", "+525512345678"),
        ("0052 1 55 1234 5678", "+525512345678"),
        ("+229 97 12 34 56", "+2290197123456"),
    ):
        assert odd_phone(text, None) == today


def test_every_further_number_of_a_cell_is_read_by_the_country_of_its_row() -> None:
    text = "+370 612 34567 ::: (212) 555-0143; 212.555.0144 or nobody, ext 12 | 001 212 555 0143"
    assert other_phones(text, "US") == ["+12125550143", "+12125550144"]
    assert other_phones("+370 612 34567", "US") == []


PLACES = st.sampled_from([*VECTORISED, "CA", "", None])


@given(st.lists(st.tuples(NUMBERS | LIKE_NUMBERS, PLACES), min_size=1, max_size=40))
def test_what_many_numbers_are_read_as_is_what_each_is_read_as(
    cells: list[tuple[str, str | None]],
) -> None:
    # Whether a file's odd numbers are read by one query or one by one depends on how many it has.
    rows = _CON.execute(
        f"SELECT t, c, {phone_sql('p', 'c')} FROM (SELECT t, c, {bare_sql('t')} AS p "
        "FROM (SELECT unnest(?) AS t, unnest(?) AS c))",
        [[text for text, _ in cells], [place for _, place in cells]],
    ).fetchall()
    for text, place, number in rows:
        assert number is None or number == odd_phone(text, place)


def test_a_file_of_many_odd_numbers_is_read_like_one_of_few() -> None:
    odd = ["(415) 555-2671", "0049 30 123456", "3000933", "+1 312 3456", "861234567"]
    places = ["US", "LT", "CA", "US", "LT"]

    def numbers(times: int) -> set[tuple[str, str | None]]:
        cells = list(zip(odd, places, strict=True)) * times
        lines = [f'c{row},"{text}",{place}' for row, (text, place) in enumerate(cells)]
        found = done(read("\n".join(["customer_id,phone,country", *lines]) + "\n")).customers
        return {(cells[int(row[1:])][0], one["phone"]) for row, one in found.items()}

    few, many = numbers(1), numbers(ONE_BY_ONE // len(odd) + 1)
    assert few == many
    assert dict(few)["3000933"] is None, "a local number cannot be dialled"
    assert dict(few)["(415) 555-2671"] == "+14155552671"
