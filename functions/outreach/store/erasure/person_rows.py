"""Every row that holds something about one person, by store: what an export shows is what an
erasure removes.

A conversation is the person's by the customer id or a mailbox; everything else follows from the
conversations and the addresses. Must never find a row by a phone that others may share.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from functions.erasure.person import CUSTOMER, EMAIL, PHONE, WHATSAPP, PersonIdentity, identity_of
from functions.outreach.store.conversations.people import ADDRESS_HISTORY
from functions.outreach.store.dynamo import row, rows_of
from functions.outreach.store.erasure.named_in_text import (
    SHORTEST_NAME,
    names_person,
    names_words,
)
from functions.outreach.store.erasure.received_mail import MAIL
from functions.product.equal_forms import equal_form, whatsapp_forms
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem, WorkspaceKey
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

HEADS_AT_MOST = 50_000
"""Conversations of a tenant looked at in one search."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    store: str
    item: WorkspaceItem


def identity_of_head(document: str) -> PersonIdentity:
    """Who a conversation is with, from its head."""
    head = json.loads(document)
    facts = head["facts"]
    named = identity_of(
        [
            (CUSTOMER, facts["customer_id"]),
            *((EMAIL, one) for one in (facts.get("email", ""), *facts.get("other_emails", ()))),
            *((PHONE, one) for one in (facts.get("phone", ""), *facts.get("other_phones", ()))),
            *((PHONE, one) for one in head.get("former_phones", ())),
        ]
    )
    # The head goes with the tombstone, and what founders called a list may name the person.
    return replace(named, called=tuple(filter(None, (facts.get("name", ""),))))


def founder_of(document: str) -> str:
    """Whose conversation it is, from its head."""
    return str(json.loads(document)["terms"]["founder"])


def is_about(person: PersonIdentity, document: str) -> bool:
    """Whether a conversation's head is one with the person."""
    facts = json.loads(document)["facts"]
    emails = (facts.get("email", ""), *facts.get("other_emails", ()))
    if person.by_phone_alone:
        return _same_phone(person, (facts.get("phone", ""),))
    return person.is_owner(customer=facts["customer_id"], emails=emails)


def _same_phone(person: PersonIdentity, phones: Iterable[str]) -> bool:
    mine = {equal_form(PHONE, one) for one in person.phones}
    return any(equal_form(PHONE, one) in mine for one in phones if one)


def list_heads(tenant: TenantId) -> Iterator[tuple[str, str]]:
    """(conversation, head) of every conversation of the tenant, rehearsals by phone included."""
    with acting_for(tenant):
        for listing in every_listing(tenant):
            for head in WorkspaceItem.listing.query(listing, limit=HEADS_AT_MOST):
                if head.document:
                    yield head.pk.split("#", 2)[2], head.document


def every_listing(tenant: TenantId) -> tuple[WorkspaceKey, ...]:
    """Where conversations are listed: those with customers, and founders' rehearsals."""
    return TenantKeys.conversations_listing(tenant), TenantKeys.rehearsals_listing(tenant)


def find_conversations(tenant: TenantId, person: PersonIdentity) -> dict[str, str]:
    """Conversation → its head, of every conversation with the person; reads all heads."""
    return {talk: head for talk, head in list_heads(tenant) if is_about(person, head)}


def find_at_once(tenant: TenantId, person: PersonIdentity) -> dict[str, str]:
    """The conversations that could speak with the person now, by keys alone: the open one, and
    those that last spoke with an address."""
    found: dict[str, str] = {}
    with acting_for(tenant):
        owners = [
            row(TenantKeys.person(tenant, customer), "head") for customer in person.customer_ids
        ]
        for key in address_keys(tenant, person):
            owners += [row(key, "lock"), row(key, "correspondent")]
        for conversation in dict.fromkeys(one.owner for one in owners if one and one.owner):
            head = row(TenantKeys.conversation(tenant, conversation), "head")
            if head is not None and head.document and is_about(person, head.document):
                found[conversation] = head.document
    return found


def address_keys(tenant: TenantId, person: PersonIdentity) -> tuple[WorkspaceKey, ...]:
    """Partitions of the person's addresses, in every form that a row may be kept under."""
    named = [
        *((EMAIL, equal_form(EMAIL, one)) for one in person.emails),
        *((EMAIL, one.strip().casefold()) for one in person.emails),
        *((PHONE, form) for one in person.phones for form in (one, *whatsapp_forms(one))),
        *((WHATSAPP, one) for one in person.whatsapp_ids),
    ]
    return tuple(dict.fromkeys(TenantKeys.address(tenant, kind, name) for kind, name in named))


