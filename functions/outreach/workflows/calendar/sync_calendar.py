"""Looks at the calendars founders connected, keeps their busy times, and passes on what changed.

What follows for a booking is decided by the conversation's own step. A look that fails changes no
booking.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from functions.calendars.provider import (
    LASTING,
    Appointments,
    CalendarChanges,
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
    with_written,
)
from functions.outreach.domain.conversation.events import BookingCancelled, BookingMoved
from functions.outreach.ports import Postbox
from tenancy.runtime.clock import Clock
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

AGAIN_AFTER = timedelta(seconds=10)
FOUND_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class LookLimits:
    """How long one look at a calendar may wait for its answers, in seconds."""

    changes_s: float
    read_s: float
    whole_s: float
    keeps_watches: bool


SCHEDULED = LookLimits(changes_s=10, read_s=20, whole_s=45, keeps_watches=True)
"""A schedule waits longer than a customer."""
PUSHED = LookLimits(changes_s=3, read_s=8, whole_s=8, keeps_watches=False)
"""In a function that customers and calls wait for: what takes longer is left to the schedule."""


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
    elapsed_s: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class _Look:
    """One look that has begun."""

    ports: CalendarSync
    tenant: TenantId
    bandwidth: Bandwidth
    limits: LookLimits
    until_s: float

    @property
    def founder(self) -> FounderId:
        return self.bandwidth.founder

    @property
    def calendar(self) -> FounderCalendar:
        return self.ports.calendars[self.bandwidth.calendar]

    def left_s(self, most_s: float) -> float:
        """How long the next answer may take; nothing is asked where no time is left."""
        return max(0.0, min(most_s, self.until_s - self.ports.elapsed_s()))


def sync_calendars(ports: CalendarSync, tenant: TenantId) -> int:
    """Look at every calendar of a tenant; how many there were."""
    connected = [one for one in ports.bandwidths(tenant) if one.calendar != BUILT_IN]
    for bandwidth in connected:
        _sync_scheduled(ports, tenant, bandwidth)
    return len(connected)


def sync_pushed(
    ports: CalendarSync, tenant: TenantId, founder: FounderId, *, connection: str
) -> bool:
    """Look at one calendar because it says that it changed; whether it was looked at.

    A calendar that is edited in a row says so each time, also while it cannot be read: what is left
    out here, or takes too long, is seen by the schedule.
    """
    for bandwidth in ports.bandwidths(tenant):
        if bandwidth.founder != founder or bandwidth.calendar == BUILT_IN:
            continue
        known = ports.syncs.load(tenant, founder)
        if known is None or known.connection != connection or known.was_emptied:
            return False
        # Before the calendar is asked anything: of many messages at once one is followed.
        if not ports.syncs.begin_look(
            tenant, founder, connection, over=known, now=ports.clock.now(), again_after=AGAIN_AFTER
        ):
            return False
        if ports.calendars[bandwidth.calendar].connection(tenant, founder) != connection:
            return False
        _look(_begun(ports, tenant, bandwidth, PUSHED), known)
        return True
    return False


def _sync_scheduled(ports: CalendarSync, tenant: TenantId, bandwidth: Bandwidth) -> None:
    founder = bandwidth.founder
    connection = ports.calendars[bandwidth.calendar].connection(tenant, founder)
    known = ports.syncs.load(tenant, founder)
    # Another calendar than before: nothing in it was moved or deleted.
    is_known = known is not None and known.connection == connection
    before = known if known is not None and is_known else SyncedCalendar(connection)
    if before.was_emptied:
        return
    # Where the founder connected or disconnected meanwhile, the next look begins with that.
    if ports.syncs.begin_look(tenant, founder, connection, over=known, now=ports.clock.now()):
        _look(_begun(ports, tenant, bandwidth, SCHEDULED), before)


def _begun(
    ports: CalendarSync, tenant: TenantId, bandwidth: Bandwidth, limits: LookLimits
) -> _Look:
    return _Look(ports, tenant, bandwidth, limits, until_s=ports.elapsed_s() + limits.whole_s)


def _look(look: _Look, last: SyncedCalendar) -> None:
    ports, tenant, bandwidth, founder = look.ports, look.tenant, look.bandwidth, look.founder
    calendar, now = look.calendar, ports.clock.now()
    # Before the calendar is asked: what was written by then is there, or somebody took it away.
    written = ports.syncs.written_events(tenant, founder, connection=last.connection)
    before = with_written(last, written)
    answered = calendar.read_changes(
        tenant, founder, before.mark, within_s=look.left_s(look.limits.changes_s)
    )
    if isinstance(answered, CalendarProblem):
        if answered.trouble in LASTING:
            _keep_trouble(look, before, answered.trouble)
            return
        # What changed may take longer to list than what is: that is read without a mark.
        answered = CalendarChanges()
    offered_until = now + timedelta(days=bandwidth.horizon_days)
    is_same = before.stands(answered, until=offered_until, time_zone=bandwidth.time_zone)
    if is_same and not written:
        _keep(look, after_no_change(before, answered, now=now))
        return
    # A day more: it is read whole again only once offers come to its end.
    until = offered_until + timedelta(days=1)
    found = calendar.read(
        tenant,
        founder,
        time_zone=bandwidth.time_zone,
        since=now,
        until=until,
        within_s=look.left_s(look.limits.read_s),
    )
    if isinstance(found, CalendarProblem):
        _keep_trouble(look, before, found.trouble)
        return
    upcoming = ports.syncs.upcoming(tenant, founder, now=now) if _differs(before, found) else ()
    booked = [one.booked for one in upcoming]
    missing = vanished_events(before, found, booked)
    elsewhere = _look_for(look, missing)
    if isinstance(elsewhere, CalendarProblem):
        _keep_trouble(look, before, elsewhere.trouble)
        return
    if is_emptied(found, elsewhere):
        _keep_trouble(look, before, CalendarTrouble.EMPTIED)
        return
    changes = founder_changes(
        before, found, booked, elsewhere=elsewhere, now=now, time_zone=bandwidth.time_zone
    )
    _pass_on(ports, tenant, upcoming, changes)
    # Kept after it was passed on: a crash between the two passes it on once more, which a
    # conversation that has followed already ignores.
    after = after_look(
        before,
        found,
        elsewhere=elsewhere,
        now=now,
        mark=answered.mark,
        until=until,
        time_zone=bandwidth.time_zone,
    )
    if _keep(look, after):
        ports.syncs.settle_written(tenant, founder, written)


def _keep(look: _Look, synced: SyncedCalendar) -> bool:
    now = look.ports.clock.now()
    if look.limits.keeps_watches:
        watches = look.calendar.keep_watches(look.tenant, look.founder, synced.watches, now=now)
        synced = replace(synced, watches=watches)
    return look.ports.syncs.save(look.tenant, look.founder, synced)


def _differs(before: SyncedCalendar, found: Appointments) -> bool:
    """Whether anything may have happened to a booking: else they need not be read."""
    seen = {(one.event, one.start) for one in before.seen}
    there = {(own.event, own.start) for own in found.own if not own.is_off}
    return seen != there or not set(found.busy) <= set(before.busy)


def _look_for(look: _Look, events: Sequence[str]) -> dict[str, OwnEvent | None] | CalendarProblem:
    """Where the events are that are not among what was found."""
    elsewhere: dict[str, OwnEvent | None] = {}
    for event in events:
        there = look.calendar.find(
            look.tenant,
            look.founder,
            event,
            time_zone=look.bandwidth.time_zone,
            within_s=look.left_s(FOUND_WITHIN_S),
        )
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


def _keep_trouble(look: _Look, before: SyncedCalendar, trouble: CalendarTrouble) -> None:
    """The founder hears of it once, when it begins and only they can end it."""
    if look.limits is PUSHED and trouble not in LASTING:
        # It had less time than the schedule, which knows better whether the calendar answers.
        return
    ports, after = look.ports, after_trouble(before, trouble)
    if after.is_paused and not before.is_paused:
        known = ports.syncs.load(look.tenant, look.founder)
        if known is None or known.connection != before.connection:
            # They disconnected during the look, which may be why it was refused.
            return
        ports.notices.calendar_trouble(look.tenant, look.founder, trouble)
    ports.syncs.save(look.tenant, look.founder, after)
