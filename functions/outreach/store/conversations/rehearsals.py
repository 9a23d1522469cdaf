"""Rehearsals over founders' own phones: begun on a free phone, and listed apart.

They stand where conversations stand, so that every hook finds them, and nothing that counts or
looks for customers does. Must never take a phone over that a customer's conversation has used.
"""

from __future__ import annotations

import uuid
from enum import StrEnum

from functions.outreach.codec import from_json
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.store.conversations.people import addresses_of
from functions.outreach.store.conversations.step_writes import head_item, listing_of
from functions.outreach.store.dynamo import row, time_text
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem, WorkspaceKey
from tenancy.data.transaction import Conflict, Transaction
from tenancy.tenant import TenantId

PREFIX = "rehearsal_"
"""Begins the id of every rehearsal over a phone."""


class PhoneTaken(StrEnum):
    """Why a phone is not free for a rehearsal."""

    BY_REHEARSAL = "by_rehearsal"
    BY_CUSTOMER = "by_customer"
    FOR_A_MOMENT = "for_a_moment"
    """Something else wrote to it meanwhile, and nothing holds it now."""


def begin_rehearsal(rehearsal: Conversation) -> PhoneTaken | None:
    """Keep it, and take its phone until it ends; None if it began.

    What is written from the phone afterwards belongs to the rehearsal, an opt-out included: so a
    number that a customer's conversation has used is refused.
    """
    tenant = rehearsal.tenant
    ((kind, address),) = addresses_of(rehearsal.facts)
    key = TenantKeys.address(tenant, kind, address)
    with acting_for(tenant):
        before = row(key, "correspondent")
        if before is not None and not (before.owner or "").startswith(PREFIX):
            return PhoneTaken.BY_CUSTOMER
        unchanged = (
            WorkspaceItem.pk.does_not_exist()
            if before is None
            else WorkspaceItem.owner == before.owner
        )
        transaction = Transaction(WorkspaceItem, token=uuid.uuid4().hex)
        head = head_item(rehearsal)
        head.listing_pk = listing_of(rehearsal)
        head.listing_sk = time_text(rehearsal.created_at)
        transaction.save(head, condition=WorkspaceItem.pk.does_not_exist(), name="head")
        transaction.save(
            WorkspaceItem(
                pk=key,
                sk="lock",
                kind="lock",
                owner=rehearsal.id,
                at=time_text(rehearsal.created_at),
            ),
            condition=WorkspaceItem.pk.does_not_exist(),
            name="lock",
        )
        transaction.save(
            WorkspaceItem(pk=key, sk="correspondent", kind="correspondent", owner=rehearsal.id),
            condition=unchanged,
            name="correspondent",
        )
        if isinstance(transaction.commit(), Conflict):
            return _taken_by(key)
    return None


def _taken_by(key: WorkspaceKey) -> PhoneTaken:
    """Who holds the phone by now: what stood against the commit may be a customer's conversation
    that was opened at the same moment."""
    found = [row(key, "lock"), row(key, "correspondent")]
    owners = [one.owner or "" for one in found if one is not None]
    if not all(owner.startswith(PREFIX) for owner in owners):
        return PhoneTaken.BY_CUSTOMER
    return PhoneTaken.BY_REHEARSAL if found[0] is not None else PhoneTaken.FOR_A_MOMENT


def list_rehearsals(tenant: TenantId, *, limit: int) -> tuple[Conversation, ...]:
    """The newest first, each as its head says."""
    with acting_for(tenant):
        found = WorkspaceItem.listing.query(
            TenantKeys.rehearsals_listing(tenant), scan_index_forward=False, limit=limit
        )
        return tuple(from_json(Conversation, item.document or "") for item in found)
