"""What outreach asks the telephone provider about a call it placed, as a Protocol.

Asking changes nothing at the provider.
"""

from __future__ import annotations

from typing import Protocol

from functions.outreach.domain.conversation.events import CallEnded
from functions.outreach.domain.conversation.state import EffectId
from functions.outreach.ports import ProviderBusy
from tenancy.values.lazy_dataclass import dataclass

LONGEST_CALL_SECONDS = 600
"""A call with the agent is ended by the provider after this long, whatever went wrong: it is what
one call may cost."""


@dataclass(frozen=True, slots=True)
class CallUnderWay:
    """It waits, rings or goes on, or its length is not known yet."""


@dataclass(frozen=True, slots=True)
class CallUnknown:
    """The provider has no such call, or none any more."""


CallState = CallEnded | CallUnderWay | CallUnknown | ProviderBusy


class PlacedCalls(Protocol):
    """The provider's own record of placed calls."""

    def look_up(self, call: str, *, effect: EffectId) -> CallState:
        """How the call stands; its end is what the provider's report would say."""
        ...
