"""Trains the learned reader: `python -m infra.training.train_reader` writes its table of weights.

One linear classifier for each act over the features of the reader, calibrated on folds grouped by
writer: what a writer wrote is never judged by a model that saw other lines of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding import learned
from functions.outreach.domain.understanding.acts import (
    CODE,
    MUST_NOT_MISS,
    ActKind,
    OpenQuestion,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.learned.features import features_of
from functions.outreach.domain.understanding.learned.reader import findings_in
from functions.outreach.domain.understanding.learned.weights import ZERO, Weights, format_weights
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.product.channels import Channel
from infra.training.exemplars import Exemplar, load_exemplars
from infra.training.noise import as_heard

ROWS = 1 << 18
"""Features share rows: with a quarter of it, a tenth more harmless English replies were suspected
of an opt-out, on folds grouped by writer."""
PENALTY = 0.2
"""LinearSVC's C; the best of 0.05 to 1 on folds grouped by writer."""
SEED = 20261129
MANY = 20
"""A channel needs so many exemplars to get a column of its own."""
NOW = datetime(2026, 11, 30, 9)  # noqa: DTZ001 - local wall time of the customer
OFFERED = (
    datetime(2026, 12, 1, 10),  # noqa: DTZ001
    datetime(2026, 12, 2, 14, 30),  # noqa: DTZ001
    datetime(2026, 12, 3, 16),  # noqa: DTZ001
)
WEIGHTS = Path(learned.__file__).with_name("weights.bin")


@dataclass(frozen=True)
class Judged:
    """Out-of-fold probabilities: one row an exemplar, one column a label."""

    exemplars: list[Exemplar]
    labels: tuple[str, ...]
    typed: np.ndarray
    heard: np.ndarray


def request_of(exemplar: Exemplar) -> ReadingRequest:
    """The request in which the reader would see this message."""
    asked = exemplar.situation if exemplar.situation in set(OpenQuestion) else None
    legal = [*MUST_NOT_MISS, *ALWAYS]
    if exemplar.situation == "slots":
        legal.append(ActKind.CHOOSES_SLOT)
    if exemplar.situation == "booked":
        legal += [ActKind.CANCELS_BOOKING, ActKind.RESCHEDULES]
    if asked is not None:
        legal.append(ActKind.ANSWERS)
    return ReadingRequest(
        text=exemplar.text,
        language=exemplar.language,
        channel=Channel(exemplar.channel),
        local_now=NOW,
        legal=tuple(dict.fromkeys(legal)),
        asked=OpenQuestion(asked) if asked else None,
        offered=OFFERED if exemplar.situation == "slots" else (),
    )


def found_before(request: ReadingRequest) -> tuple[Reading, ...]:
    """What the learned reader is shown: code's finding and the rules' answer."""
    found = find_must_not_miss(request.text, headers=request.headers)
    return (Reading(found, reader=CODE), RuleReader().read(request))


def matrix_of(exemplars: list[Exemplar]) -> sparse.csr_matrix:
    """One row an exemplar, one column a row of the table."""
    starts, columns, values = [0], [], []
    for exemplar in exemplars:
        features = features_of(
            exemplar.text,
            asked=exemplar.situation,
            channel=exemplar.channel,
            found=findings_in(found_before(request_of(exemplar))),
            rows=ROWS,
        )
        counted: dict[int, float] = {}
        for rows, weight in features.weighted():
            for row in rows:
                counted[row] = counted.get(row, 0.0) + weight
        columns += list(counted)
        values += list(counted.values())
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), shape=(len(exemplars), ROWS))


def labels_of(exemplars: list[Exemplar]) -> tuple[str, ...]:
    """The columns: every act, and the finer labels that have enough exemplars."""
    counts: dict[str, int] = {}
    for exemplar in exemplars:
        for label in {*exemplar.labels, *exemplar.acts}:
            if label.startswith(f"{ActKind.CHOOSES_SLOT}:"):
                # Which of the times is for the rules: other conversations offer other ones.
                continue
            counts[label] = counts.get(label, 0) + 1
    return tuple(sorted(label for label, n in counts.items() if ":" not in label or n >= MANY))


@dataclass(frozen=True)
class _Fitted:
    coefficients: np.ndarray
    intercepts: np.ndarray

    def scores(self, rows: sparse.csr_matrix) -> np.ndarray:
        return np.asarray(rows @ self.coefficients.T + self.intercepts)


def _fit(rows: sparse.csr_matrix, truth: np.ndarray) -> _Fitted:
    fitted = [
        LinearSVC(C=PENALTY, random_state=0).fit(rows, truth[:, column])
        for column in range(truth.shape[1])
    ]
    return _Fitted(
        np.vstack([each.coef_[0] for each in fitted]),
        np.array([each.intercept_[0] for each in fitted]),
    )


def _truth(exemplars: list[Exemplar], labels: tuple[str, ...]) -> np.ndarray:
    return np.array(
        [
            [label in exemplar.labels or label in exemplar.acts for label in labels]
            for exemplar in exemplars
        ]
    )


