"""How many conversations one founder can take: windows, cells, caps and free slots.

One rule (`Limits.broken_by`) decides what may be offered and what may be reserved, so a slot that
was offered is bookable until somebody else takes it or time passes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

from functions.calendars.provider import Span, merge_spans
from functions.outreach.domain.calendar.working_time import working_time
from functions.outreach.domain.permission.public_holidays import public_holidays
from functions.outreach.domain.permission.zones import country_of_zone
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

BookingId = NewType("BookingId", str)
CalendarKind = NewType("CalendarKind", str)
BUILT_IN = CalendarKind("built_in")
"""The calendar every founder has: our own bookings, read by the `.ics` feed."""
CALDAV = CalendarKind("caldav")
GOOGLE = CalendarKind("google")
CALCOM = CalendarKind("calcom")
CONNECTED = (CALDAV, GOOGLE, CALCOM)
"""Kinds that a founder connects: each is asked over the account they entrusted to us."""
OF_SEVERAL = frozenset({CALDAV, GOOGLE})
"""Kinds whose account holds several calendars, which the founder chooses from."""
CELL = timedelta(minutes=5)
_NEVER = datetime.max.replace(tzinfo=UTC)


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
    own_phone: str = ""
    """E.164: the founder's own number, kept only once a code that went there came back."""
    phone_to_prove: str = ""
    """E.164: callers were put through to it before numbers were proved; now nobody is, until a code
    that goes there comes back."""
    takes_calls: bool = False
    """Whether a customer who asks for the founder in a call is put through to that number."""
    calendar_label: str = ""
    """What the founder recognises a connected calendar by; no secret."""
    calendar_minutes: int = 0
    """How long one conversation is where the calendar itself says so; 0: as long as is held."""

    @property
    def live_phone(self) -> str:
        """Where a customer in a call is put through to; empty: nowhere."""
        return self.own_phone if self.takes_calls else ""

    @property
    def has_calendars(self) -> bool:
        return self.calendar in OF_SEVERAL

    @property
    def fits_calendar(self) -> bool:
        """Whether a booking takes as long in the connected calendar as is held for it here."""
        return self.calendar_minutes in (0, self.held_minutes)


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
    offered: tuple[datetime, ...] | None = None
    """When the calendar of their choice lets a conversation begin, in order; None: at any time."""
    unconfirmed: bool = False
    """The calendar of their choice did not answer and was not read lately: `busy` may be old."""
    unread: int = 0
    """Objects of the calendar of their choice that nobody could read: they are not among `busy`."""
    booked_per_day: tuple[tuple[date, int], ...] = ()
    """Founder-local date → bookings."""
    booked_per_week: tuple[tuple[date, int], ...] = ()
    """Founder-local Monday → bookings."""
    counted_otherwise: tuple[tuple[date, int], ...] = ()
    """Day → how many more its stored counter says than there are bookings on it: what was booked
    while the founder lived in another zone stays counted on that zone's days."""
    counted_otherwise_per_week: tuple[tuple[date, int], ...] = ()
    """Monday → the same for weeks."""


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
    """Caps are compared with stored counters, whatever those count besides."""


@dataclass(frozen=True, slots=True)
class SlotTaken:
    """A start that cannot be reserved (any more)."""

    rule: str
    """`calendar`, `notice`, `horizon`, `time_off`, `hours`, `holiday`, `per_day`, `per_week`,
    `taken` or `busy`."""


