"""The erasure log of a tenant: rows of the workspace table, and a copy of each in the bucket.

The copy holds keyed hashes alone, and tells a restored table what was erased after its backup.
Must never write a name in the open into the bucket.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from pynamodb.expressions.update import Action

from functions.erasure.person import ERASURE_ROW
from functions.erasure.record import Erasure, next_look, replay
from tenancy.data.bucket import TenantBucket, tenant_file
from tenancy.data.credentials import acting_for
from tenancy.data.documents import (
    DocumentKind,
    create_document,
    edit_document,
    filled_item,
    list_documents,
    load_document,
)
from tenancy.data.due_index import due_shard, due_time
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId
from tenancy.values.json_text import decode_json, encode_json

_READ_AGAIN_AT_MOST = 1_000
"""Copies in the bucket looked at in one night."""


def _kind(due_at: datetime | None) -> DocumentKind[Erasure]:
    """The document, and the attributes by which the sweep finds it; none of them once done."""

    def attributes(erasure: Erasure) -> dict[str, str | None]:
        is_due = due_at is not None and not erasure.is_done
        return {
            "due_shard": due_shard(erasure.id) if is_due else None,
            "due_at": due_time(due_at) if due_at is not None and is_due else None,
        }

    return DocumentKind(
        "erasure", lambda text: decode_json(Erasure, text), encode_json, attributes=attributes
    )


def erasure_item(tenant: TenantId, erasure: Erasure, *, due_at: datetime) -> WorkspaceItem:
    """The row of a new erasure, for the transaction that also writes its suppressions."""
    item = WorkspaceItem(pk=TenantKeys.erasures(tenant), sk=erasure.id, version=1)
    return filled_item(item, _kind(due_at), erasure)


def list_erasures(tenant: TenantId) -> tuple[Erasure, ...]:
    """The newest first."""
    with acting_for(tenant):
        found = list_documents(TenantKeys.erasures(tenant), _kind(None))
    return tuple(sorted(found, key=lambda one: one.requested_at, reverse=True))


class StoredErasures:
    """An `ErasureLog` port."""

    def load(self, tenant: TenantId, erasure: str) -> Erasure | None:
        with acting_for(tenant):
            return load_document(TenantKeys.erasures(tenant), erasure, _kind(None))

    def edit(
        self,
        tenant: TenantId,
        erasure: str,
        change: Callable[[Erasure], Erasure | None],
        *,
        now: datetime,
    ) -> Erasure | None:
        known = self.load(tenant, erasure)
        if known is None:
            return None
        with acting_for(tenant):
            kind = _kind(next_look(known, now=now))
            return edit_document(TenantKeys.erasures(tenant), erasure, kind, change)

    def save_copy(self, tenant: TenantId, erasure: Erasure) -> None:
        copy = replace(erasure, person=None, conversations=())
        with acting_for(tenant):
            key = tenant_file(tenant, "erasures", f"{erasure.id}.json")
            body = encode_json(copy).encode()
            TenantBucket().write(key, body, content_type="application/json")


def replay_missing(tenant: TenantId, *, now: datetime) -> int:
    """Begin again what the bucket knows and the table does not: it was restored from before.

    Returns how many were begun. What the table knows is left alone, also where the same person was
    imported again since.
    """
    with acting_for(tenant):
        bucket = TenantBucket()
        known = {one.id for one in list_documents(TenantKeys.erasures(tenant), _kind(None))}
        begun = 0
        for number, key in enumerate(bucket.keys(tenant_file(tenant, "erasures"))):
            if number >= _READ_AGAIN_AT_MOST:
                break
            erasure_id = key.rpartition("/")[2].removesuffix(".json")
            body = None if erasure_id in known else bucket.get(key)
            if body is None:
                continue
            again = replay(decode_json(Erasure, body), now=now)
            begun += _begin_again(tenant, again, now=now)
    return begun


def _begin_again(tenant: TenantId, erasure: Erasure, *, now: datetime) -> bool:
    for name in erasure.names:
        suppress_erased(tenant, name, at=now)
    return create_document(TenantKeys.erasures(tenant), erasure.id, _kind(now), erasure)


ERASED_EVIDENCE = "Erased on request. Nothing may be sent, whatever is imported again."


def suppress_erased(tenant: TenantId, name: str, *, at: datetime) -> None:
    """Keep one keyed name as suppressed; the time of an earlier opt-out stays."""
    WorkspaceItem(TenantKeys.suppression(tenant), name).update(actions=suppress_actions(at))


def suppress_actions(at: datetime) -> list[Action]:
    """What an erasure writes into the suppression row of a name."""
    return [
        WorkspaceItem.at.set(WorkspaceItem.at | due_time(at)),
        WorkspaceItem.document.set(ERASED_EVIDENCE),
        WorkspaceItem.kind.set(ERASURE_ROW),
        WorkspaceItem.erased_at.set(due_time(at)),
        WorkspaceItem.owner.remove(),
    ]
