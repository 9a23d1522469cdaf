"""What every workflow of the base needs of the outside, in types of their own.

Each package's records and what it needs of them stand in its own `ports`. Tests use hand-written
fakes; `wiring` builds the real ones. Everything takes the tenant first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """What the base reads of a conversation that outreach keeps; it never writes one."""

    id: str
    customer_id: str
    motion: str
    """Its campaign's, whatever the customer's own would be by now."""
    facts: Mapping[str, Any]
    """The customer as the conversation knows them, named as on a dial-pool page."""


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

    def purge_versions(self, tenant: TenantId, key: str) -> None:
        """Remove what was overwritten or deleted under a key, for good."""
        ...


class SegmentQueue(Protocol):
    def send(self, tenant: TenantId, *, run: str, snapshot: str) -> None: ...


class Replies(Protocol):
    """The queue of events of a conversation. What follows from one is for outreach to decide."""

    def facts_changed(
        self, tenant: TenantId, conversation: str, *, facts: Mapping[str, Any], run: str
    ) -> None: ...


class Tenants(Protocol):
    def time_zone(self, tenant: TenantId) -> str:
        """IANA name. Raises LookupError for a tenant that does not exist."""
        ...

    def currency(self, tenant: TenantId) -> str:
        """ISO 4217. Raises LookupError for a tenant that does not exist."""
        ...

    def list_tenants(self) -> Iterator[TenantId]: ...


class AddressHash(Protocol):
    def __call__(self, kind: str, address: str) -> tuple[str, ...]:
        """Keyed hashes of a `phone`, an `email` or the id of a `customer`, one for each key."""
        ...
