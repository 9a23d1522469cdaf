"""What the workflows of the customer base need of the outside, as Protocols.

Tests use hand-written fakes; `workspace.py` is the real thing. Everything takes the tenant first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from functions.customer_base.store.records import (
    ImportRecord,
    LatestRun,
    RememberedMapping,
    RunRecord,
    SnapshotPointer,
)
from functions.product.offers import Catalogue
from functions.product.thresholds import Thresholds
from functions.stripe_source.account import Listed, Where
from functions.stripe_source.link import Change, StripeLink
from tenancy.tenant import TenantId


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """What the base reads of a conversation that outreach keeps; it never writes one."""

    id: str
    customer_id: str
    motion: str
    """Its campaign's, whatever the customer's own would be by now."""
    facts: Mapping[str, Any]
    """The customer as the conversation knows them, named as on a dial-pool page."""


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

    def open_conversations(self, tenant: TenantId) -> tuple[OpenConversation, ...]:
        """Every conversation of the tenant that has not ended."""
        ...


LISTED_AT_MOST = 10_000
"""Files of one folder; an import a day would take 27 years to get there."""


class Files(Protocol):
    """The tenant's files in the bucket, moved to and from local disk."""

    def list(self, tenant: TenantId, folder: str) -> tuple[str, ...]:
        """Keys below a folder. Raises ValueError when there are more than LISTED_AT_MOST."""
        ...

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


class Replies(Protocol):
    """The queue of what happened to a conversation. What follows from it outreach decides."""

    def facts_changed(
        self, tenant: TenantId, conversation: str, *, facts: Mapping[str, Any], run: str
    ) -> None: ...


class Tenants(Protocol):
    def time_zone(self, tenant: TenantId) -> str:
        """IANA name. Raises LookupError for a tenant that does not exist."""
        ...

    def every(self) -> Iterator[TenantId]: ...


class AddressHash(Protocol):
    def __call__(self, kind: str, address: str) -> str:
        """Keyed hash of a `phone` or `email`."""
        ...
