"""What a tenant entrusts to us to reach its own accounts with, in Secrets Manager. Never logged.

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

DATA_KEY_VARIABLE = "WARMLINE_DATA_KEY"
"""Names the key that new secrets are kept under; empty or unset, AWS takes a key of its own."""
KEPT_SECONDS = 60.0
"""A secret need not be asked for each time; a changed one counts after a minute."""
KEPT_AT_MOST = 200
_ABSENT = frozenset({"ResourceNotFoundException", "InvalidRequestException"})
"""Never there, or deleted a moment ago."""


class SecretGoing(Exception):  # noqa: N818 - named for what happened
    """The secret was deleted a moment ago and cannot be made again yet."""


class NamedSecrets:
    """Under the function's own credentials."""

    def __init__(
        self, *, client: Any = None, elapsed_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._made = client
        self._elapsed_s = elapsed_s
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, str | None]] = {}

    @property
    def _client(self) -> Any:
        if self._made is None:
            self._made = make_client("secretsmanager")
        return self._made

    def load(self, name: str) -> str | None:
        """The text as it is now; None where there is none."""
        try:
            found = self._client.get_secret_value(SecretId=name)
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise
        return str(found["SecretString"])

    def load_recent(self, name: str) -> str | None:
        """As `load`, but up to a minute old."""
        with self._lock:
            now = self._elapsed_s()
            known = self._kept.get(name)
            if known is None or now - known[0] >= KEPT_SECONDS:
                if len(self._kept) >= KEPT_AT_MOST:
                    self._kept.clear()
                known = (now, self.load(name))
                self._kept[name] = known
            return known[1]

    def refresh(self, name: str) -> str | None:
        """As `load`, and what `load_recent` answers from now on."""
        text = self.load(name)
        with self._lock:
            self._kept[name] = (self._elapsed_s(), text)
        return text

    def save(self, name: str, text: str) -> None:
        """Raises SecretGoing."""
        try:
            try:
                self._client.put_secret_value(SecretId=name, SecretString=text)
            except ClientError as error:
                if _code(error) != "ResourceNotFoundException":
                    raise
                key = os.environ.get(DATA_KEY_VARIABLE)
                under = {"KmsKeyId": key} if key else {}
                self._client.create_secret(Name=name, SecretString=text, **under)
        except ClientError as error:
            if _code(error) in {"InvalidRequestException", "ResourceExistsException"}:
                raise SecretGoing from None
            raise

    def delete(self, name: str) -> None:
        """At once, without the days in which it could be brought back."""
        try:
            self._client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        except ClientError as error:
            if _code(error) not in _ABSENT:
                raise


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


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
