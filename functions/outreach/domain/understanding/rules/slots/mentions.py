"""Where a message speaks of the offered times: by their places in the list, or by day and hour.

It finds every mention by itself; which time is chosen is decided by `choice`.
"""

from __future__ import annotations

from datetime import datetime

from functions.outreach.domain.understanding.languages.pattern import meaning
from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import words_of
from functions.outreach.domain.understanding.languages.slot_words import (
    EARLIER,
    EARLIEST,
    FIRST,
    FIRST_TWO,
    LAST,
    LAST_TWO,
    LATER,
    LATEST,
    MIDDLE,
    SECOND,
    THIRD,
)
from functions.outreach.domain.understanding.rules.slots.lexicon import SlotLexicon
from functions.outreach.domain.understanding.rules.slots.mention import Mention
from functions.outreach.domain.understanding.rules.slots.named_times import find_named_times
from functions.outreach.domain.understanding.rules.slots.wanted import weigh
from functions.outreach.domain.understanding.time.phrases import WishedTimes
from functions.outreach.domain.understanding.time.values import Days

LABELLED_WORDS = 25
"""In a longer message a place in the list ("the second one") may be of something else."""
_OF_TWO = {FIRST: EARLIER, EARLIEST: EARLIER, SECOND: LATER, LAST: LATER, LATEST: LATER}
"""What a place in the list means where two of them are compared."""


def find_mentions(
    times: WishedTimes,
    offered: tuple[datetime, ...],
    *,
    lexicon: SlotLexicon,
    local_now: datetime,
    asks: PhraseSet,
) -> tuple[Mention, ...]:
    """Every mention in the order of the words, with what they wish of it.

    `asks`: words a question begins with.
    """
    named = _places(times.words, lexicon, offered)
    groups = find_named_times(times, lexicon, offered, local_now)
    # "3" may be the third time or three o'clock: a number is looked at as both.
    groups = [
        one
        for one in groups
        if times.words[one.start : one.end].strip().isdigit()
        or not any(_overlap(one, place) for place in named)
    ]
    named = [place for place in named if not _is_another_day(place, times, offered)]
    mentions = sorted([*named, *groups], key=lambda one: one.start)
    mentions = _compared(times.words, mentions, lexicon, offered)
    return weigh(times.words, mentions, lexicon, asks)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _is_another_day(place: Mention, times: WishedTimes, offered: tuple[datetime, ...]) -> bool:
    """ "The first" may be the first of the month: where that was offered too, it is not a place."""
    for one in times.placed:
        if one.start < place.end and place.start < one.end and isinstance(one.bare, Days):
            days = {start.date() for start in offered}
            return one.bare.first in days and one.bare.first not in {
                offered[slot].date() for slot in place.fits
            }
    return False


def _places(words: str, lexicon: SlotLexicon, offered: tuple[datetime, ...]) -> list[Mention]:
    """Places in the list: named outright, or where the message has nothing else."""
    found: list[tuple[int, int, str]] = []
    spoken = words_of(words)
    for match in lexicon.many.finditer(words):
        key = str(meaning(lexicon.words.many, match["place"]))
        found.append((match.start("place"), match.end("place"), key))
    taken = words
    for start, end, _ in found:
        taken = taken[:start] + "_" * (end - start - 1) + " " + taken[end:]
    if len(spoken) <= LABELLED_WORDS:
        for match in lexicon.labels.finditer(taken):
            if _has_another_noun(words, match.start(), match.start("place"), lexicon):
                continue
            key = str(meaning(lexicon.words.places, match["place"]))
            found.append((match.start("place"), match.end("place"), key))
    if not found:
        bare = list(lexicon.bare.finditer(words))
        besides = [word for word in words_of(lexicon.bare.blank(words)) if word != "_"]
        if bare and all(word in lexicon.beside for word in besides):
            found += [
                (m.start(), m.end(), str(meaning(lexicon.words.places, m["place"]))) for m in bare
            ]
    alone = lexicon.alone.search(words) if not found and len(spoken) == 1 else None
    if alone is not None:
        found.append(
            (alone.start(), alone.end(), str(meaning(lexicon.words.alone, alone["place"])))
        )
    of_two = lexicon.two.search(words) is not None
    return [
        Mention(start, end, _slots_of(key, offered))
        for start, end, key in found
        if not (of_two and key in _OF_TWO)
    ]


