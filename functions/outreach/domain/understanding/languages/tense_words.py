"""The shape of a language's words that tell whether a time is wished for or only spoken of."""

from __future__ import annotations

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TenseWords:
    """Phrases of one language, in the pattern language of `pattern`."""

    past: tuple[str, ...]
    """Times that are past by their own words ("two weeks ago", "last spring"). Vocabularies are
    those of the time rules."""
    past_before: tuple[str, ...]
    """What makes the time right after it a past one ("since the move in …")."""
    happened: tuple[str, ...]
    """Words of something that has happened ("had", "moved")."""
    happened_endings: tuple[str, ...]
    """Endings of such words, where a language has reliable ones."""
    not_happened: tuple[str, ...]
    """Words with such an ending, or phrases with such a word, that tell of nothing past."""
    wishes: tuple[str, ...]
    """Words that ask for something: a time behind them is wished for."""
    suits: tuple[str, ...]
    """Words behind a time that make it a wish ("… works")."""
    reasons_before: tuple[str, ...]
    """What makes the time right after it a reason ("the contract ends in …"), unless the sentence
    asks for something."""
    reasons_after: tuple[str, ...]
    """The same right behind a time."""
    habits: tuple[str, ...]
    """What makes every time of a sentence a reason that names "every Monday", unless it asks for
    something: what somebody does then."""
    engaged_before: tuple[str, ...]
    """What stands before a time at which somebody has something else to do; it counts only where
    another time of the message is wished for."""
    engaged_after: tuple[str, ...]
    joining: str
    """The words that may stand between two times that belong together."""
    counted_back: str = ""
    """Words behind a time that count it back from a past one: "last night and the night before"."""
