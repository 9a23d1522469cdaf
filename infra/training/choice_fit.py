"""Fits the choice over all approved answers and "none": penalised likelihood of a softmax.

The same cases always give the same model; it never sees which answer an id stands for.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from functions.outreach.domain.understanding.matching.answer_comparison import ALL_FEATURES
from functions.outreach.domain.understanding.matching.choice_model import FARTHEST, ChoiceModel

PENALTY = 10.0
"""Of the squared weights; between 3 and 30 nothing changes on folds grouped by writer."""
ITERATIONS = 200
_SMALLEST = 1e-6


def fit_choice(
    rows: Sequence[np.ndarray], right: Sequence[int], weights: Sequence[float]
) -> ChoiceModel:
    """`rows` holds a matrix for each question, a line an answer; `right` which is right, or -1."""
    every = np.vstack(rows)
    means, deviations = every.mean(0), every.std(0) + _SMALLEST
    scaled = np.clip((every - means) / deviations, -FARTHEST, FARTHEST)
    counts = np.array([len(each) for each in rows])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    highest = np.maximum.reduceat(scaled, starts)
    none = np.column_stack([np.ones(len(rows)), np.log(counts), highest])
    found = _maximise(
        scaled, none, starts=starts, right=np.array(right), weights=np.array(weights, float)
    )
    width = scaled.shape[1]
    return ChoiceModel(
        features=ALL_FEATURES,
        means=_plain(means),
        deviations=_plain(deviations),
        weights=_plain(found[:width]),
        none_start=_plain(found[width : width + 1])[0],
        none_count=_plain(found[width + 1 : width + 2])[0],
        none_weights=_plain(found[width + 2 :]),
    )


def _maximise(
    scaled: np.ndarray,
    none: np.ndarray,
    *,
    starts: np.ndarray,
    right: np.ndarray,
    weights: np.ndarray,
) -> np.ndarray:
    width, has = scaled.shape[1], right >= 0
    counts = np.diff(np.append(starts, len(scaled)))
    question = np.repeat(np.arange(len(counts)), counts)
    places = starts + np.maximum(right, 0)
    penalty = np.full(width + none.shape[1], PENALTY)
    penalty[width] = 0.0  # Where everything starts is not held back.

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        scores, empty = scaled @ values[:width], none @ values[width:]
        top = np.maximum(np.maximum.reduceat(scores, starts), empty)
        powers, left = np.exp(scores - top[question]), np.exp(empty - top)
        whole = np.add.reduceat(powers, starts) + left
        likelihood = np.where(has, scores[places], empty) - top - np.log(whole)
        pull = -powers / whole[question] * weights[question]
        pull[places[has]] += weights[has]
        pull_none = (~has - left / whole) * weights
        slope = np.concatenate([scaled.T @ pull, none.T @ pull_none]) - penalty * values
        return float(-(weights @ likelihood) + 0.5 * penalty @ values**2), -slope

    start = np.zeros(len(penalty))
    options = {"maxiter": ITERATIONS}
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x)


def _plain(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)
