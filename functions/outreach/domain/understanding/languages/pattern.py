"""The small pattern language phrase tables are written in, compiled to linear regular expressions.

`word` is that word, `word*` any word starting so, `(a|b c)` one of, `[a|b]` the same or nothing,
`~` up to three words of the same sentence, `.` the start or end of a sentence, `?` the end of one
that asks, and `<name>` a named vocabulary. Every repetition is bounded, so no text can make
matching slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

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

RAW = "re:"
Vocabulary = Mapping[str, object]
"""Word patterns (`word` or `word*`, several words allowed) to what they mean. A key that begins
with `re:` is a regular expression as it stands."""


def source(pattern: str, vocabularies: Mapping[str, Vocabulary] | None = None) -> str:
    """The regular expression of one phrase; it matches words each followed by one space."""
    out = []
    for piece in _PIECE.findall(pattern):
        if piece in _FIXED:
            out.append(_FIXED[piece])
        elif piece.startswith("<"):
            out.append(_group(piece[1:-1], (vocabularies or {})[piece[1:-1].rstrip("0123456789")]))
        else:
            out.append(_word(piece))
    return "".join(out)


def _word(piece: str) -> str:
    if piece == "#":
        return "[0-9]+ "
    stem, tail = (piece[:-1], _WORD_TAIL) if piece.endswith("*") else (piece, "")
    return re.escape(fold(stem.replace("'", ""))) + tail + " "


def _group(name: str, vocabulary: Vocabulary) -> str:
    # Longest first: an alternation takes the first that fits.
    entries = sorted(vocabulary, key=lambda entry: (-entry.count(" "), -len(entry)))
    either = "|".join(_entry(entry) for entry in entries)
    return f"(?P<{name}>{either})"


def _entry(entry: str) -> str:
    return entry.removeprefix(RAW) if entry.startswith(RAW) else source(entry)


def compiled(
    phrases: Iterable[str], vocabularies: Mapping[str, Vocabulary] | None = None
) -> re.Pattern[str]:
    """One expression that finds any of the phrases in a plain text. No phrases: finds nothing."""
    either = "|".join(source(phrase, vocabularies) for phrase in phrases)
    return re.compile(f"(?<= )(?:{either})" if either else r"(?!)")


def meaning(vocabulary: Vocabulary, words: str) -> object:
    """What the words found by a `<name>` mean. Raises KeyError if they are none of it."""
    for entry in sorted(vocabulary, key=lambda entry: (-entry.count(" "), -len(entry))):
        if re.fullmatch(_entry(entry), words):
            return vocabulary[entry]
    raise KeyError(words)


def blanked(expression: re.Pattern[str], plain_text: str) -> str:
    """The text with every match replaced by a word no phrase contains."""
    return expression.sub("_ ", plain_text)
