"""Before a mail is taken apart it is known how deep it nests and of how many parts it is."""

from __future__ import annotations

import email
from email.message import Message

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from functions.outreach.adapters.mail.inbound import DEEPEST_TAKEN_APART, parse
from functions.outreach.adapters.mail.part_count import PARTS_AT_MOST, is_taken_apart
from tests.outreach.adapters.mail.test_hostile_mail import HEAD, nested

OPENED = {
    "plain": b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n",
    "quoted": b'content-type: MULTIPART/alternative;\n boundary="b%d"\n\n--b%d\n',
    "returned": b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d  \r\n",
    "in pieces": b"Content-Type: multipart/mixed; boundary*0=b; boundary*1=%d\n\n--b%d\n",
    "without a line between": b"Content-Type: multipart/mixed; boundary=b%d\n--b%d\n",
    "like a header": b'Content-Type: multipart/mixed; boundary="b:%d"\n\n--b:%d\n',
    "in a digest": b"Content-Type: multipart/digest; boundary=b%d\n\n--b%d\n\n",
    "in a message": (
        b"Content-Type: message/rfc822\n\nContent-Type: multipart/x; boundary=b%d\n\n--b%d\n"
    ),
}


def depth_of(message: Message) -> int:
    parts = message.get_payload() if message.is_multipart() else []
    return max((1 + depth_of(part) for part in parts if isinstance(part, Message)), default=0)


def inside(opened: bytes, depth: int) -> bytes:
    return HEAD + b"".join(opened % (at, at) for at in range(depth)) + b"\nstop\n"


@pytest.mark.parametrize("opened", OPENED.values(), ids=OPENED)
def test_depth_is_what_the_parser_would_find_however_it_is_written(opened: bytes) -> None:
    raw = inside(opened, 12)
    deep = depth_of(email.message_from_bytes(raw))
    assert deep >= 12
    assert is_taken_apart(raw, deepest=deep)
    assert not is_taken_apart(raw, deepest=11)


NAMES = st.sampled_from([b"a", b"b", b"c"])
LINES = st.one_of(
    st.builds(lambda name: b"Content-Type: multipart/mixed; boundary=" + name, NAMES),
    st.builds(lambda name: b"Content-Type: multipart/digest; boundary=" + name, NAMES),
    st.sampled_from(
        [b"Content-Type: message/rfc822", b"Content-Type: text/plain", b"", b"", b"hi"]
    ),
    st.builds(lambda name: b"--" + name, NAMES),
    st.builds(lambda name: b"--" + name + b"--", NAMES),
)


MIXED = b"Content-Type: multipart/mixed; boundary="
DIGEST = b"Content-Type: multipart/digest; boundary="


@given(lines=st.lists(LINES, max_size=25))
@example(lines=[MIXED + b"a", b"--a", b"--a--", MIXED + b"b", b"--b"])
@example(lines=[b"Content-Type: message/rfc822"])
@example(lines=[MIXED + b"a", b"--a", DIGEST + b"b", b"--b", b"--a"])
def test_no_order_of_lines_hides_how_deep_a_mail_nests(lines: list[bytes]) -> None:
    raw = b"\n".join(lines) + b"\n"
    deep = depth_of(email.message_from_bytes(raw))
    assert deep == 0 or not is_taken_apart(raw, deepest=deep - 1)


def beside_each_other(parts: int) -> bytes:
    part = b"--b\nContent-Type: text/plain\n\nplease unsubscribe me\n"
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + part * parts


@pytest.mark.parametrize(
    "raw",
    [
        beside_each_other(PARTS_AT_MOST),
        nested(DEEPEST_TAKEN_APART + 1, b"please unsubscribe me"),
        HEAD
        + b"Content-Type: message/delivery-status\n\n"
        + b"A: b\n\n" * PARTS_AT_MOST
        + b"please unsubscribe me",
    ],
    ids=["too many", "too deep", "too many reports"],
)
def test_the_words_of_a_mail_that_is_not_taken_apart_still_count(raw: bytes) -> None:
    assert not is_taken_apart(raw, deepest=DEEPEST_TAKEN_APART)
    mail = parse(raw)
    assert mail is not None
    assert "please unsubscribe me" in mail.text


def test_as_many_parts_as_are_allowed_are_taken_apart() -> None:
    assert is_taken_apart(beside_each_other(PARTS_AT_MOST - 1), deepest=1)


def test_what_a_part_says_of_boundaries_opens_none() -> None:
    said = b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 100
    assert is_taken_apart(HEAD + b"\n" + said, deepest=0)
