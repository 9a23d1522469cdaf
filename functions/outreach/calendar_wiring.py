"""The composition root of founders' calendars: environment to ports. Decides nothing."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from functions.outreach import wiring
from functions.outreach.domain.calendar.founder_calendar import (
    BUILT_IN,
    CONNECTED,
    CalendarKind,
)

if TYPE_CHECKING:
    from functions.calendars.account import CalendarAccount, CalendarOpener, StoredAccounts
    from functions.calendars.google.sign_in import GoogleClient
    from functions.calendars.guarded_http import GuardedHttp
    from functions.calendars.provider import CalendarProvider, WatchHook
    from functions.outreach.calendar_ports import CalendarQuery, FounderCalendar, WrittenEvents
    from functions.outreach.workflows.calendar.sync_calendar import CalendarSync
    from tenancy.tenant import FounderId, TenantId


WATCHED_GOOGLE, WATCHED_CALCOM = "google-calendar", "cal-com"
"""The purpose in the token of a push channel: one opens no other provider's hook."""


@functools.cache
def calendars() -> dict[CalendarKind, FounderCalendar]:
    """The adapter behind each kind of calendar a founder may choose."""
    from functions.outreach.adapters.calendar.builtin import BuiltInCalendar
    from functions.outreach.adapters.calendar.external import ExternalCalendar

    external = ExternalCalendar(
        _accounts,
        open_calendar=_open,
        hook=_hook,
        written=_written_events,
        clock=wiring.clock(),
    )
    return {BUILT_IN: BuiltInCalendar(), **dict.fromkeys(CONNECTED, external)}


@functools.cache
def _accounts() -> StoredAccounts:
    from functions.calendars.account import StoredAccounts

    return StoredAccounts(os.environ["WARMLINE_STAGE"])


def _written_events() -> WrittenEvents:
    from functions.outreach.store.calendar import StoredSyncs

    return StoredSyncs()


@functools.cache
def _http() -> GuardedHttp:
    from functions.calendars.guarded_http import GuardedHttp

    # The local stage alone has a sandbox, and may have a calendar on the same machine.
    return GuardedHttp(loopback_allowed=bool(os.environ.get("WARMLINE_SANDBOX_URL")))


@functools.cache
def _opener() -> CalendarOpener:
    from functions.calendars.account import CalendarOpener
    from functions.calendars.google.api import AccessTokens

    return CalendarOpener(
        http=_http(), clock=wiring.clock(), google=_google_client, tokens=AccessTokens()
    )


def _google_client() -> GoogleClient:
    from functions.calendars.google.sign_in import registered_client

    sandbox_url = os.environ.get("WARMLINE_SANDBOX_URL", "")
    return registered_client(wiring.secrets().google, sandbox_url=sandbox_url)


def _hook(tenant: TenantId, founder: FounderId, account: CalendarAccount) -> WatchHook:
    from functions.calendars.provider import WatchHook
    from tenancy.runtime.signed_links import sign_token

    purpose = WATCHED_GOOGLE if account.calcom is None else WATCHED_CALCOM
    claims = {"t": tenant, "f": founder, "c": account.connection, "for": purpose}
    token = sign_token(wiring.secrets().signing.current, claims, expires_at=None)
    return WatchHook(f"{wiring.environment().hooks_url}/hooks", token)


def calcom_secret(tenant: TenantId, founder: FounderId, *, connection: str) -> str:
    """What Cal.com signs its messages about this connection with; empty where it is not connected
    (any more)."""
    account = _accounts().recent(tenant, founder)
    if account is None or account.calcom is None or account.connection != connection:
        return ""
    return account.calcom.secret


def _open(account: CalendarAccount) -> CalendarProvider:
    return _opener().open(account)


@functools.cache
def calendar_query() -> CalendarQuery:
    """Our reservations, and the appointments of the calendar each founder chose."""
    from functions.outreach.adapters.calendar.chosen import ChosenCalendarQuery
    from functions.outreach.store.calendar import StoredCalendar

    return ChosenCalendarQuery(reservations=StoredCalendar(), calendars=calendars())


def sync_ports() -> CalendarSync:
    from functions.outreach.store.calendar import StoredSyncs
    from functions.outreach.store.settings import list_bandwidths
    from functions.outreach.workflows.calendar.sync_calendar import CalendarSync

    return CalendarSync(
        clock=wiring.clock(),
        bandwidths=list_bandwidths,
        syncs=StoredSyncs(),
        calendars=calendars(),
        postbox=wiring.postbox(),
        notices=wiring.postbox(),
    )
