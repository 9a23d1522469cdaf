"""What strangers send is read in proportion to its size: forms at both doors, and mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from frontend_api.dispatch import answer
from functions.outreach.adapters.mail.html_text import plain_text
from functions.outreach.adapters.mail.inbound import parse
from functions.outreach.handlers.web import twilio
from tenancy.runtime.http import MOST_FIELDS, HttpRequest
from tests.console.fakes import World
from tests.growth.counted_work import grows_in_proportion, steps
from tests.hypothesis_profiles import examples
from tests.outreach.handlers.deployed import Deployed, deployed_stage

pytestmark = pytest.mark.costly(first=4)

FORM = {"content-type": "application/x-www-form-urlencoded"}
LARGEST = MOST_FIELDS // 8


@pytest.fixture
def stage(aws: None) -> Iterator[Deployed]:
    with deployed_stage() as made:
        yield made


PIECES = st.text("aeiou%+;=0\xe9", min_size=1, max_size=6)


def form_of(piece: str, fields: int, *, path: str) -> HttpRequest:
    body = "&".join([piece] * fields).encode()
    return HttpRequest("POST", path, headers=FORM, body=body)


@settings(max_examples=examples(20), deadline=None)
@given(piece=PIECES, fields=st.integers(25, LARGEST))
@example(piece="a=1", fields=LARGEST)
@example(piece="=", fields=LARGEST)
def test_a_form_is_parsed_in_proportion_to_its_fields(piece: str, fields: int) -> None:
    def parsing(many: int) -> Callable[[], object]:
        request = form_of(piece, many, path="/")
        return lambda: request.form

    assert grows_in_proportion(parsing, fields)


@settings(max_examples=examples(6), deadline=None)
@given(piece=PIECES)
@example(piece="email=a")
def test_the_console_answers_a_form_in_proportion_to_its_fields(piece: str) -> None:
    ports = World().ports()

    def signing_in(many: int) -> Callable[[], object]:
        request = form_of(piece, many, path="/sign-in")
        return lambda: answer(request, ports)

    assert grows_in_proportion(signing_in, LARGEST)


@pytest.mark.slow
@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(piece=PIECES)
@example(piece="Body=a")
@pytest.mark.usefixtures("stage")
def test_outreach_answers_a_form_in_proportion_to_its_fields(piece: str) -> None:
    def pressing(many: int) -> Callable[[], object]:
        request = form_of(piece, many, path="/hooks/twilio/messages")
        return lambda: twilio.handle(request)

    assert grows_in_proportion(pressing, LARGEST)


MARKUP = st.sampled_from(
    ("<a a=", "<div>", "<blockquote>", "<!--", "<![", "&#", "<table><tr><td>", "<li><ul>", "<b><p>")
)
HEAD = b"From: ann@example.com\nTo: r-x@mail.example.com\nMessage-ID: <1@example.com>\n"


@settings(max_examples=examples(15), deadline=None)
@given(unit=MARKUP, times=st.integers(100, 1_000))
def test_markup_is_read_in_proportion_to_its_length(unit: str, times: int) -> None:
    def reading(many: int) -> Callable[[], object]:
        html = f"<p>stop writing</p>{unit * many}"
        return lambda: plain_text(html)

    assert grows_in_proportion(reading, times)


def nested(many: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(many)
    )
    return HEAD + b"MIME-Version: 1.0\n" + opened + b"Content-Type: text/plain\n\nstop"


def beside_each_other(many: int) -> bytes:
    part = b"--b\nContent-Type: text/plain\n\nstop\n"
    return HEAD + b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + part * many


def to_many(many: int) -> bytes:
    return HEAD + b"Cc: " + b", ".join(b"p%d@example.com" % at for at in range(many)) + b"\n\nstop"


def of_many_headers(many: int) -> bytes:
    return HEAD + b"".join(b"X-H%d: =?utf-8?q?stop?=\n" % at for at in range(many)) + b"\nstop"


def of_many_lines(many: int) -> bytes:
    return HEAD + b"\n" + b"> stop\n" * many


def of_marked_words(many: int) -> bytes:
    return HEAD + b"Subject: " + b" =?utf-8?q?stop?=" * many + b"\n\nstop"


@pytest.mark.parametrize(
    "made", [nested, beside_each_other, to_many, of_many_headers, of_many_lines, of_marked_words]
)
def test_a_mail_is_read_in_proportion_to_its_length(made: Callable[[int], bytes]) -> None:
    def reading(many: int) -> Callable[[], object]:
        raw = made(many)
        return lambda: parse(raw)

    assert grows_in_proportion(reading, 100)


def test_what_takes_the_square_is_seen() -> None:
    def square(many: int) -> Callable[[], object]:
        return lambda: [None for _ in range(many) for _ in range(many)]

    def straight(many: int) -> Callable[[], object]:
        return lambda: [None for _ in range(many)]

    assert not grows_in_proportion(square, 50)
    assert grows_in_proportion(straight, 50)
    assert steps(straight(50)) > 50
