"""What a founder wrote names a person, or nobody."""

from __future__ import annotations

from itertools import pairwise

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers.phonemetadata import PhoneMetadata

from functions.erasure.person import PersonIdentity
from functions.outreach.store.erasure.named_in_text import (
    SHORTEST_NUMBER,
    names_number,
    names_person,
)

LT, RU, UK, AT, US = (
    "+37061234567",
    "+79123456789",
    "+447911123456",
    "+436641234567",
    "+12025550188",
)
AR = "+5491123456789"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (LT, "my number is 8 612 34567"),
        (LT, "Mano numeris 861234567, ačiū"),
        (LT, "(8-612) 34567"),
        (LT, "0 612 34567"),
        (LT, "00370 612 34567"),
        (LT, "+370 (8) 612 34567"),
        (LT, "+370 (612) 34 567."),
        (LT, "Skambinkite: +370\u00a0612\u00a034567!"),
        (LT, "\u202a+370 612 34567\u202c"),
        (LT, "https://wa.me/37061234567"),
        (LT, "Can 2 people use 8 612 34567?"),
        (RU, "8 (912) 345-67-89"),
        (RU, "мой 89123456789"),
        (RU, "+7 912 345 67 89"),
        (RU, "8-912-345-67-89 или почта"),
        (RU, "8–10–7–912–345–67–89"),
        (UK, "+44 (0)7911 123456"),
        (UK, "07911–123456"),
        (UK, "0044 7911 123456"),
        (UK, "07911 123 456/020 7946 0000"),
        (UK, "\uff10\uff17\uff19\uff11\uff11 123456"),
        (AT, "0664/1234567"),
        (AT, "0043 (0) 664 / 123 45 67"),
        ("8 612 34567", "8 612 34 567, ačiū"),
        (AR, "011 15-2345-6789"),
        (AR, "15 2345 6789 no, 11 15 2345 6789"),
        (AR, "+54 11 15 2345 6789"),
        (AR, "+54 9 11 2345-6789"),
        ("+541123456789", "(011) 15 2345-6789"),
        ("+5492944123456", "02944 15-123456"),
        ("+5493511234567", "0351 15 123 4567"),
        (US, "1-202-555-0188"),
        (US, "(202) 555-0188"),
        (US, "202.555.0188 or another"),
    ],
)
def test_a_number_is_found_as_people_write_it(number: str, text: str) -> None:
    assert names_number(text, number)
    assert names_person(text, PersonIdentity(phones=(number,)), called=())


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (US, "the end of many: 555-0188"),
        (US, "+1 202 555 01881"),
        (US, "20 15 2555 0188"),
        (AR, "011 25-2345-6789"),
        (AR, "011 15-2345-6780"),
        (AR, "+55 11 15 2345 6789"),
        (US, "202 555 01881"),
        (US, "+44 20 2555 0188 is another's"),
        (US, "+44 2025550188"),
        (US, "0044 2025550188"),
        (US, "order2025550188"),
        (US, "x2025550188@example.com"),
        (US, "2025550188@example.com"),
        (LT, "8 612 34568"),
        (LT, "Are there 34567 seats?"),
        (LT, "+371 612 34567"),
        (LT, "61234 people, 567 seats"),
        ("+61234", "61234"),
    ],
)
def test_a_part_of_another_number_is_not_it(number: str, text: str) -> None:
    assert not names_number(text, number)


def _examples() -> dict[str, phonenumbers.PhoneNumber]:
    """A mobile number of each country that writes one long enough to be sought."""
    found = {
        region: phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    }
    return {
        region: number
        for region, number in found.items()
        if number and len(phonenumbers.national_significant_number(number)) >= SHORTEST_NUMBER
    }


def test_no_country_code_begins_as_another_does() -> None:
    for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        assert names_number("2025550188", f"+{code}2025550188"), code
        assert not names_number("02025550", f"+{code}2025550188"), code


@pytest.mark.slow
def test_every_country_writes_its_numbers_so() -> None:
    """By the library's own formats: each country's trunk digit and its groups."""
    examples = _examples()
    assert len(examples) > 200
    for region, example in examples.items():
        number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
        abroad = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        found = PhoneMetadata.metadata_for_region(region)
        assert found is not None
        plain = phonenumbers.national_significant_number(example)
        for written in (national, abroad, f"({found.national_prefix or ''}) {plain}"):
            assert names_number(f"It is {written}.", number), (region, written)


@given(
    number=st.from_regex(r"\+370[1-9][0-9]{7}", fullmatch=True),
    cuts=st.lists(st.integers(1, 7), max_size=4, unique=True),
    between=st.sampled_from([" ", "-", ".", "/", "–", "\u00a0", ") ", " - "]),
    begins=st.sampled_from(["+370", "00370", "370", "8", "0", "", "+370 (8) "]),
)
def test_no_grouping_hides_a_number(
    number: str, cuts: list[int], between: str, begins: str
) -> None:
    national, at = number.removeprefix("+370"), [0, *sorted(cuts), 8]
    groups = [national[one:two] for one, two in pairwise(at)]
    assert names_number(f"tel. {begins}{between}{between.join(groups)}, ačiū", number)


@pytest.mark.parametrize(
    ("customer", "text"),
    [
        ("365", "Do you have 365 day support?"),
        ("100", "Can I add 100 seats?"),
        ("2024", "Is there a 2024 report?"),
        ("1000000", "Can I import 1000000 rows?"),
        ("pro", "Is Pro for me?"),
        ("teams", "Is it for teams?"),
        ("v2", "Does v2 work?"),
        ("1234567", "Do you take 123 45 67?"),
    ],
)
def test_a_word_of_the_language_is_no_customer_id(customer: str, text: str) -> None:
    assert not names_person(text, PersonIdentity((customer,)), called=())


@pytest.mark.parametrize("customer", ["cus_NffrFeUfNV2Hib", "10456789", "acme-0042"])
def test_an_id_that_nothing_else_is_called_by_names_the_customer(customer: str) -> None:
    assert names_person(
        f"Does it work for {customer.upper()}?", PersonIdentity((customer,)), called=()
    )
    assert not names_person(
        f"Does it work for x{customer}?", PersonIdentity((customer,)), called=()
    )
