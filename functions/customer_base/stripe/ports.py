"""What a sync needs of the outside: records, the link, Stripe's lists, and its own messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from functions.customer_base.imports.records import ImportRecord
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.stripe_source.account import ListAnswer, ListPosition, ObjectAnswer
from functions.stripe_source.change import Change
from functions.stripe_source.link import StripeLink
from tenancy.tenant import TenantId


class SyncRows(Protocol):
    def load_import(self, tenant: TenantId, import_id: str) -> ImportRecord | None: ...
    def create_import(self, tenant: TenantId, record: ImportRecord) -> None:
        """Save a new import; one that exists is left as it is."""
        ...

    def forget_import(self, tenant: TenantId, import_id: str) -> None:
        """Delete the record of an import and of its run, whose files are gone."""
        ...

    def snapshot(self, tenant: TenantId) -> SnapshotPointer | None: ...
    def no_longer_synced(self, tenant: TenantId, pointer: SnapshotPointer) -> None:
        """Let its facts grow old; nothing if another snapshot took its place meanwhile."""
        ...

    def judged_snapshot(self, tenant: TenantId) -> str:
        """The snapshot of the latest finished run; empty before the first."""
        ...


class SyncLinks(Protocol):
    """Connected Stripe accounts, how far their syncs came, and what webhooks reported since."""

    def load(self, tenant: TenantId) -> StripeLink | None: ...
    def edit(
        self, tenant: TenantId, change: Callable[[StripeLink], StripeLink | None]
    ) -> StripeLink | None:
        """Apply `change` to the latest version; None when there is none or it declined."""
        ...

    def changes(self, tenant: TenantId) -> Iterator[Change]: ...
    def count_changes(self, tenant: TenantId) -> int:
        """How many since the last full sync, also those that were not kept."""
        ...

    def replace_change(self, tenant: TenantId, before: Change, after: Change) -> bool:
        """Put an object as it was read; False where something was reported meanwhile."""
        ...

    def forget_changes(self, tenant: TenantId, *, received_before: datetime) -> None: ...


class StripeLists(Protocol):
    """The three lists of a founder's Stripe account, and its objects; refusals are values."""

    def subscriptions(self, where: ListPosition) -> ListAnswer: ...
    def customers(self, where: ListPosition) -> ListAnswer: ...
    def products(self, where: ListPosition) -> ListAnswer: ...
    def subscription(self, key: str) -> ObjectAnswer: ...
    def customer(self, key: str) -> ObjectAnswer: ...


class SyncMessages(Protocol):
    def pull(self, tenant: TenantId, *, sync: str, delay_s: int = 0) -> None: ...
    def apply_changes(self, tenant: TenantId, *, delay_s: int) -> None: ...
