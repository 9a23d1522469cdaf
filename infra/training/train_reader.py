"""Trains the learned reader: `python -m infra.training.train_reader` writes its table of weights.

One linear classifier for each act over the features of the reader, calibrated on what strangers
wrote in the mixture in which customers write: no set of theirs is judged by a model that saw it.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from functions.outreach.domain.understanding import learned
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.learned.features import clauses_of, features_of
from functions.outreach.domain.understanding.learned.reader import IN_PART
from functions.outreach.domain.understanding.learned.weights import ZERO, Weights, format_weights
from infra.training.exemplars import Exemplar, load_exemplars
from infra.training.findings import FILE, Findings, find_all, format_findings, load_findings
from infra.training.noise import all_as_heard
from infra.training.trained_on import Digests, digest_files, keep_digests, reader_digests

ROWS = 1 << 18
"""Features share rows: with a quarter of it, a tenth more harmless English replies were suspected
of an opt-out, on folds grouped by writer."""
PENALTY, TOLERANCE = 0.2, 0.1
"""LinearSVC's C, the best of 0.05 to 1 on folds grouped by writer, and where it may end: a smaller
one takes longer and finds no more."""
STRANGERS, CALM = "blind set", " calm"
"""How the writers of sets that once measured end. They alone hold every act as often as a customer
says it; the other writers wrote of each as much as of the next. The calm talk of such a set is
learned from where the set is, and nothing is calibrated on it."""
FOLDS = 2
"""The strangers' sets are judged in so many groups, each by a model that saw all but the group."""
RARE = 5.0
"""The logarithm that weighs 1: of a feature that one exemplar in 150 has."""
WHOLE = ActKind.OPT_OUT.value
ASKING = -0.5
"""What the likeliest clause of an opt-out must score to be learned as the one that asks."""
MANY = 20
"""A channel needs so many exemplars to get a column of its own."""
WEIGHTS = Path(learned.__file__).with_name("weights.bin")
_SETTINGS = {
    "penalty": PENALTY,
    "tolerance": TOLERANCE,
    "calibrated on": (STRANGERS, CALM, FOLDS),
    "columns of": MANY,
    "clauses of": (WHOLE, IN_PART, ASKING),
    "rare": RARE,
}


@dataclass(frozen=True)
class Judged:
    """Out-of-fold probabilities of the strangers' exemplars, a row each, one column a label."""

    exemplars: list[Exemplar]
    labels: tuple[str, ...]
    probabilities: np.ndarray


@dataclass(frozen=True)
class Counted:
    """Exemplars as they are trained on: one row an exemplar, one column a row of the table."""

    rows: sparse.csr_matrix
    rarity: np.ndarray
    """What each column was multiplied by: the fewer exemplars have a feature, the more it tells.
    It goes into the table, so that the reader need not know it."""


def count_features(exemplars: Sequence[Exemplar], found: Sequence[Findings]) -> Counted:
    """Each with what code and the rules find in it."""
    matrix, plain = _matrix(exemplars, found)
    having = np.bincount(matrix.indices, minlength=ROWS)
    rarity = (np.log((len(exemplars) + 1) / (having + 1)) / RARE).astype(np.float32)
    rarity[sorted(plain)] = 1.0
    matrix.data *= rarity[matrix.indices]
    return Counted(matrix, rarity)


def _matrix(
    exemplars: Sequence[Exemplar], found: Sequence[Findings]
) -> tuple[sparse.csr_matrix, set[int]]:
    """The features, and the columns that are of no text."""
    starts, columns, values = [0], array("i"), array("f")
    plain: set[int] = set()
    for exemplar, findings in zip(exemplars, found, strict=True):
        features = features_of(
            exemplar.text,
            asked=exemplar.situation,
            channel=exemplar.channel,
            found=findings,
            rows=ROWS,
        )
        for rows, weight in features.weighted():
            columns.extend(rows)
            values.extend([weight] * len(rows))
        starts.append(len(columns))
        # What was asked and what the rules found tell as much as they do, however common.
        plain.update(features.situation, features.rules)
    cells = (np.asarray(values), np.asarray(columns), starts)
    matrix = sparse.csr_matrix(cells, shape=(len(starts) - 1, ROWS))
    matrix.sum_duplicates()
    return matrix, plain


