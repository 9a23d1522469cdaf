"""Signed links: what is accepted back, and what never is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.runtime.signed_links import BadToken, read_token, sign_token

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
PAYLOADS = st.dictionaries(st.text(max_size=8), st.text(max_size=30), max_size=4)
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(PAYLOADS)
def test_a_token_gives_back_what_was_signed_until_it_expires(payload: dict[str, str]) -> None:
    token = sign_token(KEY, payload, expires_at=LATER)
    assert read_token(KEY, token, now=NOW) == payload
    assert read_token(KEY, token, now=LATER - timedelta(seconds=1)) == payload
    assert read_token(KEY, token, now=LATER) == BadToken("expired")


@given(PAYLOADS)
def test_a_token_without_an_end_is_honoured_for_ever(payload: dict[str, str]) -> None:
    token = sign_token(KEY, payload, expires_at=None)
    assert read_token(KEY, token, now=NOW + timedelta(days=10_000)) == payload


def test_an_end_does_not_count_for_links_that_must_work_for_ever() -> None:
    token = sign_token(KEY, {"use": "page"}, expires_at=NOW)
    assert read_token(KEY, token, now=None) == {"use": "page"}
    assert read_token(OTHER, token, now=None) == BadToken("forged")


@given(PAYLOADS, st.data())
def test_no_changed_token_is_honoured(payload: dict[str, str], data: st.DataObject) -> None:
    token = sign_token(KEY, payload, expires_at=LATER)
    position = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.characters(codec="ascii").filter(lambda c: c != token[position]))
    changed = token[:position] + character + token[position + 1 :]
    assert isinstance(read_token(KEY, changed, now=NOW), BadToken)


def test_a_token_of_another_key_is_forged_also_when_it_is_expired() -> None:
    token = sign_token(OTHER, {"t": "x"}, expires_at=NOW - timedelta(days=1))
    assert read_token(KEY, token, now=NOW) == BadToken("forged")


@given(st.text(max_size=60))
def test_any_text_at_all_is_answered_by_a_value(text: str) -> None:
    assert isinstance(read_token(KEY, text, now=NOW), BadToken)


def test_another_spelling_of_the_same_signature_is_refused() -> None:
    """The last character of a signature carries two unused bits, so four spellings decode alike."""
    token = sign_token(KEY, {"use": "page"}, expires_at=LATER)
    last = BASE64.index(token[-1])
    others = [token[:-1] + BASE64[last - last % 4 + spare] for spare in range(4)]
    honoured = [text for text in others if not isinstance(read_token(KEY, text, now=NOW), BadToken)]
    assert honoured == [token]


def test_padding_and_characters_outside_the_alphabet_are_refused() -> None:
    token = sign_token(KEY, {"use": "page"}, expires_at=LATER)
    for text in (f"{token}=", f"{token}\n", f" {token}", f"{token}!", f"{token}\ud800"):
        assert isinstance(read_token(KEY, text, now=NOW), BadToken), repr(text)


def test_a_missing_key_is_never_used() -> None:
    with pytest.raises(ValueError, match="key"):
        sign_token(b"", {}, expires_at=LATER)
    with pytest.raises(ValueError, match="key"):
        read_token(b"short", "a.b", now=NOW)
