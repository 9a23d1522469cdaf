"""The classifier over a question and an answer: small trees whose leaves are summed.

It is data that the trainer wrote; it must never be given features of another order.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib import resources
from math import exp

from functions.outreach.domain.understanding.matching.answer_comparison import ALL_FEATURES


class BrokenModelError(ValueError):
    """The file is none that the trainer wrote for these features."""


@dataclass(frozen=True, slots=True)
class Split:
    """A node: where `feature` is at most `most`, go to `low`, else to `high`; a leaf has neither
    (-1) and adds `value`."""

    feature: int
    most: float
    low: int
    high: int
    value: float


@dataclass(frozen=True, slots=True)
class PairModel:
    features: tuple[str, ...]
    start: float
    """The log odds of a pair before anything is known of it."""
    trees: tuple[tuple[Split, ...], ...]

    def probability(self, features: Sequence[float]) -> float:
        """How likely this answer is the one the question asks for."""
        odds = self.start + sum(_leaf(tree, features) for tree in self.trees)
        return 1 / (1 + exp(-min(max(odds, -50.0), 50.0)))


def _leaf(tree: tuple[Split, ...], features: Sequence[float]) -> float:
    node = tree[0]
    while node.low >= 0:
        node = tree[node.low if features[node.feature] <= node.most else node.high]
    return node.value


def format_model(model: PairModel) -> str:
    """The text of a file; the same model always gives the same text."""
    trees = [[list(astuple(split)) for split in tree] for tree in model.trees]
    head = {"features": model.features, "start": model.start, "trees": trees}
    return json.dumps(head, separators=(",", ":")) + "\n"


def parse_model(text: str) -> PairModel:
    """Raises BrokenModelError for features of another order."""
    head = json.loads(text)
    if tuple(head["features"]) != ALL_FEATURES:
        raise BrokenModelError("trained for other features")
    trees = tuple(tuple(Split(*node) for node in tree) for tree in head["trees"])
    return PairModel(ALL_FEATURES, head["start"], trees)


@cache
def load_pair_model() -> PairModel:
    """The model that ships with the code."""
    file = resources.files(__package__).joinpath("pair_model.json")
    return parse_model(file.read_text(encoding="utf-8"))
