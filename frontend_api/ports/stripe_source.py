"""The founder's own Stripe account, as the pages connect and disconnect it."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from functions.customer_base.store.snapshot_pointer import SnapshotPointer
    from functions.product.consent import SoftOptInAnswers
    from functions.stripe_source.link import StripeLink
    from tenancy.tenant import FounderId, TenantId


@dataclass(frozen=True, slots=True)
class StripeConnection:
    """What the founder enters to connect their Stripe account."""

    key: str = field(repr=False)
    default_country: str
    attestation: SoftOptInAnswers
    by: FounderId
    at: datetime


class StripeSource(Protocol):
    """The founder's own Stripe account as a source of the customer base."""

    def link(self, tenant: TenantId) -> StripeLink | None: ...
    def link_and_base(self, tenant: TenantId) -> tuple[StripeLink | None, SnapshotPointer | None]:
        """The account, and which snapshot is the customer base; by one request."""
        ...

    def hook_url(self, tenant: TenantId) -> str: ...
    def connect(self, tenant: TenantId, wanted: StripeConnection) -> FieldRefusal | None:
        """Check the key, keep it as a secret, and begin to read."""
        ...

    def keep_hook_secret(self, tenant: TenantId, secret: str) -> FieldRefusal | None: ...
    def sync_now(self, tenant: TenantId) -> None: ...
    def disconnect(self, tenant: TenantId) -> None:
        """Delete the key and the changes webhooks recorded; the base stays as it is."""
        ...
