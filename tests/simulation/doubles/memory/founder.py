"""What the founder set, what waits for them, and the customers a segment run left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.ports import InboundMessage
from functions.outreach.store.inbox import InboxItem, InboxKind, stranger_item
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts
from functions.product.motions import Motion
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tests.simulation.doubles.memory.people import MemoryPeople


@dataclass
class MemoryInbox:
    items: dict[str, InboxItem] = field(default_factory=dict)

    def list_all(self) -> tuple[InboxItem, ...]:
        """The newest first."""
        return tuple(sorted(self.items.values(), key=lambda item: item.at, reverse=True))


@dataclass
class MemoryStrangers:
    inbox: MemoryInbox
    people: MemoryPeople
    clock: Clock

    def save_message(self, tenant: TenantId, message: InboundMessage) -> None:
        item = stranger_item(message, at=self.clock.now())
        self.inbox.items[item.id] = item

    def save_opt_out(
        self, tenant: TenantId, message: InboundMessage, *, perhaps: tuple[ConversationId, ...]
    ) -> None:
        item = stranger_item(message, at=self.clock.now())
        self.inbox.items[item.id] = replace(item, kind=InboxKind.OPT_OUT, perhaps=perhaps)

    def suppress(self, tenant: TenantId, *, channel: Channel, address: str, evidence: str) -> None:
        self.people.suppress(channel=channel, address=address)


@dataclass
class MemoryPool:
    customers: dict[Motion, tuple[CustomerFacts, ...]]
    page_size: int = 10

    def page(
        self, tenant: TenantId, *, run: str, motion: Motion, page: int
    ) -> tuple[CustomerFacts, ...]:
        start = page * self.page_size
        return self.customers.get(motion, ())[start : start + self.page_size]


@dataclass
class FixedSettings:
    """Settings are read between loading and committing: there others may come in between."""

    settings: TenantSettings
    meanwhile: Callable[[], object]

    def load(self, tenant: TenantId) -> TenantSettings:
        self.meanwhile()
        return self.settings