def _has_another_noun(words: str, start: int, place: int, lexicon: SlotLexicon) -> bool:
    """ "That pine, the second one": an ordinal whose noun is none of the talk's is no place."""
    pointing = words[start:place].split()
    if len(pointing) != 1 or pointing[0] not in lexicon.pointing:
        return False
    before = words[:start]
    named = before.split()[-1:]
    if not named or not named[0][0].isalpha() or named[0] in lexicon.beside | lexicon.joining:
        return False
    return lexicon.wanted_before.search(before) is None and named[0] not in lexicon.leading


def _slots_of(key: str, offered: tuple[datetime, ...]) -> frozenset[int]:
    """The offered times a place means; empty if the list has no such place."""
    count = len(offered)
    in_time = sorted(range(count), key=offered.__getitem__)
    places = {
        FIRST: range(1),
        SECOND: range(1, 2),
        THIRD: range(2, 3),
        LAST: range(count - 1, count),
        EARLIEST: in_time[:1],
        LATEST: in_time[-1:],
        MIDDLE: in_time[1:2] if count == 3 else (),
        FIRST_TWO: range(2),
        LAST_TWO: range(count - 2, count),
    }
    return frozenset(slot for slot in places[key] if 0 <= slot < count)


def _compared(
    words: str, mentions: list[Mention], lexicon: SlotLexicon, offered: tuple[datetime, ...]
) -> list[Mention]:
    """Mentions with "the later of the two afternoon ones" settled to one of them."""
    found = list(mentions)
    of_two = lexicon.two.search(words) is not None
    for start, end, key in _comparisons(words, lexicon):
        if any(one.start < end and start < one.end for one in found):
            continue
        beside = next(
            (one for one in found if _stands_beside(words, one, start, end, lexicon)), None
        )
        two = beside is not None and len(beside.fits) == 2
        if beside is not None and two:
            pick = sorted(beside.fits, key=offered.__getitem__)[-1 if key == LATER else 0]
            found.remove(beside)
            whole = min(start, beside.start), max(end, beside.end)
            found.append(Mention(*whole, frozenset({pick}), compares=key))
        elif not found and not of_two and _all_beside(words, start, end, lexicon):
            # "The later one", and nothing else: of three it is the last.
            extreme = LATEST if key == LATER else EARLIEST
            found.append(Mention(start, end, _slots_of(extreme, offered), compares=key))
        elif beside is not None or of_two or _of_two(words, end, lexicon):
            found.append(Mention(start, end, frozenset(), compares=key))
    return sorted(found, key=lambda one: one.start)


def _comparisons(words: str, lexicon: SlotLexicon) -> list[tuple[int, int, str]]:
    """Where words compare two times, and how; "the second" does so where two are spoken of."""
    known = lexicon.words.compared
    found = [
        (match.start(), match.end(), str(meaning(known, match["place"])))
        for match in lexicon.compared.finditer(words)
    ]
    if lexicon.two.search(words):
        places = [
            (match.start(), match.end(), str(meaning(lexicon.words.places, match["place"])))
            for match in lexicon.bare.finditer(words)
        ]
        found += [(start, end, _OF_TWO[key]) for start, end, key in places if key in _OF_TWO]
    return found


def _stands_beside(words: str, one: Mention, start: int, end: int, lexicon: SlotLexicon) -> bool:
    between = words[end : one.start] if one.start >= end else words[one.end : start]
    return all(word in lexicon.of_two for word in between.split())


def _all_beside(words: str, start: int, end: int, lexicon: SlotLexicon) -> bool:
    """Whether there are no other words that could change what is meant."""
    return all(word in lexicon.beside for word in words_of(words[:start] + words[end:]))


def _of_two(words: str, end: int, lexicon: SlotLexicon) -> bool:
    following = words[end:].split()
    return bool(following) and following[0] in lexicon.of_two
