"""Rehearsals over a founder's phone behind the console, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.store.conversations.rehearsals import PhoneTaken
from tenancy.tenant import FounderId, TenantId

A_DAY = 12


@dataclass
class FakeRehearsals:
    begun: list[Conversation] = field(default_factory=list)
    earlier: list[Conversation] = field(default_factory=list)
    ended: list[Conversation] = field(default_factory=list)
    taken: PhoneTaken | None = None
    suppressed: bool = False
    counted: int = 0

    def count_today(self, tenant: TenantId, founder: FounderId, *, now: datetime) -> bool:
        self.counted += 1
        return self.counted <= A_DAY

    def begin(self, rehearsal: Conversation) -> PhoneTaken | None:
        if self.taken is None:
            self.begun.append(rehearsal)
        return self.taken

    def end(self, rehearsal: Conversation) -> None:
        self.ended.append(rehearsal)

    def is_suppressed(self, rehearsal: Conversation) -> bool:
        return self.suppressed

    def list_recent(self, tenant: TenantId) -> tuple[Conversation, ...]:
        return tuple(reversed([*self.earlier, *self.begun]))
