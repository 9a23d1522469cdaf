"""A founder's own calendar as the last sync left it, and what the founder did in it since.

Compares two looks at a calendar and says what follows for bookings; it changes none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta

from functions.calendars.offered_starts import StartRun, starts_of
from functions.calendars.provider import (
    LASTING,
    Appointments,
    CalendarChanges,
    CalendarTrouble,
    CalendarWatch,
    OwnEvent,
    Span,
    merge_spans,
)
from functions.outreach.domain.calendar.founder_calendar import BookingId, CalendarState, Slot
from tenancy.values.lazy_dataclass import dataclass

FRESH_FOR = timedelta(minutes=15)
"""How old a sync may be that stands in for a calendar that does not answer."""


GONE_AT_ONCE = 3
"""So many bookings may not vanish together without the founder being asked."""


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """Where a booking's event was at the last sync."""

    event: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class WrittenEvent:
    """An event that was written into the calendar and that no look has accounted for yet."""

    shown: SeenEvent
    connection: str
    """Which connection it was written by: by another one it may not be found."""
    at: datetime
    """When that was decided; tells one writing of an event from the next."""
    moves: int = 0
    """How often the booking had been moved by then."""


@dataclass(frozen=True, slots=True)
class SyncedCalendar:
    """What one row keeps of a founder's calendar: times, and never what they are about."""

    connection: str
    """Which connection it was read by: another one begins afresh."""
    asked_at: datetime | None = None
    """When the calendar last answered; None if it never did."""
    busy: tuple[Span, ...] = ()
    seen: tuple[SeenEvent, ...] = ()
    trouble: CalendarTrouble | None = None
    """Why the newest look failed; None if it did not."""
    mark: str = field(default="", repr=False)
    """From where the provider tells what changed; empty: everything is read."""
    read_until: datetime | None = None
    """How far everything was last read; None: not known."""
    time_zone: str = ""
    """In which whole days were read as `busy`; empty: not known."""
    watches: tuple[CalendarWatch, ...] = ()
    """By which it says that it changed."""
    offered: tuple[StartRun, ...] | None = None
    """When it lets a conversation begin; None: whenever the founder is not busy."""
    unread: int = 0
    """Objects that are not among `busy`, as they were broken or took too long to read."""
    left: int | None = None
    """Of them, those there was no time for; None: not known, any may be."""

    @property
    def is_paused(self) -> bool:
        """Whether nothing may be offered until the founder connects again."""
        return self.trouble in LASTING

    @property
    def was_emptied(self) -> bool:
        """Whether bookings vanished at once: what the calendar shows since proves nothing about
        any of them, until the founder connects it again."""
        return self.trouble is CalendarTrouble.EMPTIED

    def stands(self, changes: CalendarChanges, *, until: datetime, time_zone: str) -> bool:
        """Whether what was read before is what would be read now, as far as `until`."""
        is_there = self.read_until is not None and until <= self.read_until
        reaches = is_there and self.time_zone == time_zone
        return reaches and not changes.is_changed and self.trouble is None

    def is_fresh(self, now: datetime) -> bool:
        return self.asked_at is not None and now - self.asked_at <= FRESH_FOR


def with_written(before: SyncedCalendar, written: Sequence[WrittenEvent]) -> SyncedCalendar:
    """The last look together with what we wrote since: that was there too, and where it stands is
    known."""
    seen = {one.event: one for one in before.seen}
    seen |= {one.shown.event: one.shown for one in written}
    return replace(before, seen=tuple(seen.values()))


def with_synced(
    calendar: CalendarState, synced: SyncedCalendar | None, *, now: datetime
) -> CalendarState:
    """Our reservations together with what is known of the founder's own calendar."""
    if synced is None:
        return replace(calendar, unconfirmed=True)
    return replace(
        calendar,
        busy=synced.busy,
        offered=None if synced.offered is None else starts_of(synced.offered),
        paused=synced.is_paused,
        unread=synced.unread,
        unconfirmed=not synced.is_fresh(now),
    )


@dataclass(frozen=True, slots=True)
class BookedEvent:
    """An upcoming booking and the event that stands for it."""

    booking: BookingId
    event: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class EventMoved:
    """The founder moved the event: the booking follows."""

    booking: BookingId
    start: datetime


@dataclass(frozen=True, slots=True)
class EventGone:
    """The founder deleted, cancelled or declined the event: the booking is off."""

    booking: BookingId


@dataclass(frozen=True, slots=True)
class ConflictFound:
    """An appointment came to stand where a booking is."""

    booking: BookingId


FounderChange = EventMoved | EventGone | ConflictFound


def vanished_events(
    before: SyncedCalendar, found: Appointments, booked: Sequence[BookedEvent]
) -> tuple[str, ...]:
    """Events that were seen and are not among what was found now: each may be gone, or only beyond
    the time that was asked about."""
    now_there = {event.event for event in found.own}
    upcoming = {one.event for one in booked}
    return tuple(
        seen.event for seen in before.seen if seen.event in upcoming and seen.event not in now_there
    )


def is_emptied(found: Appointments, elsewhere: Mapping[str, OwnEvent | None]) -> bool:
    """Whether so many bookings are gone at once, and none left, that nobody deleted them one by
    one: customers are not sent away for a calendar that was reset."""
    gone = sum(event is None for event in elsewhere.values())
    return gone >= GONE_AT_ONCE and gone == len(elsewhere) and not found.own


