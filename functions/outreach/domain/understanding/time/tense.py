"""Tells a time somebody wishes for from one that is only spoken of: what happened, or a reason.

It looks at the words around a named time in the same sentence; it never reads the time itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from itertools import pairwise

from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import ASKS, END
from functions.outreach.domain.understanding.languages.tables import load_tense_words
from functions.outreach.domain.understanding.time.told import Told, load_told
from functions.outreach.domain.understanding.time.values import (
    Days,
    Moment,
    Placed,
    TimesOfDay,
    Weekdays,
)
from tenancy.values.lazy_dataclass import dataclass

NEAR_BEHIND = 5
"""So many words behind a time can still say what it is."""
LONGEST_JOINING = 2
"""So many joining words between two times make them one."""


class Meaning(StrEnum):
    """What a named time is to the one who names it."""

    WISH = "wish"
    PAST = "past"
    REASON = "reason"
    NONE = "none"
    """No time is named."""


@dataclass(frozen=True, slots=True)
class Tense:
    """The words of one language, ready to be searched for."""

    past_before: PhraseSet
    happened: PhraseSet
    endings: tuple[str, ...]
    not_happened: PhraseSet
    wishes: PhraseSet
    suits: PhraseSet
    reasons_before: PhraseSet
    reasons_after: PhraseSet
    habits: PhraseSet
    engaged_before: PhraseSet
    engaged_after: PhraseSet
    joining: frozenset[str]
    counted_back: frozenset[str]
    told: Told

    def last_sign(self, words: str) -> Meaning | None:
        """What the last telling word of a stretch says, or None."""
        words = self.not_happened.blank(words)
        wished = max((match.end() for match in self.wishes.finditer(words)), default=-1)
        past = max((match.end() for match in self.happened.finditer(words)), default=-1)
        past = max(past, self._last_ending(words))
        if wished < 0 and past < 0:
            return None
        return Meaning.WISH if wished >= past else Meaning.PAST

    def _last_ending(self, words: str) -> int:
        """Where the last word ends that has an ending of the past."""
        at, found = 0, -1
        for word in words.split(" "):
            at += len(word) + 1
            if self.endings and len(word) > 3 and word.endswith(self.endings):
                found = at
        return found


@cache
def load_tense(language: str) -> Tense:
    """The words of one language."""
    words = load_tense_words(language)
    return Tense(
        past_before=PhraseSet(words.past_before, at_end=True),
        happened=PhraseSet(words.happened),
        endings=words.happened_endings,
        not_happened=PhraseSet(words.not_happened),
        wishes=PhraseSet(words.wishes),
        suits=PhraseSet(words.suits),
        reasons_before=PhraseSet(words.reasons_before, at_end=True),
        reasons_after=PhraseSet(words.reasons_after),
        habits=PhraseSet(words.habits),
        engaged_before=PhraseSet(words.engaged_before, at_end=True),
        engaged_after=PhraseSet(words.engaged_after),
        joining=frozenset(words.joining.split()),
        counted_back=frozenset(words.counted_back.split()),
        told=load_told(language),
    )


def meanings_of(words: str, placed: Sequence[Placed], tense: Tense) -> tuple[Meaning, ...]:
    """What each of the named times is, in their order. `words` is the whole plain text."""
    found: list[Meaning | None] = []
    for number, one in enumerate(placed):
        earlier = placed[number - 1] if number else None
        later = placed[number + 1] if number + 1 < len(placed) else None
        before = _stretch_before(words, one, earlier)
        behind = _stretch_behind(words, one, later)
        if earlier is not None and earlier.past and _is_counted_back(behind, tense):
            found.append(Meaning.PAST)
            continue
        habit = _is_of_habit(words, one, placed, tense)
        found.append(Meaning.REASON if habit else _meaning(words, one, before, behind, tense))
    joined = [_is_joined(words[one.end : other.start], tense) for one, other in pairwise(placed)]
    # "In March and April", "on Tuesday last week": one time takes over from its neighbour.
    for number, together in enumerate(joined):
        takes_over = together and not (
            placed[number].past and placed[number + 1].start == placed[number].end
        )
        if takes_over and found[number + 1] is None and not placed[number + 1].ahead:
            found[number + 1] = found[number]
    for number in reversed(range(len(joined))):
        if joined[number] and not placed[number].ahead:
            past = placed[number + 1].past
            found[number] = Meaning.PAST if past else found[number] or found[number + 1]
    meant = [meaning or Meaning.WISH for meaning in found]
    meant = _without_idle_hours(words, placed, meant, tense)
    meant = list(_without_engagements(words, placed, meant, tense))
    return tuple(_without_what_is_told(words, placed, meant, tense))


def _without_what_is_told(
    words: str, placed: Sequence[Placed], meant: Sequence[Meaning], tense: Tense
) -> list[Meaning]:
    """ "The tests are booked out from June": told, where no other time of the message is wished
    for."""
    wished = [at for at, meaning in enumerate(meant) if meaning is Meaning.WISH]
    if not all(_is_told(words, placed, at, tense) for at in wished):
        return list(meant)
    return [Meaning.REASON if meaning is Meaning.WISH else meaning for meaning in meant]


def _without_idle_hours(
    words: str, placed: Sequence[Placed], meant: Sequence[Meaning], tense: Tense
) -> list[Meaning]:
    """ "I collect the kids at three, ring me at four": of two hours that are named, the one that is
    asked for."""
    asked = [_asks_for_hour(words, placed, at, tense) for at in range(len(placed))]
    hours = [
        isinstance(one.point, TimesOfDay) and one.point.exact is not None and not one.modifiers
        for one in placed
    ]
    wished = [
        at
        for at, meaning in enumerate(meant)
        if meaning is Meaning.WISH and hours[at] and asked[at]
    ]
    return [
        Meaning.REASON
        if wished and meaning is Meaning.WISH and hours[at] and not asked[at] and at < wished[-1]
        else meaning
        for at, meaning in enumerate(meant)
    ]


def _asks_for_hour(words: str, placed: Sequence[Placed], at: int, tense: Tense) -> bool:
    """Whether a word that asks stands between an hour and the hour before it."""
    one = placed[at]
    earlier = [other for other in placed[:at] if isinstance(other.point, TimesOfDay)]
    before = _stretch_before(words, one, earlier[-1] if earlier else None)
    return tense.last_sign(before) is Meaning.WISH


def _without_engagements(
    words: str, placed: Sequence[Placed], meant: Sequence[Meaning], tense: Tense
) -> tuple[Meaning, ...]:
    """ "Call at ten, I have a bride coming at twelve": the twelve is why, where the ten is left."""
    engaged = [_is_engaged(words, placed, at, tense) for at in range(len(placed))]
    left = [
        type(one.bare)
        for one, meaning, busy in zip(placed, meant, engaged, strict=True)
        if meaning is Meaning.WISH and not busy and one.point is not None
    ]
    return tuple(
        Meaning.REASON
        if meaning is Meaning.WISH and busy and _sort_of(one) & {_SORTS.get(kind) for kind in left}
        else meaning
        for one, meaning, busy in zip(placed, meant, engaged, strict=True)
    )


_SORTS = {Days: "day", Weekdays: "day", Moment: "hour", TimesOfDay: "hour"}


def _sort_of(one: Placed) -> set[str | None]:
    return {_SORTS.get(type(one.bare))}


def _is_engaged(words: str, placed: Sequence[Placed], at: int, tense: Tense) -> bool:
    one = placed[at]
    earlier = placed[at - 1] if at else None
    later = placed[at + 1] if at + 1 < len(placed) else None
    if tense.engaged_before.search(_stretch_before(words, one, earlier)) is not None:
        return True
    return tense.engaged_after.match(_stretch_behind(words, one, later), 1) is not None


def _meaning(words: str, one: Placed, before: str, behind: str, tense: Tense) -> Meaning | None:
    if one.past:
        return Meaning.PAST
    if one.ahead:
        return None
    if tense.past_before.search(before) is not None:
        return Meaning.PAST
    if tense.suits.search(behind) is not None:
        return Meaning.WISH
    sign = tense.last_sign(before)
    if sign is Meaning.WISH:
        return sign
    sentence = _sentence(words, one)
    asks = tense.wishes.search(sentence) is not None
    reason = tense.reasons_before.search(before) or tense.reasons_after.match(behind, 1)
    if reason is not None and not asks:
        return Meaning.REASON
    if sign is not None:
        return sign
    return Meaning.PAST if tense.last_sign(behind) is Meaning.PAST else None


def _is_told(words: str, placed: Sequence[Placed], at: int, tense: Tense) -> bool:
    """Whether the sentence of a time asks for nothing and tells a fact."""
    one, told = placed[at], tense.told
    before = _stretch_before(words, one, placed[at - 1] if at else None)
    start, end = _sentence_bounds(words, one)
    if told.explaining.match(" " + words[one.end : end], 1) is not None:
        # "In a month, once the exams are marked": what follows only says why then.
        end = one.end
    sentence = words[start:end]
    others = [other for other in placed if start <= other.start < end]
    masked = _masked(words, start, end, others)
    leads = told.matters.search(_masked(words, start, one.start, others)) is not None
    behind = " " + words[one.end : end]
    suits = tense.suits.match(behind, 1) is not None and told.instead.match(behind, 1) is None
    demanded = suits or told.asks(sentence)
    if leads and not demanded and told.is_only_of_matter(masked):
        return True
    asks = demanded or tense.wishes.search(told.others.blank(sentence)) is not None
    taken_up = told.taken_up.search(" " + words[one.end :]) is not None
    if asks or taken_up or tense.suits.search(sentence) is not None:
        return False
    if one.ahead and not leads and told.speaks_of_matter(masked):
        # "Tomorrow at four, the code is on the invoice": only what stands before it is told.
        masked = told.matters.blank(masked)
    return told.tells(one, before, masked, others)


def _masked(words: str, start: int, end: int, placed: Sequence[Placed]) -> str:
    """A sentence with its times taken out."""
    kept, at = [], start
    for one in placed:
        kept.append(words[at : one.start])
        at = one.end
    return " ".join(["", *"".join([*kept, words[at:end]]).split(), ""])


def _is_counted_back(behind: str, tense: Tense) -> bool:
    """Whether "before" stands behind a time and names nothing: "the night before", not "the night
    before Christmas". What stands for no time is masked."""
    first, *rest = behind.split() or [""]
    return first in tense.counted_back and all(set(word) == {"_"} for word in rest)


