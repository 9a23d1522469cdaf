"""The shape of a language's words for what customers do with a message."""

from __future__ import annotations

from collections.abc import Mapping

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """Phrases of one language, in the pattern language of `pattern`."""

    interested: tuple[str, ...]
    yes_with_no: tuple[str, ...]
    """Agreement that has a "no" in it ("why not", "no problem, go ahead"): read as interest, and
    its words as nothing else."""
    idle: tuple[str, ...]
    """Phrases whose words mean nothing by themselves ("no worries"): not read at all."""
    unsure: tuple[str, ...]
    not_now: tuple[str, ...]
    """"Not now", and words that put off to a time ("ask me …")."""
    later: tuple[str, ...]
    """Words that put off when alone, but beside a day that was offered ask for another hour."""
    declined: tuple[str, ...]
    asks_price: tuple[str, ...]
    negotiates: tuple[str, ...]
    are_you_a_person: tuple[str, ...]
    thanks: tuple[str, ...]
    cancels: tuple[str, ...]
    reschedules: tuple[str, ...]
    none_fits: tuple[str, ...]
    any_fits: tuple[str, ...]
    channels: Mapping[str, tuple[str, ...]]
    """Channel value to phrases that ask for it."""
    question_starts: tuple[str, ...]
    """Words a question begins with when nobody hears the question mark."""
    about_product: tuple[str, ...]
    """Words of a question about what is sold: a time in it is no wish for a conversation."""
    about_meeting: tuple[str, ...]
    """Words that make a question with a time one about the conversation after all."""
    opt_in: tuple[str, ...]
