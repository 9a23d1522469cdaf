"""Mails made to be expensive are read within bounds, and the words in them still count."""

from __future__ import annotations

import pytest

from functions.outreach.adapters.mail.authentication import is_forged
from functions.outreach.adapters.mail.html_text import CHARS_AT_MOST, DEEPEST, plain_text
from functions.outreach.adapters.mail.inbound import RECIPIENTS_AT_MOST, parse
from functions.outreach.adapters.mail.mail_text import REACTION

pytestmark = pytest.mark.costly(first=4)

HEAD = b"From: ann@example.com\nTo: r-x@mail.example.com\nMessage-ID: <1@example.com>\n"


def nested(depth: int, inmost: bytes) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(depth)
    )
    return HEAD + b"MIME-Version: 1.0\n" + opened + b"Content-Type: text/plain\n\n" + inmost


@pytest.mark.parametrize("depth", [5, 20, 21, 30, 400, 3_000])
def test_nested_parts_never_fail_a_mail(depth: int) -> None:
    mail = parse(nested(depth, b"please unsubscribe me"))
    assert mail is not None
    assert mail.sender == "ann@example.com"
    assert "please unsubscribe me" in mail.text


def test_a_reaction_that_nests_without_end_never_fails_a_mail() -> None:
    kinds = (
        (b"text/plain", b"please unsubscribe me"),
        (REACTION.encode(), b"[" * 200_000),
    )
    parts = b"".join(b"--b1\nContent-Type: %b\n\n%b\n" % each for each in kinds)
    head = b"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b1\n\n"
    mail = parse(HEAD + head + parts + b"--b1--\n")
    assert mail is not None
    assert "please unsubscribe me" in mail.text


UNITS = {
    "attributes": "<a a=",
    "elements": "<div>",
    "quotations": "<blockquote>",
    "comments": "<!--",
    "declarations": "<![",
    "references": "&#",
    "tables": "<table><tr><td>",
    "lists": "<li><ul>",
    "emphasis": "<b><p>",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_markup_of_any_depth_is_read_within_bounds(unit: str) -> None:
    """Python's own parser takes 28 s for 78 KB of the first, lexbor 42 s for 320 KB of the second;
    the limit is for a machine ten times slower than these bounds need."""
    assert plain_text("<p>stop writing</p>" + unit * (CHARS_AT_MOST // len(unit))).startswith(
        "\nstop writing"
    )


def test_words_inside_too_many_elements_are_still_read() -> None:
    assert plain_text("<span>" * (3 * DEEPEST) + "unsubscribe").strip() == "unsubscribe"


def test_a_mail_to_thousands_is_looked_up_for_a_few_and_ours_is_among_them() -> None:
    others = b", ".join(b"p%d@example.com" % at for at in range(5_000))
    raw = (
        b"Received: from x by inbound-smtp.example.com with SMTP id 1 for hi@sample.example.com;"
        b" Mon, 1 Mar 2027\nFrom: ann@example.com\nTo: " + others + b"\nMessage-ID: <1@x>\n\nHi"
    )
    mail = parse(raw)
    assert mail is not None
    assert len(mail.recipients) == RECIPIENTS_AT_MOST
    assert mail.recipients[0] == "hi@sample.example.com"


@pytest.mark.parametrize(
    ("results", "forged"),
    [
        ([], False),
        (["amazonses.com; spf=pass; dkim=pass; dmarc=pass"], False),
        (["amazonses.com; spf=fail; dkim=pass header.i=@x; dmarc=fail header.from=x"], True),
        (["amazonses.com; spf=fail; dkim=none; dmarc=none"], True),
        (["amazonses.com; spf=softfail; dkim=none; dmarc=none"], False),
        (["amazonses.com; spf=none; dkim=none; dmarc=none"], False),
        (["mail.attacker.example; dmarc=fail", "amazonses.com; dmarc=pass"], False),
        (["amazonses.com; spf=pass (dmarc=fail); dmarc=pass"], False),
        (["mail.attacker.example; dmarc=pass", "amazonses.com; dmarc=fail"], True),
    ],
)
def test_only_the_verdict_of_our_own_server_makes_a_sender_forged(
    results: list[str], *, forged: bool
) -> None:
    assert is_forged(results) is forged
