"""What outreach asks of the telephone provider about calls, and where recordings are kept, as
Protocols.

Asking how a call stands changes nothing at the provider.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from functions.outreach.domain.conversation.events import CallEnded
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import NotSent, ProviderBusy
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass


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


@dataclass(frozen=True, slots=True)
class FoundRecording:
    """One recording of a call, as the provider lists it."""

    file: str
    seconds: int
    under_way: bool
    """It goes on, or its file is not made yet."""


class RecordedFiles(Protocol):
    """The provider's own record of what was recorded of a call."""

    def list_of(self, call: str) -> tuple[FoundRecording, ...] | ProviderBusy:
        """Nothing of a call that is not there any more."""
        ...


class RecordingFiles(Protocol):
    """What was recorded, at the provider, by its id there."""

    def fetch(self, file: str) -> bytes | NotSent | ProviderBusy:
        """The whole of it, as MP3."""
        ...

    def delete(self, file: str) -> bool:
        """Whether it is gone now, also because it was before."""
        ...


class RecordingStore(Protocol):
    """What was recorded, as we keep it."""

    def files(self, tenant: TenantId, conversation: ConversationId) -> frozenset[str]:
        """Ids of what is kept of one conversation."""
        ...

    def save(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        *,
        file: str,
        began_at: datetime,
        audio: bytes,
    ) -> None: ...

    def delete_all(self, tenant: TenantId, conversation: ConversationId) -> int: ...
