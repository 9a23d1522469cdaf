"""The shape of how a language is typed: its shortenings, and what makes digits an hour."""

from __future__ import annotations

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TypedWords:
    """Phrases of one language, in the pattern language of `pattern`, but for `respelt`."""

    respelt: tuple[tuple[str, str], ...]
    """Regular expressions, whatever the case, and what stands for their matches, one after the
    other: what is shortened, spoken while thinking, or misspelt, before punctuation is dropped."""
    refusing: tuple[str, ...]
    """What refuses the days behind a colon: "busy: Tuesday", "I cannot do: Monday, Tuesday"."""
    dates: tuple[str, ...]
    """Days with words of the language ("the 3rd of May"), behind which two numbers are an hour."""
    leading: tuple[str, ...]
    """What leads to an hour: "at", "until"."""
    following: tuple[str, ...]
    """What may stand behind an hour: "or", "works"."""
    day_leads: tuple[str, ...]
    """What may stand before a day behind an hour: "10-30 on Tuesday"."""
    ranging: tuple[str, ...]
    """What joins two hours: "10:00 to 11 30"."""
    courtesies: tuple[str, ...]
    """What may stand beside an hour that is the whole message."""
    numbered: tuple[str, ...] = ()
    """What digits name rather than a day behind them: "room 10-05 on Tuesday"."""
