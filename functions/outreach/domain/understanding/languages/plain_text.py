"""Brings a message into one plain form, so that case, diacritics and punctuation decide nothing.

The plain form is space-separated words between sentence marks: " ¶ stop texting me ¶ call me ¶ ".
A sentence that asks ends with "¿". It must never lose a word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

END = "¶"
ASKS = "¿"
HEAD_CHARS, TAIL_CHARS = 16_000, 4_000
"""A longer message is read at both ends only, so that reading takes bounded time."""

_GLUED = re.compile(r"(?<=\d)[.,:/-](?=\d)")
_SHORTENED = (
    (re.compile(r"\be-mail", re.I), "email"),
    (re.compile(r"(?<=\d)\s?([ap])\.\s?m\b", re.I), r" \1m"),
    (re.compile(r"(?<!\w)([ap])\.m\.?(?!\w)", re.I), r"\1m"),
    (re.compile(r"\b(we)['’‘`´ʼ＇]d\b", re.I), r"\1 would"),
    (re.compile(r"\b(we)['’‘`´ʼ＇]re\b", re.I), r"\1 are"),
    (re.compile("№"), " nr "),
    (re.compile(r"\bel\.(?=\s*\w)", re.I), "el "),
)
"""Words whose own dot or hyphen ends nothing, and two that lose their meaning with their
apostrophe: "we'd" is no Wednesday and "we're" is not past."""
_KEPT = str.maketrans({".": "\ue000", ",": "\ue001", ":": "\ue002", "/": "\ue003", "-": "\ue004"})
_RESTORED = str.maketrans(
    {"\ue000": ".", "\ue001": ",", "\ue002": ":", "\ue003": "/", "\ue004": "-"}
)
_APOSTROPHES = frozenset("'’‘`´ʼ＇")
_SENTENCE_ENDS = frozenset(".!;…。\n\r\u2028\u2029")
_QUESTION_ENDS = frozenset("?？؟")
_SIGNS = frozenset("%€$£₽+")
_STOP_SIGNS = {"\N{OCTAGONAL SIGN}": "stop"}
"""Signs that have a word written on them."""
_LATIN_OF = str.maketrans(
    "авекмнорстухзіјѕԁһԛԝ" + "αβεικμνορτυχ", "abekmhopctyx3ijsdhqw" + "abeikmvoptux"
)
"""Cyrillic and Greek letters that look like Latin ones, small and capital (Unicode's confusables,
UTS 39): "SТOP" typed with one of them is still STOP."""
_CYRILLIC_OF = str.maketrans("abekmhopctyxijs", "авекмнорстухіјѕ")


def fold(word: str) -> str:
    """Casefold and drop diacritics: "Š" and "s" are the same, so are "й" and "и"."""
    if word.isascii():
        return word.casefold()
    spread = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    # Folding once more settles the few letters whose decomposition is a capital.
    return bare.casefold()


@lru_cache(maxsize=16)
def plain(text: str) -> str:
    """The plain form of a message; see the module docstring. One message is asked for often."""
    if len(text) > HEAD_CHARS + TAIL_CHARS:
        text = text[:HEAD_CHARS] + "\n" + text[-TAIL_CHARS:]
    for written, word in _SHORTENED:
        text = written.sub(word, text)
    glued = _GLUED.sub(lambda mark: mark.group().translate(_KEPT), text)
    words = f" {END} {fold(glued).translate(_PLAIN)}".translate(_RESTORED).split()
    settled = [_one_script(word) for word in words]
    return " " + " ".join(_single_marks([*settled, END])) + " "


def _plain_char(char: str) -> str:
    if char.isalnum() or "\ue000" <= char <= "\ue004":
        return char
    if char in _QUESTION_ENDS:
        return f" {ASKS} "
    if char in _SENTENCE_ENDS:
        return f" {END} "
    if char in _APOSTROPHES or unicodedata.category(char) == "Cf":
        return ""
    if char in _STOP_SIGNS:
        return f" {_STOP_SIGNS[char]} "
    if char in _SIGNS or unicodedata.category(char) == "So":
        return f" {char} "
    return " "


class _PlainChars(dict[int, str]):
    """Table for `str.translate` that keeps the characters it meets first."""

    MOST = 2048

    def __missing__(self, code: int) -> str:
        plain = _plain_char(chr(code))
        if len(self) < self.MOST:
            self[code] = plain
        return plain


_PLAIN = _PlainChars()


def _single_marks(words: list[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if word in (END, ASKS) and kept and kept[-1] in (END, ASKS):
            if word == ASKS:
                kept[-1] = ASKS
            continue
        kept.append(word)
    return kept


def _one_script(word: str) -> str:
    """A word of two scripts is one of either: in Latin letters if every letter can be read so."""
    if word.isascii() or not any("a" <= char <= "z" for char in word):
        return word
    as_latin = looks_latin(word)
    if as_latin.isascii():
        return as_latin
    as_cyrillic = word.translate(_CYRILLIC_OF)
    # Cyrillic letters and digits alone; anything else keeps the spelling in Latin letters.
    return as_cyrillic if not any("a" <= char <= "z" for char in as_cyrillic) else as_latin


def looks_latin(word: str) -> str:
    """The word with each letter that looks like a Latin one replaced by it."""
    return word.translate(_LATIN_OF)


def words_of(plain_text: str) -> list[str]:
    """The words alone, without sentence marks and signs."""
    return [word for word in plain_text.split() if word[0].isalnum()]
