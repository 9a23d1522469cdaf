"""What the workflows of the customer base need of the outside, as Protocols.

Tests use hand-written fakes; `workspace.py` is the real thing. Everything takes the tenant first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from functions.customer_base.catalogue import Catalogue
from functions.customer_base.records import (
    ImportRecord,
    LatestRun,
    RememberedMapping,
    RunRecord,
    SnapshotPointer,
)
from functions.customer_base.thresholds import Thresholds
from tenancy.stripe_account import Listed, Where
from tenancy.stripe_link import Change, StripeLink
from tenancy.tenant import TenantId


class Rows(Protocol):
    """Records of imports and runs, and what the founder set."""

    def load_import(self, tenant: TenantId, import_id: str) -> ImportRecord | None: ...

    def create_import(self, tenant: TenantId, record: ImportRecord) -> None:
        """Keep a new import; one that exists is left as it is."""
        ...

    def edit_import(
        self,
        tenant: TenantId,
        import_id: str,
        change: Callable[[ImportRecord], ImportRecord | None],
    ) -> ImportRecord | None:
        """Apply `change` to the latest version; None when there is none or it declined."""
        ...

    def load_run(self, tenant: TenantId, run: str) -> RunRecord | None: ...
    def save_run(self, tenant: TenantId, run: RunRecord) -> None: ...
    def latest_run(self, tenant: TenantId) -> LatestRun | None: ...
    def save_latest_run(self, tenant: TenantId, latest: LatestRun) -> None: ...
    def snapshot(self, tenant: TenantId) -> SnapshotPointer | None: ...
    def save_snapshot(self, tenant: TenantId, pointer: SnapshotPointer) -> None: ...
    def no_longer_synced(self, tenant: TenantId, pointer: SnapshotPointer) -> None:
        """Let its facts grow old; nothing if another snapshot took its place meanwhile."""
        ...

    def thresholds(self, tenant: TenantId) -> Thresholds: ...
    def catalogue(self, tenant: TenantId) -> Catalogue: ...
    def remembered(self, tenant: TenantId, headers: str) -> RememberedMapping | None: ...
    def remember(self, tenant: TenantId, headers: str, mapping: RememberedMapping) -> None: ...

    def suppressed(self, tenant: TenantId) -> frozenset[str]:
        """`<kind>#<keyed hash>` of every address that must never be contacted."""
        ...

    def open_motions(self, tenant: TenantId) -> Mapping[str, str]:
        """Customer id → motion of those with an open conversation."""
        ...


class Files(Protocol):
    """The tenant's files in the bucket, moved to and from local disk."""

    def size(self, tenant: TenantId, key: str) -> int | None: ...
    def download(self, tenant: TenantId, key: str, target: Path) -> None: ...
    def upload(self, tenant: TenantId, source: Path, key: str) -> None: ...
    def delete(self, tenant: TenantId, key: str) -> None:
        """Deleting what is not there is fine."""
        ...


class Links(Protocol):
    """Connected Stripe accounts, how far their syncs came, and what webhooks told since."""

    def load(self, tenant: TenantId) -> StripeLink | None: ...
    def edit(
        self, tenant: TenantId, change: Callable[[StripeLink], StripeLink | None]
    ) -> StripeLink | None:
        """Apply `change` to the latest version; None when there is none or it declined."""
        ...

    def changes(self, tenant: TenantId) -> Iterator[Change]: ...
    def changes_told(self, tenant: TenantId) -> int:
        """How many since the last full sync, also those that were not kept."""
        ...

    def forget_changes(self, tenant: TenantId, *, received_before: datetime) -> None: ...


class StripeLists(Protocol):
    """The three lists of a founder's Stripe account; refusals are values."""

    def subscriptions(self, where: Where) -> Listed: ...
    def customers(self, where: Where) -> Listed: ...
    def products(self, where: Where) -> Listed: ...


class SyncMessages(Protocol):
    def pull(self, tenant: TenantId, *, sync: str, delay_s: int = 0) -> None: ...
    def apply_changes(self, tenant: TenantId, *, delay_s: int) -> None: ...


class SegmentQueue(Protocol):
    def send(self, tenant: TenantId, *, run: str, snapshot: str) -> None: ...


class Tenants(Protocol):
    def time_zone(self, tenant: TenantId) -> str:
        """IANA name. Raises LookupError for a tenant that does not exist."""
        ...

    def every(self) -> Iterator[TenantId]: ...


class AddressHash(Protocol):
    def __call__(self, kind: str, address: str) -> str:
        """Keyed hash of a `phone` or `email`."""
        ...
