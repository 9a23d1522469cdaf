"""Reads a customer's message by what it learned from exemplars, with a probability for every act.

It sees what the rules found and weighs it with the words; it never decides which act counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from functions.outreach.domain.understanding.acts import Act, ActKind, Reading, ReadingRequest
from functions.outreach.domain.understanding.learned.features import features_of
from functions.outreach.domain.understanding.learned.weights import Weights, load_weights
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from functions.outreach.domain.understanding.reply_text import latest_reply_text
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.rules.hits import SURE
from functions.product.channels import Channel

NAME = "learned"
LEAST = 0.02
"""A probability below it is not worth mentioning."""
ACT_OF_LABEL = {"legal_threat": ActKind.HOSTILE}
"""Labels of exemplars that are finer than the acts."""


@dataclass(frozen=True, slots=True)
class LearnedReader:
    """Implements `understand.Reader`; it is always available and its confidences are calibrated."""

    weights: Weights

    def read(self, request: ReadingRequest) -> Reading:
        """All acts with their probabilities, the likeliest first."""
        text = latest_reply_text(request.text) if "\n" in request.text else request.text
        found = features_of(
            text,
            asked=situation_of(request),
            channel=request.channel.value,
            found=rule_findings(request),
            rows=self.weights.rows,
        )
        likeliest: dict[ActKind, Act] = {}
        details: dict[str, tuple[float, str]] = {}
        for label, probability in self.weights.probabilities(found).items():
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


def rule_findings(request: ReadingRequest) -> tuple[str, ...]:
    """What the rules and the must-not-miss phrases found, as the names of features."""
    rules = RuleReader().read(request)
    named = {
        f"{'sure' if act.confidence >= SURE else 'likely'} {act.kind.value}" for act in rules.acts
    }
    named |= {f"code {act.kind.value}" for act in find_must_not_miss(request.text)}
    return tuple(sorted(named))


def _detailed(act: Act, detail: tuple[float, str] | None) -> Act:
    """Which channel was likeliest meant."""
    if detail is None:
        return act
    return Act(act.kind, confidence=act.confidence, channel=Channel(detail[1]))
