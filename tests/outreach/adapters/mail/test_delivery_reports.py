"""Delivery reports as mail: whom a mail can never reach, and which mail it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.outreach.adapters.mail.delivery_reports import FAILED_AT_MOST, BouncedMail
from functions.outreach.adapters.mail.inbound import InboundMail, parse

CORPUS = Path(__file__).parent / "received"


def received(name: str, old: bytes = b"", new: bytes = b"") -> InboundMail | None:
    return parse((CORPUS / f"{name}.eml").read_bytes().replace(old, new))


def bounce(name: str, old: bytes = b"", new: bytes = b"") -> BouncedMail | None:
    mail = received(name, old, new)
    return mail.bounce if mail else None


def test_a_failure_names_its_address_and_the_mail_that_came_back() -> None:
    assert bounce("bounce_failed") == BouncedMail(
        ("peter@example.com",), "<0100sent@email.amazonses.com>"
    )


def test_headers_of_the_returned_mail_are_enough() -> None:
    whole, headers = b"Content-Type: message/rfc822", b"Content-Type: text/rfc822-headers"
    assert bounce("bounce_failed", whole, headers) == bounce("bounce_failed")


def test_a_server_without_a_report_names_the_address_in_a_header() -> None:
    assert bounce("bounce_exim") == BouncedMail(("peter@example.com",), "")


def test_a_server_without_a_name_is_heard_too() -> None:
    named = b"From: Mail Delivery Subsystem <mailer-daemon@mx.example.com>"
    for sender in (b"From: MAILER-DAEMON", b"From: <>", b"X-None: x"):
        mail = received("bounce_failed", named, sender)
        assert mail is not None
        assert mail.sender == ""
        assert mail.bounce == bounce("bounce_failed")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("bounce_delayed", b"", b""),
        ("bounce_failed", b"Action: failed", b"Action: delivered"),
        ("bounce_failed", b"Action: failed", b"Action: relayed"),
        ("bounce_failed", b"Status: 5.1.1", b"Status: 4.2.2"),
        ("read_receipt", b"", b""),
        ("gmail_en", b"", b""),
    ],
)
def test_nothing_else_is_a_failure(name: str, old: bytes, new: bytes) -> None:
    assert bounce(name, old, new) is None


MANY = [f"a{number}@example.com" for number in range(5_000)]
HOSTILE = {
    "one header": f"X-Failed-Recipients: {','.join(MANY)}\n",
    "many headers": "".join(f"X-Failed-Recipients: {one}\n" for one in MANY),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_of_a_report_that_names_thousands_a_few_are_looked_up(how: str) -> None:
    raw = f"From: m@mx.example.com\nTo: o@example.com\nMessage-ID: <x@y>\n{HOSTILE[how]}\nReturned"
    mail = parse(raw.encode())
    assert mail is not None
    assert mail.bounce == BouncedMail(tuple(MANY[:FAILED_AT_MOST]), "")


def test_of_a_report_with_many_groups_a_few_are_looked_up() -> None:
    group = "Final-Recipient: rfc822; {}\nAction: failed\nStatus: 5.1.1\n\n"
    groups = "".join(group.format(one) for one in MANY[:60])
    found = bounce("bounce_failed", b"Original-Recipient:", f"{groups}Original-Recipient:".encode())
    assert found is not None
    assert found.addresses == tuple(MANY[:FAILED_AT_MOST])