def founder_changes(
    before: SyncedCalendar,
    found: Appointments,
    booked: Sequence[BookedEvent],
    *,
    elsewhere: Mapping[str, OwnEvent | None],
    now: datetime,
    time_zone: str,
) -> tuple[FounderChange, ...]:
    """What the founder did since the last look.

    `elsewhere` says where each vanished event is now; None: nowhere. An event the founder left
    where it was seen is not moved, though its booking be elsewhere: our own change is on its way.
    Nor is one that was made to last all day: a day is no time to tell a customer. An event of which
    neither a look nor our own writing is known is compared with where it says it was put.
    A conflict is an appointment that was not there at the last look; what was there when the
    calendar was connected is the founder's own arrangement. So is what a whole day comes to cover
    because it is read in another `time_zone` now, and what the last look may not have read.
    """
    is_read_alike = before.time_zone in ("", time_zone)
    there: dict[str, OwnEvent | None] = {**elsewhere, **{own.event: own for own in found.own}}
    seen = {one.event: one for one in before.seen}
    changes: list[FounderChange] = []
    for one in booked:
        known = seen.get(one.event)
        if one.slot.start <= now:
            continue
        event = there.get(one.event)
        stood_at = known.start if known is not None else _put_at(event, one.slot)
        if stood_at is not None and one.event in there:
            if event is None or event.is_off:
                changes.append(EventGone(one.booking))
                continue
            is_moved = not event.is_all_day and event.start != stood_at
            if is_moved and event.start > now:
                # Also back to where the booking stands: the move away may not be decided yet.
                changes.append(EventMoved(one.booking, event.start))
                if event.start != one.slot.start:
                    continue
        is_known = is_read_alike and before.asked_at is not None and not _read_more(before, found)
        if is_known and _conflict(before, found, one.slot):
            changes.append(ConflictFound(one.booking))
    return tuple(changes)


def _put_at(event: OwnEvent | None, slot: Slot) -> datetime | None:
    """Where an event that no look has seen yet stood at first; None where that is not certain: the
    booking may have gone elsewhere since, and our own change be on its way."""
    written = event.written_start if event is not None else None
    return written if written == slot.start else None


def _conflict(before: SyncedCalendar, found: Appointments, slot: Slot) -> bool:
    return _overlaps(found.busy, slot) and not _overlaps(before.busy, slot)


def _read_more(before: SyncedCalendar, found: Appointments) -> bool:
    """Whether what is busy now may have stood there at the last look, which did not read it."""
    left = before.unread if before.left is None else before.left
    return left > 0 or found.unread < before.unread


def _overlaps(busy: Sequence[Span], slot: Slot) -> bool:
    return any(start < slot.end and slot.start < end for start, end in busy)


def after_look(
    before: SyncedCalendar,
    found: Appointments,
    *,
    elsewhere: Mapping[str, OwnEvent | None],
    now: datetime,
    mark: str = "",
    until: datetime | None = None,
    time_zone: str = "",
) -> SyncedCalendar:
    """The row once a look as far as `until` succeeded, whole days in `time_zone`. `mark` is from
    before it, so nothing falls between."""
    # What there was no time to read now is as busy as it was.
    kept = [span for span in before.busy if span[1] > now] if found.left else []
    there = {own.event: own for own in (*elsewhere.values(), *found.own) if own is not None}
    seen = tuple(SeenEvent(own.event, own.start, own.end) for own in there.values()
                 if not own.is_off)  # fmt: skip
    return SyncedCalendar(
        before.connection,
        asked_at=now,
        busy=merge_spans([*found.busy, *kept]),
        seen=seen,
        mark=mark,
        read_until=until,
        time_zone=time_zone,
        watches=before.watches,
        offered=found.offered,
        unread=found.unread,
        left=found.left,
    )


def after_connecting(
    connection: str,
    found: Appointments,
    booked: Sequence[BookedEvent],
    *,
    now: datetime,
    time_zone: str,
) -> SyncedCalendar:
    """The row of a connection that was made just now, from its first look, which passes nothing on.

    An event that the founder moved or declined while nobody looked counts as not seen yet, so that
    the next look follows it.
    """
    unknown = SyncedCalendar(connection)
    kept = after_look(unknown, found, elsewhere={}, now=now, time_zone=time_zone)
    missed = founder_changes(unknown, found, booked, elsewhere={}, now=now, time_zone=time_zone)
    about = {change.booking for change in missed}
    left = {one.event for one in booked if one.booking in about}
    return replace(kept, seen=tuple(one for one in kept.seen if one.event not in left))


def after_no_change(
    before: SyncedCalendar, changes: CalendarChanges, *, now: datetime
) -> SyncedCalendar:
    """The row once the calendar answered that what is known of it stands."""
    return replace(before, asked_at=now, mark=changes.mark)


def after_trouble(before: SyncedCalendar, trouble: CalendarTrouble) -> SyncedCalendar:
    """The row once a look failed: what was known stays known.

    What only the founder can end is not forgotten for trouble that passes by itself.
    """
    outlasts = before.was_emptied or (before.is_paused and trouble not in LASTING)
    return before if outlasts else replace(before, trouble=trouble)
