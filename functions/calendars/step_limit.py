"""Limits how many steps of work other people's data may cost, whatever library does it.

A step is a call, a generator that goes on, or a turn of a loop, in Python code: as many on a slow
machine as on a fast one. What one call into C takes is not counted, so that the length of what it
is given must be limited as well. Must never stand around what waits for somebody.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

STEPS_A_SECOND = 1_500_000
"""About as many as are taken on one processor while they are counted."""
_TOOL = 4
"""Of the six that `sys.monitoring` keeps apart: none that debuggers and profilers use."""
_EVENTS = sys.monitoring.events
_STEPS = (_EVENTS.PY_START, _EVENTS.PY_RESUME, _EVENTS.JUMP)
_TO_END = 5_000
"""Steps to end in once too many were taken; work that goes on instead is stopped again."""
_one_at_a_time = threading.Lock()


class TooManyStepsError(RuntimeError):
    """The work took more steps than it was allowed."""


class StepLimit:
    """Counts the steps of the thread that enters it; one stands at a time."""

    def __init__(self) -> None:
        self.taken = 0
        """By all that was run so far."""
        self._left = sys.maxsize
        self._is_over = False

    def run[Found](self, steps: int, work: Callable[[], Found]) -> Found:
        """What the work finds in at most so many steps.

        Raises:
            TooManyStepsError: it takes more, also where the work took that for an error of its own
                and went on without what it was at.
        """
        steps = max(steps, 0)
        self._left, self._is_over = steps, False
        try:
            found = work()
        finally:
            self.taken += steps if self._is_over else steps - self._left
            self._left = sys.maxsize
        if self._is_over:
            raise TooManyStepsError
        return found

    def __enter__(self) -> Self:
        _one_at_a_time.acquire()
        thread, here = threading.get_ident, threading.get_ident()

        def step(*_: object) -> None:
            if thread() != here:
                return
            self._left -= 1
            if self._left < 0:
                self._left, self._is_over = _TO_END, True
                raise TooManyStepsError

        try:
            sys.monitoring.use_tool_id(_TOOL, "steps")
        except ValueError:
            _one_at_a_time.release()
            raise
        for event in _STEPS:
            sys.monitoring.register_callback(_TOOL, event, step)
        sys.monitoring.set_events(_TOOL, sum(_STEPS))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        sys.monitoring.set_events(_TOOL, _EVENTS.NO_EVENTS)
        for event in _STEPS:
            sys.monitoring.register_callback(_TOOL, event, None)
        sys.monitoring.free_tool_id(_TOOL)
        _one_at_a_time.release()
