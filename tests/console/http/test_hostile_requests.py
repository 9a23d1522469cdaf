"""Requests no browser of a founder sends are refused in words, cost little and break nothing."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_api.dispatch import answer
from frontend_api.http.forms import Entries, is_single_address
from tenancy.runtime.http import MOST_BODY_BYTES, MOST_FIELDS, HttpRequest
from tests.console.fakes import World

FORM = {"content-type": "application/x-www-form-urlencoded"}


def posted(body: bytes, path: str = "/sign-in") -> HttpRequest:
    return HttpRequest("POST", path, headers=FORM, body=body)


@pytest.mark.parametrize(
    "body",
    [
        b"&".join(b"a=1" for _ in range(60_000)),
        b"&" * (MOST_FIELDS + 1),
        b"a=" + b"x" * MOST_BODY_BYTES,
    ],
)
def test_a_flood_of_fields_is_refused_before_it_is_parsed(body: bytes) -> None:
    request = posted(body)
    response = answer(request, World().ports())
    assert response.status == 413
    assert "larger than anything that belongs here" in response.text
    assert request.form == {}


def test_the_largest_form_is_read_whole() -> None:
    names = [f"f{number % 7}" for number in range(MOST_FIELDS)]
    request = posted("&".join(f"{name}=v{at}" for at, name in enumerate(names)).encode())
    assert not request.is_too_large
    assert sum(map(len, request.form.values())) == MOST_FIELDS
    assert request.form["f3"][:2] == ("v3", "v10")


NUMBERS = ["9" * 5_000, "1e999999", "-1e999999", "1e-999999", "NaN", "Infinity", "0x10", "1_0"]


@pytest.mark.parametrize("typed", NUMBERS)
def test_a_number_without_end_is_refused_beside_its_field(typed: str) -> None:
    entries = Entries(posted(f"n={typed}".encode()))
    assert entries.whole("n", least=1, most=9) == 1
    assert entries.errors["n"] == "Please give a whole number from 1 to 9."


@pytest.mark.parametrize("typed", NUMBERS)
def test_an_amount_without_end_is_refused_beside_its_field(typed: str) -> None:
    entries = Entries(posted(f"n={typed}".encode()))
    assert entries.cents("n") is None
    assert "n" in entries.errors


@given(st.text(alphabet="0123456789eE+-.,_ €$x", max_size=40))
def test_no_amount_breaks_a_page(typed: str) -> None:
    amount = Entries(posted(urlencode({"n": typed}).encode())).cents("n")
    assert amount is None or 0 <= amount <= 10**12


@pytest.mark.parametrize("typed", ["09:30+02:00", "09:30Z", "25:00", "9"])
def test_an_hour_belongs_to_the_founders_zone(typed: str) -> None:
    entries = Entries(posted(f"t={typed.replace('+', '%2B')}".encode()))
    assert entries.clock_time("t") is None
    assert entries.errors["t"] == "Please give a time such as 09:30."


@pytest.mark.parametrize(
    "typed",
    [
        "ada@acme.example.com,bob@acme.example.com",
        "ada@acme.example.com bob@acme.example.com",
        "ada@acme.example.com;bob@acme.example.com",
        "ada@x.example.com@acme.example.com",
        "Ada <ada@acme.example.com>",
        "ada\u200b@acme.example.com",
        "ada\u00ad@acme.example.com",
        "ada@acme.example.com\u202e",
        "ada@acme.example.com\r\nbcc: bob@acme.example.com",
        "ada@localhost",
        "@acme.example.com",
        f"{'a' * 65}@acme.example.com",
    ],
)
def test_two_addresses_or_a_sign_nobody_sees_are_no_address(typed: str) -> None:
    assert not is_single_address(typed)


@pytest.mark.parametrize(
    "typed", ["ada@acme.example.com", "o'neil+x@mail.example.co", "ž@ž.example"]
)
def test_one_address_is_one(typed: str) -> None:
    assert is_single_address(typed)
