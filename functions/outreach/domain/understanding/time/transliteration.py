"""Russian typed in Latin letters, read back into Cyrillic: "v sleduyuschiy ponedelnik".

Only a message without a Cyrillic letter is touched, and only its words; numbers stay.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from functions.outreach.domain.understanding.languages.plain_text import fold

_LETTERS = {
    "shch": "щ", "sch": "щ", "yo": "е", "jo": "е", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч",
    "sh": "ш", "yu": "ю", "ju": "ю", "iu": "ю", "ya": "я", "ja": "я", "ia": "я", "ye": "е",
    "iyu": "ию", "iya": "ия", "a": "а", "b": "б", "v": "в", "w": "в", "g": "г", "d": "д", "e": "е",
    "z": "з", "i": "и", "j": "й", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п",
    "r": "р", "s": "с", "t": "т", "u": "у", "f": "ф", "h": "х", "x": "х", "c": "ц", "y": "ы",
    "q": "к", "'": "ь",
}  # fmt: skip
"""As people type, after ISO 9 and GOST 7.79-2000 (system B) with its common short cuts."""
_PIECE = re.compile("|".join(sorted(_LETTERS, key=len, reverse=True)))
_SHORT_I = re.compile(r"(?<=[aeiouy])y(?<!^may)(?![aeou])")
""" "Sleduyuschey", "novy": й behind a vowel, ы behind any other letter. "May" is left: what English
writes with it is no month."""
_WORD = re.compile(r"[A-Za-z']+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_CLOCK = re.compile(r"(?i)\d\s?[ap]m\b")


def in_cyrillic(text: str, known: Set[str]) -> str:
    """The message in Cyrillic letters. `known` are words whose soft signs are put back."""
    if _CYRILLIC.search(text) or _CLOCK.search(text) or not _WORD.search(text):
        return text
    soft = _without_soft_signs(frozenset(known))
    return _WORD.sub(lambda word: _word(word.group().lower(), soft), text)


def _word(latin: str, soft: dict[str, str]) -> str:
    cyrillic = _PIECE.sub(lambda piece: _LETTERS[piece.group()], _SHORT_I.sub("j", latin))
    return soft.get(fold(cyrillic), cyrillic)


@lru_cache(maxsize=4)
def _without_soft_signs(known: frozenset[str]) -> dict[str, str]:
    """Known words by their spelling without soft signs: "восми" is "восьми", and with an "и" for
    one: "третиего"."""
    spelled = {word.replace("ь", "и"): word for word in known if "ье" in word}
    return spelled | {word.replace("ь", ""): word for word in known if "ь" in word}
