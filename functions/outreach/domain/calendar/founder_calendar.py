"""How many conversations one founder can take: windows, cells, caps and free slots.

One rule (`_Limits.broken_by`) decides what may be offered and what may be reserved, so a slot that
was offered is bookable until somebody else takes it or time passes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

from functions.outreach.domain.permission.public_holidays import public_holidays
from functions.outreach.domain.permission.zones import country_of_zone
from functions.outreach.domain.understanding.time.values import TimeWindow
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

BookingId = NewType("BookingId", str)
CalendarKind = NewType("CalendarKind", str)
BUILT_IN = CalendarKind("built_in")
"""The calendar every founder has: our own bookings, read by the `.ics` feed."""
CALDAV = CalendarKind("caldav")
GOOGLE = CalendarKind("google")
CELL = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """One weekly window in the founder's zone; `weekday` 0 = Monday."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """A founder's limits. Belongs to (tenant, founder)."""

    founder: FounderId
    time_zone: str
    hours: tuple[WorkingHours, ...]
    talk_minutes: int = 4
    held_minutes: int = 15
    buffer_minutes: int = 5
    notice_minutes: int = 120
    horizon_days: int = 14
    per_day: int = 4
    per_week: int = 12
    time_off: tuple[tuple[date, date], ...] = ()
    """Whole local days, both ends included."""
    works_on_holidays: bool = False
    """Whether public holidays of the founder's own country are offered like other days."""
    meeting_link: str = ""
    """Where they meet; empty: the founder rings the customer's phone."""
    calendar: CalendarKind = BUILT_IN
    """Where the founder's other appointments are found and bookings are written to."""
    live_phone: str = ""
    """E.164: where a customer who asks for the founder in a call is put through; empty: nowhere."""
    calendar_label: str = ""
    """What the founder recognises a connected calendar by; no secret."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A conversation that can be reserved. Aware UTC; `end` excludes the buffer."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class CalendarState:
    """What one calendar query found for a founder. All instants aware UTC."""

    taken_cells: frozenset[datetime] = frozenset()
    """Starts of reserved 5-minute cells."""
    busy: tuple[tuple[datetime, datetime], ...] = ()
    """The founder's other appointments, from the calendar of their choice."""
    paused: bool = False
    """The calendar of their choice refuses us: nothing is offered until it is connected again."""
    unconfirmed: bool = False
    """The calendar of their choice did not answer and was not read lately: `busy` may be old."""
    booked_per_day: tuple[tuple[date, int], ...] = ()
    """Founder-local date → bookings."""
    booked_per_week: tuple[tuple[date, int], ...] = ()
    """Founder-local Monday → bookings."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Exactly what a transaction must write so that a limit cannot be broken."""

    booking: BookingId
    founder: FounderId
    slot: Slot
    cells: tuple[datetime, ...]
    """Cells of [start, end + buffer), rounded outward; each must be free."""
    day: date
    day_cap: int
    week: date
    week_cap: int


@dataclass(frozen=True, slots=True)
class SlotTaken:
    """A start that cannot be reserved (any more)."""

    rule: str
    """`calendar`, `notice`, `horizon`, `time_off`, `hours`, `holiday`, `per_day`, `per_week`,
    `taken` or `busy`."""


OFFER_GRID = timedelta(minutes=15)
"""Offers start on quarter hours (or where a window starts); a reservation may start anywhere."""
CIVIL_HOURS = (8, 20)
"""Customer-local hours offered unprompted."""


def free_slots(
    *,
    bandwidth: Bandwidth,
    calendar: CalendarState,
    now: datetime,
    window: TimeWindow | None,
    customer_zone: str,
    count: int = 3,
) -> tuple[Slot, ...]:
    """Up to `count` slots to offer, in order of time; each can be reserved as things stand.

    Slots in the customer's window come first, then civil hours of their day; they are spread over
    different half-days, because three times of one morning are one choice. If the window has fewer
    than two, the nearest others make up the number.
    """
    zone = ZoneInfo(customer_zone)
    limits = _lay_out(bandwidth, calendar, now=now)
    free = tuple(limits.free_starts())
    wanted = tuple(start for start in free if window and _matches(window, start.astimezone(zone)))
    civil = tuple(start for start in free if _is_civil(start.astimezone(zone))) or free
    if window is None:
        chosen = _spread(civil, zone=zone, count=count)
    elif window.at is not None:
        named = window.at.replace(tzinfo=zone)
        pool = civil if _is_civil(named) or not wanted else tuple({*civil, *wanted})
        chosen = _nearest(pool, to=named, count=count, apart=timedelta(minutes=30))
    else:
        chosen = _spread(wanted, zone=zone, count=count)
        if len(chosen) < 2:
            others = tuple(start for start in civil if start not in chosen)
            asked = datetime.combine(window.earliest, window.from_time or time(9), zone)
            more = _nearest(others, to=asked, count=count - len(chosen), apart=timedelta(hours=3))
            chosen = (*chosen, *more)
    return tuple(_slot(bandwidth, start) for start in sorted(chosen))


