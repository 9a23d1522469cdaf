"""What a founder put right: their own exemplars, read beside what ships with the code.

A message much like a corrected one is read as the founder corrected it. It can only raise an act,
and none that ends a conversation, opens a closed one or books a time.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

from functions.outreach.domain.understanding.acts import (
    CORRECTIONS_AT_MOST,
    NEVER_RAISED,
    Act,
    ActKind,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.learned.features import features_of
from functions.outreach.domain.understanding.understand import Unavailable
from tenancy.values.lazy_dataclass import dataclass

NAME = "corrected"
ALIKE = 0.5
"""Cosine of the sets of characters in a row. Of pairs of English exemplars that alike, 40 of 49 had
the same main act; from 0.4 to 0.5, 121 of 155 (2.4 million random pairs, 2026-11-29)."""
_ROWS = 1 << 20
"""So many that two features hardly ever share a row."""


@dataclass(frozen=True, slots=True)
class CorrectionsReader:
    """Implements `understand.Reader` over the corrections that the request brings."""

    def read(
        self,
        request: ReadingRequest,
        earlier: tuple[Reading, ...],  # noqa: ARG002 - corrections are read alone
    ) -> Reading | Unavailable:
        """The acts of corrected messages much like this one."""
        own = [each for each in request.corrections if each.act not in NEVER_RAISED]
        if not own:
            return Unavailable("the founder corrected nothing")
        likest: dict[ActKind, float] = {}
        # Imported with the first correction a founder made.
        from functions.outreach.domain.understanding.mail.reply_text import latest_reply_text

        features = _features(latest_reply_text(request.text))
        for correction in own:
            alike = likeness(features, _features(correction.text))
            if alike >= ALIKE:
                likest[correction.act] = max(likest.get(correction.act, 0.0), alike)
        acts = tuple(
            Act(kind, confidence=round(min(0.95, 0.5 + alike / 2), 4))
            for kind, alike in likest.items()
        )
        return Reading(acts=acts, reader=NAME, calibrated=True)


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Cosine of two sets: 1 is equality, 0 is nothing in common."""
    return len(one & other) / sqrt(len(one) * len(other)) if one and other else 0.0


@lru_cache(maxsize=2 * CORRECTIONS_AT_MOST)
def _features(text: str) -> frozenset[int]:
    """Kept, since every message is compared with the same corrections."""
    return frozenset(features_of(text, asked="", channel="", found=(), rows=_ROWS).characters)
