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
from functions.outreach.domain.understanding.time.clauses import Clauses
from functions.outreach.domain.understanding.time.statements import Statements, load_statements
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
    statements: Statements

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
        statements=load_statements(language),
    )


def meanings_of(
    words: str, placed: Sequence[Placed], tense: Tense, clauses: Clauses
) -> tuple[Meaning, ...]:
    """What each of the named times is, in their order. `words` is the whole plain text."""
    found: list[Meaning | None] = []
    for number, one in enumerate(placed):
        earlier = placed[number - 1] if number else None
        later = placed[number + 1] if number + 1 < len(placed) else None
        before = _stretch_before(words, one, earlier)
        before = _behind_colon(before, one, tense, clauses)
        behind = _stretch_behind(words, one, later)
        if earlier is not None and earlier.past and _is_counted_back(behind, tense):
            found.append(Meaning.PAST)
            continue
        habit = _is_of_habit(words, one, placed, tense)
        found.append(Meaning.REASON if habit else _meaning(words, one, before, behind, tense))
    joined = [_is_joined(words[one.end : other.start], tense) for one, other in pairwise(placed)]
    # "In March and April", "on Tuesday last week": one time takes over from its neighbour.
    for number, together in enumerate(joined):
        takes_over = together and not _is_apart(placed[number], placed[number + 1], clauses)
        if takes_over and found[number + 1] is None and not placed[number + 1].ahead:
            found[number + 1] = found[number]
    for number in reversed(range(len(joined))):
        if joined[number] and not placed[number].ahead:
            past = placed[number + 1].past
            found[number] = Meaning.PAST if past else found[number] or found[number + 1]
    meant = [meaning or Meaning.WISH for meaning in found]
    meant = _without_excuses(words, placed, meant, tense, clauses)
    meant = _without_idle_hours(words, placed, meant, tense)
    meant = list(_without_engagements(words, placed, meant, tense))
    return tuple(_without_statements(words, placed, meant, tense, clauses))


def _is_apart(past: Placed, one: Placed, clauses: Clauses) -> bool:
    """Whether a time right behind a past one is another: "yesterday 4:20" is one, "the month
    before last Tuesday" and "I rang yesterday, 3pm" are two."""
    if not past.past or one.start != past.end:
        return False
    return not isinstance(one.bare, TimesOfDay) or one.start in clauses.starts


def _without_excuses(
    words: str,
    placed: Sequence[Placed],
    meant: Sequence[Meaning],
    tense: Tense,
    clauses: Clauses,
) -> list[Meaning]:
    """ "Tomorrow at five? Because on Friday the guests arrive": the Friday is why."""
    found = list(meant)
    for at in range(1, len(placed)):
        earlier, one = placed[at - 1], placed[at]
        if meant[at] is not Meaning.WISH or Meaning.WISH not in found[:at]:
            continue
        start, _ = clauses.around(one.start, one.end)
        between = words[max(earlier.end, start) : one.start]
        behind = _stretch_behind(words, one, placed[at + 1] if at + 1 < len(placed) else None)
        asks = tense.last_sign(f" {between}") is Meaning.WISH
        suits = tense.suits.search(behind) is not None
        if tense.statements.excuses(between) and not asks and not suits:
            found[at] = Meaning.REASON
    return found


def _without_statements(
    words: str,
    placed: Sequence[Placed],
    meant: Sequence[Meaning],
    tense: Tense,
    clauses: Clauses,
) -> list[Meaning]:
    """ "The tests are booked out from June": stated, where no other time of the message is wished
    for, or where what is left names a day itself: "guests arrive on Saturday, Friday at three".
    """
    wished = [at for at, meaning in enumerate(meant) if meaning is Meaning.WISH]
    stated = [at for at in wished if _is_fact(words, placed, at, tense, clauses)]
    if stated != wished:
        stated = [at for at in wished if _is_of_an_event(words, placed, at, tense, clauses)]
        left = [placed[at] for at in wished if at not in stated]
        if not any(_sort_of(one) == {"day"} and one.point is not None for one in left):
            stated = []
    return [Meaning.REASON if at in stated else meaning for at, meaning in enumerate(meant)]


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
    for at in reversed(range(len(placed) - 1)):
        # "Today and tomorrow I'm in Kaunas": both of them.
        one, other = placed[at], placed[at + 1]
        together = _sort_of(one) == _sort_of(other) and one.end < other.start
        if together and engaged[at + 1] and _is_joined(words[one.end : other.start], tense):
            engaged[at] = True
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


