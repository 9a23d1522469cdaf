"""Which offered time a message chooses: by its place in the list, by its day or hour, or as the
one that is left.

It chooses only what is certain: where two times are possible, or one that was not offered is
named, it chooses none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from functions.outreach.domain.understanding.languages.plain_text import END
from functions.outreach.domain.understanding.languages.slot_words import LATER
from functions.outreach.domain.understanding.rules.lexicon import Lexicon
from functions.outreach.domain.understanding.rules.slots.lexicon import (
    SlotLexicon,
    load_slot_lexicon,
)
from functions.outreach.domain.understanding.rules.slots.mention import Mention, Wanted
from functions.outreach.domain.understanding.rules.slots.mentions import find_mentions
from functions.outreach.domain.understanding.time.phrases import WishedTimes


def find_chosen_slot(
    times: WishedTimes,
    *,
    lexicon: Lexicon,
    offered: tuple[datetime, ...],
    local_now: datetime,
) -> int | None:
    """Index of the chosen time, or None."""
    slots = load_slot_lexicon(lexicon.language)
    if slots.conditions.search(times.words):
        return None
    mentions = find_mentions(
        times, offered, lexicon=slots, local_now=local_now, asks=lexicon.question
    )
    refused = _together(mentions, Wanted.NO)
    left = frozenset(range(len(offered))) - refused
    mentions = tuple(_of_those_left(one, left, offered) for one in mentions)
    taken = [one for one in mentions if one.wanted in (Wanted.YES, Wanted.NAMED)]
    kept = [one for one in mentions if one.wanted is not Wanted.NO]
    if any(not one.fits for one in kept):
        # Another time is named: a wish, whatever else fits.
        return None
    if lexicon.later.search(times.words) and not any(one.compares for one in mentions):
        # "Later on Thursday" is another hour than the one that was offered.
        return None
    chosen = _chosen(taken, refused, left, rest=slots.rest.search(times.words) is not None)
    if len(chosen) != 1 or not chosen.isdisjoint(_together(mentions, Wanted.OPEN)):
        return None
    against = [one for one in kept if chosen.isdisjoint(one.fits)]
    if any(one in taken or one.timed for one in against):
        return None
    return next(iter(chosen))


def without_first_no(times: WishedTimes, slots: SlotLexicon) -> WishedTimes:
    """A no to a time that was read back, cut off: "no Thursday" then names the Thursday."""
    words = times.words.split(" ")
    for at, word in enumerate(words):
        if word in slots.nots:
            words[at] = END + "_" * (len(word) - 1)
            return replace(times, words=" ".join(words))
        if word and word != END and word not in slots.beside:
            break
    return times


def _chosen(
    taken: list[Mention], refused: frozenset[int], left: frozenset[int], *, rest: bool
) -> frozenset[int]:
    """What is wanted, or what is left where somebody says so."""
    choosing = [one for one in taken if one.chooses]
    if rest and refused:
        # "By elimination": a time that is only named beside it may be one of those turned down.
        wanted = [one for one in choosing if one.wanted is Wanted.YES]
        if choosing and len(wanted) != 1:
            return frozenset()
        return left & wanted[0].fits if wanted else left
    return frozenset[int]().union(*(one.fits for one in choosing)) - refused


def _together(mentions: tuple[Mention, ...], wanted: Wanted) -> frozenset[int]:
    return frozenset[int]().union(*(one.fits for one in mentions if one.wanted is wanted))


def _of_those_left(one: Mention, left: frozenset[int], offered: tuple[datetime, ...]) -> Mention:
    """ "The later one" of the two that were not turned down."""
    if not one.compares or one.fits or len(left) != 2:
        return one
    pick = sorted(left, key=offered.__getitem__)[-1 if one.compares == LATER else 0]
    return Mention(one.start, one.end, frozenset({pick}), compares=one.compares, wanted=one.wanted)
