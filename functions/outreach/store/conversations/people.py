"""One person over all campaigns: earlier touches, quiet time, and the permanent opt-out."""

from __future__ import annotations

from functions.outreach.codec import from_json
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.permission.contact_facts import PersonHistory
from functions.outreach.store.dynamo import row
from functions.product.channels import CHANNELS, Channel
from functions.product.customer_facts import CustomerFacts, CustomerId
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.runtime.privacy import address_hash
from tenancy.tenant import TenantId


def address_kind(channel: Channel) -> str:
    """SMS, WhatsApp and voice share one phone number; an opt-out by one holds for all."""
    return CHANNELS[channel].contact_point


def addresses_of(facts: CustomerFacts) -> tuple[tuple[str, str], ...]:
    """(kind, address) of every way to reach a customer."""
    pairs = (("phone", facts.phone), ("email", facts.email.casefold()))
    return tuple((kind, address) for kind, address in pairs if address)


def held_addresses(conversation: Conversation) -> tuple[tuple[str, str], ...]:
    """Every address a conversation holds: the customer's own and the numbers they replaced."""
    former = tuple(("phone", phone) for phone in conversation.former_phones)
    return tuple(dict.fromkeys((*addresses_of(conversation.facts), *former)))


def suppression_key(key: bytes, *, kind: str, address: str) -> str:
    """The sort key of a suppressed address: its kind and keyed hash, never the address."""
    return f"{kind}#{address_hash(key, kind=kind, address=address)}"


class StoredPeople:
    """A `PeopleStore` port."""

    def __init__(self, *, hash_key: bytes) -> None:
        self._hash_key = hash_key

    def history(self, tenant: TenantId, customer: CustomerId) -> PersonHistory:
        with acting_for(tenant):
            item = row(TenantKeys.person(tenant, customer), "head")
        if item is None or not item.document:
            return PersonHistory()
        return from_json(PersonHistory, item.document)

    def suppressed(self, tenant: TenantId, facts: CustomerFacts) -> bool:
        keys = [
            (
                TenantKeys.suppression(tenant),
                suppression_key(self._hash_key, kind=kind, address=address),
            )
            for kind, address in addresses_of(facts)
        ]
        if not keys:
            return False
        with acting_for(tenant):
            return any(True for _ in WorkspaceItem.batch_get(keys, consistent_read=True))

    def suppress(
        self, tenant: TenantId, *, channel: Channel, address: str, evidence: str, at: str
    ) -> None:
        """Suppress an address nobody has a conversation with. Keeps the first evidence."""
        kind = address_kind(channel)
        key = suppression_key(self._hash_key, kind=kind, address=address)
        with acting_for(tenant):
            WorkspaceItem(TenantKeys.suppression(tenant), key).update(
                actions=[
                    WorkspaceItem.at.set(WorkspaceItem.at | at),
                    WorkspaceItem.document.set(WorkspaceItem.document | evidence),
                    WorkspaceItem.kind.set("suppression"),
                ]
            )
