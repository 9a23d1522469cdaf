"""Decides by code alone whether a message asks never to be contacted again, in any language.

It runs before any other reading and must never miss one; a preference for another channel or
another time is not one.
"""

from __future__ import annotations

import re

from functions.outreach.domain.understanding.languages.en import must_not_miss as must_not_miss_en
from functions.outreach.domain.understanding.languages.lt import must_not_miss as must_not_miss_lt
from functions.outreach.domain.understanding.languages.pattern import blanked, compiled
from functions.outreach.domain.understanding.languages.plain_text import plain, words_of
from functions.outreach.domain.understanding.languages.ru import must_not_miss as must_not_miss_ru

LANGUAGES = (must_not_miss_en.WORDS, must_not_miss_lt.WORDS, must_not_miss_ru.WORDS)

_SURE = compiled(phrase for words in LANGUAGES for phrase in words.sure_opt_out)
_NOT = compiled(phrase for words in LANGUAGES for phrase in words.not_opt_out)
_LIKELY = compiled(phrase for words in LANGUAGES for phrase in words.likely_opt_out)
_ALONE = frozenset(plain(word).split()[1] for words in LANGUAGES for word in words.opt_out_alone)
_POLITE = frozenset(plain("please pls plz thanks thx ok hi prašau ačiū пожалуйста спасибо").split())
_STOP_DRAWN_OUT = re.compile(r"s+t+[o0]+p+(all)?|с+т+о+п+")
_LONGEST_ALONE = 24


def opted_out(plain_text: str) -> bool:
    """Whether a message in plain form asks not to be contacted any more."""
    if _is_opt_out_word(plain_text) or _SURE.search(plain_text):
        return True
    return _LIKELY.search(blanked(_NOT, plain_text)) is not None


def _is_opt_out_word(plain_text: str) -> bool:
    """ "STOP", "S.T.O.P", "stop all!!", "Stooop please": all that was said is an opt-out word."""
    words = [word for word in words_of(plain_text) if word not in _POLITE]
    said = "".join(words)[: _LONGEST_ALONE + 1]
    return said in _ALONE or _STOP_DRAWN_OUT.fullmatch(said) is not None
