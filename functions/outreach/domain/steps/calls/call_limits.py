"""How long one call may last, which is what it may cost: set at the provider, in either direction.

Must never depend on who rang whom.
"""

from __future__ import annotations

from datetime import timedelta

LONGEST_TALK = timedelta(hours=1)
"""The line is cut after this long a talk with the founder."""
LONGEST_CALL_SECONDS = 600
"""A call with the agent, from its answer on, in which the founder was not rung."""
LONGEST_RUNG_SECONDS = 2 * LONGEST_CALL_SECONDS
"""A call with the agent in which the founder was rung and did not come, from its answer on, however
often that was."""
LEAST_LEFT_SECONDS = 60
"""With less left the agent does not go on; the provider takes no shorter limit either."""
LONGEST_PUT_THROUGH_SECONDS = 2 * int(LONGEST_TALK.total_seconds())
"""A call that goes on with the founder, from its answer on: what the agent may cost says nothing
about how long the founder talks."""


def seconds_after_transfer(lasted: int) -> int:
    """From its answer on, for a call in which the founder did not come; 0: it ends.

    `lasted` is how long it went on until then, and holds no time in which the founder's phone rang.
    """
    if LONGEST_RUNG_SECONDS - lasted < LEAST_LEFT_SECONDS:
        return 0
    return min(lasted + LONGEST_CALL_SECONDS, LONGEST_RUNG_SECONDS)
