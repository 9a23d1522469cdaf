"""What a founder typed becomes a value or a refusal in words, never an exception."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_api.http.forms import Entries
from tenancy.runtime.http import HttpRequest


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("49", 4900),
        ("49.90", 4990),
        ("49,90", 4990),
        ("1,250", 125000),
        ("1,250.50", 125050),
        ("€ 1 250,5", 125050),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, cents: int | None) -> None:
    entries = _entries(typed)
    assert entries.cents("amount") == cents
    assert not entries.errors


@given(st.text(max_size=30))
def test_any_other_amount_is_refused_in_words_never_by_an_exception(typed: str) -> None:
    entries = _entries(typed)
    cents = entries.cents("amount")
    assert cents is None or cents >= 0


def _entries(typed: str) -> Entries:
    body = urlencode({"amount": typed}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return Entries(HttpRequest("POST", "/", headers=headers, body=body))
