"""How long one call may last, which is what it may cost: set at the provider, in either direction.

Must never depend on who rang whom.
"""

from __future__ import annotations

from datetime import timedelta

LONGEST_TALK = timedelta(hours=1)
"""The line is cut after this long a talk with the founder."""
LONGEST_CALL_SECONDS = 600
"""A call with the agent, from its answer on, whatever went wrong."""
LONGEST_PUT_THROUGH_SECONDS = 2 * int(LONGEST_TALK.total_seconds())
"""A call that goes on with the founder, from its answer on: what the agent may cost says nothing
about how long the founder talks."""
