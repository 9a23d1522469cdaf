"""Connects a founder's Cal.com: tries the key, lists event types, and keeps the one they choose.

A key goes to Cal.com and to Secrets Manager and nowhere else; what is connected stays connected
until an event type of the new key is chosen.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from frontend_api.gateways.connections.calendar_words import (
    CALCOM_REFUSALS,
    GOING,
    NO_EVENT_TYPES,
    NO_KEY,
    NOT_FITTING,
    TOO_OFTEN,
    refuse_with,
)
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.founder_calendar import (
    CalComConnected,
    CalComKey,
    EventTypes,
    ListedEventType,
)
from functions.calendars.account import CalendarAccount
from functions.calendars.calcom.account import CalComAccount, api_address
from functions.calendars.calcom.calendar import CalCom
from functions.calendars.calcom.event_types import EventType
from functions.calendars.provider import CalendarProblem, CalendarTrouble
from tenancy.runtime.tenant_secrets import SecretGoing

if TYPE_CHECKING:
    from frontend_api.gateways.connections.founder_calendar import StoredOwnCalendars
    from functions.outreach.domain.calendar.founder_calendar import Bandwidth
    from tenancy.tenant import TenantId

ASKED_WITHIN_S = 12.0
FORMER_AT_MOST = 5
"""Addresses of the account by which earlier bookings are still looked for."""


class StoredCalCom:
    """The `CalComConnections` port."""

    def __init__(self, calendars: StoredOwnCalendars) -> None:
        self._calendars = calendars

    def offer_key(
        self, tenant: TenantId, bandwidth: Bandwidth, given: CalComKey
    ) -> FieldRefusal | None:
        address = api_address(given.address, sandbox_url=self._calendars.sandbox_url)
        if not address:
            return refuse_with(CALCOM_REFUSALS, CalendarTrouble.FORBIDDEN_ADDRESS)
        if not self._calendars.may_try(tenant, bandwidth.founder):
            return TOO_OFTEN
        typed = CalComAccount(address, given.key, user="")
        until_s = time.monotonic() + ASKED_WITHIN_S
        with self._calendars.opening() as opener:
            calendar = CalCom(typed, http=opener.http)
            owner = calendar.find_owner(until_s=until_s)
            if isinstance(owner, CalendarProblem):
                return refuse_with(CALCOM_REFUSALS, owner.trouble)
            found = calendar.list_event_types(until_s=until_s)
        if isinstance(found, CalendarProblem):
            return refuse_with(CALCOM_REFUSALS, found.trouble)
        if not found:
            return NO_EVENT_TYPES
        offered = replace(typed, user=owner.user, time_zone=owner.time_zone)
        before = self._calendars.accounts.load(tenant, bandwidth.founder)
        kept = replace(before or CalendarAccount("", ""), offered_calcom=offered)
        try:
            self._calendars.accounts.save(tenant, bandwidth.founder, kept)
        except SecretGoing:
            return FieldRefusal(GOING, "form")
        return None

    def list_event_types(self, tenant: TenantId, bandwidth: Bandwidth) -> EventTypes | FieldRefusal:
        account = self._calendars.accounts.load(tenant, bandwidth.founder)
        asked = _asked_of(account)
        if asked is None:
            return EventTypes()
        found = self._list(asked)
        if isinstance(found, FieldRefusal):
            return found
        chosen = account.calcom.event_type if account is not None and account.calcom else 0
        held = bandwidth.held_minutes
        return EventTypes(
            tuple(
                ListedEventType(
                    one.id, one.title, one.minutes, one.unfit_for(held), one.id == chosen
                )
                for one in found
            ),
            asked.user,
        )

    def choose_event_type(
        self, tenant: TenantId, bandwidth: Bandwidth, event_type: int
    ) -> CalComConnected | FieldRefusal:
        before = self._calendars.accounts.load(tenant, bandwidth.founder)
        asked = _asked_of(before)
        if asked is None:
            return NO_KEY
        found = self._list(asked)
        if isinstance(found, FieldRefusal):
            return found
        chosen = next((one for one in found if one.id == event_type), None)
        if chosen is None or chosen.unfit_for(bandwidth.held_minutes):
            return NOT_FITTING
        calcom = replace(
            asked,
            event_type=chosen.id,
            minutes=chosen.minutes,
            # A new one for each connection: what the one before signs is believed no more.
            secret=self._calendars.ids.new("hook"),
            former_users=_former_users(before, asked),
        )
        account = CalendarAccount(
            connection=self._calendars.ids.new("calendar"),
            label=f"{asked.user} at Cal.com: bookings go into “{chosen.title}”,"
            f" {chosen.minutes} minutes",
            calcom=calcom,
        )
        with self._calendars.opening() as opener:
            made = self._calendars.keep(tenant, bandwidth, account, opener=opener)
        if isinstance(made, FieldRefusal):
            return made
        return CalComConnected(made.label, chosen.minutes)

    def _list(self, account: CalComAccount) -> tuple[EventType, ...] | FieldRefusal:
        with self._calendars.opening() as opener:
            found = CalCom(account, http=opener.http).list_event_types(
                until_s=time.monotonic() + ASKED_WITHIN_S
            )
        if isinstance(found, CalendarProblem):
            return refuse_with(CALCOM_REFUSALS, found.trouble)
        return found


def _asked_of(account: CalendarAccount | None) -> CalComAccount | None:
    """Whose event types are chosen from."""
    if account is None:
        return None
    return account.offered_calcom or account.calcom


def _former_users(before: CalendarAccount | None, asked: CalComAccount) -> tuple[str, ...]:
    """Under which addresses bookings were made before at the same place, newest first."""
    known = before.calcom if before is not None else None
    if known is None or known.address != asked.address:
        return ()
    listed = dict.fromkeys((known.user, *known.former_users))
    return tuple(one for one in listed if one != asked.user)[:FORMER_AT_MOST]
