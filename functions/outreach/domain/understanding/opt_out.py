"""Decides by code alone whether a message asks never to be contacted again, in any language.

It runs before any other reading and must never miss one; a preference for another channel or
another time is not one.
"""

from __future__ import annotations

import re
from functools import cache

from functions.outreach.domain.understanding.languages.plain_text import plain, words_of
from functions.outreach.domain.understanding.languages.tables import load_must_not_miss_phrases

_POLITE = frozenset(plain("please pls plz thanks thx ok hi prašau ačiū пожалуйста спасибо").split())
_STOP_DRAWN_OUT = re.compile(r"s+t+[o0]+p+(all)?|с+т+о+п+")
_LONGEST_ALONE = 24


def opted_out(plain_text: str) -> bool:
    """Whether a message in plain form asks not to be contacted any more."""
    phrases = load_must_not_miss_phrases()
    if _is_opt_out_word(plain_text) or phrases.sure_opt_out.search(plain_text):
        return True
    return phrases.likely_opt_out.search(phrases.not_opt_out.blank(plain_text)) is not None


@cache
def _load_opt_out_words() -> frozenset[str]:
    """Words that opt out when they are the whole message, in plain form."""
    return frozenset(plain(word).split()[1] for word in load_must_not_miss_phrases().opt_out_alone)


def _is_opt_out_word(plain_text: str) -> bool:
    """ "STOP", "S.T.O.P", "stop all!!", "Stooop please": the whole message is an opt-out word."""
    words = [word for word in words_of(plain_text) if word not in _POLITE]
    whole = "".join(words)[: _LONGEST_ALONE + 1]
    return whole in _load_opt_out_words() or _STOP_DRAWN_OUT.fullmatch(whole) is not None