def _fold_of(exemplar: Exemplar) -> str:
    """Writers of one persona stay together over the languages: some lines say the same thing."""
    return exemplar.writer.rpartition("-")[2]


def train(exemplars: list[Exemplar]) -> tuple[Weights, Judged]:
    """The weights, and what models that had not seen a writer say of that writer's lines."""
    labels = labels_of(exemplars)
    random = Random(SEED)
    heard = [as_heard(exemplar, random) for exemplar in exemplars]
    typed_rows, heard_rows = matrix_of(exemplars), matrix_of(heard)
    truth = _truth(exemplars, labels)
    scores, heard_scores = np.zeros(truth.shape), np.zeros(truth.shape)
    folds = np.array([_fold_of(exemplar) for exemplar in exemplars])
    for fold in sorted(set(folds)):
        rest, own = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        fitted = _fit(
            sparse.vstack([typed_rows[rest], heard_rows[rest]]), np.vstack([truth[rest]] * 2)
        )
        scores[own] = fitted.scores(typed_rows[own])
        heard_scores[own] = fitted.scores(heard_rows[own])
    slope, offset = _calibrate(np.vstack([scores, heard_scores]), np.vstack([truth] * 2))
    whole = _fit(sparse.vstack([typed_rows, heard_rows]), np.vstack([truth] * 2))
    judged = Judged(
        exemplars,
        labels,
        _sigmoid(scores * slope + offset),
        _sigmoid(heard_scores * slope + offset),
    )
    return _quantised(labels, whole, slope, offset), judged


def refit(exemplars: list[Exemplar], shipped: Weights, labels: tuple[str, ...]) -> Weights:
    """The weights that ship with the columns of `labels` trained once more, by the calibration that
    ships: enough to compare decisions.
    """
    random = Random(SEED)
    heard = [as_heard(exemplar, random) for exemplar in exemplars]
    truth = np.vstack([_truth(exemplars, labels)] * 2)
    fitted = _fit(sparse.vstack([matrix_of(exemplars), matrix_of(heard)]), truth)
    columns = [shipped.acts.index(label) for label in labels]
    slope, offset = np.array(shipped.slope)[columns], np.array(shipped.offset)[columns]
    again = _quantised(labels, fitted, slope, offset)
    table = np.frombuffer(shipped.table, np.uint8).reshape(shipped.rows, -1).copy()
    table[:, columns] = np.frombuffer(again.table, np.uint8).reshape(shipped.rows, -1)
    scale, bias = list(shipped.scale), list(shipped.bias)
    for column, new_scale, new_bias in zip(columns, again.scale, again.bias, strict=True):
        scale[column], bias[column] = new_scale, new_bias
    return replace(shipped, table=table.tobytes(), scale=tuple(scale), bias=tuple(bias))


def _calibrate(scores: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    fitted = [
        LogisticRegression(C=1000.0).fit(scores[:, [column]], truth[:, column])
        for column in range(truth.shape[1])
    ]
    return (
        np.array([each.coef_[0][0] for each in fitted]),
        np.array([each.intercept_[0] for each in fitted]),
    )


def _sigmoid(odds: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -50, 50))))


def _quantised(
    labels: tuple[str, ...], fitted: _Fitted, slope: np.ndarray, offset: np.ndarray
) -> Weights:
    """Whole numbers from -127 to 127, kept as bytes; one scale a column."""
    scale = np.abs(fitted.coefficients).max(axis=1) / 127
    table = (np.rint(fitted.coefficients / scale[:, None]) + ZERO).astype(np.uint8)
    return Weights(
        acts=labels,
        rows=ROWS,
        table=np.ascontiguousarray(table.T).tobytes(),
        scale=tuple(_short(scale)),
        bias=tuple(_short(fitted.intercepts)),
        slope=tuple(_short(slope)),
        offset=tuple(_short(offset)),
    )


def _short(values: np.ndarray) -> list[float]:
    return [float(f"{value:.6g}") for value in values]


def main() -> None:
    """Train on all exemplars and write the table beside the reader."""
    exemplars = load_exemplars()
    weights, judged = train(exemplars)
    WEIGHTS.write_bytes(format_weights(weights))
    main_acts = [label for label in judged.labels if ":" not in label]
    columns = [judged.labels.index(label) for label in main_acts]
    for language in ("en", "lt", "ru"):
        own = [i for i, exemplar in enumerate(exemplars) if exemplar.language == language]
        for name, found in (("typed", judged.typed), ("heard", judged.heard)):
            likeliest = found[own][:, columns].argmax(axis=1)
            right = sum(
                main_acts[column] == exemplars[i].acts[0]
                for i, column in zip(own, likeliest, strict=True)
            )
            print(f"{language} {name}: {right / len(own):.3f} of {len(own)} by unseen writers")


if __name__ == "__main__":
    main()
