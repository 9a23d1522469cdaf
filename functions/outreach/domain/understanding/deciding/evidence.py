"""What each side says of one message: code, rules, a calibrated reader, a reader elsewhere.

It sorts and adds up; which act counts is for the arbiter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace

from functions.outreach.domain.understanding.acts import Act, ActKind, Reading
from functions.outreach.domain.understanding.deciding.decision_table import (
    IN_PART,
    PHRASE_COUNTS,
    SHORT_PHRASE_COUNTS,
    SHORT_WORDS,
    STORY_WORDS,
    THRESHOLDS,
    WORSE,
)
from functions.outreach.domain.understanding.pooling import pool
from functions.outreach.domain.understanding.rules.hits import SURE
from tenancy.values.lazy_dataclass import dataclass

K = ActKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each side says of one message."""

    code: dict[ActKind, Act]
    phrases: dict[ActKind, Act]
    """By readers whose confidence is no probability."""
    probable: dict[ActKind, Act]
    """By calibrated readers, the most sure of them."""
    acts_by_phrase: tuple[Act, ...]
    """The acts of the first reader that found phrases, in the order of the words."""
    short: bool
    """Whether the message has so few words that a phrase is nearly all of it."""
    remote: dict[ActKind, Act] = field(default_factory=dict)
    """By readers elsewhere, the most sure of them."""
    brief: bool = False
    """Whether the message has too few words to hide an end in a story."""
    in_part: float = 0.0
    """How likely the likeliest clause of it asks for an end, whatever stands around it."""
    weighed: bool = False
    """Whether a calibrated reader of ours read it, though it may find nothing that can be meant."""

    def pooled(self) -> Evidence:
        """The same with what readers elsewhere say weighed in.

        Where no calibrated reader of ours says anything, a no that the rules found is our word.
        """
        no = self.phrases.get(K.DECLINED)
        ours = self.probable or ({K.DECLINED: no} if no else {})
        return replace(self, probable=pool(ours, self.remote), remote={})

    def probability(self, kind: ActKind) -> float:
        act = self.probable.get(kind)
        return act.confidence if act else 0.0

    def likely_end(self) -> float:
        """How likely the whole or one clause of it asks for an end."""
        return max(self.probability(K.OPT_OUT), IN_PART * self.in_part)

    def phrase(self, kind: ActKind) -> float:
        """1 where a phrase is sure, a half where it is likely, 0 where there is none."""
        act = self.phrases.get(kind)
        if kind in self.code or (act and act.confidence >= SURE):
            return 1.0
        return 0.5 if act and act.confidence >= THRESHOLDS[kind] else 0.0

    def score(self, kind: ActKind) -> float:
        """Where no calibrated reader answered, the phrase is all there is; the rules take any words
        for an answer, so theirs is none. Where one answered and found nothing, the phrase is all
        there is of what nobody may miss."""
        phrase = self.phrase(kind)
        counts = SHORT_PHRASE_COUNTS if self.short else PHRASE_COUNTS
        if self.probable or (self.weighed and kind not in WORSE):
            return self.probability(kind) + counts * phrase
        act = self.phrases.get(kind) or self.code.get(kind)
        return act.confidence if act and phrase and kind is not K.ANSWERS else 0.0


def evidence_of(text: str, found: Iterable[Act], answers: Sequence[Reading]) -> Evidence:
    """Sorted by who says it."""
    ours = [answer for answer in answers if not answer.remote]
    rules = [answer for answer in ours if not answer.calibrated]
    probable = _surest([answer for answer in ours if answer.calibrated])
    in_part = probable.pop(K.POSSIBLE_OPT_OUT, None)
    return Evidence(
        code={act.kind: act for act in found},
        phrases=_surest(rules),
        probable=probable,
        acts_by_phrase=rules[0].acts if rules else (),
        short=len(text.split()) <= SHORT_WORDS,
        brief=len(text.split()) < STORY_WORDS,
        remote=_surest([answer for answer in answers if answer.remote]),
        in_part=in_part.confidence if in_part else 0.0,
        weighed=any(answer.calibrated for answer in ours),
    )


def _surest(answers: Sequence[Reading]) -> dict[ActKind, Act]:
    """Each act by the reader that is the most sure of it."""
    surest: dict[ActKind, Act] = {}
    for act in (act for answer in answers for act in answer.acts):
        if act.kind not in surest or surest[act.kind].confidence < act.confidence:
            surest[act.kind] = act
    return surest
