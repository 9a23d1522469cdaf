"""Codes of short links: one for each payload and key, and never the shape of anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenancy.runtime.short_codes import CODE_LENGTH, is_short_code, short_code
from tenancy.runtime.signed_links import sign_token

KEY, OTHER = b"k" * 32, b"l" * 32
PAYLOADS = st.dictionaries(st.text(max_size=8), st.text(max_size=30), max_size=4)


@given(PAYLOADS)
def test_a_payload_has_one_code_however_it_is_ordered(payload: dict[str, str]) -> None:
    turned = dict(reversed(payload.items()))
    code = short_code(KEY, payload)
    assert code == short_code(KEY, turned)
    assert is_short_code(code)
    assert len(code) == CODE_LENGTH
    assert code != short_code(OTHER, payload)


@given(PAYLOADS, PAYLOADS)
def test_two_payloads_share_no_code(one: dict[str, str], other: dict[str, str]) -> None:
    assert (short_code(KEY, one) == short_code(KEY, other)) == (one == other)


@given(PAYLOADS)
def test_a_signed_token_is_never_taken_for_a_code(payload: dict[str, str]) -> None:
    assert not is_short_code(sign_token(KEY, payload, expires_at=None))


@pytest.mark.parametrize(
    "text", ["", "a" * 15, "a" * 17, "A" * 16, "a" * 15 + "1", "a" * 15 + "\n", "ä" * 16]
)
def test_what_is_no_code_is_not_looked_up(text: str) -> None:
    assert not is_short_code(text)


def test_a_missing_key_is_never_used() -> None:
    with pytest.raises(ValueError, match="key"):
        short_code(b"", {})
