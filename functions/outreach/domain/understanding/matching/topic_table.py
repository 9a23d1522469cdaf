"""The table of topics: how much each feature of a text speaks for each thing customers ask about.

It is data that the trainer wrote; loading it must never need more than this file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import batched
from math import exp, sqrt
from pathlib import Path
from struct import unpack

from functions.outreach.domain.understanding.matching.asked_text import (
    row_of,
    rows_of,
    stem_feature,
)
from tenancy.values.lazy_dataclass import dataclass
from tenancy.values.mapped_file import map_file

FORMAT = b"WLT2"
ZERO = 128
_HEAD_SIZE = 4
_FALLBACK = "en"
_MOST_ADDED = 257
"""So many bytes a sum of two bytes can hold."""
SHARPNESS = 16.0
"""What a score is multiplied with before it becomes a share of probability; the best of 6 to 30 on
folds over lines."""


class BrokenTopicsError(ValueError):
    """The file is none that the trainer wrote."""


@dataclass(frozen=True, slots=True)
class TopicTable:
    """Of one language: `rows` times `topics` bytes, each a weight plus `ZERO`, and a weight for
    each row that a stem falls into."""

    topics: tuple[str, ...]
    rows: int
    scale: float
    table: bytes | memoryview
    stem_weights: bytes | memoryview
    """How telling a stem is, from 0 to 255: one that is used of many topics tells little."""

    def scores(self, features: Iterable[int]) -> list[float]:
        """One score for each topic; texts of any length are comparable."""
        rows = rows_of(features, self.rows)
        sums = [0] * len(self.topics)
        for some in batched(rows, _MOST_ADDED, strict=False):
            sums = [one + more for one, more in zip(sums, self._sum(some), strict=True)]
        count = len(rows)
        by = self.scale / sqrt(count) if count else 0.0
        return [(one - ZERO * count) * by for one in sums]

    def _sum(self, rows: Iterable[int]) -> list[int]:
        """Each column over at most `_MOST_ADDED` rows. A row is one long number: its even and its
        odd bytes are added at once, each in the two bytes that masking the others out leaves."""
        width, table, lanes = len(self.topics), self.table, (len(self.topics) + 1) // 2
        mask = int.from_bytes(b"\xff\x00" * lanes, "little")
        even = odd = 0
        for row in rows:
            whole = int.from_bytes(table[row * width : (row + 1) * width], "little")
            even += whole & mask
            odd += (whole >> 8) & mask
        sums = [0] * (2 * lanes)
        sums[::2] = unpack(f"<{lanes}H", even.to_bytes(2 * lanes, "little"))
        sums[1::2] = unpack(f"<{lanes}H", odd.to_bytes(2 * lanes, "little"))
        return sums[:width]

    def stem_weight(self, stem: str) -> float:
        return self.stem_weights[row_of(stem_feature(stem), self.rows)] / 255


def shares(scores: Iterable[float]) -> list[float]:
    """Scores as shares that sum to 1."""
    powers = [exp(min(SHARPNESS * score, 50.0)) for score in scores]
    whole = sum(powers)
    return [power / whole for power in powers]


def format_topics(tables: dict[str, TopicTable]) -> bytes:
    """The bytes of a file; the same tables always give the same bytes."""
    head = json.dumps(
        {
            language: {"topics": table.topics, "rows": table.rows, "scale": table.scale}
            for language, table in sorted(tables.items())
        },
        sort_keys=True,
    ).encode()
    body = b"".join(
        part for _, one in sorted(tables.items()) for part in (one.table, one.stem_weights)
    )
    return FORMAT + len(head).to_bytes(_HEAD_SIZE, "big") + head + body


def parse_topics(data: bytes | memoryview) -> dict[str, TopicTable]:
    """The tables of a file: `WLT2`, the head's length (4 bytes), head, the tables."""
    start = len(FORMAT) + _HEAD_SIZE
    if data[: len(FORMAT)] != FORMAT:
        raise BrokenTopicsError("not a file of topics")
    size = int.from_bytes(data[len(FORMAT) : start], "big")
    head = json.loads(bytes(data[start : start + size]))
    tables, at = {}, start + size
    for language, known in sorted(head.items()):
        rows, topics = known["rows"], tuple(known["topics"])
        end = at + rows * len(topics)
        table, weights = data[at:end], data[end : end + rows]
        if len(weights) != rows:
            raise BrokenTopicsError("the tables are cut off")
        tables[language] = TopicTable(topics, rows, known["scale"], table, weights)
        at = end + rows
    return tables


@cache
def load_topics() -> dict[str, TopicTable]:
    """What customers ask about, as it ships with the code, by language."""
    return parse_topics(map_file(Path(__file__).with_name("topics.bin")))


@cache
def load_talk() -> dict[str, TopicTable]:
    """What they ask about this talk, likewise; the last topic of each is none."""
    return parse_topics(map_file(Path(__file__).with_name("talk.bin")))


def table_of(tables: Mapping[str, TopicTable], language: str) -> TopicTable:
    """A language's table; the English one for a language that has none of its own."""
    return tables.get(language) or tables[_FALLBACK]