def reserve(
    *,
    bandwidth: Bandwidth,
    calendar: CalendarState,
    start: datetime,
    now: datetime,
    booking: BookingId,
) -> Reservation | SlotTaken:
    """What to write to reserve `start` (aware), or the limit it would break."""
    start = start.astimezone(UTC)
    limits = _lay_out(bandwidth, calendar, now=now)
    broken = limits.broken_by(start)
    if broken:
        return SlotTaken(broken)
    day, week = _day_and_week(bandwidth, start)
    return Reservation(
        booking=booking,
        founder=bandwidth.founder,
        slot=_slot(bandwidth, start),
        cells=cells(bandwidth, start=start),
        day=day,
        day_cap=bandwidth.per_day,
        week=week,
        week_cap=bandwidth.per_week,
    )


def reserve_as_founder(
    *,
    bandwidth: Bandwidth,
    calendar: CalendarState,
    start: datetime,
    booking: BookingId,
    freed: Reservation | None,
) -> Reservation | SlotTaken:
    """What to write where the founder moved a booking themself: only another booking stands in the
    way of it. Hours, notice and caps are the founder's own rules, and theirs to break."""
    start = start.astimezone(UTC)
    given = set(freed.cells) if freed is not None else set()
    footprint = cells(bandwidth, start=start)
    if not (calendar.taken_cells - given).isdisjoint(footprint):
        return SlotTaken("taken")
    day, week = _day_and_week(bandwidth, start)
    return Reservation(
        booking=booking,
        founder=bandwidth.founder,
        slot=_slot(bandwidth, start),
        cells=footprint,
        day=day,
        day_cap=max(bandwidth.per_day, dict(calendar.booked_per_day).get(day, 0) + 1),
        week=week,
        week_cap=max(bandwidth.per_week, dict(calendar.booked_per_week).get(week, 0) + 1),
    )


def after(calendar: CalendarState, reservation: Reservation) -> CalendarState:
    """The calendar once a reservation is written."""
    days, weeks = Counter(dict(calendar.booked_per_day)), Counter(dict(calendar.booked_per_week))
    days[reservation.day] += 1
    weeks[reservation.week] += 1
    return replace(
        calendar,
        taken_cells=calendar.taken_cells | set(reservation.cells),
        booked_per_day=tuple(sorted(days.items())),
        booked_per_week=tuple(sorted(weeks.items())),
    )


def remaining(bandwidth: Bandwidth, calendar: CalendarState, now: datetime) -> int:
    """How many more conversations the horizon holds.

    Taking the earliest free start again and again is optimal for slots of one length; the caps
    only cut a day's or a week's tail.
    """
    served = 0
    limits = _lay_out(bandwidth, calendar, now=now)
    for start in limits.starts():
        if not limits.broken_by(start):
            limits = limits.with_booking(start)
            served += 1
    return served


def cells(bandwidth: Bandwidth, *, start: datetime) -> tuple[datetime, ...]:
    """Starts of the 5-minute cells of [start, end + buffer), rounded outward, in UTC."""
    held = timedelta(minutes=bandwidth.held_minutes + bandwidth.buffer_minutes)
    cell, end = _down_to_cell(start.astimezone(UTC)), start + held
    found = []
    while cell < end:
        found.append(cell)
        cell += CELL
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Limits:
    """A founder's limits laid out over the horizon, to ask about many starts."""

    bandwidth: Bandwidth
    now: datetime
    windows: tuple[tuple[datetime, datetime], ...]
    """Working time as UTC spans, merged, time off left out."""
    taken: frozenset[datetime]
    busy: tuple[tuple[datetime, datetime], ...]
    days: dict[date, int]
    weeks: dict[date, int]
    paused: bool = False

    def broken_by(self, start: datetime) -> str:
        """The first limit a conversation at `start` would break; empty if none."""
        bandwidth = self.bandwidth
        if self.paused:
            return "calendar"
        if start < self.now + timedelta(minutes=bandwidth.notice_minutes):
            return "notice"
        if start > self.now + timedelta(days=bandwidth.horizon_days):
            return "horizon"
        end = start + timedelta(minutes=bandwidth.held_minutes)
        if _in_time_off(bandwidth, start, end):
            return "time_off"
        if not any(opens <= start and end <= closes for opens, closes in self.windows):
            return "hours"
        if _on_holiday(bandwidth, start):
            return "holiday"
        day, week = _day_and_week(bandwidth, start)
        if self.days.get(day, 0) >= bandwidth.per_day:
            return "per_day"
        if self.weeks.get(week, 0) >= bandwidth.per_week:
            return "per_week"
        footprint = cells(bandwidth, start=start)
        if not self.taken.isdisjoint(footprint):
            return "taken"
        until = footprint[-1] + CELL
        if any(begins < until and start < ends for begins, ends in self.busy):
            return "busy"
        return ""

    def starts(self) -> Iterator[datetime]:
        """Starts worth offering, in order of time: quarter hours and where a window opens."""
        held = timedelta(minutes=self.bandwidth.held_minutes)
        for opens, closes in self.windows:
            start = opens
            while start + held <= closes:
                yield start
                start = _down_to(start, OFFER_GRID) + OFFER_GRID

    def free_starts(self) -> Iterator[datetime]:
        return (start for start in self.starts() if not self.broken_by(start))

    def with_booking(self, start: datetime) -> _Limits:
        day, week = _day_and_week(self.bandwidth, start)
        return replace(
            self,
            taken=self.taken.union(cells(self.bandwidth, start=start)),
            days={**self.days, day: self.days.get(day, 0) + 1},
            weeks={**self.weeks, week: self.weeks.get(week, 0) + 1},
        )


