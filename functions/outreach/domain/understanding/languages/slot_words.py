"""The shape of a language's words for choosing among offered times."""

from __future__ import annotations

from collections.abc import Mapping

from tenancy.values.lazy_dataclass import dataclass

FIRST, SECOND, THIRD, LAST = "first", "second", "third", "last"
EARLIEST, LATEST, MIDDLE = "earliest", "latest", "middle"
EARLIER, LATER = "earlier", "later"
FIRST_TWO, LAST_TWO = "first two", "last two"


@dataclass(frozen=True, slots=True)
class SlotWords:
    """Phrases of one language in the pattern language of `pattern`, and sets of single words as a
    text of words."""

    places: Mapping[str, str]
    """Words for a place in the list to the names above; `EARLIER` and `LATER` not."""
    alone: Mapping[str, str]
    """Words that name a place only where the message says nothing else ("b", "two")."""
    compared: Mapping[str, str]
    """Words for `EARLIER` and `LATER`: of two, for among three nobody can tell which is meant."""
    many: Mapping[str, str]
    """Words for two places at once."""
    rest: tuple[str, ...]
    """Words for what is left ("the other one", "anything but")."""
    labels: tuple[str, ...]
    """Ways to name a place in the list outright, with `<place>`; else only `beside` may stand
    beside a place."""
    beside: str
    """Words that change nothing about a choice."""
    at_time: str
    """Words between a day and its hour."""
    two: tuple[str, ...]
    """Words that say that two times are compared ("of the two")."""
    of_two: str
    """Words between a comparison and what is compared ("of the two … ones")."""
    refused_before: tuple[str, ...]
    """What turns down the time right after it."""
    refused_behind: tuple[str, ...]
    """What turns down the time right before it."""
    wanted_before: tuple[str, ...]
    wanted_behind: tuple[str, ...]
    joining: str
    """Words that join two times, so that a wish holds for both."""
    confirmed: tuple[str, ...]
    """A yes to a time that was just read back."""
    denied: tuple[str, ...]
    """A no to it, and no more than that."""
    unsettled: tuple[str, ...]
    """Words that leave the choice of their sentence open."""
    conditions: tuple[str, ...]
    """What must come before any choice ("the price first"): whatever time is named, none is
    chosen."""
    nots: str
    """Words that turn down by themselves, before or behind a time ("Tuesday no")."""
    nots_forward: str
    """Those of them that rather turn down what follows ("Tuesday, not Wednesday")."""
    pointing: str
    """Words that point at the noun before them ("the pine, that second one")."""
    leading: str
    """Words before them that are no noun."""
    proposing: tuple[str, ...]
    """Words that make a question a choice ("could we do …")."""
