"""The first page after launch: today's and this week's conversations, bandwidth, lines to approve.

Who needs the founder, what was won and spent, the funnel and the credit are parts of their own,
fetched by the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from frontend_api.http.session import Session
from frontend_api.launch.next_step import missing_parts
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.wording.terms import part_word, word
from functions.outreach.domain.playbooks.playbook import LineStatus
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.store.bookings import BookingRow, BookingStatus
from tenancy.runtime.http import HttpResponse
from tenancy.values.lazy_dataclass import dataclass

LISTED_AT_MOST = 4
_TAKES_TIME = frozenset(BookingStatus) - {BookingStatus.CANCELLED}


@dataclass(frozen=True, slots=True)
class LinesToRead:
    """A playbook whose lines wait to be approved: which, what it lacks, and where it is read."""

    who: str
    why: str
    href: str


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
    to_read: tuple[LinesToRead, ...]


def day(session: Session, ports: Ports, settings: TenantSettings, *, done: str) -> HttpResponse:
    """One more request: the bookings."""
    tenant, now = session.tenant, ports.clock.now()
    rows = ports.bookings.list_all(tenant.id)
    bandwidth = settings.bandwidth(session.founder.id)
    zone = ZoneInfo(bandwidth.time_zone if bandwidth else tenant.time_zone)
    today, later = _of_this_week(rows, now=now, zone=zone)
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
        to_read=tuple(_lines_to_read(session, settings)),
    )
    return page(context)


def _lines_to_read(session: Session, settings: TenantSettings) -> Iterator[LinesToRead]:
    """Playbooks in use that need more lines than were approved, because something was set up."""
    for book in settings.playbooks:
        in_use = any(line.status is LineStatus.APPROVED for line in book.lines)
        missing = missing_parts(book, settings) if in_use else ()
        if missing and book.language in session.tenant.languages:
            yield LinesToRead(
                who=f"{word(book.motion)} in {word(book.language)}",
                why="; ".join(map(part_word, missing)),
                href=f"/playbooks/{book.motion}/{book.language}/read",
            )


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
