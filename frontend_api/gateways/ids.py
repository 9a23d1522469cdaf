"""Ids and codes nobody can guess, for everything the console begins."""

from __future__ import annotations

import secrets

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


class RandomIds:
    """The `IdSource` port: 20 characters of 36 are 103 bits."""

    def new(self, prefix: str) -> str:
        return f"{prefix}_{''.join(secrets.choice(_ALPHABET) for _ in range(20))}"


def new_code() -> str:
    """Six digits, for people to type."""
    return f"{secrets.randbelow(1_000_000):06d}"
