"""Keyed hashes of people's addresses: a suppressed address is kept as its hash only.

A copied table therefore names nobody. Must never keep or log an address itself.
"""

from __future__ import annotations

import hmac

_KEY_BYTES_AT_LEAST = 16
_ADDRESS_PURPOSE = b"warmline address v1\0"


def address_hash(key: bytes, *, kind: str, address: str) -> str:
    """HMAC-SHA256 in hex of one address, without regard to case.

    `kind` keeps phones, mail addresses and other names apart.

    Which spellings are one person's is not known here: callers hash the one they all share.
    """
    check_key(key)
    text = f"{kind}\0{address.strip().casefold()}"
    return hmac.digest(key, _ADDRESS_PURPOSE + text.encode(), "sha256").hex()


def check_key(key: bytes) -> None:
    """Raises ValueError for a key that is missing or too short."""
    if len(key) < _KEY_BYTES_AT_LEAST:
        raise ValueError("the token key is missing or too short")
