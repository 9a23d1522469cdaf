"""What a tenant entrusts to us to read its own accounts with: one secret a tenant. Never logged.

The secret's name is built from a checked tenant id, so no code path can name another tenant's by
what a request says.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import field, replace
from typing import Any

from botocore.exceptions import ClientError

from tenancy.runtime.aws_clients import make_client
from tenancy.tenant import TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass

_KEPT_SECONDS = 60.0
"""A webhook need not ask for its secret each time; a changed one counts after a minute."""
_KEPT_TENANTS = 200


@dataclass(frozen=True, slots=True)
class StripeSecrets:
    """The restricted key of the founder's Stripe account, and what its webhooks are signed with."""

    read_key: str = field(default="", repr=False)
    hook_secret: str = field(default="", repr=False)


class SecretGoing(Exception):  # noqa: N818 - named for what happened
    """The secret was deleted a moment ago and cannot be made again yet."""


def secret_name(stage: str, tenant: TenantId) -> str:
    """`warmline-<stage>-tenant-<tenant>`; the functions' policies name this prefix."""
    return f"warmline-{stage}-tenant-{tenant_id(tenant)}"


class TenantSecrets:
    """Reads and keeps tenants' secrets under the function's own credentials."""

    def __init__(
        self, stage: str, *, client: Any = None, elapsed_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._stage = stage
        self._made = client
        self._elapsed_s = elapsed_s
        self._lock = threading.Lock()
        self._kept: dict[TenantId, tuple[float, StripeSecrets]] = {}

    @property
    def _client(self) -> Any:
        if self._made is None:
            self._made = make_client("secretsmanager")
        return self._made

    def stripe(self, tenant: TenantId) -> StripeSecrets:
        """What is kept now; empty where nothing is."""
        try:
            found = self._client.get_secret_value(SecretId=secret_name(self._stage, tenant))
        except ClientError as error:
            if _code(error) in {"ResourceNotFoundException", "InvalidRequestException"}:
                return StripeSecrets()
            raise
        kept = json.loads(found["SecretString"])
        return StripeSecrets(
            read_key=kept.get("stripe_read_key", ""), hook_secret=kept.get("stripe_hook_secret", "")
        )

    def recent_stripe(self, tenant: TenantId) -> StripeSecrets:
        """As `stripe`, but up to a minute old."""
        with self._lock:
            now = self._elapsed_s()
            known = self._kept.get(tenant)
            if known is None or now - known[0] >= _KEPT_SECONDS:
                if len(self._kept) >= _KEPT_TENANTS:
                    self._kept.clear()
                known = (now, self.stripe(tenant))
                self._kept[tenant] = known
            return known[1]

    def keep_read_key(self, tenant: TenantId, key: str) -> None:
        """Raises SecretGoing."""
        self._keep(tenant, replace(self.stripe(tenant), read_key=key))

    def keep_hook_secret(self, tenant: TenantId, secret: str) -> None:
        """Raises SecretGoing."""
        self._keep(tenant, replace(self.stripe(tenant), hook_secret=secret))

    def _keep(self, tenant: TenantId, secrets: StripeSecrets) -> None:
        name = secret_name(self._stage, tenant)
        text = json.dumps(
            {"stripe_read_key": secrets.read_key, "stripe_hook_secret": secrets.hook_secret}
        )
        try:
            try:
                self._client.put_secret_value(SecretId=name, SecretString=text)
            except ClientError as error:
                if _code(error) != "ResourceNotFoundException":
                    raise
                self._client.create_secret(Name=name, SecretString=text)
        except ClientError as error:
            if _code(error) in {"InvalidRequestException", "ResourceExistsException"}:
                raise SecretGoing from None
            raise

    def forget(self, tenant: TenantId) -> None:
        """Delete it at once, without the days in which it could be brought back."""
        try:
            self._client.delete_secret(
                SecretId=secret_name(self._stage, tenant), ForceDeleteWithoutRecovery=True
            )
        except ClientError as error:
            if _code(error) not in {"ResourceNotFoundException", "InvalidRequestException"}:
                raise


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def tenant_secrets_from_environment() -> TenantSecrets:
    """Raises KeyError without WARMLINE_STAGE."""
    return TenantSecrets(os.environ["WARMLINE_STAGE"])
