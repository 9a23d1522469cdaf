"""The small pattern language phrase tables are written in, and its translation to linear regular
expressions.

`word` is that word, `word*` any word starting so, `(a|b c)` one of, `[a|b]` the same or nothing,
`~` up to three words of the same sentence, `.` the start or end of a sentence, `?` the end of one
that asks, `#` a whole number and `<name>` a named vocabulary. Every repetition is bounded, so no
text can make matching slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from functions.outreach.domain.understanding.languages.plain_text import ASKS, END, fold

_PIECE = re.compile(r"\s*(\(|\)|\[|\]|\||~|\?|\.(?!\S)|<\w+>|[^\s()\[\]|~?<>]+)")
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
_ANY_DIGIT = frozenset("0123456789")


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
    return _cue_of_either(iter(_PIECE.findall(pattern)), vocabularies or {})


def _cue_of_either(pieces: Iterator[str], vocabularies: Vocabularies) -> Cue | None:
    """The cue of a group, up to its closing bracket: a cue of each of its alternatives."""
    together: set[str] | None = set()
    best: Cue | None = None
    for piece in pieces:
        match piece:
            case ")" | "]":
                break
            case "|":
                together = _with(together, best)
                best = None
            case "(":
                best = _rarer(best, _cue_of_either(pieces, vocabularies))
            case "[":
                _cue_of_either(pieces, vocabularies)
            case "~" | "." | "?":
                continue
            case _:
                best = _rarer(best, _cue_of_piece(piece, vocabularies))
    together = _with(together, best)
    return frozenset(together) if together is not None else None


def _with(together: set[str] | None, cue: Cue | None) -> set[str] | None:
    """One alternative without a cue leaves the whole group without one."""
    return together | cue if together is not None and cue is not None else None


def _rarer(one: Cue | None, other: Cue | None) -> Cue | None:
    """The cue whose shortest word is longer: short words stand in nearly every message."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=_rarity)


@cache
def _rarity(cue: Cue) -> tuple[int, int]:
    return min(map(len, cue)), -len(cue)


def _cue_of_piece(piece: str, vocabularies: Vocabularies) -> Cue | None:
    if piece == "#":
        return _ANY_DIGIT
    if piece.startswith("<"):
        return _cue_of_vocabulary(tuple(vocabularies[_vocabulary_name(piece)]))
    return _cue_of_word(piece)


@cache
def _cue_of_word(word: str) -> Cue | None:
    stem, whole = _stem(word)
    if not stem:
        return None
    return frozenset({(stem + " " if whole else stem)[:LONGEST_BEGINNING]})


@cache
def _cue_of_vocabulary(entries: tuple[str, ...]) -> Cue | None:
    together: set[str] | None = set()
    for entry in entries:
        together = _with(together, _ANY_DIGIT if entry.startswith(DIGITS) else cue_of(entry))
    return frozenset(together) if together else None
