"""Which of all approved answers a question asks for, or none: probabilities over the whole set.

It is data that the trainer wrote; it must never be given features of another order, nor judge an
answer without the others beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from math import exp, log, sumprod
from pathlib import Path

from functions.outreach.domain.understanding.matching.answer_comparison import ALL_FEATURES
from tenancy.values.lazy_dataclass import dataclass

FARTHEST = 4.0
"""Standard deviations from the mean at which a feature is cut."""


class BrokenModelError(ValueError):
    """The file is none that the trainer wrote for these features."""


@dataclass(frozen=True, slots=True)
class ChoiceModel:
    """Softmax over the answers and "none", each with a score that is linear in its features.

    The score of "none" counts how many answers there are and the highest value of each feature
    among them: a question that stands out nowhere asks for none.
    """

    features: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    weights: tuple[float, ...]
    none_start: float
    none_count: float
    """Weighs the logarithm of how many answers there are."""
    none_weights: tuple[float, ...]

    def probabilities(self, columns: Sequence[Sequence[float]]) -> list[float]:
        """For each answer, how likely it is the one; what they leave of 1 is that none is.

        `columns` has one for each feature, with a value for each answer, of which there is one.
        """
        scaled = [
            _scaled(column, mean, deviation)
            for column, mean, deviation in zip(columns, self.means, self.deviations, strict=True)
        ]
        scores = [sumprod(self.weights, row) for row in zip(*scaled, strict=True)]
        highest = [max(column) for column in scaled]
        none = (
            self.none_start
            + self.none_count * log(len(scores))
            + sumprod(self.none_weights, highest)
        )
        top = max(none, *scores)
        powers = [exp(score - top) for score in scores]
        whole = sum(powers) + exp(none - top)
        return [power / whole for power in powers]


def _scaled(column: Sequence[float], mean: float, deviation: float) -> list[float]:
    away = [(value - mean) / deviation for value in column]
    if min(away) >= -FARTHEST and max(away) <= FARTHEST:
        return away
    return [min(max(value, -FARTHEST), FARTHEST) for value in away]


def format_model(model: ChoiceModel) -> str:
    """The text of a file; the same model always gives the same text."""
    return json.dumps(asdict(model), indent=1) + "\n"


def parse_model(text: str) -> ChoiceModel:
    """Raises BrokenModelError for features of another order."""
    head = json.loads(text)
    if tuple(head["features"]) != ALL_FEATURES:
        raise BrokenModelError("trained for other features")
    return ChoiceModel(
        features=ALL_FEATURES,
        means=tuple(head["means"]),
        deviations=tuple(head["deviations"]),
        weights=tuple(head["weights"]),
        none_start=head["none_start"],
        none_count=head["none_count"],
        none_weights=tuple(head["none_weights"]),
    )


@cache
def load_choice_model() -> ChoiceModel:
    """The model that ships with the code."""
    file = Path(__file__).with_name("choice_model.json")
    return parse_model(file.read_text(encoding="utf-8"))
