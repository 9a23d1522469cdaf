"""Finds sentences that state a fact with a time in it: a habit, the product, what others do.

It is asked only where no word of the sentence asks for anything and nothing says that the time
suits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.tables import load_statement_words
from functions.outreach.domain.understanding.time.values import Placed, TimesOfDay, Weekdays
from tenancy.values.lazy_dataclass import dataclass

TELLING_BEFORE = 2
"""So many words that tell something, before a time and since the one before it, are a story."""
TELLING_OF_HABIT, TELLING_OF_MATTER = 2, 1
"""The same for what happens again and again, and of the product: its name alone ("about the price,
Friday") tells nothing."""
EVERY_DAY = 5
"""Weekdays in a row are no habit: "on workdays" is when somebody has time."""


@dataclass(frozen=True, slots=True)
class Statements:
    """The words of one language, ready to be searched for."""

    matters: PhraseSet
    ours: PhraseSet
    explaining: PhraseSet
    instead: PhraseSet
    events: PhraseSet
    recurring: PhraseSet
    others: PhraseSet
    leading: PhraseSet
    taken_up: PhraseSet
    parting: PhraseSet
    links: PhraseSet
    asking_when: PhraseSet
    because: PhraseSet
    doing: PhraseSet
    doing_endings: tuple[str, ...]
    not_doing: PhraseSet
    small_words: frozenset[str]
    asking_endings: tuple[str, ...]

    def tells(self, one: Placed, before: str, sentence: str, others: Sequence[Placed]) -> bool:
        """Whether a sentence that asks for nothing tells of a time by itself: a habit, a story.

        `before` are the words since the time before, `sentence` those of the whole sentence with
        its times masked, `others` the times of the sentence.
        """
        led = self.leading.search(f" {before}") is not None
        if one.ahead:
            # What is reckoned from today is asked for more often than it is stated.
            return False
        if self._recurs(sentence, others):
            return self._count_telling(sentence) >= TELLING_OF_HABIT
        states = not led and not one.modifiers
        return states and self._count_telling(before) >= TELLING_BEFORE

    def is_of(self, kind: PhraseSet, one: Placed, before: str, others: Sequence[Placed]) -> bool:
        """Whether a time is when that is which `kind` found in its sentence, and not only near it:
        "Friday not before five, my shift", "tomorrow, the boy has his exam on Friday"."""
        bounded = any(_is_bounded(other, parts=one.ahead) for other in others)
        if one.ahead:
            return not bounded and self._count_telling(before) > 0
        return not bounded or kind.search(f" {before}") is not None

    def speaks_of_matter(self, sentence: str) -> bool:
        """Whether a sentence says something of the product, its times masked."""
        if self.matters.search(sentence) is None:
            return False
        return self._count_telling(self.matters.blank(sentence)) >= TELLING_OF_MATTER

    def is_ours(self, sentence: str) -> bool:
        """Whether a sentence has something of a talk with us, be it about the product or not."""
        return self.ours.search(self.others.blank(sentence)) is not None

    def excuses(self, between: str) -> bool:
        """Whether the words between a wish and a later time lead to why it is wished for, and not
        to one more: "tomorrow at five, because on Friday"."""
        match = self.because.search(f" {between}")
        return match is not None and self.links.search(f" {between[match.end() - 1 :]}") is None

    def leads_to(self, before: str, suits: PhraseSet) -> bool:
        """Whether the product stands before a time and nothing parts them, as "so" does, or praise
        right before it: "the website is fine Thursday at ten"."""
        matter = max((match.end() for match in self.matters.finditer(before)), default=-1)
        if matter < 0:
            return False
        between = " " + before[matter:]
        praised = any(match.end() == len(between) for match in suits.finditer(between))
        return self.parting.search(between) is None and not praised

    def goes_on(self, earlier: str, clause: str, *, timed: bool) -> bool:
        """Whether a statement about the product goes on in the next clause: "reminders go
        out at eight, but can it be ten", "when is the update out, the 12th?".

        `timed` tells whether the earlier clause has a time of its own.
        """
        if not self.speaks_of_matter(earlier):
            return False
        linked = timed and self.links.match(f" {clause.lstrip()}", 1) is not None
        return linked or self.asking_when.match(f" {earlier.lstrip()}", 1) is not None

    def asks(self, sentence: str) -> bool:
        """Whether a verb asks somebody to do something."""
        endings = self.asking_endings
        return bool(endings) and any(word.endswith(endings) for word in sentence.split())

    def tells_of_others(self, clause: str) -> bool:
        """Whether a clause, its times masked, has a verb of what others do: "the market shuts"."""
        words = self.not_doing.blank(clause)
        endings = self.doing_endings
        ended = bool(endings) and any(word.endswith(endings) for word in words.split())
        return ended or self.doing.search(words) is not None

    def says_nothing(self, words: str) -> bool:
        """Whether these words tell nothing by themselves."""
        return self._count_telling(words) == 0

    def _recurs(self, sentence: str, others: Sequence[Placed]) -> bool:
        every = any(
            isinstance(one.bare, Weekdays) and one.bare.every and len(one.bare.days) < EVERY_DAY
            for one in others
        )
        return every or self.recurring.search(sentence) is not None

    def _count_telling(self, words: str) -> int:
        return sum(word[0].isalpha() and word not in self.small_words for word in words.split())


def _is_bounded(one: Placed, *, parts: bool) -> bool:
    """Whether a time has its limits named: "tomorrow from three to five" is when somebody can.

    `parts` tells whether a part of the day is such a limit too.
    """
    between = isinstance(one.point, TimesOfDay) and one.point.exact is None
    part = isinstance(one.point, TimesOfDay) and bool(one.point.part)
    return bool(one.modifiers) or (between and (parts or not part))


@cache
def load_statements(language: str) -> Statements:
    """The words of one language."""
    words = load_statement_words(language)
    return Statements(
        matters=PhraseSet(words.matters),
        ours=PhraseSet(words.ours),
        explaining=PhraseSet(words.explaining),
        instead=PhraseSet(words.instead),
        events=PhraseSet(words.events),
        recurring=PhraseSet(words.recurring),
        others=PhraseSet(words.others),
        leading=PhraseSet(words.leading),
        taken_up=PhraseSet(words.taken_up),
        parting=PhraseSet(words.parting),
        links=PhraseSet(words.links),
        asking_when=PhraseSet(words.asking_when),
        because=PhraseSet(words.because),
        doing=PhraseSet(words.doing),
        doing_endings=words.doing_endings,
        not_doing=PhraseSet(words.not_doing),
        small_words=frozenset(words.small_words.split()),
        asking_endings=words.asking_endings,
    )
