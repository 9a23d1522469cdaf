"""Decides by code alone how surely a message asks never to be contacted again, in any language.

It runs before any other reading; a preference for another channel or another time is not one, and a
phrase in a longer message is never certain by itself.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from functions.outreach.domain.understanding.languages.plain_text import (
    ASKS,
    END,
    looks_latin,
    plain,
    words_of,
)
from functions.outreach.domain.understanding.languages.tables import load_must_not_miss_phrases

_POLITE = frozenset(
    plain("please pls plz thanks thx ok hi sorry prašau ačiū пожалуйста спасибо").split()
)
_STOP_DRAWN_OUT = re.compile(r"(?:s+t+o+p+)+(all)?|(?:с+т+о+п+)+")
_LETTER_OF = str.maketrans("0135", "oles")
"""Digits that stand for a letter in a word: "ST0P", "5TOP"."""
_REFUSING_SIGNS = frozenset("⛔🚫✋🙅🤚🖐📵🔇")
"""A message of nothing else refuses something: no entry, prohibited, hand, no phones, muted."""
_LONGEST_ALONE = 24
CLEAR_WORDS = 6
_LEAD_WORDS = 2
"""With more words before it an opt-out does not begin its sentence: "ok please stop"."""


class Degree(StrEnum):
    """How surely a message asks for something that ends the conversation for ever."""

    CERTAIN = "certain"
    CLEAR = "clear"
    """Certain, unless a reader that knows whole messages takes it for something else."""
    POSSIBLE = "possible"
    TAKEN_BACK = "taken back"
    """Possible, and never more nor less whatever else is read: "stop… no wait"."""
    QUOTED = "quoted"
    """Possible, and never more whatever else is read: somebody's words in quotation marks."""
    NO = "no"


def find_opt_out(plain_text: str) -> Degree:
    """How surely a message in plain form asks not to be contacted any more.

    Certain is a message that is nothing but an opt-out word, clear a short one that says it and
    asks nothing. A phrase in a longer message is possible: who writes "take me off the list" in it
    may speak of a meeting, a trial or what their own customers wrote. Words that take it back make
    it no more than possible, and nothing less.
    """
    phrases = load_must_not_miss_phrases()
    if _is_opt_out_word(plain_text):
        return Degree.CERTAIN
    signs = {part for part in plain_text.split() if part not in (ASKS, END)}
    if signs and signs <= _REFUSING_SIGNS:
        return Degree.POSSIBLE
    # "Stop texting me. Call me": a preference for another way is none, however it begins.
    left = phrases.not_opt_out.blank(plain_text)
    if _is_taken_back(left):
        return Degree.TAKEN_BACK
    if phrases.sure_opt_out.search(left):
        short = len(words_of(plain_text)) <= CLEAR_WORDS and ASKS not in plain_text
        return Degree.CLEAR if short else Degree.POSSIBLE
    return Degree.POSSIBLE if phrases.likely_opt_out.search(left) else Degree.NO


def _is_taken_back(left: str) -> bool:
    """Whether the last words that opt out are followed by what takes them back.

    `left` is a message in plain form without what is no opt-out. Only an opt-out that begins a
    sentence counts: "I said no more messages, I take that back" tells of an earlier one. A word
    that opts out when it stands alone counts where it is taken back in the next breath.
    """
    phrases = load_must_not_miss_phrases()
    takes_back = [match.start() for match in phrases.taken_back.finditer(left)]
    if not takes_back:
        return False
    found = [
        match
        for known in (phrases.sure_opt_out, phrases.likely_opt_out)
        for match in known.finditer(left)
    ]
    ends = [match.end() - 1 for match in found]
    begins = any(_words_before(left, match.start()) <= _LEAD_WORDS for match in found)
    first = left.split(f" {END} ", 1)[-1].split(" ", 1)[0]
    if _is_opt_out_word(f" {END} {first} "):
        end = left.index(first) + len(first)
        begins = begins or len(words_of(left[end : takes_back[0]])) <= 1
        ends.append(end)
    return begins and max(takes_back) >= max(ends)


def _words_before(plain_text: str, at: int) -> int:
    """How many words of its sentence stand before this place."""
    start = max(plain_text.rfind(mark, 0, at) for mark in (END, ASKS)) + 1
    return len(words_of(plain_text[start:at]))


@cache
def _load_opt_out_words() -> frozenset[str]:
    """Words that opt out when they are the whole message, in plain form and as they look."""
    words = [plain(word).split()[1] for word in load_must_not_miss_phrases().opt_out_alone]
    return frozenset((*words, *map(looks_latin, words)))


def _is_opt_out_word(plain_text: str) -> bool:
    """ "STOP", "S.T.O.P", "stop all!!", "Stooop please": the whole message is an opt-out word."""
    words = [word for word in words_of(plain_text) if word not in _POLITE]
    whole = "".join(words)[: _LONGEST_ALONE + 1]
    spellings = {whole, looks_latin(whole), looks_latin(whole.translate(_LETTER_OF))}
    return any(
        spelling in _load_opt_out_words() or _STOP_DRAWN_OUT.fullmatch(spelling)
        for spelling in spellings
    )
