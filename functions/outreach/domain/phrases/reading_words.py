"""The shape of a language's words for what customers do with a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """Phrases of one language, in the pattern language of `pattern`."""

    interested: tuple[str, ...]
    unsure: tuple[str, ...]
    not_now: tuple[str, ...]
    """"Not now", and words that put off to a time ("ask me …")."""
    declined: tuple[str, ...]
    asks_price: tuple[str, ...]
    negotiates: tuple[str, ...]
    are_you_a_person: tuple[str, ...]
    thanks: tuple[str, ...]
    cancels: tuple[str, ...]
    reschedules: tuple[str, ...]
    none_fits: tuple[str, ...]
    any_fits: tuple[str, ...]
    choices: Mapping[str, int]
    """Words for the first, second and third offered slot; -1 is the last."""
    channels: Mapping[str, tuple[str, ...]]
    """Channel value to phrases that ask for it."""
    question_starts: tuple[str, ...]
    """Words a question begins with when nobody hears the question mark."""
    opt_in: tuple[str, ...]
