"""Something outside our code stands in the way: one clear sentence, and what to do about it."""

from __future__ import annotations


class PlainError(Exception):
    """Shown to the person at the terminal as it is; never with a traceback."""

    def __init__(self, sentence: str, *, fix: str = "") -> None:
        super().__init__(f"{sentence} {fix}".strip())
