"""The bridge between API Gateway and our own request and response."""

from __future__ import annotations

import base64

from chalice.app import Response
from hypothesis import given
from hypothesis import strategies as st

from tenancy.runtime.http import HttpRequest, HttpResponse, request_from_event, response_parts


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
    assert request.last_values() == {"name": "Ada", "file_name": "b c.csv", "empty": ""}
    assert request.cookies["warmline_session"] == "abc"


def test_a_request_is_read_from_api_gateway_as_it_was_sent() -> None:
    event = {
        "httpMethod": "POST",
        "path": "/hooks/stripe",
        "queryStringParameters": None,
        "headers": {"Stripe-Signature": "x", "Content-Type": "application/x-www-form-urlencoded"},
        "body": "Qm9keT1UYWlwJkVtcHR5PQ==",
        "isBase64Encoded": True,
        "pathParameters": None,
    }
    request = request_from_event(event)
    assert request.headers["stripe-signature"] == "x"
    assert request.last_values() == {"Body": "Taip", "Empty": ""}
    assert request_from_event({**event, "body": None}).body == b""


def test_another_kind_of_body_carries_no_form() -> None:
    assert HttpRequest("POST", "/", body=b"a=1").form == {}


def test_several_cookies_leave_as_several_headers() -> None:
    response = Response(**response_parts(HttpResponse(body=b"x", cookies=("a=1", "b=2")))).to_dict()
    assert response["multiValueHeaders"]["Set-Cookie"] == ["a=1", "b=2"]


def test_a_single_cookie_leaves_as_a_plain_header() -> None:
    response = Response(**response_parts(HttpResponse(body=b"x", cookies=("a=1",)))).to_dict()
    assert response["headers"]["Set-Cookie"] == "a=1"


def test_a_body_stays_bytes_only_where_the_gateway_takes_them() -> None:
    image = HttpResponse(body=b"\x89PNG", content_type="image/png")
    assert response_parts(image, binary_types={"image/png"})["body"] == b"\x89PNG"
    assert response_parts(HttpResponse(body=b"x"))["body"] == "x"


@given(st.text(max_size=60))
def test_no_cookie_header_breaks_a_request(header: str) -> None:
    assert isinstance(HttpRequest("GET", "/", headers={"cookie": header}).cookies, dict)
