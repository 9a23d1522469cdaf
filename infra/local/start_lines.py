"""A line of log at the start and at the end of each invocation, as AWS writes them.

The local cloud collects the log after each invocation and cannot know what is still to come; the
last line tells it. It stands in the layers of local artefacts only, and their workers import it
before a handler. What they import then is looked through for garbage once, and never again.
"""

from __future__ import annotations

import gc
import sys
from typing import TextIO

_OBJECTS, _YOUNG, _MIDDLE = 10_000, 10, 50
"""How many new objects make the collector look, and how seldom it looks at the old ones."""


class AnnouncedEvents:
    """What a worker of the local cloud reads its events from, a line for each."""

    def __init__(self, events: TextIO, log: TextIO) -> None:
        self._events = events
        self._log = log
        self._at_work = False

    def readline(self) -> str:
        """The next event. Empty when there will be none."""
        if self._at_work:
            print("END", file=self._log, flush=True)
        line = self._events.readline()
        self._at_work = bool(line)
        if line:
            self._begin()
            print("START", file=self._log, flush=True)
        return line

    def _begin(self) -> None:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()


def announce_events() -> None:
    """From now on the worker's events are announced in its log."""
    sys.stdin = AnnouncedEvents(sys.stdin, sys.stderr)
    gc.set_threshold(_OBJECTS, _YOUNG, _MIDDLE)
    gc.disable()
