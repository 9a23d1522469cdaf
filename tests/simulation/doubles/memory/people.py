"""One person over all campaigns, and who may not be contacted any more."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from functions.outreach.domain.permission.contact_facts import AddressHistory, PersonHistory
from functions.outreach.store.conversations.people import CUSTOMER, addresses_of, keys_of_sender
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.equal_forms import equal_form
from tenancy.tenant import TenantId


@dataclass
class MemoryPeople:
    histories: dict[CustomerId, PersonHistory] = field(default_factory=dict)
    left_at: dict[tuple[str, str], AddressHistory] = field(default_factory=dict)
    """Kind and address → what reached it."""
    addresses: set[tuple[str, str]] = field(default_factory=set)
    """Kind and address of everybody who opted out."""

    def history(self, tenant: TenantId, facts: CustomerFacts) -> PersonHistory:
        person = self.histories.get(facts.customer_id, PersonHistory())
        return replace(
            person,
            phone=self._left_at("phone", facts.phone),
            email=self._left_at("email", facts.email),
        )

    def leave_at(self, address: tuple[str, str], known: AddressHistory) -> None:
        before = self.left_at.get(address, AddressHistory())
        self.left_at[address] = replace(known, version=before.version + 1)

    def _left_at(self, kind: str, address: str) -> AddressHistory:
        return self.left_at.get((kind, equal_form(kind, address)), AddressHistory())

    def suppressed(self, tenant: TenantId, facts: CustomerFacts) -> bool:
        person = (*addresses_of(facts), (CUSTOMER, facts.customer_id))
        return any(address in self.addresses for address in person)

    def suppress(self, *, channel: Channel, address: str) -> None:
        self.addresses.update(keys_of_sender(channel, address))
