"""Where the clauses of a message begin in its plain text, which has no commas and colons.

A comma, a colon, a bracket and a dash between words part clauses; marks inside a number do not, nor
does a dash before one ("the last day – 31 March").
It only says where: what a clause means is for others to judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate

from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import ASKS, END, plain
from tenancy.values.lazy_dataclass import dataclass

_PARTS, _ANSWERS = "\N{SYMBOL FOR UNIT SEPARATOR}", "\N{SYMBOL FOR RECORD SEPARATOR}"
"""Signs that nobody types and that are words of their own in a plain text."""
_COMMA = re.compile(r",(?!\d)|(?<!\d),|[()]|(?<=\s)[-–—]+(?=\s+\D)")
_COLON = re.compile(r":(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Clauses:
    """Where clauses and sentences of one plain text begin, in ascending order."""

    words: str
    starts: tuple[int, ...]
    answers: frozenset[int]
    """Those of `starts` that stand behind a colon."""

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Beginning and end of the clause that a stretch begins in; never within the stretch."""
        first = max((at for at in self.starts if at <= start), default=0)
        return first, min((at for at in self.starts if at >= end), default=len(self.words))

    def begins_at(self, place: int) -> bool:
        """Whether a clause, a sentence mark or nothing at all stands there."""
        rest = self.words[place:]
        return place in self.starts or not rest.strip() or rest[0] in (END, ASKS)

    def moved_to(self, words: str) -> Clauses:
        """The same clauses in a text that has as many words, each maybe spelt otherwise."""
        if words == self.words:
            return self
        lengths = (
            len(other) - len(word)
            for word, other in zip(self.words.split(" "), words.split(" "), strict=True)
        )
        shifts = [0, *accumulate(lengths)]
        moved = {at: at + shifts[self.words.count(" ", 0, at)] for at in self.starts}
        return _clauses(words, {moved[at]: at in self.answers for at in self.starts})

    def refused(self, refusing: PhraseSet) -> tuple[tuple[int, int, int], ...]:
        """Where refusals begin whose days stand behind a colon, where the colon stands, and how far
        they reach: to the end of the sentence or the clause that leads to the next colon.

        `refusing` is what refuses, where a text ends with it."""
        found = []
        for at in sorted(self.answers):
            first, _ = self.around(at - 1, at)
            if refusing.search(" " + self.words[first:at].lstrip()) is None:
                continue
            ends = [self.words.find(mark, at) for mark in (END, ASKS)]
            ends += [self.around(later - 1, later)[0] for later in self.answers if later > at]
            end = min((end for end in ends if end >= at), default=len(self.words))
            found.append((first, at, end))
        return tuple(found)


def find_clauses(text: str, words: str) -> Clauses:
    """The clauses of a message. `words` is (the beginning of) its plain text; where the two do not
    fit together only sentences are distinguished."""
    marked = plain(_COLON.sub(f" {_ANSWERS} ", _COMMA.sub(f" {_PARTS} ", text))).split()
    known = words.split()
    parted: dict[int, bool] = {}
    number = 0
    for word in marked:
        if word in (_PARTS, _ANSWERS):
            parted[number] = parted.get(number, False) or word == _ANSWERS
        elif number == len(known):
            break
        elif word == known[number] or (number + 1 == len(known) and word.startswith(known[-1])):
            number += 1
        elif word not in (END, ASKS):
            parted = {}
            break
    places = list(accumulate((len(word) + 1 for word in known), initial=1))
    return _clauses(words, {places[at]: colon for at, colon in parted.items() if at < len(known)})


def _clauses(words: str, parted: Mapping[int, bool]) -> Clauses:
    ended = [at + 2 for at, char in enumerate(words) if char in (END, ASKS)]
    return Clauses(
        words=words,
        starts=tuple(sorted({*parted, *ended})),
        answers=frozenset(at for at, colon in parted.items() if colon),
    )
