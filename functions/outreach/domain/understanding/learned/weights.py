"""The table of weights: one row of whole numbers for each feature, one column for each act.

It is data that the trainer wrote; loading it must never need more than this file.
"""

from __future__ import annotations

import json
from functools import cache
from math import exp
from pathlib import Path

from functions.outreach.domain.understanding.learned.features import Features
from tenancy.values.lazy_dataclass import dataclass
from tenancy.values.mapped_file import map_file

FORMAT = b"WLR2"
ZERO = 128
_HEAD_SIZE = 4


class BrokenWeightsError(ValueError):
    """The file is none that the trainer wrote."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`table` holds `rows` times `len(acts)` bytes, each a weight plus `ZERO`: plain bytes are
    summed faster than signed ones. `scale` turns a column's sum back."""

    acts: tuple[str, ...]
    rows: int
    table: bytes | memoryview
    scale: tuple[float, ...]
    bias: tuple[float, ...]
    slope: tuple[float, ...]
    """With `offset`: from a column's score to the log odds of its act, fitted on folds grouped by
    writer (Platt scaling)."""
    offset: tuple[float, ...]

    def probabilities(self, features: Features) -> dict[str, float]:
        """For every act the probability that the message contains it."""
        width = len(self.acts)
        scores = [0.0] * width
        for rows, weight in features.weighted():
            found = b"".join([self.table[row * width : (row + 1) * width] for row in rows])
            # Every column is summed in one call, four times as fast as row by row.
            for column in range(width):
                scores[column] += weight * (sum(found[column::width]) - ZERO * len(rows))
        return {act: self._likely(column, scores[column]) for column, act in enumerate(self.acts)}

    def probability(self, act: str, features: Features) -> float:
        """The same for one act, at a fraction of the time."""
        width, column, score = len(self.acts), self.acts.index(act), 0.0
        for rows, weight in features.weighted():
            found = sum([self.table[row * width + column] for row in rows])
            score += weight * (found - ZERO * len(rows))
        return self._likely(column, score)

    def _likely(self, column: int, score: float) -> float:
        score = score * self.scale[column] + self.bias[column]
        return _sigmoid(self.slope[column] * score + self.offset[column])


def _sigmoid(odds: float) -> float:
    return 1 / (1 + exp(-min(max(odds, -50.0), 50.0)))


def parse_weights(data: bytes | memoryview) -> Weights:
    """The weights of a file: `WLR2`, the head's length (4 bytes, big-endian), head, table."""
    start = len(FORMAT) + _HEAD_SIZE
    if data[: len(FORMAT)] != FORMAT:
        raise BrokenWeightsError("not a file of weights")
    size = int.from_bytes(data[len(FORMAT) : start], "big")
    head = json.loads(bytes(data[start : start + size]))
    table = data[start + size :]
    if len(table) != head["rows"] * len(head["acts"]):
        raise BrokenWeightsError("the table is cut off")
    columns = {name: tuple(head[name]) for name in ("scale", "bias", "slope", "offset")}
    return Weights(acts=tuple(head["acts"]), rows=head["rows"], table=table, **columns)


def format_weights(weights: Weights) -> bytes:
    """The bytes of a file; the same weights always give the same bytes."""
    head = json.dumps(
        {
            "acts": weights.acts,
            "rows": weights.rows,
            "scale": weights.scale,
            "bias": weights.bias,
            "slope": weights.slope,
            "offset": weights.offset,
        },
        sort_keys=True,
    ).encode()
    return FORMAT + len(head).to_bytes(_HEAD_SIZE, "big") + head + weights.table


@cache
def load_weights() -> Weights:
    """The weights that ship with the code."""
    return parse_weights(map_file(Path(__file__).with_name("weights.bin")))
