"""Values from outside as SQL literals. Every text that is not a parameter must pass here."""

from __future__ import annotations

from datetime import date


def literal(text: str) -> str:
    """An SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def day(today: date) -> str:
    """An SQL date literal."""
    return f"DATE '{today.isoformat()}'"
