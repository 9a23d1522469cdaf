"""A reader beside the rules that knows what this world's people mean by some of their phrases."""

from __future__ import annotations

from functions.outreach.domain.understanding.acts import Act, ActKind, Reading, ReadingRequest
from functions.outreach.domain.understanding.understand import Unavailable
from tests.simulation.people import PHRASES, READ_AS

SECONDS = {"stop": ActKind.OPT_OUT, "wrong": ActKind.WRONG_PERSON}
"""What the rules find too: two readers make it certain."""

_MEANT = {
    phrase: kind for intent, kind in (READ_AS | SECONDS).items() for phrase in PHRASES[intent]
}


class ReaderOfThisWorld:
    """Everything else it leaves to the rules."""

    def read(
        self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()
    ) -> Reading | Unavailable:
        meant = _MEANT.get(request.text.strip())
        if meant is None:
            return Unavailable("not one of its phrases")
        return Reading(acts=(Act(meant, confidence=0.95),), reader="world", calibrated=True)
