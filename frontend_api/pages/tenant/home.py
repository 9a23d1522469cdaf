"""The first page: what stands between the founder and the launch; after it, the day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from frontend_api.http.session import Session
from frontend_api.launch.checklist import ChecklistStep, checklist
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.today.day import WEEKS_SHOWN, day
from frontend_api.pages.today.weekly_chart import last_weeks
from frontend_api.ports import Ports
from functions.outreach.domain.campaigns.progress import week_of
from functions.outreach.store.bookings import BookingStatus
from functions.outreach.store.inbox import InboxKind
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class HomePage:
    template: ClassVar[str] = "tenant/home.html"
    frame: Frame
    steps: tuple[ChecklistStep, ...]
    upcoming: tuple[tuple[str, str, datetime], ...]
    """(booking id, customer, start) of the next bookings."""
    figures: Mapping[str, int]


def home(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    now = ports.clock.now()
    tenant = session.tenant.id
    if request.asked("show") != "steps":
        progress = ports.progress.load_since(tenant, last_weeks(week_of(now), WEEKS_SHOWN)[0])
        if progress.counts:
            return day(session, ports, progress, done=request.asked("done"))
    upcoming = [
        (str(row.booking.id), row.customer_name, row.booking.slot.start)
        for row in ports.bookings.list_all(tenant)
        if row.status is BookingStatus.UPCOMING and row.booking.slot.end > now
    ]
    waiting = ports.inbox.open(tenant)
    rows = ports.conversations.list_recent(tenant)
    figures = {
        "Open conversations": sum(row.outcome is None for row in rows),
        "Need you": sum(row.waits_for_founder for row in rows),
        "Bookings ahead": len(upcoming),
        "Questions to answer": sum(item.kind is not InboxKind.OPT_OUT for item in waiting),
    }
    unnamed = sum(item.kind is InboxKind.OPT_OUT for item in waiting)
    if unnamed:
        figures["Opt-outs to attribute"] = unnamed
    steps = checklist(session, ports)
    title = "Today" if all(step.done for step in steps) else "Getting to launch"
    frame = frame_for(session, title, section="home", done=request.asked("done"))
    return page(HomePage(frame, steps, tuple(upcoming[:5]), figures))
