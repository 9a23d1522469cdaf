"""Values from outside as SQL literals. Every text that is not a parameter must pass here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date


def literal(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def day(today: date) -> str:
    """An SQL date literal."""
    return f"DATE '{today.isoformat()}'"


def word_list(words: Sequence[str]) -> str:
    """An SQL constant of type VARCHAR[]. Raises ValueError for a word that holds a line break.

    DuckDB prepares hundreds of literals or of WHENs in the time in which it reads thousands of
    rows; one literal that it takes apart once costs nothing.
    """
    if any("\n" in word for word in words):
        raise ValueError("a word of a list holds a line break")
    joined = literal("\n".join(words))
    return f"string_split({joined}, '\n')" if words else "[]::VARCHAR[]"


def looked_up(key: str, words: Mapping[str, str], otherwise: str = "NULL") -> str:
    """SQL: what stands beside a text in `words`; where it is none of them, `otherwise`."""
    place = f"list_position({word_list(list(words))}, {key})"
    found = f"list_extract({word_list(list(words.values()))}, {place})"
    return found if otherwise == "NULL" else f"coalesce({found}, {otherwise})"
