"""What a rule found in a message: an act, how sure the rule is of it, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.outreach.domain.understanding.languages.plain_text import ASKS, END, words_of
from tenancy.values.lazy_dataclass import dataclass

SURE, LIKELY = 0.9, 0.75
LAST = 1_000_000
"""The place of an act that stands nowhere in particular: behind all others."""
BOOKING_CHANGES = frozenset({ActKind.CANCELS_BOOKING, ActKind.RESCHEDULES})

_SENTENCE = re.compile(rf"[^{END}{ASKS}]*[{END}{ASKS}]?")


@dataclass(frozen=True, slots=True)
class Hit:
    at: int
    act: Act


def kinds_of(hits: Iterable[Hit]) -> set[ActKind]:
    return {hit.act.kind for hit in hits}


def acts_in_order(hits: Iterable[Hit]) -> tuple[Act, ...]:
    """Each act once, in the order of the message."""
    return tuple(dict.fromkeys(hit.act for hit in sorted(hits, key=lambda hit: hit.at)))


def sentences(words: str) -> Iterator[tuple[int, str]]:
    """Each sentence of a plain text with a leading space, and where it starts."""
    for match in _SENTENCE.finditer(words):
        if words_of(match.group()):
            yield match.start(), match.group()
