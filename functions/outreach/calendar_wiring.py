"""The composition root of founders' calendars: environment to ports. Decides nothing."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from functions.outreach import wiring
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, CALDAV, CalendarKind

if TYPE_CHECKING:
    from functions.calendars.account import CalendarAccount, StoredAccounts
    from functions.calendars.guarded_http import GuardedHttp
    from functions.calendars.provider import CalendarProvider
    from functions.outreach.calendar_ports import CalendarQuery, FounderCalendar
    from functions.outreach.workflows.calendar.sync_calendar import CalendarSync


@functools.cache
def calendars() -> dict[CalendarKind, FounderCalendar]:
    """The adapter behind each kind of calendar a founder may choose."""
    from functions.outreach.adapters.calendar.builtin import BuiltInCalendar
    from functions.outreach.adapters.calendar.external import ExternalCalendar

    return {BUILT_IN: BuiltInCalendar(), CALDAV: ExternalCalendar(_accounts, open_calendar=_open)}


@functools.cache
def _accounts() -> StoredAccounts:
    from functions.calendars.account import StoredAccounts

    return StoredAccounts(os.environ["WARMLINE_STAGE"])


@functools.cache
def _http() -> GuardedHttp:
    from functions.calendars.guarded_http import GuardedHttp

    # The local stage alone has a sandbox, and may have a calendar on the same machine.
    return GuardedHttp(loopback_allowed=bool(os.environ.get("WARMLINE_SANDBOX_URL")))


def _open(account: CalendarAccount) -> CalendarProvider:
    from functions.calendars.account import open_calendar

    return open_calendar(account, http=_http(), clock=wiring.clock())


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
