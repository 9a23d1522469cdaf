"""A reader asked once about each message, however many tests need its answer."""

from __future__ import annotations

from functools import cache

from functions.outreach.domain.understanding.acts import Reading, ReadingRequest
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.understand import Reader, Unavailable


class ReadOnce:
    """Readers are pure: to the same message and the same earlier readings they say the same."""

    def __init__(self, reader: Reader) -> None:
        self._read = cache(reader.read)

    def read(
        self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()
    ) -> Reading | Unavailable:
        return self._read(request, earlier)


RULES = ReadOnce(RuleReader())


@cache
def embedded_once() -> tuple[Reader, ...]:
    return tuple(ReadOnce(reader) for reader in load_embedded_readers())
