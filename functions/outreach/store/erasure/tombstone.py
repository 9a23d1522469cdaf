"""The tombstone: in one transaction a person becomes somebody to whom nothing may be sent or said.

Every name is suppressed under its keyed hash, and the heads of the conversations that could speak
are gone, so that whatever is queued finds no conversation. Must never leave one without the other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from functions.erasure.person import PersonIdentity, keyed_names
from functions.erasure.record import Erasure
from functions.erasure.stored_erasures import erasure_item, suppress_actions
from functions.outreach.domain.conversation.state import CampaignId
from functions.outreach.store.campaigns import count_key
from functions.outreach.store.erasure.person_rows import (
    find_at_once,
    founder_of,
    identity_of_head,
    with_whatsapp_ids,
)
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.data.transaction import Conflict, Transaction
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

LOOKS_AT_MOST = 4
"""A conversation may lead to another address, and that to another conversation."""
COMMITS_AT_MOST = 5
NAMES_AT_MOST = 40
CONVERSATIONS_AT_MOST = 10
"""Both together stay within one transaction; more conversations are left to the job."""
_CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class TooContended:
    """The person's conversations kept moving: ask again."""


def request_erasure(
    tenant: TenantId,
    person: PersonIdentity,
    *,
    erasure_id: str,
    by: FounderId,
    keys: KeyRing,
    now: datetime,
) -> Erasure | TooContended:
    """Put the tombstone. Raises ValueError where nothing names the person, or far too much does."""
    for _ in range(COMMITS_AT_MOST):
        whole, talks = _whole_person(tenant, person)
        names = keyed_names(whole, keys.current)
        if not 1 <= len(names) <= NAMES_AT_MOST:
            raise ValueError("a person has between one name and forty")
        erasure = Erasure(
            id=erasure_id,
            requested_at=now,
            requested_by=by,
            names=names,
            person=whole,
            conversations=tuple((talk, founder_of(head)) for talk, head in talks.items()),
        )
        if _committed(tenant, erasure, talks, now=now):
            return erasure
    return TooContended()


def _whole_person(
    tenant: TenantId, person: PersonIdentity
) -> tuple[PersonIdentity, Mapping[str, str]]:
    """All addresses that the person's conversations know, and the heads of these."""
    talks: dict[str, str] = {}
    whole = person
    for _ in range(LOOKS_AT_MOST):
        talks = find_at_once(tenant, whole)
        wider = whole
        for head in talks.values():
            wider = wider.united(identity_of_head(head))
        if wider == whole:
            break
        whole = wider
    whole = with_whatsapp_ids(tenant, whole)
    return whole, dict(list(talks.items())[:CONVERSATIONS_AT_MOST])


def _committed(
    tenant: TenantId, erasure: Erasure, talks: Mapping[str, str], *, now: datetime
) -> bool:
    with acting_for(tenant):
        token = hashlib.sha256(f"{erasure.id}|{sorted(talks.items())}".encode()).hexdigest()[:36]
        transaction = Transaction(WorkspaceItem, token=token)
        transaction.save(
            erasure_item(tenant, erasure, due_at=now),
            condition=WorkspaceItem.pk.does_not_exist(),
        )
        for name in erasure.names:
            transaction.update(
                WorkspaceItem(TenantKeys.suppression(tenant), name), actions=suppress_actions(now)
            )
        closing: dict[CampaignId, int] = {}
        for conversation, document in talks.items():
            head = json.loads(document)
            transaction.delete(
                WorkspaceItem(TenantKeys.conversation(tenant, conversation), "head"),
                condition=WorkspaceItem.version == head.get("version", 0),
            )
            if head["state"] != _CLOSED:
                campaign = CampaignId(str(head["terms"]["id"]))
                closing[campaign] = closing.get(campaign, 0) + 1
        for campaign, number in closing.items():
            for counted, change in (("open", -number), ("finished", number)):
                transaction.update(
                    WorkspaceItem(TenantKeys.campaigns(tenant), count_key(campaign, counted)),
                    actions=[WorkspaceItem.counter.add(change)],
                )
        return not isinstance(transaction.commit(), Conflict)
