"""Hashes of addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.runtime.privacy import address_hash

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))


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


def test_a_missing_key_is_never_used() -> None:
    with pytest.raises(ValueError, match="key"):
        address_hash(b"short", kind="email", address="a@example.com")