def with_whatsapp_ids(tenant: TenantId, person: PersonIdentity) -> PersonIdentity:
    """The person with the ids that WhatsApp gave their numbers."""
    with acting_for(tenant):
        seen = [
            row(TenantKeys.address(tenant, PHONE, equal_form(PHONE, one)), "whatsapp_user")
            for one in person.phones
        ]
    return person.united(
        identity_of((WHATSAPP, one.document or "") for one in seen if one is not None)
    )


def find_rows(
    tenant: TenantId, person: PersonIdentity, conversations: Iterable[str]
) -> Iterator[FoundRow]:
    """Every row about the person, but those of suppression."""
    mine = frozenset(conversations)
    names = set(person.called)
    with acting_for(tenant):
        for conversation in sorted(mine):
            for item in rows_of(TenantKeys.conversation(tenant, conversation)):
                if item.sk == "head":
                    names.add(str(_document(item).get("facts", {}).get("name", "")))
                yield FoundRow("conversations", item)
            prefix = f"correction#{conversation}#"
            for item in rows_of(TenantKeys.settings(tenant), prefix=prefix):
                yield FoundRow("corrections", item)
        for item in rows_of(TenantKeys.webhooks(tenant)):
            if item.owner in mine:
                yield FoundRow("webhook_events", item)
        for item in rows_of(TenantKeys.bookings(tenant)):
            if _is_my_booking(item, person, mine):
                yield FoundRow("bookings", item)
        for item in rows_of(TenantKeys.inbox(tenant)):
            if _is_my_message(item, person, mine):
                yield FoundRow("inbox", item)
        for customer in person.customer_ids:
            for item in rows_of(TenantKeys.person(tenant, customer)):
                yield FoundRow("people", item)
        for key in address_keys(tenant, person):
            for item in rows_of(key):
                if _is_my_address(item, person, mine):
                    yield FoundRow("addresses", item)
        for item in rows_of(TenantKeys.stripe(tenant), prefix="change#"):
            if _mentions(item, person):
                yield FoundRow("stripe_changes", item)

        for item in rows_of(TenantKeys.saved_filters(tenant)):
            if _looks_for(item, person, names):
                yield FoundRow("saved_filters", item)


def _looks_for(item: WorkspaceItem, person: PersonIdentity, names: Iterable[str]) -> bool:
    """Whether a saved filter looks for the person: its name or its search holds a whole name,
    address, number or customer id of theirs, or its search is their id or words of their name."""
    kept = _document(item)
    search = dict(parse_qsl(str(kept.get("query", "")))).get("q", "")
    called = tuple(filter(None, names))
    if any(
        names_person(text, person, called=called) for text in (str(kept.get("name", "")), search)
    ):
        return True
    if any(search.strip().casefold() == one.casefold() for one in person.customer_ids):
        return True
    return len(search) >= SHORTEST_NAME and any(names_words(name, search) for name in called)


def _document(item: WorkspaceItem) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(item.document or "{}")
    return read


def _is_my_booking(item: WorkspaceItem, person: PersonIdentity, mine: frozenset[str]) -> bool:
    return item.owner in mine or _document(item).get("customer") in person.customer_ids


def _is_my_message(item: WorkspaceItem, person: PersonIdentity, mine: frozenset[str]) -> bool:
    """By the conversation, or by who wrote it where it belongs to none."""
    message = _document(item)
    if message.get("conversation"):
        return message["conversation"] in mine
    wrote = str(message.get("address", ""))
    same_mailbox = "@" in wrote and person.is_owner(customer="", emails=(wrote,))
    return same_mailbox or wrote in person.whatsapp_ids or _same_phone(person, (wrote,))


def _is_my_address(item: WorkspaceItem, person: PersonIdentity, mine: frozenset[str]) -> bool:
    """A lock or a correspondent names its conversation; the rest of a phone's partition goes only
    with a number that nobody else's conversation holds."""
    if item.owner:
        return item.owner in mine or "#address#email#" in item.pk
    if item.sk == ADDRESS_HISTORY or item.sk.startswith(MAIL):
        return True
    return bool(person.whatsapp_ids) and item.kind == "whatsapp_user"


def _mentions(item: WorkspaceItem, person: PersonIdentity) -> bool:
    text = (item.document or "").casefold()
    names = (*person.customer_ids, *person.emails)
    return any(f'"{name.casefold()}"' in text for name in names)
