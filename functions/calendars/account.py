"""What a founder entrusts to us to reach their calendar with: one secret a founder. Never logged.

Kept in Secrets Manager under the tenant's own name, encrypted there; no table holds any of it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import field
from typing import Any

from botocore.exceptions import ClientError

from functions.calendars.caldav import CalDav, CalDavAccount
from functions.calendars.guarded_http import GuardedHttp
from functions.calendars.provider import CalendarProvider
from tenancy.runtime.aws_clients import make_client
from tenancy.runtime.clock import Clock
from tenancy.runtime.tenant_secrets import SecretGoing, secret_name
from tenancy.tenant import FounderId, TenantId
from tenancy.values.json_text import decode_json, encode_json
from tenancy.values.lazy_dataclass import dataclass

_KEPT_SECONDS = 60.0
_KEPT_AT_MOST = 200
_ABSENT = frozenset({"ResourceNotFoundException", "InvalidRequestException"})


@dataclass(frozen=True, slots=True)
class CalendarAccount:
    """One connection of one founder."""

    connection: str
    """A new one for every connection and every change of what counts as busy."""
    label: str
    """What the founder recognises it by; no secret."""
    caldav: CalDavAccount | None = field(default=None, repr=False)
    all_day_busy: bool = True
    tentative_busy: bool = True


def open_calendar(account: CalendarAccount, *, http: GuardedHttp, clock: Clock) -> CalendarProvider:
    """The calendar behind a connection. Raises LookupError for one that names none."""
    if account.caldav is not None:
        return CalDav(account.caldav, http=http, clock=clock)
    raise LookupError("the connection names no calendar")


class StoredAccounts:
    """Reads and keeps founders' connections under the function's own credentials."""

    def __init__(
        self, stage: str, *, client: Any = None, elapsed_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._stage = stage
        self._made = client
        self._elapsed_s = elapsed_s
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, CalendarAccount | None]] = {}

    @property
    def _client(self) -> Any:
        if self._made is None:
            self._made = make_client("secretsmanager")
        return self._made

    def _name(self, tenant: TenantId, founder: FounderId) -> str:
        return f"{secret_name(self._stage, tenant)}-calendar-{founder}"

    def load(self, tenant: TenantId, founder: FounderId) -> CalendarAccount | None:
        """The connection as it is now; None where there is none."""
        try:
            found = self._client.get_secret_value(SecretId=self._name(tenant, founder))
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise
        return decode_json(CalendarAccount, found["SecretString"])

    def recent(self, tenant: TenantId, founder: FounderId) -> CalendarAccount | None:
        """As `load`, but up to a minute old."""
        name = self._name(tenant, founder)
        with self._lock:
            now = self._elapsed_s()
            known = self._kept.get(name)
            if known is None or now - known[0] >= _KEPT_SECONDS:
                if len(self._kept) >= _KEPT_AT_MOST:
                    self._kept.clear()
                known = (now, self.load(tenant, founder))
                self._kept[name] = known
            return known[1]

    def refreshed(self, tenant: TenantId, founder: FounderId) -> CalendarAccount | None:
        """As `load`, and what `recent` answers from now on."""
        account = self.load(tenant, founder)
        with self._lock:
            self._kept[self._name(tenant, founder)] = (self._elapsed_s(), account)
        return account

    def save(self, tenant: TenantId, founder: FounderId, account: CalendarAccount) -> None:
        """Raises SecretGoing."""
        name, text = self._name(tenant, founder), encode_json(account)
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

    def forget(self, tenant: TenantId, founder: FounderId) -> None:
        """Delete it at once, without the days in which it could be brought back."""
        try:
            self._client.delete_secret(
                SecretId=self._name(tenant, founder), ForceDeleteWithoutRecovery=True
            )
        except ClientError as error:
            if _code(error) not in _ABSENT:
                raise


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
