"""A founder's own Stripe account as a source of its customer base: the link, the sync, the changes.

Stores the connected account, the cursor of its sync and what webhooks reported since. Must never
hold a key, nor decide when to sync.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict
from pynamodb.exceptions import DeleteError, DoesNotExist
from pynamodb.expressions.condition import Condition

from functions.product.consent import SoftOptIn
from functions.stripe_source.change import Change, newest
from tenancy.data.credentials import acting_for
from tenancy.data.documents import (
    EDITS_AT_MOST,
    DocumentKind,
    create_or_edit_document,
    edit_document,
    load_document,
)
from tenancy.data.edit_conflict import EditConflictError
from tenancy.data.table import TenantKeys, WorkspaceItem, WorkspaceKey, saved_if
from tenancy.tenant import TenantId

CHANGES_LIVE = timedelta(days=7)
"""As long as an uploaded file: what no full sync took up by then is forgotten."""
CHANGES_AT_MOST = 20_000
"""Changes kept between two full syncs; beyond, Stripe is read again instead."""
_LINK = "link"
_COUNT = "count"
_CHANGE = "change#"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class SyncPhase(StrEnum):
    PRODUCTS = "products"
    SUBSCRIPTIONS = "subscriptions"
    CUSTOMERS = "customers"
    ASSEMBLING = "assembling"


class Sync(_Record):
    """One pull under way: which list is read, and up to where."""

    id: str
    phase: SyncPhase
    started_at: datetime
    touched_at: datetime
    cursor: str = ""
    cursor_created: int | None = None
    """When the object of the cursor was created, in Unix seconds."""
    created_until: int | None = None
    """Only what was created until then is left; set where the cursor's object was deleted."""
    parts: int = 0
    """Files of rows that are safely written; the next one is `parts + 1`."""
    subscriptions: int = 0
    customers: int = 0
    held_up: int = 0
    """Times in a row that Stripe was busy or away."""
    worker_until: datetime | None = None
    """Until then one worker has this sync; afterwards another may take it up."""

    @property
    def full(self) -> bool:
        """Whether Stripe is read, rather than webhooks applied to the last reading."""
        return not self.id.startswith("changes")


class StripeLink(_Record):
    """`stripe` / `link`: the connected account as the founder sees it. Holds no secret."""

    connected_at: datetime
    connected_by: str
    key_ending: str
    """The last four characters, to tell keys apart."""
    live: bool
    hook_ending: str = ""
    default_country: str = ""
    attested: SoftOptIn | None = None
    asked_at: datetime | None = None
    """When the founder asked for a sync that did not begin yet."""
    sync: Sync | None = None
    synced_at: datetime | None = None
    """When the last full sync began: what the base says of Stripe is at least that new."""
    applied_at: datetime | None = None
    """When changes were last put over it."""
    ended: tuple[str, ...] = ()
    """The newest syncs that ended, well or not: their messages may come again."""
    import_id: str = ""
    """The newest import this link made."""
    read_until: datetime | None = None
    """When the last full sync had read everything."""
    full_import: str = ""
    """The import of the last full sync; its files are what changes are put over."""
    made: tuple[str, ...] = ()
    """Imports whose snapshots are still kept, oldest first."""
    rows: int = 0
    digest: str = ""
    """Of the rows of the newest import, whatever their order."""
    changes_due_at: datetime | None = None
    """A message is on its way that will put changes over the base."""
    problem: str = ""
    """In the founder's words; empty once a sync succeeded."""


_STRIPE_LINK = DocumentKind(
    "stripe_link", StripeLink.model_validate_json, StripeLink.model_dump_json
)


read_link = _STRIPE_LINK.read


def link_place(tenant: TenantId) -> tuple[WorkspaceKey, str]:
    """Where the link stands in the workspace table."""
    return TenantKeys.stripe(tenant), _LINK


