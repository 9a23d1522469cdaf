"""Work that is counted, not timed: what Python does for a call, the same on every machine.

Lines, jumps, calls and resumed generators are counted. What one call of C does inside is one: that
is bounded by the limits on what is given to it, which have tests of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

_COUNTED = (
    sys.monitoring.events.LINE
    | sys.monitoring.events.JUMP
    | sys.monitoring.events.CALL
    | sys.monitoring.events.PY_START
    | sys.monitoring.events.PY_RESUME
)
_NAMES = ("LINE", "JUMP", "CALL", "PY_START", "PY_RESUME")
_TOOLS = range(3, 6)


def steps(act: Callable[[], object]) -> int:
    """How many steps `act` takes. Raises RuntimeError if no tool of the interpreter is free."""
    tool = next((each for each in _TOOLS if sys.monitoring.get_tool(each) is None), None)
    if tool is None:
        raise RuntimeError("no tool of sys.monitoring is free")
    count = 0

    def counted(*_: Any) -> None:
        nonlocal count
        count += 1

    sys.monitoring.use_tool_id(tool, "counted work")
    try:
        for name in _NAMES:
            sys.monitoring.register_callback(tool, getattr(sys.monitoring.events, name), counted)
        sys.monitoring.set_events(tool, _COUNTED)
        act()
    finally:
        sys.monitoring.set_events(tool, sys.monitoring.events.NO_EVENTS)
        for name in _NAMES:
            sys.monitoring.register_callback(tool, getattr(sys.monitoring.events, name), None)
        sys.monitoring.free_tool_id(tool)
    return count


def grows_in_proportion(act: Callable[[int], Callable[[], object]], small: int) -> bool:
    """Whether eight times as much takes at most twelve times the steps.

    `act` lays out how much is done; what takes the square of it would need sixty-four times.
    """
    act(small)()
    return steps(act(8 * small)) <= 12 * steps(act(small))
