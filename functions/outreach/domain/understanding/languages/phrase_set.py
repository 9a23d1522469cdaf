"""Finds any of a set of phrases in a plain text, compiling only phrases whose words occur in it.

It finds exactly what one regular expression of all the phrases would find, and no earlier import
or message pays for phrases that no customer has used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain

from functions.outreach.domain.understanding.languages.pattern import (
    ANY_NUMBER,
    LONGEST_BEGINNING,
    Vocabularies,
    cue_of,
    source,
)

MANY_WORDS = 4096


@lru_cache(maxsize=64)
def _beginnings(plain_text: str) -> frozenset[str]:
    """Every beginning of every word; a whole word ends with a space."""
    return frozenset().union(*map(_beginnings_of, plain_text.split()))


@lru_cache(maxsize=MANY_WORDS)
def _beginnings_of(word: str) -> tuple[str, ...]:
    """People use the same words, and one word occurs in several forms of a text."""
    whole = (word + " ")[:LONGEST_BEGINNING]
    numbers = (ANY_NUMBER,) if word[0].isdecimal() else ()
    return tuple(whole[:end] for end in range(1, len(whole) + 1)) + numbers


class _Phrase:
    """One phrase with its cue, compiled when the cue is first met."""

    def __init__(self, pattern: str, vocabularies: Vocabularies | None, ending: str) -> None:
        self._pattern, self._vocabularies, self._ending = pattern, vocabularies, ending
        self.cue = cue_of(pattern, vocabularies)
        self._expression: re.Pattern[str] | None = None

    @property
    def expression(self) -> re.Pattern[str]:
        if self._expression is None:
            written = source(self._pattern, self._vocabularies)
            self._expression = re.compile(f"(?<= )(?:{written}){self._ending}")
        return self._expression


class PhraseSet:
    """Phrases in the pattern language of `pattern`; texts are in the form of `plain_text.plain`."""

    def __init__(
        self,
        phrases: Iterable[str],
        vocabularies: Vocabularies | None = None,
        *,
        at_end: bool = False,
    ) -> None:
        """`at_end`: a phrase counts only where the text ends with it."""
        self._patterns, self._vocabularies = tuple(phrases), vocabularies
        self._ending = r"\Z" if at_end else ""

    @cached_property
    def _phrases(self) -> tuple[_Phrase, ...]:
        return tuple(
            _Phrase(pattern, self._vocabularies, self._ending) for pattern in self._patterns
        )

    @cached_property
    def _by_beginning(self) -> dict[str, list[int]]:
        """Beginning of a word → the phrases that may match where a word begins so."""
        found: dict[str, list[int]] = {"": []}
        for number, phrase in enumerate(self._phrases):
            for beginning in phrase.cue if phrase.cue is not None else ("",):
                found.setdefault(beginning, []).append(number)
        return found

    @cached_property
    def _cues(self) -> frozenset[str]:
        return frozenset(self._by_beginning)

    @property
    def beginnings(self) -> frozenset[str]:
        """At least one of them stands in every text that a phrase matches; `""` in every text."""
        return frozenset(begin for begin, numbers in self._by_beginning.items() if numbers)

    def _candidates(self, plain_text: str) -> list[re.Pattern[str]]:
        """In the order they were written in."""
        by_beginning = self._by_beginning
        numbers = by_beginning[""]
        if met := self._cues & _beginnings(plain_text):
            numbers = sorted({*numbers, *chain.from_iterable(by_beginning[cue] for cue in met)})
        return [self._phrases[number].expression for number in numbers]

    def search(self, plain_text: str) -> re.Match[str] | None:
        """The leftmost match; of several at one place that of the phrase written first."""
        return next(self.finditer(plain_text), None)

    def match(self, plain_text: str, start: int) -> re.Match[str] | None:
        """The first phrase that stands at this place."""
        found = (expression.match(plain_text, start) for expression in self._candidates(plain_text))
        return next((match for match in found if match is not None), None)

    def finditer(self, plain_text: str) -> Iterator[re.Match[str]]:
        """Every match from left to right; none overlaps another."""
        # Each phrase keeps its next match, so that a long text is not searched again after each.
        ahead = [(one, one.search(plain_text)) for one in self._candidates(plain_text)]
        end = 0
        while True:
            ahead = [
                (one, match if match.start() >= end else one.search(plain_text, end))
                for one, match in ahead
                if match is not None
            ]
            following = [match for _, match in ahead if match is not None]
            if not following:
                return
            first = min(following, key=lambda match: match.start())
            yield first
            end = first.end()

    def count(self, plain_text: str) -> int:
        """How many of the phrases occur."""
        return sum(
            expression.search(plain_text) is not None for expression in self._candidates(plain_text)
        )

    def blank(self, plain_text: str) -> str:
        """The text with every match replaced by a word no phrase contains."""
        out, rest = [], 0
        for match in self.finditer(plain_text):
            out += [plain_text[rest : match.start()], "_ "]
            rest = match.end()
        return "".join([*out, plain_text[rest:]])


class PhraseIndex[Name]:
    """Named sets of phrases. One look at a text says which of them may find anything in it."""

    def __init__(self, sets: Iterable[tuple[Name, PhraseSet]]) -> None:
        self._sets = tuple(sets)

    @cached_property
    def _by_beginning(self) -> dict[str, list[int]]:
        """Beginning of a word → the sets that may match where a word begins so."""
        found: dict[str, list[int]] = {"": []}
        for number, (_, one) in enumerate(self._sets):
            for beginning in one.beginnings:
                found.setdefault(beginning, []).append(number)
        return found

    def list_candidates(self, plain_text: str) -> list[tuple[Name, PhraseSet]]:
        """In the order they were given in. Every set that matches is among them."""
        by_beginning = self._by_beginning
        numbers = set(by_beginning[""])
        for beginning in by_beginning.keys() & _beginnings(plain_text):
            numbers.update(by_beginning[beginning])
        return [self._sets[number] for number in sorted(numbers)]