class StoredLinks:
    """Links and their changes in the workspace table, under the tenant's own credentials."""

    def load(self, tenant: TenantId) -> StripeLink | None:
        with acting_for(tenant):
            return load_document(TenantKeys.stripe(tenant), _LINK, _STRIPE_LINK)

    def connect(
        self, tenant: TenantId, change: Callable[[StripeLink | None], StripeLink]
    ) -> StripeLink:
        """Put a link where there is none, or another in its place."""
        with acting_for(tenant):
            return create_or_edit_document(TenantKeys.stripe(tenant), _LINK, _STRIPE_LINK, change)

    def edit(
        self, tenant: TenantId, change: Callable[[StripeLink], StripeLink | None]
    ) -> StripeLink | None:
        """Apply `change` to the latest version; None when there is no link or it declined.

        Raises EditConflictError when others keep saving it.
        """
        with acting_for(tenant):
            return edit_document(TenantKeys.stripe(tenant), _LINK, _STRIPE_LINK, change)

    def remove(self, tenant: TenantId) -> None:
        """The link and every change row of it."""
        with acting_for(tenant):
            pk = TenantKeys.stripe(tenant)
            with WorkspaceItem.batch_write() as batch:
                for item in WorkspaceItem.query(pk, consistent_read=True):
                    batch.delete(item)

    def keep_change(self, tenant: TenantId, reported: Change) -> bool:
        """Keep what stands of each object; False for a report that says nothing new.

        Raises EditConflictError when others keep reporting the same object.
        """
        with acting_for(tenant):
            for _ in range(EDITS_AT_MOST):
                known = self._known(tenant, reported.object_id)
                after = newest(known, reported)
                if after is None or _saved_over(tenant, known, after):
                    return after is not None
        raise EditConflictError(reported.object_id)

    def replace_change(self, tenant: TenantId, before: Change, after: Change) -> bool:
        """Put the object as it was read; False where something was reported meanwhile."""
        with acting_for(tenant):
            return _saved_over(tenant, before, after)

    def _known(self, tenant: TenantId, object_id: str) -> Change | None:
        try:
            item = WorkspaceItem.get(
                TenantKeys.stripe(tenant), f"{_CHANGE}{object_id}", consistent_read=True
            )
        except DoesNotExist:
            return None
        return Change.model_validate_json(item.document or "")

    def count_change(self, tenant: TenantId) -> int:
        """How many were reported since the last full sync, with this one."""
        with acting_for(tenant):
            item = WorkspaceItem(TenantKeys.stripe(tenant), _COUNT)
            item.update(actions=[WorkspaceItem.counter.add(1)])
        return int(item.counter or 0)

    def count_changes(self, tenant: TenantId) -> int:
        with acting_for(tenant):
            try:
                item = WorkspaceItem.get(TenantKeys.stripe(tenant), _COUNT, consistent_read=True)
            except DoesNotExist:
                return 0
        return int(item.counter or 0)

    def changes(self, tenant: TenantId) -> Iterator[Change]:
        with acting_for(tenant):
            for item in WorkspaceItem.query(
                TenantKeys.stripe(tenant),
                WorkspaceItem.sk.startswith(_CHANGE),
                consistent_read=True,
            ):
                yield Change.model_validate_json(item.document or "")

    def forget_changes(self, tenant: TenantId, *, received_before: datetime) -> None:
        """What a full sync that began then has certainly seen; a newer word meanwhile stays.

        Counting starts from zero.
        """
        old = [one for one in self.changes(tenant) if one.received_at < received_before]
        with acting_for(tenant):
            WorkspaceItem(TenantKeys.stripe(tenant), _COUNT).delete()
            for change in old:
                item = WorkspaceItem(TenantKeys.stripe(tenant), f"{_CHANGE}{change.object_id}")
                _delete(item, WorkspaceItem.owner == change.event)


def _saved_over(tenant: TenantId, before: Change | None, after: Change) -> bool:
    """Save a change over the one that was read; False if it is another one by now."""
    item = WorkspaceItem(
        pk=TenantKeys.stripe(tenant),
        sk=f"{_CHANGE}{after.object_id}",
        kind="stripe_change",
        owner=after.event,
        document=after.model_dump_json(),
        expires_at=after.received_at + CHANGES_LIVE,
    )
    unchanged: Condition = WorkspaceItem.pk.does_not_exist()
    if before is not None:
        unchanged = WorkspaceItem.document == before.model_dump_json()
    return saved_if(item, unchanged)


def _delete(item: WorkspaceItem, condition: Condition) -> None:
    """Delete what still fits; what was replaced meanwhile stays."""
    try:
        item.delete(condition=condition)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