def _is_fact(words: str, placed: Sequence[Placed], at: int, tense: Tense, clauses: Clauses) -> bool:
    """Whether the sentence of a time asks for nothing and its clause, or what stands before it,
    tells a fact."""
    one, facts = placed[at], tense.statements
    before = _stretch_before(words, one, placed[at - 1] if at else None)
    before = _behind_colon(before, one, tense, clauses)
    start, end = _sentence_bounds(words, one)
    first, last = clauses.around(one.start, one.end)
    if facts.explaining.match(" " + words[one.end : end], 1) is not None:
        # "In a month, once the exams are marked": what follows only says why then.
        end = last = one.end
    sentence = words[start:end]
    others = [other for other in placed if start <= other.start < end]
    masked = _masked(words, start, end, others)
    clause = _masked(words, first, last, others)
    leads = facts.leads_to(_masked(words, first, one.start, others), tense.suits)
    if not leads and first > start + 1:
        earlier, _ = clauses.around(first - 1, first)
        timed = any(earlier <= other.start < first and not other.past for other in others)
        timed = timed and tense.last_sign(words[earlier:first]) is not Meaning.PAST
        so_far = _masked(words, earlier, first, others)
        leads = facts.goes_on(so_far, words[first:last], timed=timed)
        clause = _masked(words, earlier, last, others) if leads else clause
    behind = " " + words[one.end : end]
    suits = tense.suits.match(behind, 1) is not None and facts.instead.match(behind, 1) is None
    demanded = suits or facts.asks(sentence)
    if (
        leads
        and not one.ahead
        and not demanded
        and facts.speaks_of_matter(clause)
        and not facts.is_ours(masked)
    ):
        return True
    asks = demanded or tense.wishes.search(facts.others.blank(sentence)) is not None
    taken_up = facts.taken_up.search(" " + words[one.end :]) is not None
    if asks or taken_up or tense.suits.search(sentence) is not None:
        return False
    later = [other.start for other in others if one.end <= other.start < last]
    if one.ahead and later:
        # "When I type tomorrow into the reminder does it go at eight": the eight says of what.
        leads = facts.leads_to(_masked(words, one.end, max(later), others), tense.suits)
    if facts.speaks_of_matter(clause) and (not one.ahead or (leads and bool(later))):
        return True
    if _tells_event(words, placed, at, tense, clauses):
        return True
    if not one.ahead and facts.tells_of_others(clause):
        return True
    return facts.tells(one, before, masked, others)


def _is_of_an_event(
    words: str, placed: Sequence[Placed], at: int, tense: Tense, clauses: Clauses
) -> bool:
    """Whether the clause of a time asks for nothing and says that something else is then."""
    one, facts = placed[at], tense.statements
    first, last = clauses.around(one.start, one.end)
    clause = words[first:last]
    asks = facts.asks(clause) or tense.wishes.search(facts.others.blank(clause)) is not None
    if asks or tense.suits.search(clause) is not None:
        return False
    return _tells_event(words, placed, at, tense, clauses)


def _tells_event(
    words: str, placed: Sequence[Placed], at: int, tense: Tense, clauses: Clauses
) -> bool:
    """Whether an event, or what others do, is at a time: at the nearest in its own clause."""
    one, facts = placed[at], tense.statements
    earlier = placed[at - 1] if at else None
    before = _stretch_before(words, one, earlier)
    if facts.leading.search(f" {before}") is not None:
        return False
    first, last = clauses.around(one.start, one.end)
    if facts.explaining.match(" " + words[one.end : last], 1) is not None:
        last = one.end
    before = f" {words[max(first, one.start - len(before)) : one.start]}"
    within = [other for other in placed if first <= other.start < last]
    groups = _together(words, within, tense)
    own = next(span for span in groups if span[0] <= one.start < span[1])
    places = _places(words, first, last, within)
    masked = "".join([" ", *(f"{words[start:end]} " for start, end in places)])
    for kind in (facts.events, facts.others):
        if not facts.is_of(kind, one, before, within):
            continue
        for match in kind.finditer(masked):
            number = masked.count(" ", 0, match.start()) - 1
            count = len(match.group().split())
            span = (places[number][0], places[number + count - 1][1])
            if _apart(span, own) == min(_apart(span, group) for group in groups):
                return True
    if facts.says_nothing(masked) and _is_part(one, placed[:at]):
        # "We only use it in autumn, October": says the same once more.
        around = clauses.around(placed[at - 1].start, placed[at - 1].end)
        return around[1] == first and _tells_event(words, placed, at - 1, tense, clauses)
    return False


def _is_part(one: Placed, earlier: Sequence[Placed]) -> bool:
    """Whether a time lies within the one before it."""
    if not earlier or not isinstance(one.bare, Days) or not isinstance(earlier[-1].bare, Days):
        return False
    part, whole = one.bare, earlier[-1].bare
    if whole.first == whole.last or part.last is None or whole.last is None:
        return False
    return whole.first <= part.first and part.last <= whole.last


def _together(words: str, placed: Sequence[Placed], tense: Tense) -> list[tuple[int, int]]:
    """From where to where the times of a clause stand that make one: "on Saturday at three"."""
    spans: list[tuple[int, int]] = []
    for number, one in enumerate(placed):
        earlier = placed[number - 1] if number else None
        gap = words[earlier.end : one.start].split() if earlier is not None else []
        days = earlier is not None and _sort_of(earlier) == _sort_of(one) == {"day"}
        small = tense.statements.small_words | tense.joining
        if earlier is None or (days and not gap) or not small.issuperset(gap):
            spans.append((one.start, one.end))
        else:
            spans[-1] = (spans[-1][0], one.end)
    return spans


def _places(words: str, first: int, last: int, placed: Sequence[Placed]) -> list[tuple[int, int]]:
    """From where to where each word of a clause stands that belongs to no time."""
    places, start = [], first
    for word in words[first:last].split(" "):
        end = start + len(word)
        if word and not any(one.start <= start < one.end for one in placed):
            places.append((start, end))
        start = end + 1
    return places


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Characters between two stretches; none where they overlap."""
    return max(0, one[0] - other[1], other[0] - one[1])


def _masked(words: str, start: int, end: int, placed: Sequence[Placed]) -> str:
    """A sentence with its times taken out."""
    kept, at = [], start
    for one in placed:
        if start <= one.start < end:
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


def _behind_colon(before: str, one: Placed, tense: Tense, clauses: Clauses) -> str:
    """The words before a time without those that only name the product before a colon: "about the
    price: Friday at ten"."""
    colons = [at for at in clauses.answers if one.start - len(before) <= at <= one.start]
    if not colons:
        return before
    named, behind = before[: max(colons) - one.start], before[max(colons) - one.start :]
    return behind if tense.statements.matters.search(f" {named}") is not None else before


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
