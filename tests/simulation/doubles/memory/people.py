"""One person over all campaigns, and who may not be contacted any more."""

from __future__ import annotations

from dataclasses import dataclass, field

from functions.outreach.domain.permission.contact_facts import PersonHistory
from functions.outreach.store.conversations.people import CUSTOMER, addresses_of, keys_of_sender
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts, CustomerId
from tenancy.tenant import TenantId


@dataclass
class MemoryPeople:
    histories: dict[CustomerId, PersonHistory] = field(default_factory=dict)
    addresses: set[tuple[str, str]] = field(default_factory=set)
    """Kind and address of everybody who opted out."""

    def history(self, tenant: TenantId, customer: CustomerId) -> PersonHistory:
        return self.histories.get(customer, PersonHistory())

    def suppressed(self, tenant: TenantId, facts: CustomerFacts) -> bool:
        person = (*addresses_of(facts), (CUSTOMER, facts.customer_id))
        return any(address in self.addresses for address in person)

    def suppress(self, *, channel: Channel, address: str) -> None:
        self.addresses.update(keys_of_sender(channel, address))
