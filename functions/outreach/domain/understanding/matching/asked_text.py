"""One question or wording as the classifier counts it: word stems, n-grams and what kind it asks.

The trainer and the finder must never count differently, so both count here.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import pairwise

from functions.outreach.domain.understanding.languages.plain_text import fold, plain, words_of
from functions.outreach.domain.understanding.matching.opposites import Side, sides_of
from functions.outreach.domain.understanding.matching.product_words import product_words_in
from functions.outreach.domain.understanding.time.transliteration import in_cyrillic
from tenancy.values.lazy_dataclass import dataclass

MOST_WORDS = 40
"""A longer question is cut here: what is asked stands in a sentence, and time stays bounded."""
STEM_CHARS = {"en": 7, "lt": 5, "ru": 5}
"""Inflected endings differ, beginnings do not."""
_GRAM_SIZES = (3, 4)
_ASKING = {
    "en": {
        "who": "who whos whom whose",
        "what": "what whats which",
        "when": "when",
        "where": "where wheres",
        "why": "why",
        "how": "how hows",
        "whether": "is are am was do does did can could will would may might should has have must",
    },
    "lt": {
        "who": "kas kieno kam ką kuo",
        "what": "koks kokia kokie kokios kokį kokią kokių kuri kuris",
        "when": "kada",
        "where": "kur",
        "why": "kodėl",
        "how": "kaip",
        "much": "kiek keli",
        "whether": "ar",
    },
    "ru": {
        "who": "кто кому кого кем чей",
        "what": "что какой какая какие какое каким какую какого",
        "when": "когда",
        "where": "где куда откуда",
        "why": "почему зачем",
        "how": "как каким",
        "much": "сколько",
        "whether": "можно есть ли можем могу нужно надо",
    },
}
_MUCH = frozenset({"much", "many", "long", "often", "big", "quickly", "fast", "soon"})
_KIND_OF = {
    language: {fold(word): kind for kind, words in kinds.items() for word in words.split()}
    for language, kinds in _ASKING.items()
}
_COURTESY = frozenset(
    fold(
        "please hi hello hey ok okay so and um uh well sorry thanks oh "
        "prašau labas sveiki laba diena o tai na nu atsiprašau ačiū gerai "
        "пожалуйста здравствуйте привет а ну и так простите спасибо алло вот"
    ).split()
)
"""Words around a question that ask nothing."""
_NOT = frozenset(fold("not dont cant wont without no never ne nebe be не нет без нельзя").split())


@dataclass(frozen=True, slots=True)
class AskedText:
    """A question, or one wording of an answer, counted once."""

    wording: tuple[str, ...]
    """The stems in their order: two texts with the same ask the same."""
    stems: frozenset[str]
    grams: frozenset[str]
    kind: str
    """Which question word leads it; empty where none does."""
    numbers: frozenset[str]
    negated: bool
    sides: frozenset[Side]
    """Of known opposites: "with" and not "without"."""
    product: frozenset[str]
    """Words that name what is sold."""
    features: frozenset[int]
    """Words, stems, pairs and n-grams by their CRC-32: `rows_of` finds them in any table."""


def count_words(text: str, *, language: str) -> AskedText:
    words = find_words(text, language=language)
    return count_found_words(words, features_of(words, language=language), language=language)


def find_words(text: str, *, language: str) -> tuple[str, ...]:
    """The words that are counted, in plain spelling, courtesies among them."""
    return tuple(words_of(plain(_as_spelt(text, language)))[:MOST_WORDS])


def features_of(every: Sequence[str], *, language: str) -> frozenset[int]:
    words = _asking(every)
    wording, grams = _stems(words, language), _grams(words)
    spelled = [f"word:{word}" for word in words]
    spelled += [stem_feature(stem) for stem in {*wording}]
    spelled += [f"pair:{one} {two}" for one, two in pairwise(words)]
    return frozenset(map(_checksum, (*spelled, *grams)))


def count_found_words(
    every: Sequence[str], features: frozenset[int], *, language: str
) -> AskedText:
    """What is counted of words whose features are known."""
    words = _asking(every)
    wording = _stems(words, language)
    return AskedText(
        wording=wording,
        stems=frozenset(wording),
        grams=_grams(words),
        kind=_kind(words, language),
        numbers=frozenset(word for word in words if word[0].isdigit()),
        negated=bool(_NOT & {*words}),
        sides=sides_of(every, language=language),
        product=product_words_in(every, language=language),
        features=features,
    )


def _asking(every: Sequence[str]) -> Sequence[str]:
    return [word for word in every if word not in _COURTESY] or every


def _stems(words: Sequence[str], language: str) -> tuple[str, ...]:
    chars = STEM_CHARS.get(language, 6)
    return tuple(word[:chars] for word in words)


def _grams(words: Sequence[str]) -> frozenset[str]:
    spaced = f" {' '.join(words)} "
    return frozenset(
        [spaced[at : at + size] for size in _GRAM_SIZES for at in range(len(spaced) - size + 1)]
    )


def _as_spelt(text: str, language: str) -> str:
    """Russian typed in Latin letters as it would be spelt; one word alone may be a name."""
    latin = language == "ru" and len(text.split()) > 1
    return in_cyrillic(text, frozenset()) if latin else text


def stem_feature(stem: str) -> str:
    return f"stem:{stem}"


def row_of(feature: str, rows: int) -> int:
    """The row of one feature in a table of so many rows."""
    return _checksum(feature) % rows


def rows_of(features: Iterable[int], rows: int) -> set[int]:
    """The rows of a text in a table of so many rows; features that share one count once."""
    return {feature % rows for feature in features}


def _checksum(feature: str) -> int:
    """CRC-32 spreads features over a table and is the same on every machine."""
    return zlib.crc32(feature.encode("utf-8", "replace"))


def _kind(words: Sequence[str], language: str) -> str:
    """The first question word decides; "how many" asks for something else than "how"."""
    kinds = _KIND_OF.get(language, {})
    for at, word in enumerate(words):
        kind = kinds.get(word, "")
        if kind == "how" and at + 1 < len(words) and words[at + 1] in _MUCH:
            return "much"
        if kind:
            return kind
    return ""