def _is_of_habit(words: str, one: Placed, placed: Sequence[Placed], tense: Tense) -> bool:
    """ "Every Friday from two till five I type in receipts" tells, and asks for nothing."""
    weekday = isinstance(one.bare, Weekdays) and not one.bare.every
    if one.past or one.ahead or weekday:
        return False
    start, end = _sentence_bounds(words, one)
    every = any(
        isinstance(other.bare, Weekdays) and other.bare.every and start <= other.start < end
        for other in placed
    )
    sentence = words[start:end]
    return (
        every
        and tense.habits.search(sentence) is not None
        and tense.wishes.search(sentence) is None
        and tense.suits.search(sentence) is None
    )


def _sentence(words: str, one: Placed) -> str:
    start, end = _sentence_bounds(words, one)
    return words[start:end]


def _sentence_bounds(words: str, one: Placed) -> tuple[int, int]:
    start = max(words.rfind(mark, 0, one.start) for mark in (END, ASKS))
    ends = [at for mark in (END, ASKS) if (at := words.find(mark, one.end)) >= 0]
    return start + 1, min(ends, default=len(words))


def _stretch_before(words: str, one: Placed, earlier: Placed | None) -> str:
    """The words of the same sentence since the time before."""
    start = max(words.rfind(mark, 0, one.start) for mark in (END, ASKS)) + 1
    if earlier is not None:
        start = max(start, earlier.end - 1)
    return words[start : one.start]


def _stretch_behind(words: str, one: Placed, later: Placed | None) -> str:
    """The few words of the same sentence up to the next time, with a leading space."""
    stop = later.start if later is not None else len(words)
    behind = words[one.end - 1 : stop]
    for mark in (END, ASKS):
        behind = behind.partition(mark)[0]
    return " " + "".join(f"{word} " for word in behind.split()[:NEAR_BEHIND])


def _is_joined(between: str, tense: Tense) -> bool:
    """Whether nothing but a joining word or two stands between two times of one sentence."""
    gap = between.split()
    return len(gap) <= LONGEST_JOINING and all(word in tense.joining for word in gap)
