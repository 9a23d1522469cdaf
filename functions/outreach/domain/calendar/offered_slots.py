"""Which free times are offered: few, spread out, and as the customer wished.

Whatever is offered can be reserved as things stand; the rule is `founder_calendar`'s alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    CalendarState,
    Limits,
    Slot,
    lay_out,
    make_slot,
)
from functions.outreach.domain.understanding.time.values import TimeWindow

NEAR = timedelta(days=4)
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
    limits = lay_out(bandwidth, calendar, now=now)
    if window is None:
        # Half-days come in order of time, so most of the horizon need not be looked at.
        chosen = _spread(_civil_starts(limits, zone), zone=zone, count=count)
        chosen = chosen or _spread(_offered_once(limits, zone), zone=zone, count=count)
        return tuple(make_slot(bandwidth, start) for start in sorted(chosen))
    if window.at is not None:
        named = window.at.replace(tzinfo=zone)
        apart = timedelta(minutes=30)
        chosen = _near(limits, zone, to=named, count=count, apart=apart, exact=window)
    else:
        opens = datetime.combine(window.earliest, time(0), zone)
        last = window.latest
        closes = datetime.combine(last + timedelta(days=1), time(0), zone) if last else None
        inside = _offered_once(limits, zone, since=opens, until=closes)
        wanted = (start for start in inside if _matches(window, start.astimezone(zone)))
        chosen = _spread(wanted, zone=zone, count=count)
        if len(chosen) < 2:
            asked = datetime.combine(window.earliest, window.from_time or time(9), zone)
            more = _near(
                limits,
                zone,
                to=asked,
                count=count - len(chosen),
                apart=timedelta(hours=3),
                without=chosen,
            )
            chosen = (*chosen, *more)
    return tuple(make_slot(bandwidth, start) for start in sorted(chosen))


def all_free_slots(
    *, bandwidth: Bandwidth, calendar: CalendarState, now: datetime, customer_zone: str
) -> tuple[Slot, ...]:
    """Every slot that can be reserved as things stand, for a customer who looks through a month."""
    limits = lay_out(bandwidth, calendar, now=now)
    return tuple(
        make_slot(bandwidth, start) for start in _offered_once(limits, ZoneInfo(customer_zone))
    )


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


def _near(
    limits: Limits,
    zone: ZoneInfo,
    *,
    to: datetime,
    count: int,
    apart: timedelta,
    exact: TimeWindow | None = None,
    without: tuple[datetime, ...] = (),
) -> tuple[datetime, ...]:
    """The free starts nearest to a moment, in civil hours; at an uncivil one that the customer
    named themself, that one too. A few days around it are looked at first: what lies farther is not
    nearer."""
    chosen: tuple[datetime, ...] = ()
    for reach in (NEAR, timedelta(days=limits.bandwidth.horizon_days + 1_000)):
        free = tuple(_offered_once(limits, zone, since=to - reach, until=to + reach))
        civil = tuple(start for start in free if _is_civil(start.astimezone(zone)))
        if not civil and next(_civil_starts(limits, zone), None) is None:
            civil = free
        pool = set(civil) - set(without)
        if exact is not None and not _is_civil(to):
            pool |= {start for start in free if _matches(exact, start.astimezone(zone))}
        chosen = _nearest(tuple(pool), to=to, count=count, apart=apart)
        if len(chosen) == count:
            break
    return chosen


def _offered_once(
    limits: Limits,
    zone: ZoneInfo,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[datetime]:
    """Free starts, of an hour that the customer's clock repeats the first alone."""
    free = limits.free_starts(since=since, until=until)
    return (start for start in free if not start.astimezone(zone).fold)


def _civil_starts(limits: Limits, zone: ZoneInfo) -> Iterator[datetime]:
    return (start for start in _offered_once(limits, zone) if _is_civil(start.astimezone(zone)))


def _spread(starts: Iterable[datetime], *, zone: ZoneInfo, count: int) -> tuple[datetime, ...]:
    """The best start of each half-day (whole and half hours first), then others an hour apart."""
    seen: list[datetime] = []
    halves: dict[tuple[date, bool], list[datetime]] = {}
    for start in starts:
        local = start.astimezone(zone)
        half = (local.date(), local.hour >= 12)
        if half not in halves and len(halves) >= count:
            break
        seen.append(start)
        halves.setdefault(half, []).append(start)
    chosen = [
        next((start for start in half if start.astimezone(zone).minute in {0, 30}), half[0])
        for half in halves.values()
    ]
    for start in seen:
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
