"""The first page after launch: today's and this week's conversations, bandwidth, value and cost.

Who needs the founder, the funnel and the credit are parts of their own, fetched by the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.today.weekly_chart import Series, WeeklyChart, draw_weeks, last_weeks
from frontend_api.ports import Ports
from functions.outreach.domain.campaigns.progress import Progress, week_of
from functions.outreach.store.bookings import BookingRow, BookingStatus
from tenancy.runtime.http import HttpResponse
from tenancy.values.lazy_dataclass import dataclass

WEEKS_SHOWN = 12
LISTED_AT_MOST = 4
_TAKES_TIME = frozenset(BookingStatus) - {BookingStatus.CANCELLED}


@dataclass(frozen=True, slots=True)
class DayPage:
    template: ClassVar[str] = "today/day.html"
    frame: Frame
    today: tuple[BookingRow, ...]
    today_more: int
    """How many of today are not listed."""
    later: tuple[BookingRow, ...]
    """The rest of this week, from tomorrow on."""
    later_more: int
    """How many of the week are not listed."""
    to_mark: int
    """Bookings that are over and wait for their outcome."""
    used: int
    """Conversations of the founder who looks, this week, held or to come."""
    a_week: int
    """Their weekly limit; 0 while no bandwidth is set."""
    won: WeeklyChart
    spent: WeeklyChart
    won_cents: int
    spent_cents: int
    currency: str
    price_currency: str


def day(session: Session, ports: Ports, progress: Progress, *, done: str) -> HttpResponse:
    """Two more requests: the bookings, and the bandwidth of who looks."""
    tenant, now = session.tenant, ports.clock.now()
    rows = ports.bookings.list_all(tenant.id)
    bandwidth = ports.settings.bandwidth(tenant.id, session.founder.id)
    zone = ZoneInfo(bandwidth.time_zone if bandwidth else tenant.time_zone)
    today, later = _of_this_week(rows, now=now, zone=zone)
    weeks = last_weeks(week_of(now), WEEKS_SHOWN)
    won = _won(rows, weeks)
    spent = _spent(progress, weeks)
    currency, price_currency = tenant.currency, ports.billing.currency()
    context = DayPage(
        frame=frame_for(session, "Today", section="home", done=done),
        today=today[:LISTED_AT_MOST],
        today_more=max(0, len(today) - LISTED_AT_MOST),
        later=later[:LISTED_AT_MOST],
        later_more=max(0, len(later) - LISTED_AT_MOST),
        to_mark=sum(
            row.status is BookingStatus.UPCOMING and row.booking.slot.end <= now for row in rows
        ),
        used=sum(
            row.founder == session.founder.id
            and row.status in _TAKES_TIME
            and _week(row, zone) == _monday(now.astimezone(zone).date())
            for row in rows
        ),
        a_week=bandwidth.per_week if bandwidth else 0,
        won=draw_weeks("Won", weeks, [Series("Won", won)], currency=currency),
        spent=draw_weeks("Cost", weeks, [Series("Cost", spent)], currency=price_currency),
        won_cents=sum(won),
        spent_cents=sum(spent),
        currency=currency,
        price_currency=price_currency,
    )
    return page(context)


def _of_this_week(
    rows: Sequence[BookingRow], *, now: datetime, zone: ZoneInfo
) -> tuple[tuple[BookingRow, ...], tuple[BookingRow, ...]]:
    """(today's that are not over, the rest of the week's), the earliest first."""
    today = now.astimezone(zone).date()
    sunday = _monday(today) + timedelta(days=6)
    ahead = sorted(
        (
            row
            for row in rows
            if row.status is BookingStatus.UPCOMING and row.booking.slot.end > now
        ),
        key=lambda row: row.booking.slot.start,
    )
    days = [(row, row.booking.slot.start.astimezone(zone).date()) for row in ahead]
    return (
        tuple(row for row, on in days if on == today),
        tuple(row for row, on in days if today < on <= sunday),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(row: BookingRow, zone: ZoneInfo) -> date:
    return _monday(row.booking.slot.start.astimezone(zone).date())


def _won(rows: Sequence[BookingRow], weeks: tuple[date, ...]) -> tuple[int, ...]:
    """What was won, in the week of the conversation with the founder."""
    sums = dict.fromkeys(weeks, 0)
    for row in rows:
        week = week_of(row.booking.slot.start)
        if row.status is BookingStatus.WON and week in sums:
            sums[week] += row.amount_cents or 0
    return tuple(sums.values())


def _spent(progress: Progress, weeks: tuple[date, ...]) -> tuple[int, ...]:
    sums = dict.fromkeys(weeks, 0)
    for week, _, cents in progress.spent_cents:
        if week in sums:
            sums[week] += cents
    return tuple(sums.values())
