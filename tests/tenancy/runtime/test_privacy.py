"""Hashes of addresses and signed links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.runtime.privacy import BadToken, address_hash, read_token, sign_token

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
PAYLOADS = st.dictionaries(st.text(max_size=8), st.text(max_size=30), max_size=4)


def test_one_person_has_one_hash_however_the_mail_address_is_written() -> None:
    hashes = {
        address_hash(KEY, kind="email", address=text)
        for text in ("Ann@Example.com", "ann@example.com", " ann@example.COM ")
    }
    assert len(hashes) == 1


@given(st.text(), st.text())
def test_kinds_and_addresses_never_run_into_each_other(kind: str, address: str) -> None:
    plain = address_hash(KEY, kind="email", address="ann@example.com")
    assert plain != address_hash(KEY, kind="phone", address="ann@example.com")
    assert plain != address_hash(OTHER, kind="email", address="ann@example.com")
    assert len(address_hash(KEY, kind=kind, address=address)) == 64


@given(PAYLOADS)
def test_a_token_gives_back_what_was_signed_until_it_expires(payload: dict[str, str]) -> None:
    token = sign_token(KEY, payload, expires_at=LATER)
    assert read_token(KEY, token, now=NOW) == payload
    assert read_token(KEY, token, now=LATER - timedelta(seconds=1)) == payload
    assert read_token(KEY, token, now=LATER) == BadToken("expired")


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


def test_a_missing_key_is_never_used() -> None:
    with pytest.raises(ValueError, match="key"):
        sign_token(b"", {}, expires_at=LATER)
    with pytest.raises(ValueError, match="key"):
        address_hash(b"short", kind="email", address="a@example.com")
