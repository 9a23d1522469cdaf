"""Turns one message into the features that the learned reader weighs.

Characters of two to five; words, their stems and what stands near what, at the beginning and at the
end; what was asked, and what the rules found. The trainer and the reader must never count
differently, so both count here.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import sqrt

from tenancy.values.lazy_dataclass import dataclass

HEAD_CHARS, TAIL_CHARS = 400, 200
"""A longer message is weighed at both ends only, so that reading takes bounded time."""
_LONGEST_NGRAM = 5
TEXT_WEIGHT, SITUATION_WEIGHT, RULE_WEIGHT = 3.0, 0.3, 0.6
WORDS_WEIGH = 2.0
"""How much the kinds of features weigh, and a word beside characters; found on folds grouped by
writer."""
STEM, SHORT_STEM = 5, 4
"""Letters: endings are many in Lithuanian and Russian, and exemplars of one word are few."""
NEAR = 3
"""Two stems belong together where so many words or fewer lie from one to the other."""
FIRST, LAST = 4, 6
"""Words at both ends: what follows "but" is what is meant."""

CLAUSES_AT_MOST, WORDS_OF_CLAUSE = 8, 2
"""Of a message, and the fewest words that a clause is looked at for."""
_BETWEEN_CLAUSES = re.compile(
    r"[!?…;()\n]+|[.:,]+(?!\d)|\s[-–—]+\s|[\u2600-\u27bf\U0001f300-\U0001faff]+"
)


@dataclass(frozen=True, slots=True)
class Features:
    """Rows of the weight table, each counted once, by the kind they are of."""

    characters: tuple[int, ...]
    words: tuple[int, ...]
    situation: tuple[int, ...]
    rules: tuple[int, ...]

    def weighted(self) -> Iterator[tuple[tuple[int, ...], float]]:
        """Each kind with the weight that every one of its rows has.

        The weight of the text shrinks with the root of its length, so that a long message weighs no
        more than a short one.
        """
        length = sqrt(len(self.characters) + WORDS_WEIGH**2 * len(self.words))
        if length:
            yield self.characters, TEXT_WEIGHT / length
            yield self.words, TEXT_WEIGHT * WORDS_WEIGH / length
        yield self.situation, SITUATION_WEIGHT
        yield self.rules, RULE_WEIGHT


def clauses_of(text: str) -> tuple[str, ...]:
    """What stands between the signs of a message, the first ones; none if it is a single clause."""
    parted = (part.strip() for part in _BETWEEN_CLAUSES.split(_both_ends(text)))
    clauses = tuple(part for part in parted if len(part.split()) >= WORDS_OF_CLAUSE)
    return clauses[:CLAUSES_AT_MOST] if len(clauses) > 1 else ()


def features_of(
    text: str, *, asked: str, channel: str, found: Iterable[str], rows: int
) -> Features:
    """The features of one message as rows of a table of `rows` rows.

    `asked` names what the agent asked last, `found` what the rules understood.
    """
    words = _words(text)
    spaced = f" {' '.join(words)} "
    ngrams = {
        spaced[at : at + size]
        for size in range(2, _LONGEST_NGRAM + 1)
        for at in range(len(spaced) - size + 1)
    }
    return Features(
        characters=_rows(ngrams, rows),
        words=_rows(_spelled(words, asked), rows),
        situation=_rows(
            (f"asked={asked}", f"channel={channel}", f"length={min(len(words) // 4, 6)}"), rows
        ),
        rules=_rows((f"rule={kind}" for kind in found), rows),
    )


def _spelled(words: list[str], asked: str) -> Iterator[str]:
    """The features that are made of words, each with the name of its kind."""
    stems = [word[:STEM] for word in words]
    near = {
        f"{stem} {other}"
        for at, stem in enumerate(stems)
        for other in stems[at + 1 : at + 1 + NEAR]
    }
    kinds: dict[str, set[str]] = {
        "word": set(words),
        "pair": {f"{one} {two}" for one, two in pairwise(words)},
        "asked " + asked: set(words),
        "stem": {word[:SHORT_STEM] for word in words},
        "near": near,
        "three": {" ".join(stems[at : at + 3]) for at in range(len(stems) - 2)},
        "first": set(stems[:FIRST]),
        "last": set(stems[-LAST:]),
    }
    return (f"{kind}:{word}" for kind, of_kind in kinds.items() for word in of_kind)


def _words(text: str) -> list[str]:
    """Lower-case words without diacritics; a digit is any digit, and question marks stay."""
    spread = unicodedata.normalize("NFKD", _both_ends(text).casefold())
    return "".join(_plain(char) for char in spread if not unicodedata.combining(char)).split()


def _both_ends(text: str) -> str:
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return text
    return f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"


def _plain(char: str) -> str:
    if char.isdigit():
        return "0"
    if char == "?":
        return " ? "
    # An emoji is a word; other signs only part words.
    return char if char.isalnum() or ord(char) > 0x2600 else " "


def _rows(features: Iterable[str], rows: int) -> tuple[int, ...]:
    """CRC-32 spreads features over the table and is the same on every machine."""
    return tuple({zlib.crc32(feature.encode("utf-8", "replace")) % rows for feature in features})
