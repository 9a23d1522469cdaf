"""Connects a founder's own calendar: tries it, keeps its credential as a secret, and looks once.

The password goes from the form to the calendar's server and to Secrets Manager and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.founder_calendar import CalDavDetails, CalendarConnected
from functions.calendars.account import CalendarAccount, StoredAccounts
from functions.calendars.caldav import CalDav, CalDavAccount
from functions.calendars.guarded_http import GuardedHttp
from functions.calendars.provider import (
    CalendarChoice,
    CalendarProblem,
    CalendarRules,
    CalendarTrouble,
)
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.calendar.synced_calendar import SyncedCalendar, after_look
from functions.outreach.store.calendar import StoredSyncs
from tenancy.runtime.clock import Clock
from tenancy.runtime.tenant_secrets import SecretGoing
from tenancy.tenant import TenantId

FOUND_WITHIN_S = 12.0
READ_WITHIN_S = 10.0
"""A founder waits for both, and API Gateway for no longer than half a minute."""
_REFUSALS: dict[CalendarTrouble, tuple[str, str]] = {
    CalendarTrouble.REFUSED: (
        "Your calendar does not accept this name and password. Most providers want an app "
        "password that you make for Warmline, not the one you sign in with.",
        "app_password",
    ),
    CalendarTrouble.NO_CALENDAR: (
        "There is no calendar at this address. Use the CalDAV address of your provider.",
        "address",
    ),
    CalendarTrouble.FORBIDDEN_ADDRESS: (
        "This address must begin with https:// and lead to a server on the public internet.",
        "address",
    ),
    CalendarTrouble.UNREACHABLE: (
        "Your calendar did not answer just now. Look at the address, and try again in a minute.",
        "address",
    ),
    CalendarTrouble.UNREADABLE: (
        "The server answered with something that is no calendar, or far too much of it.",
        "address",
    ),
    CalendarTrouble.EMPTIED: ("Your calendar was emptied. Connect it once more.", "address"),
    CalendarTrouble.READ_ONLY: (
        "We may read your calendars and write into none of them: bookings would not show there.",
        "user",
    ),
}
_GOING = "You disconnected a moment ago. Try again in a minute."


class StoredOwnCalendars:
    """The `OwnCalendars` port."""

    def __init__(
        self,
        *,
        accounts: StoredAccounts,
        http: Callable[[], GuardedHttp],
        ids: RandomIds,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._http = http
        self._ids = ids
        self._clock = clock

    def connect(
        self, tenant: TenantId, bandwidth: Bandwidth, details: CalDavDetails
    ) -> CalendarConnected | FieldRefusal:
        http = self._http()
        try:
            return self._connect(tenant, bandwidth, details, http=http)
        finally:
            http.close()

    def _connect(
        self, tenant: TenantId, bandwidth: Bandwidth, details: CalDavDetails, *, http: GuardedHttp
    ) -> CalendarConnected | FieldRefusal:
        typed = CalDavAccount(details.address, details.user, details.app_password)
        found = CalDav(typed, http=http, clock=self._clock).discover(within_s=FOUND_WITHIN_S)
        if isinstance(found, CalendarProblem):
            return _refusal(found.trouble)
        target = next((one for one in found if one.is_writable), None)
        if target is None:
            return _refusal(CalendarTrouble.READ_ONLY)
        whole = replace(typed, calendars=tuple(one.address for one in found), target=target.address)
        account = CalendarAccount(
            connection=self._ids.new("calendar"),
            label=_label(details, found, target),
            caldav=whole,
            all_day_busy=details.all_day_busy,
            tentative_busy=details.tentative_busy,
        )
        now = self._clock.now()
        looked = CalDav(whole, http=http, clock=self._clock).read(
            since=now,
            until=now + timedelta(days=bandwidth.horizon_days + 1),
            rules=CalendarRules(
                bandwidth.time_zone,
                all_day_busy=details.all_day_busy,
                tentative_busy=details.tentative_busy,
            ),
            within_s=READ_WITHIN_S,
        )
        if isinstance(looked, CalendarProblem):
            return _refusal(looked.trouble)
        try:
            self._accounts.save(tenant, bandwidth.founder, account)
        except SecretGoing:
            return FieldRefusal(_GOING, "app_password")
        # What was found is known at once, and what was wrong with the connection before is over.
        fresh = after_look(SyncedCalendar(account.connection), looked, elsewhere={}, now=now)
        StoredSyncs().save(tenant, bandwidth.founder, fresh)
        return CalendarConnected(account.label)

    def disconnect(self, tenant: TenantId, bandwidth: Bandwidth) -> None:
        self._accounts.forget(tenant, bandwidth.founder)
        StoredSyncs().forget(tenant, bandwidth.founder)


def _refusal(trouble: CalendarTrouble) -> FieldRefusal:
    words, field = _REFUSALS[trouble]
    return FieldRefusal(words, field)


def _label(
    details: CalDavDetails, found: tuple[CalendarChoice, ...], target: CalendarChoice
) -> str:
    host = urlsplit(details.address).hostname or ""
    named = target.name or "the first calendar"
    counted = "1 calendar" if len(found) == 1 else f"{len(found)} calendars"
    return f"{details.user} at {host}: {counted} count as busy, bookings go to “{named}”"
