"""Whether each mentioned time is wanted, turned down, only named, or left open.

It weighs the words right before and behind a time; which time is chosen is decided by `choice`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import ASKS, END, words_of
from functions.outreach.domain.understanding.rules.slots.lexicon import SlotLexicon
from functions.outreach.domain.understanding.rules.slots.mention import Mention, Wanted

BEHIND_WORDS = 6
OTHER_WORDS = 4
"""A sentence with more other words than these chooses only what it says it wants."""
SHORT_QUESTION_WORDS = 4
"""A question that has no more words than this beside a time proposes it."""


def weigh(
    words: str, mentions: list[Mention], lexicon: SlotLexicon, asks: PhraseSet
) -> tuple[Mention, ...]:
    """Each mention with what the words before and behind it, or of one joined to it, wish."""
    before = [_wanted_before(words, mentions, at, lexicon) for at in range(len(mentions))]
    behind = [_wanted_behind(words, mentions, at, lexicon) for at in range(len(mentions))]
    joined = [_gap(words, one, other, lexicon) for one, other in pairwise(mentions)]
    for at, link in enumerate(joined):
        # "Not Tuesday or Wednesday"; a comma is not seen, so without a word it is left open.
        if link is not None and before[at + 1] is None and before[at] is Wanted.NO:
            before[at + 1] = Wanted.NO if link else Wanted.OPEN
    for at in reversed(range(len(joined))):
        if joined[at] is not None and behind[at] is None and before[at] is None:
            behind[at] = behind[at + 1]
    out = []
    for at, one in enumerate(mentions):
        wanted = _settled(before[at], behind[at])
        if wanted in (Wanted.YES, Wanted.NAMED) and _is_open(words, one, lexicon, asks, wanted):
            wanted = Wanted.OPEN
        if wanted is Wanted.NAMED and _says_more(words, one, mentions, lexicon):
            wanted = Wanted.OPEN
        out.append(replace(one, wanted=wanted))
    return tuple(out)


def _settled(before: Wanted | None, behind: Wanted | None) -> Wanted:
    """The words behind a time are nearer to it than a "not" some words before."""
    if Wanted.NO in (before, behind):
        if before is Wanted.OPEN or Wanted.YES in (before, behind):
            return behind if before is Wanted.OPEN and behind is not None else Wanted.OPEN
        return Wanted.NO
    if before is Wanted.OPEN:
        return behind or Wanted.OPEN
    return behind or before or Wanted.NAMED


def _gap(words: str, one: Mention, other: Mention, lexicon: SlotLexicon) -> bool | None:
    """Whether a joining word stands between two mentions; False for nothing, None for others."""
    between = words[one.end : other.start].split()
    if not between:
        return False
    return True if all(word in lexicon.joining for word in between) else None


def _wanted_before(
    words: str, mentions: list[Mention], at: int, lexicon: SlotLexicon
) -> Wanted | None:
    one = mentions[at]
    start = max(words.rfind(mark, 0, one.start) for mark in (END, ASKS)) + 1
    if at:
        start = max(start, mentions[at - 1].end - 1)
    stretch = words[start : one.start]
    if lexicon.refused_before.search(stretch):
        return Wanted.NO
    return Wanted.YES if lexicon.wanted_before.search(stretch) else None


def _wanted_behind(
    words: str, mentions: list[Mention], at: int, lexicon: SlotLexicon
) -> Wanted | None:
    one = mentions[at]
    stop = mentions[at + 1].start if at + 1 < len(mentions) else len(words)
    whole = words[one.end - 1 : stop]
    stretch = re.split(f"[{END}{ASKS}]", whole)[0]
    closed = stretch != whole
    behind = stretch.split()
    if behind and all(word in lexicon.nots for word in behind):
        return Wanted.NO if closed else _of_both(words, mentions, at, behind, lexicon)
    stretch = " " + "".join(f"{word} " for word in behind[:BEHIND_WORDS])
    if closed and len(behind) <= BEHIND_WORDS:
        stretch += f"{END} "
    if lexicon.refused_behind.match(stretch, 1):
        return Wanted.NO
    return Wanted.YES if lexicon.wanted_behind.match(stretch, 1) else None


def _of_both(
    words: str, mentions: list[Mention], at: int, nots: list[str], lexicon: SlotLexicon
) -> Wanted | None:
    """What a "no" between two times says of the first: "Tuesday no Wednesday" leaves it open."""
    if _wanted_behind(words, mentions, at + 1, lexicon) is Wanted.YES:
        return Wanted.NO
    forward = any(word in lexicon.nots_forward for word in nots)
    return None if forward else Wanted.OPEN


def _sentence(words: str, one: Mention) -> tuple[int, int]:
    """Where its sentence begins and ends, its closing mark included."""
    start = max(words.rfind(mark, 0, one.start) for mark in (END, ASKS))
    ends = [at for mark in (END, ASKS) if (at := words.find(mark, one.end - 1)) >= 0]
    return start + 1, min(ends, default=len(words)) + 2


def _says_more(words: str, one: Mention, mentions: list[Mention], lexicon: SlotLexicon) -> bool:
    """Whether its sentence has more to say than a name of a time and what goes with it."""
    start, stop = _sentence(words, one)
    rest = words[start:stop]
    for other in mentions:
        if start <= other.start and other.end <= stop:
            blank = "_" * (other.end - other.start - 1) + " "
            rest = rest[: other.start - start] + blank + rest[other.end - start :]
    more = [word for word in words_of(rest) if word not in lexicon.beside and word[0] != "_"]
    return len(more) > OTHER_WORDS


def _is_open(
    words: str, one: Mention, lexicon: SlotLexicon, asks: PhraseSet, wanted: Wanted
) -> bool:
    """Whether its sentence only asks about the time, or leaves it open."""
    start, stop = _sentence(words, one)
    sentence = words[start:stop]
    if lexicon.unsettled.search(sentence):
        return True
    asking = sentence.rstrip().endswith(ASKS) or asks.match(sentence, 1) is not None
    if not asking or lexicon.proposing.search(sentence):
        return False
    return len(words_of(sentence)) > SHORT_QUESTION_WORDS or wanted is Wanted.NAMED
