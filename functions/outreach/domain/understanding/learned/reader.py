"""Reads a customer's message by what it learned from exemplars, with a probability for every act.

It sees what the rules found and weighs it with the words; it never decides which act counts.
"""

from __future__ import annotations

from functions.outreach.domain.understanding.acts import (
    CODE,
    Act,
    ActKind,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.learned.features import (
    Features,
    clauses_of,
    features_of,
)
from functions.outreach.domain.understanding.learned.weights import Weights, load_weights
from functions.outreach.domain.understanding.mail.newest_words import newest_words
from functions.outreach.domain.understanding.rules.hits import SURE
from functions.product.channels import Channel
from tenancy.values.lazy_dataclass import dataclass

NAME = "learned"
LEAST = 0.02
"""A probability below it is not worth mentioning."""
IN_PART = ActKind.POSSIBLE_OPT_OUT.value
"""The column that knows clauses too: whether one asks for an end."""
ACT_OF_LABEL = {"legal_threat": ActKind.HOSTILE}
"""Labels of exemplars that are finer than the acts."""


@dataclass(frozen=True, slots=True)
class LearnedReader:
    """Implements `understand.Reader`; it is always available and its confidences are calibrated."""

    weights: Weights

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...]) -> Reading:
        """All acts with their probabilities, the likeliest first.

        It was trained with the rules read before it: without them it knows less.
        """
        text, findings = newest_words(request.text), findings_in(earlier)
        probabilities = self.weights.probabilities(self._features(text, request, findings))
        for clause in clauses_of(text):
            # An end that one clause asks for is one, whatever the others thank for or ask.
            found = self._features(clause, request, findings)
            likely = self.weights.probability(IN_PART, found)
            probabilities[IN_PART] = max(probabilities[IN_PART], likely)
        likeliest: dict[ActKind, Act] = {}
        details: dict[str, tuple[float, str]] = {}
        for label, probability in probabilities.items():
            name, _, detail = label.partition(":")
            if detail:
                details[name] = max(details.get(name, (0.0, "")), (probability, detail))
                continue
            kind = ACT_OF_LABEL.get(name) or ActKind(name)
            known = likeliest.get(kind)
            if probability >= LEAST and (known is None or known.confidence < probability):
                likeliest[kind] = Act(kind, confidence=round(probability, 4))
        acts = [_detailed(act, details.get(kind.value)) for kind, act in likeliest.items()]
        acts.sort(key=lambda act: -act.confidence)
        return Reading(acts=tuple(acts), reader=NAME, calibrated=True)

    def _features(self, text: str, request: ReadingRequest, found: tuple[str, ...]) -> Features:
        return features_of(
            text,
            asked=situation_of(request),
            channel=request.channel.value,
            found=found,
            rows=self.weights.rows,
        )


def load_learned_reader() -> LearnedReader:
    """The reader with the weights that ship with the code."""
    return LearnedReader(load_weights())


def situation_of(request: ReadingRequest) -> str:
    """What the customer answers, in the words of the exemplars."""
    if request.offered:
        return "slots"
    if ActKind.CANCELS_BOOKING in request.legal:
        return "booked"
    return request.asked.value if request.asked else "other"


def findings_in(earlier: tuple[Reading, ...]) -> tuple[str, ...]:
    """What code and the rules found, as the names of features."""
    found = {
        _named(act, answer.reader)
        for answer in earlier
        if not answer.calibrated
        for act in answer.acts
    }
    return tuple(sorted(found))


def _named(act: Act, reader: str) -> str:
    """How surely code found an act is part of the name: a bare STOP tells more than a phrase."""
    if reader == CODE:
        return f"code {act.kind.value} {act.confidence:g}"
    left_to_us = " of any slot" if act.any_slot else ""
    return f"{'sure' if act.confidence >= SURE else 'likely'} {act.kind.value}{left_to_us}"


def _detailed(act: Act, detail: tuple[float, str] | None) -> Act:
    """Which channel was likeliest meant."""
    if detail is None:
        return act
    return Act(act.kind, confidence=act.confidence, channel=Channel(detail[1]))
