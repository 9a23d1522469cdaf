"""Countries and languages by the names that files give them: read as themselves, or unknown."""

from __future__ import annotations

import string

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from functions.customer_base.columns.cldr_names import country_code, language_code

NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def territories(language: str) -> dict[str, str]:
    named = Locale(language).territories.items()
    return {
        code: name
        for code, name in named
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }


@pytest.mark.parametrize("language", ["en", "lt", "ru", "de", "fr"])
def test_every_territory_is_read_as_itself_by_its_code_and_its_name(language: str) -> None:
    named = territories(language)
    assert len(named) > 250
    assert {code: country_code(name) for code, name in named.items()} == {c: c for c in named}
    assert {code: country_code(code.lower()) for code in named} == {c: c for c in named}


@pytest.mark.parametrize("language", ["bg", "cs", "el", "fi", "hu", "nb", "nl", "pl", "sv", "tr"])
def test_a_name_in_another_language_is_read_as_itself_or_not_at_all(language: str) -> None:
    read = {code: country_code(name) for code, name in territories(language).items()}
    assert {code for code, found in read.items() if found not in {code, ""}} == set()
    assert sum(map(bool, read.values())) > 245


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("LUX", "LU"),
        ("JAV", "US"),
        ("сша", "US"),
        ("uk", "GB"),
        ("England", "GB"),
        ("EL", "GR"),
        ("the Netherlands", "NL"),
        ("holland", "NL"),
        ("Turkey", "TR"),
        ("TÜRKİYE", "TR"),
        ("Cote d'Ivoire", "CI"),
        ("BOSNIA AND HERZEGOVINA", "BA"),
        ("Saint Lucia", "LC"),
        ("Burma", "MM"),
        ("Korea, Republic of", "KR"),
        ("Luxemburg", "LU"),
        ("Lietuvos Respublika", "LT"),
        ("Germany (DE)", "DE"),
    ],
)
def test_a_country_is_read_by_what_people_call_it(cell: str, code: str) -> None:
    assert country_code(cell) == code


@pytest.mark.parametrize(
    "cell", ["ZZ", "XX", "EU", "Europe", "world", "840", "Congo", "Korea", "n/a", "-", "Luxenbourg"]
)
def test_a_word_for_no_country_or_for_two_is_unknown(cell: str) -> None:
    assert country_code(cell) == ""


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("lt_LT", "lt"),
        ("en,lt", "en"),
        ("eng", "en"),
        ("iw", "he"),
        ("English (US)", "en"),
        ("anglų", "en"),
        ("Lietuvių kalba", "lt"),
        ("русский язык", "ru"),
        ("Deutsch", "de"),
        ("xx", ""),
        ("klingonese", ""),
        ("both", ""),
    ],
)
def test_a_language_is_read_by_code_tag_or_name(cell: str, code: str) -> None:
    assert language_code(cell) == code


@given(st.text(max_size=12) | st.text(string.ascii_letters + " .()&", max_size=6))
def test_whatever_a_cell_holds_names_a_country_or_nothing(cell: str) -> None:
    assert country_code(cell) in {"", *territories("en")}
    assert language_code(cell) in {"", *Locale("en").languages}
