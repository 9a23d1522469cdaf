"""The tables that ship beside the same trained once more: some two minutes of processor.

`make test` holds that nothing training looks at has changed (`infra.training.trained_on`); here is
held that training it leads to the same decisions.
"""

from __future__ import annotations

from dataclasses import dataclass

from functions.outreach.domain.understanding.acts import Reading, ReadingRequest
from functions.outreach.domain.understanding.learned.reader import LearnedReader
from functions.outreach.domain.understanding.learned.weights import load_weights
from functions.outreach.domain.understanding.matching.choice_model import load_choice_model
from functions.outreach.domain.understanding.matching.topic_table import load_topics
from functions.outreach.domain.understanding.understand import understand
from infra.training.exemplars import load_exemplars
from infra.training.findings import found_before
from infra.training.question_sets import load_question_sets
from infra.training.requests import request_of
from tests.benchmarks.measured import Row

RETRAINED = (
    "opt_out",
    "wrong_person",
    "distress",
    "complaint",
    "declined",
    "interested",
    "answers",
    "asks_question",
    "unclear",
)
"""Columns that decide most often, and those that must not be missed; all of them take minutes."""
ASKED_EVERY = 12
THRESHOLD = 0.5
SAME_DECISIONS = 0.99
"""Another processor adds in another order: a few decisions on the line may differ."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """The rules' reading of one message, which two readers are put beside."""

    reading: Reading

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...]) -> Reading:
        return self.reading


def trained_again() -> list[Row]:
    """Shares of decisions that stay, one row a table."""
    return [
        _row("reader trained again: same decisions", _reader_again()),
        _row("answer finder trained again: same decisions", _finder_again()),
    ]


def _reader_again() -> float:
    from infra.training.train_reader import refit

    exemplars = load_exemplars()
    tables = load_weights(), refit(exemplars, load_weights(), RETRAINED)
    asked = [request_of(each) for each in exemplars[::ASKED_EVERY]]
    same = 0
    for request in asked:
        rules = _Answered(found_before(request)[-1])
        first, second = (
            understand(request, (rules, LearnedReader(table))).acts[0].kind for table in tables
        )
        same += first is second
    return same / len(asked)


def _finder_again() -> float:
    from infra.training.train_answer_finder import train

    tables, model, judged = train(load_question_sets())
    if {name: table.topics for name, table in tables.items()} != {
        name: table.topics for name, table in load_topics().items()
    }:
        return 0.0
    shipped, same = load_choice_model(), 0
    for case in judged:
        found, known = (each.probabilities(case.columns) for each in (model, shipped))
        same += [one >= THRESHOLD for one in found] == [one >= THRESHOLD for one in known]
    return same / len(judged)


def _row(name: str, value: float) -> Row:
    return {
        "name": name,
        "value": round(value, 4),
        "unit": "share",
        "baseline": None,
        "ratio": None,
        "goal": SAME_DECISIONS,
        "holds": value >= SAME_DECISIONS,
    }
