"""The small pattern language phrase tables are written in, and its translation to linear regular
expressions.

`word` is that word, `word*` any word starting so, `(a|b c)` one of, `[a|b]` the same or nothing,
`~` up to three words of the same sentence, `.` the start or end of a sentence, `?` the end of one
that asks, `#` a whole number and `<name>` a named vocabulary. Every repetition is bounded, so no
text can make matching slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from functions.outreach.domain.understanding.languages.plain_text import ASKS, END, fold

_PIECE = re.compile(r"\s*(\(|\)|\[|\]|\||~|\?|\.(?!\S)|<\w+>|[^\s()\[\]|~?<>]+)")
_CUE_PIECE = re.compile(rf"\s*(\([^()\[\]<~?.#]*\)|\[[^()\[\]]*\]|{_PIECE.pattern[4:-1]})")
"""As above, but a group of plain words alone is one piece."""
_WORD_TAIL = f"[^ {END}{ASKS}]*"
_FIXED = {
    "(": "(?:",
    ")": ")",
    "[": "(?:",
    "]": ")?",
    "|": "|",
    "~": f"(?:[^ {END}{ASKS}]+ ){{0,3}}?",
    ".": f"[{END}{ASKS}] ",
    "?": f"{ASKS} ",
}

DIGITS = "digits:"
Vocabulary = Mapping[str, object]
"""Word patterns (`word` or `word*`, several words allowed) to what they mean. A key that begins
with `digits:` is a regular expression as it stands, whose first character is a digit."""
Vocabularies = Mapping[str, Vocabulary]

Cue = frozenset[str]
"""Beginnings of words, at least one of which stands in every text the phrase matches. A whole word
ends with a space."""
LONGEST_BEGINNING = 40
"""Characters of a word that are compared, so that a text without spaces takes bounded time."""
ANY_NUMBER = "0"
"""The beginning that stands for any word that begins with a digit."""


def source(pattern: str, vocabularies: Vocabularies | None = None) -> str:
    """The regular expression of one phrase; it matches words each followed by one space."""
    out = []
    for piece in _PIECE.findall(pattern):
        if piece in _FIXED:
            out.append(_FIXED[piece])
        elif piece.startswith("<"):
            out.append(_group(piece[1:-1], (vocabularies or {})[_vocabulary_name(piece)]))
        else:
            out.append(_word(piece))
    return "".join(out)


def _vocabulary_name(piece: str) -> str:
    """`<clock2>` is a second group of the vocabulary `clock`."""
    return piece[1:-1].rstrip("0123456789")


def _word(piece: str) -> str:
    if piece == "#":
        return "[0-9]+ "
    stem, whole = _stem(piece)
    return re.escape(stem) + (" " if whole else _WORD_TAIL + " ")


def _stem(piece: str) -> tuple[str, bool]:
    """The plain letters of a word, and whether they are the whole word."""
    whole = not piece.endswith("*")
    return fold(piece.removesuffix("*").replace("'", "")), whole


def _longest_first(vocabulary: Vocabulary) -> list[str]:
    """An alternation takes the first entry that fits."""
    return sorted(vocabulary, key=lambda entry: (-entry.count(" "), -len(entry)))


def _group(name: str, vocabulary: Vocabulary) -> str:
    either = "|".join(_entry(entry) for entry in _longest_first(vocabulary))
    return f"(?P<{name}>{either})"


def _entry(entry: str) -> str:
    return entry.removeprefix(DIGITS) if entry.startswith(DIGITS) else source(entry)


@cache
def _entry_expression(entry: str) -> re.Pattern[str]:
    return re.compile(_entry(entry))


def meaning(vocabulary: Vocabulary, words: str) -> object:
    """What the words found by a `<name>` mean. Raises KeyError if they are none of it."""
    for entry in _longest_first(vocabulary):
        if _entry_expression(entry).fullmatch(words):
            return vocabulary[entry]
    raise KeyError(words)


def cue_of(pattern: str, vocabularies: Vocabularies | None = None) -> Cue | None:
    """The cue of a phrase; None if it can match without any certain word."""
    words = _certain_words(iter(_CUE_PIECE.findall(pattern)), vocabularies or {})
    cue = frozenset(_beginning(word) for word in words or ())
    return cue if cue and "" not in cue else None


def _certain_words(pieces: Iterator[str], vocabularies: Vocabularies) -> Sequence[str] | None:
    """Words up to a group's closing bracket, one of which is in every text the group matches.

    They are as written: most parts of a phrase are compared by length alone and never folded.
    """
    together: list[str] = []
    best: Sequence[str] | None = None
    uncertain = False
    for piece in pieces:
        match piece[0]:
            case ")" | "]":
                break
            case "|":
                uncertain = uncertain or best is None
                together += best or ()
                best = None
            case "(" if piece != "(":
                best = _rarer(best, _longest_words(piece[1:-1].split("|")))
            case "(":
                best = _rarer(best, _certain_words(pieces, vocabularies))
            case "[" if piece == "[":
                _certain_words(pieces, vocabularies)
            case "<":
                entries = tuple(vocabularies[_vocabulary_name(piece)])
                best = _rarer(best, _certain_of_vocabulary(entries))
            case "[" | "~" | "?":
                continue
            case _ if piece != ".":
                best = _rarer(best, (piece,))
    # One alternative without a certain word leaves the whole group without one.
    return None if uncertain or best is None else [*together, *best]


def _longest_words(alternatives: list[str]) -> list[str] | None:
    words = [max(words.split(), key=len, default="") for words in alternatives]
    return words if all(words) else None


def _rarer(one: Sequence[str] | None, other: Sequence[str] | None) -> Sequence[str] | None:
    """Those whose shortest word is longer: short words stand in nearly every message."""
    if one is None or other is None:
        return one or other
    shortest, shortest_other = min(map(len, one)), min(map(len, other))
    return one if (shortest, -len(one)) >= (shortest_other, -len(other)) else other


def _beginning(word: str) -> str:
    """What a text's word begins with where this one is met."""
    if word == "#":
        return ANY_NUMBER
    stem, whole = _stem(word)
    return (stem + " " if whole else stem)[:LONGEST_BEGINNING]


@cache
def _certain_of_vocabulary(entries: tuple[str, ...]) -> tuple[str, ...] | None:
    together: list[str] = []
    for entry in entries:
        written = "#" if entry.startswith(DIGITS) else entry
        words = _certain_words(iter(_CUE_PIECE.findall(written)), {})
        if words is None:
            return None
        together += words
    return tuple(together) or None