def _lay_out(bandwidth: Bandwidth, calendar: CalendarState, *, now: datetime) -> _Limits:
    return _Limits(
        bandwidth=bandwidth,
        now=now.astimezone(UTC),
        windows=_working_time(bandwidth, now=now),
        taken=calendar.taken_cells,
        busy=calendar.busy,
        days=dict(calendar.booked_per_day),
        weeks=dict(calendar.booked_per_week),
        paused=calendar.paused,
    )


def _working_time(bandwidth: Bandwidth, *, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Weekly hours of every day in the horizon as merged UTC spans.

    A wall time the clock skips becomes the moment after the gap, and one it repeats the first of
    the two, so a window is never longer than the founder said.
    """
    zone = ZoneInfo(bandwidth.time_zone)
    today = now.astimezone(zone).date()
    spans = []
    for ahead in range(-1, bandwidth.horizon_days + 2):
        day = today + timedelta(days=ahead)
        for hours in bandwidth.hours:
            if hours.weekday != day.weekday():
                continue
            last = day if hours.end > hours.start else day + timedelta(days=1)
            opens = datetime.combine(day, hours.start, zone).astimezone(UTC)
            spans.append((opens, datetime.combine(last, hours.end, zone).astimezone(UTC)))
    merged: list[tuple[datetime, datetime]] = []
    for opens, closes in sorted(spans):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        elif opens < closes:
            merged.append((opens, closes))
    return tuple(merged)


def _in_time_off(bandwidth: Bandwidth, start: datetime, end: datetime) -> bool:
    if not bandwidth.time_off:
        return False
    zone = ZoneInfo(bandwidth.time_zone)
    first = start.astimezone(zone).date()
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    return any(begins <= last and first <= ends for begins, ends in bandwidth.time_off)


def _on_holiday(bandwidth: Bandwidth, start: datetime) -> bool:
    """Whether it is a public holiday where the founder's clock is; of a part of a country alone it
    is not known."""
    country = country_of_zone(bandwidth.time_zone)
    if bandwidth.works_on_holidays or not country:
        return False
    day, _ = _day_and_week(bandwidth, start)
    return day in public_holidays(country, "", day.year)


def _day_and_week(bandwidth: Bandwidth, start: datetime) -> tuple[date, date]:
    day = start.astimezone(ZoneInfo(bandwidth.time_zone)).date()
    return day, day - timedelta(days=day.weekday())


def _slot(bandwidth: Bandwidth, start: datetime) -> Slot:
    return Slot(start, start + timedelta(minutes=bandwidth.held_minutes))


def _down_to_cell(moment: datetime) -> datetime:
    return _down_to(moment, CELL)


def _down_to(moment: datetime, step: timedelta) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment - (moment - midnight) % step


def _matches(window: TimeWindow, local: datetime) -> bool:
    """Whether a customer-local start lies in the window the customer named."""
    day, clock = local.date(), local.time()
    if window.at is not None:
        return local.replace(tzinfo=None) == window.at
    return (
        window.earliest <= day
        and (window.latest is None or day <= window.latest)
        and (window.from_time is None or window.from_time <= clock)
        and (window.to_time is None or clock < window.to_time)
        and (not window.weekdays or day.weekday() in window.weekdays)
    )


def _is_civil(local: datetime) -> bool:
    return CIVIL_HOURS[0] <= local.hour < CIVIL_HOURS[1]


def _spread(starts: tuple[datetime, ...], *, zone: ZoneInfo, count: int) -> tuple[datetime, ...]:
    """The best start of each half-day (whole and half hours first), then others an hour apart."""
    halves: dict[tuple[date, bool], list[datetime]] = {}
    for start in starts:
        local = start.astimezone(zone)
        halves.setdefault((local.date(), local.hour >= 12), []).append(start)
    chosen = [
        next((start for start in half if start.astimezone(zone).minute in {0, 30}), half[0])
        for half in halves.values()
    ][:count]
    for start in starts:
        if len(chosen) >= count:
            break
        if all(abs(start - other) >= timedelta(hours=1) for other in chosen):
            chosen.append(start)
    return tuple(chosen)


def _nearest(
    starts: tuple[datetime, ...], *, to: datetime, count: int, apart: timedelta
) -> tuple[datetime, ...]:
    chosen: list[datetime] = []
    for start in sorted(starts, key=lambda start: (abs(start - to), start)):
        if len(chosen) >= count:
            break
        if all(abs(start - other) >= apart for other in chosen):
            chosen.append(start)
    return tuple(chosen)
