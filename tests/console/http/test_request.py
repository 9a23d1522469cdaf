"""The bridge between API Gateway and the pages, and the form of what crosses it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_api.app import _to_chalice, app
from frontend_api.http.forms import Entries
from frontend_api.http.request import HttpResponse, cookies_from_header, request_from_event


def test_an_event_becomes_a_request_with_its_form_and_cookies() -> None:
    body = base64.b64encode(b"name=Ada&file_name=a.csv&file_name=b+c.csv&empty=").decode()
    request = request_from_event(
        {
            "httpMethod": "POST",
            "path": "/customers/imports",
            "queryStringParameters": None,
            "headers": {
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                "Cookie": "warmline_session=abc; other=1",
            },
            "body": body,
            "isBase64Encoded": True,
        }
    )
    assert request.all_typed("file_name") == ("a.csv", "b c.csv")
    assert request.form["empty"] == ("",)
    assert request.cookies["warmline_session"] == "abc"


def test_several_cookies_leave_as_several_headers() -> None:
    response = _to_chalice(HttpResponse(body=b"x", cookies=("a=1", "b=2"))).to_dict()
    assert response["multiValueHeaders"]["Set-Cookie"] == ["a=1", "b=2"]


def test_a_single_cookie_leaves_as_a_plain_header() -> None:
    response = _to_chalice(HttpResponse(body=b"x", cookies=("a=1",))).to_dict()
    assert response["headers"]["Set-Cookie"] == "a=1"


def test_every_address_is_answered_by_the_one_function() -> None:
    assert set(app.routes) == {"/", "/{proxy+}"}


@given(st.text(max_size=60))
def test_no_cookie_header_breaks_a_request(header: str) -> None:
    assert isinstance(cookies_from_header(header), dict)


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
    from frontend_api.http.request import HttpRequest

    return Entries(HttpRequest("POST", "/", form={"amount": (typed,)}))
