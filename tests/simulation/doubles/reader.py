"""A reader that knows what this world's people mean where the rules have no phrases for it."""

from __future__ import annotations

from functions.outreach.domain.understanding.acts import Act, Reading, ReadingRequest
from functions.outreach.domain.understanding.rule_reader import RuleReader
from tests.simulation.people import PHRASES, READ_AS

_MEANT = {phrase: kind for intent, kind in READ_AS.items() for phrase in PHRASES[intent]}


class ReaderOfThisWorld:
    """The rules for everything else."""

    def read(self, request: ReadingRequest) -> Reading:
        meant = _MEANT.get(request.text.strip())
        if meant is None:
            return RuleReader().read(request)
        return Reading(acts=(Act(meant, confidence=0.95),), reader="world")