@dataclass(frozen=True)
class Clauses:
    """The clauses of exemplars as they were typed, counted as whole ones are."""

    rows: sparse.csr_matrix
    of: np.ndarray
    """For each the place of its exemplar."""

    def best(self, scores: np.ndarray, whole: np.ndarray) -> np.ndarray:
        """For each exemplar the greatest score: its own or that of one of its clauses."""
        found = whole.copy()
        np.maximum.at(found, self.of, scores)
        return found


def count_clauses(
    exemplars: Sequence[Exemplar], found: Sequence[Findings], rarity: np.ndarray
) -> Clauses:
    """Of all that have several; beside each stands what was found in the whole."""
    clauses, of, seen = [], [], []
    for at, exemplar in enumerate(exemplars):
        for clause in clauses_of(exemplar.text):
            clauses.append(replace(exemplar, text=clause))
            of.append(at)
            seen.append(found[at])
    rows = _matrix(clauses, seen)[0]
    rows.data *= rarity[rows.indices]
    return Clauses(rows, np.asarray(of, dtype=np.int64))


def labels_of(exemplars: list[Exemplar]) -> tuple[str, ...]:
    """The columns: every act, the finer labels that have enough exemplars, and the end in part."""
    counts: dict[str, int] = {IN_PART: MANY}
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
        LinearSVC(C=PENALTY, tol=TOLERANCE, random_state=0).fit(rows, truth[:, column])
        for column in range(truth.shape[1])
    ]
    return _Fitted(
        np.vstack([each.coef_[0] for each in fitted]),
        np.array([each.intercept_[0] for each in fitted]),
    )


def _fit_with_clauses(
    counted: Counted,
    clauses: Clauses,
    once: np.ndarray,
    labels: tuple[str, ...],
    taught: np.ndarray,
) -> _Fitted:
    """The columns by the exemplars that are `taught`, as typed and as heard, that of an end in part
    by their clauses too.

    No clause asks for an end where the whole does not; where it does, the likeliest by the whole's
    column is the one that asks.
    """
    whole, part = labels.index(WHOLE), labels.index(IN_PART)
    twice = np.tile(taught, 2)
    rows, truth = counted.rows[twice], np.vstack([once] * 2)[twice]
    others = [column for column in range(len(labels)) if column != part]
    fitted = _fit(rows, truth[:, others])
    at = others.index(whole)
    scores = clauses.rows @ fitted.coefficients[at] + fitted.intercepts[at]
    ends = once[clauses.of, whole]
    asking = (scores >= clauses.best(scores, np.full(len(once), -np.inf))[clauses.of]) & (
        scores > ASKING
    )
    known = np.flatnonzero(taught[clauses.of] & (~ends | asking))
    in_part = _fit(
        sparse.vstack([rows, clauses.rows[known]]),
        np.concatenate([truth[:, whole], ends[known]])[:, None],
    )
    return _Fitted(
        np.insert(fitted.coefficients, part, in_part.coefficients[0], axis=0),
        np.insert(fitted.intercepts, part, in_part.intercepts[0]),
    )


def _truth(exemplars: list[Exemplar], labels: tuple[str, ...]) -> np.ndarray:
    named = [WHOLE if label == IN_PART else label for label in labels]
    return np.array(
        [
            [label in exemplar.labels or label in exemplar.acts for label in named]
            for exemplar in exemplars
        ]
    )


def _groups_of(exemplars: list[Exemplar]) -> np.ndarray:
    """For each exemplar the group in which it is judged, -1 for what is only learned from.

    What strangers wrote under one date and name stays together over the languages.
    """
    names = sorted({each.writer for each in exemplars if each.writer.endswith(STRANGERS)})
    group_of = {name: at % FOLDS for at, name in enumerate(names)}
    return np.array([group_of.get(each.writer.removesuffix(CALM), -1) for each in exemplars])


