"""One question or wording as the classifier counts it: word stems, n-grams and what kind it asks.

The trainer and the finder must never count differently, so both count here.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache
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
_COUNTED = 1024
"""Wordings that stay in memory, some 15 MB: the answers of half a dozen founders."""
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


@lru_cache(maxsize=_COUNTED)
def count_wording(text: str, *, language: str) -> AskedText:
    """As `count_words`, of a wording that a founder approved: several tables look at each."""
    return count_words(text, language=language)


def count_words(text: str, *, language: str) -> AskedText:
    every = words_of(plain(_as_spelt(text, language)))[:MOST_WORDS]
    words = [word for word in every if word not in _COURTESY] or every
    chars = STEM_CHARS.get(language, 6)
    wording = tuple(word[:chars] for word in words)
    stems = frozenset(wording)
    spaced = f" {' '.join(words)} "
    grams = frozenset(
        spaced[at : at + size] for size in _GRAM_SIZES for at in range(len(spaced) - size + 1)
    )
    spelled = [f"word:{word}" for word in words]
    spelled += [stem_feature(stem) for stem in stems]
    spelled += [f"pair:{one} {two}" for one, two in pairwise(words)]
    return AskedText(
        wording=wording,
        stems=stems,
        grams=grams,
        kind=_kind(words, language),
        numbers=frozenset(word for word in words if word[0].isdigit()),
        negated=bool(_NOT & {*words}),
        sides=sides_of(every, language=language),
        product=product_words_in(every, language=language),
        features=frozenset(map(_checksum, (*spelled, *grams))),
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


def _kind(words: list[str], language: str) -> str:
    """The first question word decides; "how many" asks for something else than "how"."""
    kinds = _KIND_OF.get(language, {})
    for at, word in enumerate(words):
        kind = kinds.get(word, "")
        if kind == "how" and at + 1 < len(words) and words[at + 1] in _MUCH:
            return "much"
        if kind:
            return kind
    return ""
