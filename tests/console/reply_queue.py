"""The queue of replies in memory: what the console asked outreach for."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontend_api.ports.work import SenderTestAsked
from functions.outreach.domain.conversation.events import Event
from functions.outreach.domain.conversation.state import ConversationId
from tenancy.tenant import FounderId, TenantId


@dataclass
class FakeReplies:
    events: list[tuple[ConversationId, Event, str]] = field(default_factory=list)
    tests: list[tuple[SenderTestAsked, str]] = field(default_factory=list)

    invitations: list[tuple[FounderId, FounderId]] = field(default_factory=list)

    def ask_invitation(self, tenant: TenantId, founder: FounderId, *, by: FounderId) -> None:
        self.invitations.append((founder, by))

    def ask_sender_test(self, tenant: TenantId, asked: SenderTestAsked, *, dedupe: str) -> None:
        self.tests.append((asked, dedupe))

    def enqueue(
        self, tenant: TenantId, conversation: ConversationId, event: Event, *, dedupe: str
    ) -> None:
        self.events.append((conversation, event, dedupe))