def train(exemplars: list[Exemplar], found: Sequence[Findings]) -> tuple[Weights, Judged]:
    """The weights, and what models that had not seen a stranger's set say of its lines.

    `found` is of the exemplars as typed, then as heard.
    """
    labels = labels_of(exemplars)
    counted = count_features([*exemplars, *all_as_heard(exemplars)], found)
    clauses = count_clauses(exemplars, found, counted.rarity)
    once, part = _truth(exemplars, labels), labels.index(IN_PART)
    scores = np.zeros(once.shape)
    groups = _groups_of(exemplars)
    for group in range(FOLDS):
        own = np.flatnonzero(groups == group)
        fitted = _fit_with_clauses(counted, clauses, once, labels, groups != group)
        scores[own] = fitted.scores(counted.rows[own])
        in_part = clauses.rows @ fitted.coefficients[part] + fitted.intercepts[part]
        best = clauses.best(in_part, np.full(len(once), -np.inf))
        scores[own, part] = np.maximum(scores[own, part], best[own])
    calm = np.array([each.writer.endswith(CALM) for each in exemplars])
    judged = np.flatnonzero((groups >= 0) & ~calm)
    slope, offset = _calibrate(scores[judged], once[judged])
    whole = _fit_with_clauses(counted, clauses, once, labels, np.full(len(once), True))
    probabilities = _sigmoid(scores[judged] * slope + offset)
    strangers = Judged([exemplars[at] for at in judged], labels, probabilities)
    return _quantised(labels, whole, counted.rarity, slope, offset), strangers


def refit(exemplars: list[Exemplar], shipped: Weights, labels: tuple[str, ...]) -> Weights:
    """The weights that ship with the columns of `labels` trained once more, by the findings and the
    calibration that ship: enough to compare decisions.
    """
    every = [*exemplars, *all_as_heard(exemplars)]
    counted = count_features(every, load_findings(len(every)))
    fitted = _fit(counted.rows, np.vstack([_truth(exemplars, labels)] * 2))
    columns = [shipped.acts.index(label) for label in labels]
    slope, offset = np.array(shipped.slope)[columns], np.array(shipped.offset)[columns]
    again = _quantised(labels, fitted, counted.rarity, slope, offset)
    table = np.frombuffer(shipped.table, np.uint8).reshape(shipped.rows, -1).copy()
    table[:, columns] = np.frombuffer(again.table, np.uint8).reshape(shipped.rows, -1)
    scale, bias = list(shipped.scale), list(shipped.bias)
    for column, new_scale, new_bias in zip(columns, again.scale, again.bias, strict=True):
        scale[column], bias[column] = new_scale, new_bias
    return replace(shipped, table=table.tobytes(), scale=tuple(scale), bias=tuple(bias))


def trained_on(exemplars: Sequence[Exemplar], found: Sequence[Findings]) -> Digests:
    """What `train` would look at, in short, and the table that ships."""
    looked_at = reader_digests(exemplars, found, rows=ROWS, settings=_SETTINGS)
    return {**looked_at, **digest_files(WEIGHTS)}


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
    labels: tuple[str, ...],
    fitted: _Fitted,
    rarity: np.ndarray,
    slope: np.ndarray,
    offset: np.ndarray,
) -> Weights:
    """Whole numbers from -127 to 127, kept as bytes; one scale a column."""
    weights = fitted.coefficients * rarity
    scale = np.abs(weights).max(axis=1) / 127
    table = (np.rint(weights / scale[:, None]) + ZERO).astype(np.uint8)
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
    """Train on all exemplars; write the table beside the reader, and what the rules found here."""
    exemplars = load_exemplars()
    found = find_all([*exemplars, *all_as_heard(exemplars)])
    weights, judged = train(exemplars, found)
    FILE.write_bytes(format_findings(found))
    WEIGHTS.write_bytes(format_weights(weights))
    keep_digests("reader", trained_on(exemplars, found))
    main_acts = [label for label in judged.labels if ":" not in label]
    columns = [judged.labels.index(label) for label in main_acts]
    likeliest = judged.probabilities[:, columns].argmax(axis=1)
    for language in ("en", "lt", "ru"):
        right = [
            main_acts[column] == exemplar.acts[0]
            for column, exemplar in zip(likeliest, judged.exemplars, strict=True)
            if exemplar.language == language
        ]
        print(f"{language}: {sum(right) / len(right):.3f} of {len(right)} by unseen writers")


if __name__ == "__main__":
    main()
