"""Readers of a world: one that knows some of its people's phrases, and one that babbles."""

from __future__ import annotations

from random import Random
from zlib import crc32

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


class BabblingModel:
    """A reader elsewhere that answers anything at all, or nothing, the same to equal messages."""

    def read(
        self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()
    ) -> Reading | Unavailable:
        chance = Random(crc32(request.text.encode()))
        if chance.random() < 0.2:
            return Unavailable("timeout")
        said = chance.sample([*request.legal], k=min(4, len(request.legal)))
        acts = tuple(
            Act(kind, confidence=chance.choice((0.1, 0.5, 0.9, 1.0)), slot=chance.choice((None, 0)))
            for kind in said
        )
        return Reading(acts=acts, reader="model", calibrated=True, remote=True)
