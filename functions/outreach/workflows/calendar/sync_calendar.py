"""Looks at the calendars founders connected, keeps their busy times, and passes on what changed.

What follows for a booking is decided by the conversation's own step. A look that fails changes no
booking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from functions.calendars.provider import (
    Appointments,
    CalendarProblem,
    CalendarTrouble,
    OwnEvent,
)
from functions.outreach.calendar_ports import FounderCalendar, SyncStore, UpcomingBooking
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, Bandwidth, CalendarKind
from functions.outreach.domain.calendar.synced_calendar import (
    ConflictFound,
    EventGone,
    EventMoved,
    FounderChange,
    SyncedCalendar,
    after_look,
    after_no_change,
    after_trouble,
    founder_changes,
    is_emptied,
    vanished_events,
)
from functions.outreach.domain.conversation.events import BookingCancelled, BookingMoved
from functions.outreach.ports import Postbox
from tenancy.runtime.clock import Clock
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

AGAIN_AFTER = timedelta(seconds=10)
ASKED_WITHIN_S = 10.0
LOOKED_AT_WITHIN_S = 20.0
"""A schedule waits longer than a customer."""


class FounderNotices(Protocol):
    """Mail to a founder about their own calendar."""

    def calendar_trouble(
        self, tenant: TenantId, founder: FounderId, trouble: CalendarTrouble
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class CalendarSync:
    clock: Clock
    bandwidths: Callable[[TenantId], tuple[Bandwidth, ...]]
    """Every founder's; the schedule asks for each tenant, so no more of the settings is read."""
    syncs: SyncStore
    calendars: Mapping[CalendarKind, FounderCalendar]
    postbox: Postbox
    notices: FounderNotices


def sync_calendars(ports: CalendarSync, tenant: TenantId) -> int:
    """Look at every calendar of a tenant; how many there were."""
    connected = [one for one in ports.bandwidths(tenant) if one.calendar != BUILT_IN]
    for bandwidth in connected:
        _sync(ports, tenant, bandwidth)
    return len(connected)


def sync_pushed(
    ports: CalendarSync, tenant: TenantId, founder: FounderId, *, connection: str
) -> bool:
    """Look at one calendar because it says that it changed; whether it was looked at.

    A calendar that is edited in a row says so each time: what is left out here is seen by the
    schedule.
    """
    for bandwidth in ports.bandwidths(tenant):
        if bandwidth.founder != founder or bandwidth.calendar == BUILT_IN:
            continue
        known = ports.syncs.load(tenant, founder)
        if known is None or known.connection != connection:
            return False
        if known.asked_at is not None and ports.clock.now() - known.asked_at < AGAIN_AFTER:
            return False
        _sync(ports, tenant, bandwidth)
        return True
    return False


def _sync(ports: CalendarSync, tenant: TenantId, bandwidth: Bandwidth) -> None:
    founder, now = bandwidth.founder, ports.clock.now()
    calendar = ports.calendars[bandwidth.calendar]
    connection = calendar.connection(tenant, founder)
    before = ports.syncs.load(tenant, founder)
    if before is None or before.connection != connection:
        # Another calendar than before: nothing in it was moved or deleted.
        before = SyncedCalendar(connection)
    if before.was_emptied:
        return
    answered = calendar.read_changes(tenant, founder, before.mark, within_s=ASKED_WITHIN_S)
    if isinstance(answered, CalendarProblem):
        _keep_trouble(ports, tenant, founder, before, answered.trouble)
        return
    offered_until = now + timedelta(days=bandwidth.horizon_days)
    if before.stands(answered, until=offered_until):
        _keep(ports, tenant, calendar, founder, after_no_change(before, answered, now=now))
        return
    # A day more: it is read whole again only once offers come to its end.
    until = offered_until + timedelta(days=1)
    found = calendar.read(
        tenant,
        founder,
        time_zone=bandwidth.time_zone,
        since=now,
        until=until,
        within_s=LOOKED_AT_WITHIN_S,
    )
    if isinstance(found, CalendarProblem):
        _keep_trouble(ports, tenant, founder, before, found.trouble)
        return
    upcoming = ports.syncs.upcoming(tenant, founder, now=now) if _differs(before, found) else ()
    booked = [one.booked for one in upcoming]
    missing = vanished_events(before, found, booked)
    elsewhere = _look_for(calendar, tenant, bandwidth, missing)
    if isinstance(elsewhere, CalendarProblem):
        _keep_trouble(ports, tenant, founder, before, elsewhere.trouble)
        return
    if is_emptied(found, elsewhere):
        _keep_trouble(ports, tenant, founder, before, CalendarTrouble.EMPTIED)
        return
    changes = founder_changes(before, found, booked, elsewhere=elsewhere, now=now)
    _pass_on(ports, tenant, upcoming, changes)
    # Kept after it was passed on: a crash between the two passes it on once more, which a
    # conversation that has followed already ignores.
    after = after_look(before, found, elsewhere=elsewhere, now=now, mark=answered.mark, until=until)
    _keep(ports, tenant, calendar, founder, after)


def _keep(
    ports: CalendarSync,
    tenant: TenantId,
    calendar: FounderCalendar,
    founder: FounderId,
    synced: SyncedCalendar,
) -> None:
    now = ports.clock.now()
    watches = calendar.keep_watches(tenant, founder, synced.watches, now=now)
    ports.syncs.save(tenant, founder, replace(synced, watches=watches))


def _differs(before: SyncedCalendar, found: Appointments) -> bool:
    """Whether anything may have happened to a booking: else they need not be read."""
    seen = {(one.event, one.start) for one in before.seen}
    there = {(own.event, own.start) for own in found.own if not own.is_off}
    return seen != there or not set(found.busy) <= set(before.busy)


def _look_for(
    calendar: FounderCalendar, tenant: TenantId, bandwidth: Bandwidth, events: Sequence[str]
) -> dict[str, OwnEvent | None] | CalendarProblem:
    """Where the events are that are not among what was found."""
    elsewhere: dict[str, OwnEvent | None] = {}
    for event in events:
        there = calendar.find(tenant, bandwidth.founder, event, time_zone=bandwidth.time_zone)
        if isinstance(there, CalendarProblem):
            return there
        elsewhere[event] = there
    return elsewhere


def _pass_on(
    ports: CalendarSync,
    tenant: TenantId,
    upcoming: Sequence[UpcomingBooking],
    changes: Sequence[FounderChange],
) -> None:
    about = {one.booked.booking: one for one in upcoming}
    for change in changes:
        event: BookingCancelled | BookingMoved
        own = about[change.booking].booked.event
        match change:
            case EventMoved(booking=booking, start=start):
                event, what = BookingMoved(booking, start, own), f"moved|{start.isoformat()}"
            case EventGone(booking=booking):
                event, what = BookingCancelled(booking, own), "cancelled"
            case ConflictFound(booking=booking):
                # Of this time alone: a booking that moved on has no conflict any more.
                event, what = BookingCancelled(booking), "conflict"
        ports.postbox.reply(
            tenant=tenant,
            conversation=about[booking].conversation,
            event=event,
            dedupe=f"{booking}|{what}",
        )


def _keep_trouble(
    ports: CalendarSync,
    tenant: TenantId,
    founder: FounderId,
    before: SyncedCalendar,
    trouble: CalendarTrouble,
) -> None:
    """The founder hears of it once, when it begins and only they can end it."""
    after = after_trouble(before, trouble)
    if after.is_paused and not before.is_paused:
        ports.notices.calendar_trouble(tenant, founder, trouble)
    ports.syncs.save(tenant, founder, after)
