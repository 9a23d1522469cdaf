"""A line of log at the start of each invocation, as AWS writes one.

The local cloud waits 50 ms after each invocation that logged nothing; a line ends the wait. It
stands in the layers of local artefacts only, and their workers import it before a handler.
"""

from __future__ import annotations

import sys
from typing import TextIO


class AnnouncedEvents:
    """What a worker of the local cloud reads its events from, a line for each."""

    def __init__(self, events: TextIO, log: TextIO) -> None:
        self._events = events
        self._log = log

    def readline(self) -> str:
        """The next event. Empty when there will be none."""
        line = self._events.readline()
        if line:
            print("START", file=self._log, flush=True)
        return line


def announce_events() -> None:
    """From now on the worker's events are announced in its log."""
    sys.stdin = AnnouncedEvents(sys.stdin, sys.stderr)
