"""One person over all campaigns: earlier touches, quiet time, and the permanent opt-out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from functions.erasure.person import ERASURE_ROW
from functions.outreach.codec import from_json
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import Conversation, Outcome
from functions.outreach.domain.permission.contact_facts import AddressHistory, PersonHistory
from functions.outreach.store.dynamo import time_from
from functions.product.channels import CHANNELS, Channel
from functions.product.customer_facts import CustomerFacts
from functions.product.equal_forms import equal_form, known_forms, whatsapp_forms
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.runtime.privacy import address_hash
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId

type Address = tuple[str, str]
"""A kind (`phone`, `email`) with an address of it."""

CUSTOMER = "customer"
"""The kind under which an opt-out is kept with the customer's id: it holds for every address that
a later record gives the same customer."""
WHATSAPP_USER = "whatsapp"
"""The kind of an id that WhatsApp gives a person who shows no number, such as `US.1349`. It holds
for one business alone, and so for one tenant."""


def address_kind(channel: Channel) -> str:
    """SMS, WhatsApp and voice share one phone number; an opt-out by one holds for all."""
    return CHANNELS[channel].contact_point


FURTHER_AT_MOST = 5
"""Further addresses of each kind that a conversation holds: with all their spellings the 100 items
of a transaction still have room for the step. An opt-out of who has more is kept by the customer's
id, too, and a segment run looks at every address of a record."""


ADDRESS_HISTORY = "history"
"""The sort key of what reached one address, beside its lock."""


CONTACTED = ("phone", "email")


def contacted(facts: CustomerFacts) -> tuple[Address, ...]:
    """The addresses at which a customer is contacted, as the record spells them."""
    own = zip(CONTACTED, (facts.phone, facts.email), strict=True)
    return tuple((kind, address) for kind, address in own if address)


def _address_history(found: WorkspaceItem | None) -> AddressHistory:
    if found is None:
        return AddressHistory()
    known = from_json(AddressHistory, found.document or "{}")
    return replace(known, version=int(found.version or 0))


def histories_of(
    conversation: Conversation, left: PersonHistory
) -> Iterator[tuple[Address, AddressHistory]]:
    """The keys of a conversation's addresses, each with what the next one there must know.

    Only the address in use was touched; a no holds for all of them.
    """
    for kind, key in held_addresses(conversation):
        known = left.phone if kind == "phone" else left.email
        facts = conversation.facts
        used = (facts.phone, *conversation.former_phones) if kind == "phone" else (facts.email,)
        if key not in {equal_form(kind, address) for address in used}:
            known = replace(known, touched_at=())
        if known.touched_at or known.quiet_until:
            yield (kind, key), replace(known, version=0)


def written_addresses(facts: CustomerFacts) -> tuple[Address, ...]:
    """The addresses of a customer as the record spells them, at most `FURTHER_AT_MOST` further ones
    of a kind."""
    phones = (facts.phone, *facts.other_phones[:FURTHER_AT_MOST])
    emails = (facts.email, *facts.other_emails[:FURTHER_AT_MOST])
    return (
        *(("phone", phone) for phone in phones if phone),
        *(("email", email.casefold()) for email in emails if email),
    )


def person_of(facts: CustomerFacts) -> tuple[Address, ...]:
    """All that an opt-out of this customer may have been kept with."""
    return (*written_addresses(facts), (CUSTOMER, facts.customer_id))


def addresses_of(facts: CustomerFacts) -> tuple[Address, ...]:
    """(kind, key) of every way to reach a customer; equal forms of one address are one key."""
    return _keys(written_addresses(facts))


def held_addresses(conversation: Conversation) -> tuple[Address, ...]:
    """The keys of every address a conversation holds: the customer's own and those they had."""
    return _keys(written_held(conversation))


def written_held(conversation: Conversation) -> tuple[Address, ...]:
    """The addresses a conversation holds, as they were spelled."""
    former = tuple(("phone", phone) for phone in conversation.former_phones)
    return tuple(dict.fromkeys((*written_addresses(conversation.facts), *former)))


def person_of_conversation(conversation: Conversation) -> tuple[Address, ...]:
    """All that an opt-out of this conversation's person may have been kept with."""
    return (*written_held(conversation), (CUSTOMER, conversation.facts.customer_id))


def older_keys(written: Iterable[Address]) -> tuple[Address, ...]:
    """The spellings that rows of before equal forms had for keys, where they differ from ours."""
    return tuple(
        (kind, address) for kind, address in written if equal_form(kind, address) != address
    )


