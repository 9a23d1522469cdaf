"""What a founder entrusts to us to reach their calendar with: one secret a founder. Never logged.

Kept in Secrets Manager under the tenant's own name, encrypted there; no table holds any of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import field
from typing import Any

from functions.calendars.calcom.account import CalComAccount
from functions.calendars.calcom.calendar import CalCom
from functions.calendars.caldav import CalDav, CalDavAccount
from functions.calendars.google.account import GoogleAccount
from functions.calendars.google.api import AccessTokens
from functions.calendars.google.calendar import GoogleCalendar
from functions.calendars.google.sign_in import GoogleClient
from functions.calendars.guarded_http import GuardedHttp
from functions.calendars.provider import CalendarProvider
from tenancy.runtime.clock import Clock
from tenancy.runtime.tenant_secrets import NamedSecrets, secret_name
from tenancy.tenant import FounderId, TenantId
from tenancy.values.json_text import decode_json, encode_json
from tenancy.values.lazy_dataclass import dataclass


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
    google: GoogleAccount | None = field(default=None, repr=False)
    calcom: CalComAccount | None = field(default=None, repr=False)
    offered_calcom: CalComAccount | None = field(default=None, repr=False)
    """Whose key was given a moment ago and that no event type is chosen of yet; what is connected
    stays so meanwhile."""

    @property
    def is_connected(self) -> bool:
        return bool(self.connection)

    @property
    def has_calendars(self) -> bool:
        """Whether its provider keeps several calendars, which the founder chooses from."""
        return self.caldav is not None or self.google is not None


@dataclass(frozen=True, slots=True)
class CalendarOpener:
    """Opens whatever calendar a founder connected."""

    http: GuardedHttp
    clock: Clock
    google: Callable[[], GoogleClient]
    """Our registration with Google, asked for with the first calendar there."""
    tokens: AccessTokens

    def open(self, account: CalendarAccount) -> CalendarProvider:
        """Raises LookupError for a connection that names no calendar."""
        if account.caldav is not None:
            return CalDav(account.caldav, http=self.http, clock=self.clock)
        if account.google is not None:
            return GoogleCalendar(
                account.google, client=self.google(), http=self.http, tokens=self.tokens
            )
        if account.calcom is not None:
            return CalCom(account.calcom, http=self.http)
        raise LookupError("the connection names no calendar")


class StoredAccounts:
    """Reads and keeps founders' connections under the function's own credentials."""

    def __init__(
        self, stage: str, *, client: Any = None, elapsed_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._stage = stage
        self._secrets = NamedSecrets(client=client, elapsed_s=elapsed_s)

    def _name(self, tenant: TenantId, founder: FounderId) -> str:
        return f"{secret_name(self._stage, tenant)}-calendar-{founder}"

    def load(self, tenant: TenantId, founder: FounderId) -> CalendarAccount | None:
        """The connection as it is now; None where there is none."""
        return _account_of(self._secrets.load(self._name(tenant, founder)))

    def recent(self, tenant: TenantId, founder: FounderId) -> CalendarAccount | None:
        """As `load`, but up to a minute old."""
        return _account_of(self._secrets.load_recent(self._name(tenant, founder)))

    def refreshed(self, tenant: TenantId, founder: FounderId) -> CalendarAccount | None:
        """As `load`, and what `recent` answers from now on."""
        return _account_of(self._secrets.refresh(self._name(tenant, founder)))

    def save(self, tenant: TenantId, founder: FounderId, account: CalendarAccount) -> None:
        """Raises SecretGoing."""
        self._secrets.save(self._name(tenant, founder), encode_json(account))

    def forget(self, tenant: TenantId, founder: FounderId) -> None:
        """Delete it at once, without the days in which it could be brought back."""
        self._secrets.delete(self._name(tenant, founder))


def _account_of(text: str | None) -> CalendarAccount | None:
    return None if text is None else decode_json(CalendarAccount, text)
