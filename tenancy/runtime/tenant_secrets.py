"""What a tenant entrusts to us to read its own accounts with: one secret a tenant. Never logged.

The secret's name is built from a checked tenant id, so no code path can name another tenant's by
what a request says.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import field, replace
from typing import Any

from tenancy.runtime.named_secrets import NamedSecrets
from tenancy.tenant import TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class StripeSecrets:
    """The restricted key of the founder's Stripe account, and what its webhooks are signed with."""

    read_key: str = field(default="", repr=False)
    hook_secret: str = field(default="", repr=False)


def secret_name(stage: str, tenant: TenantId) -> str:
    """`warmline-<stage>-tenant-<tenant>`; the functions' policies name this prefix."""
    return f"warmline-{stage}-tenant-{tenant_id(tenant)}"


class TenantSecrets:
    """Reads and keeps tenants' secrets under the function's own credentials."""

    def __init__(
        self, stage: str, *, client: Any = None, elapsed_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._stage = stage
        self._secrets = NamedSecrets(client=client, elapsed_s=elapsed_s)

    def stripe(self, tenant: TenantId) -> StripeSecrets:
        """What is kept now; empty where nothing is."""
        return _stripe_of(self._secrets.load(secret_name(self._stage, tenant)))

    def recent_stripe(self, tenant: TenantId) -> StripeSecrets:
        """As `stripe`, but up to a minute old: a webhook need not ask for its secret each time."""
        return _stripe_of(self._secrets.load_recent(secret_name(self._stage, tenant)))

    def keep_read_key(self, tenant: TenantId, key: str) -> None:
        """Raises SecretGoing."""
        self._keep(tenant, replace(self.stripe(tenant), read_key=key))

    def keep_hook_secret(self, tenant: TenantId, secret: str) -> None:
        """Raises SecretGoing."""
        self._keep(tenant, replace(self.stripe(tenant), hook_secret=secret))

    def _keep(self, tenant: TenantId, secrets: StripeSecrets) -> None:
        text = json.dumps(
            {"stripe_read_key": secrets.read_key, "stripe_hook_secret": secrets.hook_secret}
        )
        self._secrets.save(secret_name(self._stage, tenant), text)

    def forget(self, tenant: TenantId) -> None:
        """Delete it at once, without the days in which it could be brought back."""
        self._secrets.delete(secret_name(self._stage, tenant))


def _stripe_of(text: str | None) -> StripeSecrets:
    kept = json.loads(text or "{}")
    return StripeSecrets(
        read_key=kept.get("stripe_read_key", ""), hook_secret=kept.get("stripe_hook_secret", "")
    )


def tenant_secrets_from_environment() -> TenantSecrets:
    """Raises KeyError without WARMLINE_STAGE."""
    return TenantSecrets(os.environ["WARMLINE_STAGE"])
