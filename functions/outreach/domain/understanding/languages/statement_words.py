"""The words of a language that distinguish a fact with a time in it from a wish for that time."""

from __future__ import annotations

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class StatementWords:
    """Phrases of one language, in the pattern language of `pattern`. None of them counts in a
    sentence that asks for something."""

    matters: tuple[str, ...]
    """The product, its messages and what it costs: a sentence about them tells of it."""
    ours: tuple[str, ...]
    """What makes a sentence about the product one about a talk with us: "me", "call", "suits"."""
    explaining: tuple[str, ...]
    """What leads, right behind a time, to when or why it is: "once the exams are marked"."""
    instead: tuple[str, ...]
    """What sets another time against one and does not say that it suits: "instead of"."""
    events: tuple[str, ...]
    """What somebody has on that is no talk with us: an exam, a shift, the rent."""
    recurring: tuple[str, ...]
    """What makes a sentence one about a habit, beside "every Monday"."""
    others: tuple[str, ...]
    """What others can or want, whose words ask for nothing: "customers can book until ten"."""
    leading: tuple[str, ...]
    """What leads from a statement to a wish: "so", "then"."""
    taken_up: tuple[str, ...]
    """What takes a time up again further on: "… then, gladly"."""
    parting: tuple[str, ...]
    """What parts the product from a time behind it: "the website is fine so Thursday at ten"."""
    links: tuple[str, ...]
    """What goes on from one clause to the next: "but", "or"."""
    asking_when: tuple[str, ...]
    """What a clause is asked with whose answer stands behind a comma: "when is it, the 12th?"."""
    because: tuple[str, ...]
    """What leads from a wish to why: "tomorrow at five, because on Friday the guests arrive"."""
    doing: tuple[str, ...]
    """Verbs of what somebody else or something does or is at a time: "the market shuts at two"."""
    small_words: str
    """Words that tell nothing by themselves."""
    doing_endings: tuple[str, ...] = ()
    """Endings of such verbs, where a language has reliable ones."""
    not_doing: tuple[str, ...] = ()
    """Words with such an ending that say that a time suits, or are no verbs."""
    asking_endings: tuple[str, ...] = ()
    """Endings of verbs that ask somebody to do something, where a language has them."""
