"""Which number a WhatsApp user has who shows only an id."""

from __future__ import annotations

from dataclasses import dataclass, field

from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.store.conversations.people import WHATSAPP_USER
from functions.product.channels import Channel
from functions.product.equal_forms import equal_form
from tenancy.tenant import TenantId
from tests.simulation.doubles.memory.conversations import Memory


@dataclass
class MemoryWhatsAppUsers:
    memory: Memory
    numbers: dict[str, str] = field(default_factory=dict)

    def number_of(self, tenant: TenantId, user_id: str) -> str:
        return self.numbers.get(user_id, "")

    def remember(self, tenant: TenantId, *, user_id: str, number: str) -> None:
        self.numbers[user_id] = equal_form("phone", number)

    def opted_out(self, tenant: TenantId, user_id: str) -> bool:
        return (WHATSAPP_USER, user_id) in self.memory.people.addresses

    def open_without_id(self, tenant: TenantId) -> tuple[ConversationId, ...]:
        known = set(self.numbers.values())
        return tuple(
            talk.id
            for talk in self.memory.open_conversations()
            if any(touch.channel is Channel.WHATSAPP for touch in talk.touches)
            and equal_form("phone", talk.facts.phone) not in known
        )
