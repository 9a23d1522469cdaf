"""Tells a sentence that tells a fact with a time in it: a habit, the product, what others do.

It is asked only where no word of the sentence asks for anything and nothing says that the time
suits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.tables import load_told_words
from functions.outreach.domain.understanding.time.values import Placed, Weekdays
from tenancy.values.lazy_dataclass import dataclass

TELLING_BEFORE = 2
"""So many words that tell something, before a time and since the one before it, are a story."""
TELLING_OF_HABIT = 2
EVERY_DAY = 5
"""Weekdays in a row are no habit: "on workdays" is when somebody has time."""


@dataclass(frozen=True, slots=True)
class Told:
    """The words of one language, ready to be searched for."""

    matters: PhraseSet
    events: PhraseSet
    recurring: PhraseSet
    others: PhraseSet
    leading: PhraseSet
    taken_up: PhraseSet
    small_words: frozenset[str]
    asking_endings: tuple[str, ...]

    def tells(self, one: Placed, before: str, sentence: str, others: Sequence[Placed]) -> bool:
        """Whether a sentence that asks for nothing tells of a time and wishes for none.

        `before` are the words since the time before, `sentence` those of the whole sentence with
        its times masked, `others` the times of the sentence.
        """
        if self.matters.search(sentence) is not None:
            return True
        led = self.leading.search(f" {before}") is not None
        for kind in (self.events, self.others):
            if not led and kind.search(sentence) is not None:
                return True
        if self._recurs(sentence, others):
            return self._count_telling(sentence) >= TELLING_OF_HABIT
        told = not led and not one.modifiers
        return told and self._count_telling(before) >= TELLING_BEFORE

    def asks(self, sentence: str) -> bool:
        """Whether a verb asks somebody to do something."""
        endings = self.asking_endings
        return bool(endings) and any(word.endswith(endings) for word in sentence.split())

    def _recurs(self, sentence: str, others: Sequence[Placed]) -> bool:
        every = any(
            isinstance(one.bare, Weekdays) and one.bare.every and len(one.bare.days) < EVERY_DAY
            for one in others
        )
        return every or self.recurring.search(sentence) is not None

    def _count_telling(self, words: str) -> int:
        return sum(word[0].isalpha() and word not in self.small_words for word in words.split())


@cache
def load_told(language: str) -> Told:
    """The words of one language."""
    words = load_told_words(language)
    return Told(
        matters=PhraseSet(words.matters),
        events=PhraseSet(words.events),
        recurring=PhraseSet(words.recurring),
        others=PhraseSet(words.others),
        leading=PhraseSet(words.leading),
        taken_up=PhraseSet(words.taken_up),
        small_words=frozenset(words.small_words.split()),
        asking_endings=words.asking_endings,
    )