def _keys(written: Iterable[Address]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys((kind, equal_form(kind, address)) for kind, address in written))


def suppression_key(key: bytes, *, kind: str, address: str) -> str:
    """The sort key of a suppressed address: its kind and keyed hash, never the address."""
    return f"{kind}#{address_hash(key, kind=kind, address=address)}"


def opted_out_as(conversation: Conversation, step: Step) -> tuple[Address, ...]:
    """All that an opt-out of this step holds for: the person's addresses, the one it was written
    from, and the customer's id.

    Who is reached in the customer's place says nothing about the customer: a wrong person's
    addresses are suppressed and the id is not.
    """
    wrote = (key for one in step.written_from for key in keys_of_sender(one.channel, one.address))
    wrong = conversation.outcome is Outcome.WRONG_PERSON
    customer = () if wrong else ((CUSTOMER, conversation.facts.customer_id),)
    return tuple(dict.fromkeys((*held_addresses(conversation), *wrote, *customer)))


def keys_of_sender(channel: Channel, address: str) -> tuple[Address, ...]:
    """The keys of everybody who may have written from an address, the likeliest first."""
    kind = address_kind(channel)
    if not address:
        return ()
    if channel is Channel.WHATSAPP and not address.startswith("+"):
        return ((WHATSAPP_USER, address),)
    if channel is Channel.WHATSAPP:
        return tuple((kind, key) for key in whatsapp_forms(address))
    return ((kind, equal_form(kind, address)),)


def opt_out_keys(keys: KeyRing, written: Iterable[Address]) -> tuple[str, ...]:
    """Every sort key under which an opt-out from one of these addresses may stand."""
    forms = [(kind, form) for kind, address in written for form in known_forms(kind, address)]
    return tuple(
        dict.fromkeys(
            suppression_key(key, kind=kind, address=form)
            for key in keys.valid
            for kind, form in forms
        )
    )


class StoredPeople:
    """A `PeopleStore` port."""

    def __init__(self, *, hash_keys: KeyRing) -> None:
        self._hash_keys = hash_keys

    def history(self, tenant: TenantId, facts: CustomerFacts) -> PersonHistory:
        keys: dict[str, tuple[str, str]] = {
            "head": (TenantKeys.person(tenant, facts.customer_id), "head"),
            **{
                kind: (TenantKeys.address(tenant, kind, equal_form(kind, address)), ADDRESS_HISTORY)
                for kind, address in contacted(facts)
            },
        }
        with acting_for(tenant):
            read = WorkspaceItem.batch_get(list(keys.values()), consistent_read=True)
            found = {(item.pk, item.sk): item for item in read}
        head = found.get(keys["head"])
        known = head.document if head is not None else None
        person = from_json(PersonHistory, known) if known else PersonHistory()
        phone, email = (_address_history(found.get(keys.get(k, ("", "")))) for k in CONTACTED)
        return replace(person, phone=phone, email=email)

    def suppressed(self, tenant: TenantId, facts: CustomerFacts) -> bool:
        keys = [
            (TenantKeys.suppression(tenant), key)
            for key in opt_out_keys(self._hash_keys, person_of(facts))
        ]
        with acting_for(tenant):
            return any(True for _ in WorkspaceItem.batch_get(keys, consistent_read=True))

    def was_erased(
        self, tenant: TenantId, *, channel: Channel, address: str, since: datetime
    ) -> bool:
        """Whether who writes from there was erased after `since`."""
        keys = [
            (TenantKeys.suppression(tenant), key)
            for key in opt_out_keys(self._hash_keys, keys_of_sender(channel, address))
        ]
        if not keys:
            return False
        with acting_for(tenant):
            found = tuple(WorkspaceItem.batch_get(keys, consistent_read=True))
        erased = (one.erased_at for one in found if one.kind == ERASURE_ROW)
        return any(at is not None and time_from(at) >= since for at in erased)

    def suppress(
        self, tenant: TenantId, *, channel: Channel, address: str, evidence: str, at: str
    ) -> None:
        """Suppress an address nobody has a conversation with. Keeps the first evidence."""
        with acting_for(tenant):
            for kind, form in keys_of_sender(channel, address):
                key = suppression_key(self._hash_keys.current, kind=kind, address=form)
                WorkspaceItem(TenantKeys.suppression(tenant), key).update(
                    actions=[
                        WorkspaceItem.at.set(WorkspaceItem.at | at),
                        WorkspaceItem.document.set(WorkspaceItem.document | evidence),
                        WorkspaceItem.kind.set(WorkspaceItem.kind | "suppression"),
                    ]
                )
