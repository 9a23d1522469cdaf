"""What was won against what it cost, week by week: a part of the first page after launch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.today.weekly_chart import (
    WEEKS_SHOWN,
    Series,
    WeeklyChart,
    draw_weeks,
    last_weeks,
)
from frontend_api.ports import Ports
from functions.outreach.domain.campaigns.progress import Progress, week_of
from functions.outreach.store.bookings import BookingRow, BookingStatus
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ValuePage:
    template: ClassVar[str] = "today/value.html"
    frame: Frame
    won: WeeklyChart
    spent: WeeklyChart
    won_cents: int
    spent_cents: int
    currency: str
    price_currency: str


def value(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Two requests: the counters, and the bookings."""
    tenant = session.tenant
    weeks = last_weeks(week_of(ports.clock.now()), WEEKS_SHOWN)
    won = _won(ports.bookings.list_all(tenant.id), weeks)
    spent = _spent(ports.progress.load_since(tenant.id, weeks[0]), weeks)
    currency, price_currency = tenant.currency, ports.billing.currency()
    context = ValuePage(
        frame=frame_for(session, "Won against cost", section="home", done=request.asked("done")),
        won=draw_weeks("Won", weeks, [Series("Won", won)], currency=currency),
        spent=draw_weeks("Cost", weeks, [Series("Cost", spent)], currency=price_currency),
        won_cents=sum(won),
        spent_cents=sum(spent),
        currency=currency,
        price_currency=price_currency,
    )
    return page(context)


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