OFFER_GRID = timedelta(minutes=15)
"""Offers start on quarter hours (or where a window starts); a reservation may start anywhere. Where
the founder's calendar names starts of its own, those are all there are."""


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
    limits = lay_out(bandwidth, calendar, now=now)
    broken = limits.broken_by(start)
    if broken:
        return SlotTaken(broken)
    day, week = find_day_and_week(bandwidth, start)
    return Reservation(
        booking=booking,
        founder=bandwidth.founder,
        slot=make_slot(bandwidth, start),
        cells=cells(bandwidth, start=start),
        day=day,
        day_cap=bandwidth.per_day + dict(calendar.counted_otherwise).get(day, 0),
        week=week,
        week_cap=bandwidth.per_week + dict(calendar.counted_otherwise_per_week).get(week, 0),
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
    day, week = find_day_and_week(bandwidth, start)
    return Reservation(
        booking=booking,
        founder=bandwidth.founder,
        slot=make_slot(bandwidth, start),
        cells=footprint,
        day=day,
        day_cap=max(bandwidth.per_day, dict(calendar.booked_per_day).get(day, 0) + 1)
        + dict(calendar.counted_otherwise).get(day, 0),
        week=week,
        week_cap=max(bandwidth.per_week, dict(calendar.booked_per_week).get(week, 0) + 1)
        + dict(calendar.counted_otherwise_per_week).get(week, 0),
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


def before(calendar: CalendarState, reservation: Reservation | None) -> CalendarState:
    """The calendar as if a reservation were not written: what is moved is not in its own way."""
    if reservation is None:
        return calendar
    days, weeks = Counter(dict(calendar.booked_per_day)), Counter(dict(calendar.booked_per_week))
    days[reservation.day] -= 1
    weeks[reservation.week] -= 1
    return replace(
        calendar,
        taken_cells=calendar.taken_cells - set(reservation.cells),
        booked_per_day=tuple(sorted((+days).items())),
        booked_per_week=tuple(sorted((+weeks).items())),
    )


def remaining(bandwidth: Bandwidth, calendar: CalendarState, now: datetime) -> int:
    """How many more conversations the horizon holds.

    Taking the earliest free start again and again is optimal for slots of one length; the caps
    only cut a day's or a week's tail.
    """
    served, limits = 0, lay_out(bandwidth, calendar, now=now)
    days, weeks = Counter(limits.days), Counter(limits.weeks)
    held_until = limits.now
    for start in limits.free_starts():
        day, week = find_day_and_week(bandwidth, start)
        full = days[day] >= bandwidth.per_day or weeks[week] >= bandwidth.per_week
        # Starts come in order of time, so only the newest one can be in the way.
        if full or _down_to_cell(start) < held_until:
            continue
        held_until = cells(bandwidth, start=start)[-1] + CELL
        days[day] += 1
        weeks[week] += 1
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
class Limits:
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
    offered: tuple[datetime, ...] | None = None

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
        at = bisect_right(self.windows, (start, _NEVER)) - 1
        if at < 0 or end > self.windows[at][1]:
            return "hours"
        if _on_holiday(bandwidth, start):
            return "holiday"
        day, week = find_day_and_week(bandwidth, start)
        if self.days.get(day, 0) >= bandwidth.per_day:
            return "per_day"
        if self.weeks.get(week, 0) >= bandwidth.per_week:
            return "per_week"
        footprint = cells(bandwidth, start=start)
        if not self.taken.isdisjoint(footprint):
            return "taken"
        if self.offered is not None and self._from(start, otherwise=_NEVER) != start:
            return "busy"
        return "busy" if _overlaps(self.busy, start, footprint[-1] + CELL) else ""

    def starts(self) -> Iterator[datetime]:
        """Starts worth offering, in order of time: quarter hours and where a window opens. Of an
        hour that the founder's clock repeats, the first alone."""
        held = timedelta(minutes=self.bandwidth.held_minutes)
        zone = ZoneInfo(self.bandwidth.time_zone)
        earliest = self.now + timedelta(minutes=self.bandwidth.notice_minutes)
        for opens, closes in self.windows:
            start = self._first(opens, earliest, otherwise=closes)
            while start + held <= closes:
                if not start.astimezone(zone).fold:
                    yield start
                start = self._after(start, otherwise=closes)

    def free_starts(
        self, *, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[datetime]:
        """Those of `starts` that no limit stands against, from `since` on and before `until`.

        It asks the same as `broken_by` in another order, and leaps over what is blocked or full:
        sixty days with hundreds of appointments are looked at while a customer waits.
        """
        bandwidth = self.bandwidth
        held = timedelta(minutes=bandwidth.held_minutes)
        pause = timedelta(minutes=bandwidth.buffer_minutes)
        zone = ZoneInfo(bandwidth.time_zone)
        earliest = self.now + timedelta(minutes=bandwidth.notice_minutes)
        latest = self.now + timedelta(days=bandwidth.horizon_days)
        blocked = merge_spans([*self.busy, *((cell, cell + CELL) for cell in self.taken)])
        full: dict[date, bool] = {}
        for opens, closes in () if self.paused else self.windows:
            if (since is not None and closes <= since) or opens > latest:
                continue
            start = self._first(opens, max(earliest, since or earliest), otherwise=closes)
            while start + held <= closes and start <= latest and not (until and start >= until):
                end = _up_to_cell(start + held + pause)
                over = bisect_right(blocked, (end,)) - 1
                if over >= 0 and blocked[over][1] > start:
                    start = self._from(blocked[over][1], otherwise=closes)
                    continue
                local = start.astimezone(zone)
                day = local.date()
                if day not in full:
                    full[day] = self._is_full(start)
                if full[day]:
                    tomorrow = datetime.combine(day + timedelta(days=1), time(0), zone)
                    following = self._from(tomorrow.astimezone(UTC), otherwise=closes)
                    start = max(following, self._after(start, otherwise=closes))
                    continue
                if not local.fold and not _in_time_off(bandwidth, start, start + held):
                    yield start
                start = self._after(start, otherwise=closes)

    def _first(self, opens: datetime, earliest: datetime, *, otherwise: datetime) -> datetime:
        """Where a window opens, or the first start in it that is not too early."""
        if self.offered is None and opens >= earliest:
            return opens
        return self._from(max(opens, earliest), otherwise=otherwise)

    def _after(self, start: datetime, *, otherwise: datetime) -> datetime:
        """The start that follows another."""
        if self.offered is None:
            return _down_to(start, OFFER_GRID) + OFFER_GRID
        return self._from(start + timedelta(microseconds=1), otherwise=otherwise)

    def _from(self, moment: datetime, *, otherwise: datetime) -> datetime:
        """The first start at a moment or later; `otherwise` where the calendar offers none."""
        if self.offered is None:
            return _up_to(moment, OFFER_GRID)
        at = bisect_left(self.offered, moment)
        return self.offered[at] if at < len(self.offered) else otherwise

    def _is_full(self, start: datetime) -> bool:
        """Whether nothing can be booked on the founder's day of `start` at all."""
        day, week = find_day_and_week(self.bandwidth, start)
        return (
            self.days.get(day, 0) >= self.bandwidth.per_day
            or self.weeks.get(week, 0) >= self.bandwidth.per_week
            or _on_holiday(self.bandwidth, start)
        )


def lay_out(bandwidth: Bandwidth, calendar: CalendarState, *, now: datetime) -> Limits:
    return Limits(
        bandwidth=bandwidth,
        now=now.astimezone(UTC),
        windows=working_time(
            bandwidth.hours,
            zone=ZoneInfo(bandwidth.time_zone),
            horizon_days=bandwidth.horizon_days,
            now=now,
        ),
        taken=calendar.taken_cells,
        busy=merge_spans(list(calendar.busy)),
        days=dict(calendar.booked_per_day),
        weeks=dict(calendar.booked_per_week),
        paused=calendar.paused or not bandwidth.fits_calendar,
        offered=calendar.offered,
    )


def _overlaps(spans: tuple[Span, ...], start: datetime, end: datetime) -> bool:
    """Whether any of the merged spans has a moment in common with [start, end)."""
    at = bisect_right(spans, (end,)) - 1
    return at >= 0 and spans[at][1] > start


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
    day, _ = find_day_and_week(bandwidth, start)
    return day in public_holidays(country, "", day.year)


def find_day_and_week(bandwidth: Bandwidth, start: datetime) -> tuple[date, date]:
    """The founder's own day and the Monday of its week. Nothing counts days in any other way."""
    day = start.astimezone(ZoneInfo(bandwidth.time_zone)).date()
    return day, day - timedelta(days=day.weekday())


def make_slot(bandwidth: Bandwidth, start: datetime) -> Slot:
    """The conversation that begins at `start`, as long as this founder holds one."""
    return Slot(start, start + timedelta(minutes=bandwidth.held_minutes))


def _up_to(moment: datetime, step: timedelta) -> datetime:
    down = _down_to(moment, step)
    return down if down == moment else down + step


def _up_to_cell(moment: datetime) -> datetime:
    return _up_to(moment, CELL)


def _down_to_cell(moment: datetime) -> datetime:
    return _down_to(moment, CELL)


def _down_to(moment: datetime, step: timedelta) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return moment - (moment - midnight) % step
