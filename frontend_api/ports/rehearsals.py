"""Rehearsals over the founder's own phone, as pages begin, list and end them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from functions.outreach.domain.conversation.state import Conversation
    from functions.outreach.store.conversations.rehearsals import PhoneTaken
    from tenancy.tenant import FounderId, TenantId


class PhoneRehearsals(Protocol):
    def count_today(self, tenant: TenantId, founder: FounderId, *, now: datetime) -> bool:
        """Count one; False if it is one too many for the founder or the tenant today."""
        ...

    def begin(self, rehearsal: Conversation) -> PhoneTaken | None:
        """Keep it and have outreach open it; what the phone is taken by, if it is."""
        ...

    def end(self, rehearsal: Conversation) -> None:
        """Have outreach end it."""
        ...

    def is_suppressed(self, rehearsal: Conversation) -> bool:
        """Whether the number opted out of this tenant's messages, which holds here too."""
        ...

    def list_recent(self, tenant: TenantId) -> tuple[Conversation, ...]:
        """The newest first, each as its head says."""
        ...
