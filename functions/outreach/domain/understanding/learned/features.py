"""Turns one message into the features that the learned reader weighs.

Characters of two to five, single words and pairs, words beside what was asked, and what the rules
found. The trainer and the reader must never count differently, so both count here.
"""

from __future__ import annotations

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
"""How much the three kinds of features weigh; found on folds grouped by writer."""


@dataclass(frozen=True, slots=True)
class Features:
    """Rows of the weight table, each counted once, by the kind they are of."""

    text: tuple[int, ...]
    situation: tuple[int, ...]
    rules: tuple[int, ...]

    def weighted(self) -> Iterator[tuple[tuple[int, ...], float]]:
        """Each kind with the weight that every one of its rows has.

        The weight of the text shrinks with the root of its length, so that a long message weighs no
        more than a short one.
        """
        if self.text:
            yield self.text, TEXT_WEIGHT / sqrt(len(self.text))
        yield self.situation, SITUATION_WEIGHT
        yield self.rules, RULE_WEIGHT


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
    kinds = {
        "word": set(words),
        "pair": {f"{one} {two}" for one, two in pairwise(words)},
        "asked " + asked: set(words),
    }
    spelled = [f"{kind}:{word}" for kind, of_kind in kinds.items() for word in of_kind]
    return Features(
        text=_rows((*ngrams, *spelled), rows),
        situation=_rows(
            (f"asked={asked}", f"channel={channel}", f"length={min(len(words) // 4, 6)}"), rows
        ),
        rules=_rows((f"rule={kind}" for kind in found), rows),
    )


def _words(text: str) -> list[str]:
    """Lower-case words without diacritics; a digit is any digit, and question marks stay."""
    if len(text) > HEAD_CHARS + TAIL_CHARS:
        text = f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_plain(char) for char in spread if not unicodedata.combining(char)).split()


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
