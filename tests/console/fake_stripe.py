"""The founder's Stripe account behind the console, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.stripe_source import StripeConnection
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.stripe_source.link import StripeLink
from tenancy.tenant import TenantId
from tests.console.fake_base import FakeBase


@dataclass
class FakeStripe:
    kept: StripeLink | None = None
    secret_key: str = ""
    hook_secret: str = ""
    connections: list[StripeConnection] = field(default_factory=list)
    asked: int = 0
    base: FakeBase = field(default_factory=FakeBase)
    """Whose snapshot is looked up beside the link."""

    def link(self, tenant: TenantId) -> StripeLink | None:
        return self.kept

    def link_and_base(self, tenant: TenantId) -> tuple[StripeLink | None, SnapshotPointer | None]:
        return self.link(tenant), self.base.current_base(tenant)

    def hook_url(self, tenant: TenantId) -> str:
        return f"http://127.0.0.1:8401/hooks/stripe/{tenant}"

    def connect(self, tenant: TenantId, wanted: StripeConnection) -> FieldRefusal | None:
        if wanted.key.endswith("unknown"):
            return FieldRefusal(
                "Stripe does not know this key. Copy it once more, whole.", "read_key"
            )
        self.connections.append(wanted)
        self.secret_key = wanted.key
        self.kept = StripeLink(
            connected_at=wanted.at,
            connected_by=wanted.by,
            key_ending=wanted.key[-4:],
            live=wanted.key.startswith("rk_live_"),
        )
        return None

    def keep_hook_secret(self, tenant: TenantId, secret: str) -> FieldRefusal | None:
        if self.kept is None:
            return FieldRefusal("Connect the account first.", "hook_secret")
        self.hook_secret = secret
        self.kept = self.kept.model_copy(update={"hook_ending": secret[-4:]})
        return None

    def sync_now(self, tenant: TenantId) -> None:
        self.asked += 1

    def disconnect(self, tenant: TenantId) -> None:
        self.kept, self.secret_key, self.hook_secret = None, "", ""
