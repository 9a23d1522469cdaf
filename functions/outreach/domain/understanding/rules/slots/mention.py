"""One mention of offered times in a message, and what is wished of it. Decides nothing."""

from __future__ import annotations

from enum import Enum, auto

from tenancy.values.lazy_dataclass import dataclass


class Wanted(Enum):
    YES = auto()
    NAMED = auto()
    """Its name alone."""
    OPEN = auto()
    """Asked about, or only perhaps."""
    NO = auto()


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the message that names offered times, or a time that was not offered."""

    start: int
    end: int
    fits: frozenset[int]
    """Which of the offered times it can mean; empty for another time."""
    chooses: bool = True
    """Whether it can choose by itself: a relative day, a week or "after three" cannot."""
    timed: bool = False
    """Whether it names an hour or a part of the day."""
    compares: str = ""
    """`EARLIER` or `LATER`, as long as it is open of which two."""
    wanted: Wanted = Wanted.NAMED
