"""Trains the table of topics: how much each feature of a text speaks for each thing asked about.

Every table is trained on chosen lines alone, so that a question is never judged by a table that saw
it.
"""

from __future__ import annotations

from math import log

import numpy as np
from scipy import sparse
from scipy.linalg import solve

from functions.outreach.domain.understanding.matching.asked_text import (
    AskedText,
    count_words,
    row_of,
    rows_of,
    stem_feature,
)
from functions.outreach.domain.understanding.matching.topic_table import ZERO, TopicTable
from infra.training.question_sets import OTHER, Asked

ROWS = 1 << 13
RIDGE = 0.3


class Language:
    """The lines of one language, counted once."""

    def __init__(self, lines: list[Asked]) -> None:
        self.lines = lines
        self.language = lines[0].language
        self.topics = (*sorted({each.topic for each in lines} - {OTHER}), OTHER)
        self.texts = [count_words(each.text, language=each.language) for each in lines]
        self.truth = np.array([self.topics.index(each.topic) for each in lines])
        self._rows = _matrix(self.texts)
        self._kernel = (self._rows @ self._rows.T).toarray()

    def weights(self, train: np.ndarray) -> np.ndarray:
        """Ridge regression of each topic on the features, solved over the lines."""
        wanted = np.zeros((len(train), len(self.topics)))
        wanted[np.arange(len(train)), self.truth[train]] = 1.0
        kernel = self._kernel[np.ix_(train, train)] + RIDGE * np.eye(len(train))
        # Symmetric and positive: half the operations of a solve that knows neither.
        solved = solve(kernel, wanted, assume_a="pos", overwrite_a=True, check_finite=False)
        return np.asarray(self._rows[train].T @ solved)

    def table(self, train: np.ndarray) -> TopicTable:
        weights = self.weights(train)
        scale = float(np.abs(weights).max()) / 127
        whole = np.rint(weights / scale) + ZERO
        return TopicTable(
            topics=self.topics,
            rows=ROWS,
            scale=float(f"{scale:.6g}"),
            table=whole.astype(np.uint8).tobytes(),
            stem_weights=self._stem_weights(train),
        )

    def _stem_weights(self, train: np.ndarray) -> bytes:
        """The fewer topics use a stem, the more it tells; one nobody used tells most."""
        used: dict[int, set[str]] = {}
        for line in train:
            for stem in self.texts[line].stems:
                row = row_of(stem_feature(stem), ROWS)
                used.setdefault(row, set()).add(self.lines[line].topic)
        whole = log(len(self.topics) + 1)
        weights = bytearray([255] * ROWS)
        for row, topics in used.items():
            weights[row] = max(8, round(255 * (1 - log(len(topics)) / whole)))
        return bytes(weights)


def _matrix(texts: list[AskedText]) -> sparse.csr_matrix:
    starts: list[int] = [0]
    columns: list[int] = []
    values: list[float] = []
    for text in texts:
        rows = sorted(rows_of(text.features, ROWS))
        columns += rows
        values += [1 / np.sqrt(len(rows) or 1)] * len(rows)
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), shape=(len(texts), ROWS))
