"""Wordings as the finder compares them: counted, with what each table of topics makes of them.

Those of the starters ship counted, since every founder begins with them and counting a hundred and
sixty takes a fourth of the time a first reply has; others are counted when they are first asked of.
Both must never differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from struct import pack

from functions.outreach.domain.understanding.matching.asked_text import (
    AskedText,
    count_found_words,
    count_words,
    features_of,
    find_words,
)
from functions.outreach.domain.understanding.matching.topic_table import (
    load_talk,
    load_topics,
    table_of,
)
from tenancy.values.lazy_dataclass import dataclass
from tenancy.values.mapped_file import map_file

FORMAT = b"WLW1"
FOLDER = Path(__file__).with_name("starter_wordings")
_HEAD_SIZE = 4
_COUNTED = 1024
"""Wordings that stay in memory, some 15 MB: the answers of half a dozen founders."""


class BrokenWordingsError(ValueError):
    """The file is none that the trainer wrote."""


@dataclass(frozen=True, slots=True)
class CountedWording:
    """One way to ask for an answer, counted once."""

    text: AskedText
    topics: tuple[float, ...]
    """Its score for each topic that customers ask about."""
    talk: tuple[float, ...]
    """And for each topic of this talk."""


@lru_cache(maxsize=_COUNTED)
def count_wording(text: str, *, language: str) -> CountedWording:
    """A wording that a founder approved."""
    shipped = _shipped(language).get(text)
    if shipped is None:
        counted = count_words(text, language=language)
        topics, talk = _scores(counted.features, language)
        return CountedWording(counted, topics, talk)
    return CountedWording(
        count_found_words(shipped.words, frozenset(shipped.features), language=language),
        tuple(shipped.topics),
        tuple(shipped.talk),
    )


def _scores(features: Iterable[int], language: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    topics, talk = (table_of(tables, language) for tables in (load_topics(), load_talk()))
    return tuple(topics.scores(features)), tuple(talk.scores(features))


@dataclass(frozen=True, slots=True)
class _Shipped:
    """What the file holds of one wording; numbers are read from it when they are looked at."""

    words: tuple[str, ...]
    features: memoryview[int]
    topics: memoryview[float]
    talk: memoryview[float]


def format_wordings(texts: Iterable[str], *, language: str) -> bytes:
    """The bytes of one language's file; the same texts and tables always give the same bytes."""
    known = {text: find_words(text, language=language) for text in texts}
    features = [sorted(features_of(words, language=language)) for words in known.values()]
    scores = [_scores(each, language) for each in features]
    head = json.dumps(
        {
            "words": {text: " ".join(words) for text, words in known.items()},
            "features": [len(each) for each in features],
            "topics": len(scores[0][0]),
            "talk": len(scores[0][1]),
        },
        ensure_ascii=False,
    ).encode()
    numbers = [number for each in features for number in each]
    floats = [score for kind in (0, 1) for each in scores for score in each[kind]]
    return b"".join(
        (
            FORMAT,
            len(head).to_bytes(_HEAD_SIZE, "big"),
            head,
            pack(f"<{len(numbers)}I", *numbers),
            pack(f"<{len(floats)}d", *floats),
        )
    )


@cache
def _shipped(language: str) -> Mapping[str, _Shipped]:
    file = FOLDER / f"{language}.bin"
    return parse_wordings(map_file(file)) if file.exists() else {}


def parse_wordings(data: memoryview) -> Mapping[str, _Shipped]:
    """The wordings of a file: `WLW1`, the head's length (4 bytes), head, features of all of them,
    scores of all of them by both tables. Raises BrokenWordingsError."""
    start = len(FORMAT) + _HEAD_SIZE
    if data[: len(FORMAT)] != FORMAT:
        raise BrokenWordingsError("not a file of wordings")
    begin = start + int.from_bytes(data[len(FORMAT) : start], "big")
    head = json.loads(bytes(data[start:begin]))
    words, topics, talk = head["words"], head["topics"], head["talk"]
    ends = [*accumulate(head["features"], initial=0)]
    scores = begin + 4 * ends[-1]
    talk_scores = scores + 8 * topics * len(words)
    if len(data) != talk_scores + 8 * talk * len(words):
        raise BrokenWordingsError("the file is cut off")
    numbers = data[begin:scores].cast("I")
    by_topic, by_talk = data[scores:talk_scores].cast("d"), data[talk_scores:].cast("d")
    return {
        text: _Shipped(
            words=tuple(spelt.split()),
            features=numbers[first:end],
            topics=by_topic[at * topics : (at + 1) * topics],
            talk=by_talk[at * talk : (at + 1) * talk],
        )
        for at, ((text, spelt), (first, end)) in enumerate(
            zip(words.items(), pairwise(ends), strict=True)
        )
    }
