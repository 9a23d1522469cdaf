"""Bookings: upcoming and past, one with its whole handoff, what came of it; callbacks, opt-outs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from frontend_api.acts.bookings import MARKS, cancel_booking, mark_outcome
from frontend_api.acts.corrections import opt_outs_to_attribute
from frontend_api.http.forms import Entries, Form
from frontend_api.http.listing import place_in_list, place_within
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.work.opt_outs import likeliest_first
from frontend_api.ports import Ports
from frontend_api.ports.work import OptOutRow
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.domain.handoff import Handoff, build
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.inbox import InboxItem
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

ROWS_A_PAGE = {"bookings": 6, "callbacks": 18, "opt-outs": 8}
"""By the list that is shown: three screens of a phone hold as many."""
MARKED_AT_ONCE = 3
"""Bookings that are over and wait for their outcome, listed above the week."""
ATTRIBUTED_AT_ONCE = 2
"""Opt-outs of unknown senders, each with a form of its own."""


def status_now(row: BookingRow, now: datetime) -> str:
    """The state a founder reads: what lies behind is not upcoming, whether marked or not."""
    behind = row.status is BookingStatus.UPCOMING and row.booking.slot.end <= now
    return "not_marked" if behind else row.status.value


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday in the founder's zone."""

    monday: date
    days: tuple[tuple[date, tuple[BookingRow, ...]], ...]
    taken: int
    """Of the founder who looks."""
    a_week: int
    """Their limit; 0 while no bandwidth is set."""
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class BookingsPage:
    template: ClassVar[str] = "work/bookings.html"
    frame: Frame
    upcoming: tuple[BookingRow, ...]
    """One page of them, the next first."""
    upcoming_total: int
    upcoming_offset: int
    states: Mapping[str, str]
    """Booking → its state now."""
    past: tuple[BookingRow, ...]
    """One page of them, the latest first."""
    past_total: int
    offset: int
    """Of the list that `show` names: past bookings, callbacks or opt-outs."""
    a_page: int
    to_mark: tuple[BookingRow, ...]
    """Those that are over and wait for their outcome, the latest first."""
    to_mark_more: int
    callbacks: tuple[Conversation, ...]
    """One page of them, the next first."""
    callbacks_total: int
    opt_outs: tuple[OptOutRow, ...]
    """One page of them, the latest first."""
    opt_outs_total: int
    to_attribute: tuple[InboxItem, ...]
    to_attribute_more: int
    candidates: tuple[Conversation, ...]
    """Whom an opt-out of `to_attribute` may be from."""
    show: str
    currency: str
    week: Week


@dataclass(frozen=True, slots=True)
class BookingPage:
    template: ClassVar[str] = "work/booking.html"
    frame: Frame
    row: BookingRow
    state: str
    handoff: Handoff | None
    over: bool
    form: Form
    currency: str


def bookings(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Asks for the rows of the list that is shown, and for no other's."""
    tenant, now = session.tenant.id, ports.clock.now()
    show = request.asked("show")
    show = show if show in ROWS_A_PAGE else "bookings"
    rows = ports.bookings.list_all(tenant) if show == "bookings" else ()
    ahead = [
        row for row in rows if row.booking.slot.end > now and row.status is BookingStatus.UPCOMING
    ]
    coming = {row.booking.id for row in ahead}
    past = [row for row in reversed(rows) if row.booking.id not in coming]
    to_mark = [row for row in past if row.status is BookingStatus.UPCOMING]
    a_page = ROWS_A_PAGE[show]
    unnamed = opt_outs_to_attribute(ports, tenant) if show == "opt-outs" else ()
    talks = ports.conversations.list_recent(tenant) if show == "callbacks" or unnamed else ()
    promised = [c for c in talks if c.state is State.CALLBACK and c.callback_at is not None]
    promised.sort(key=lambda c: str(c.callback_at))
    opted_out = ports.conversations.opt_outs(tenant) if show == "opt-outs" else ()
    listed = {"callbacks": promised, "opt-outs": opted_out}.get(show, past)
    offset = place_within(place_in_list(request), len(listed), a_page)
    ahead_offset = place_within(place_in_list(request, "ahead"), len(ahead), a_page)
    context = BookingsPage(
        frame=frame_for(session, "Bookings", section="bookings", done=request.asked("done")),
        upcoming=tuple(ahead[ahead_offset : ahead_offset + a_page]),
        upcoming_total=len(ahead),
        upcoming_offset=ahead_offset,
        states={row.booking.id: status_now(row, now) for row in rows},
        past=tuple(past[offset : offset + a_page]),
        past_total=len(past),
        offset=offset,
        a_page=a_page,
        to_mark=tuple(to_mark[:MARKED_AT_ONCE]),
        to_mark_more=max(0, len(to_mark) - MARKED_AT_ONCE),
        callbacks=tuple(promised[offset : offset + a_page]),
        callbacks_total=len(promised),
        opt_outs=opted_out[offset : offset + a_page],
        opt_outs_total=len(opted_out),
        to_attribute=unnamed[:ATTRIBUTED_AT_ONCE],
        to_attribute_more=max(0, len(unnamed) - ATTRIBUTED_AT_ONCE),
        candidates=likeliest_first(unnamed, talks) if unnamed else (),
        show=show,
        currency=session.tenant.currency,
        week=_week(request, session, ports, rows),
    )
    return page(context)


def _week(request: HttpRequest, session: Session, ports: Ports, rows: Sequence[BookingRow]) -> Week:
    """The week an address names by one of its days, else this one."""
    bandwidth = ports.settings.bandwidth(session.tenant.id, session.founder.id) if rows else None
    zone = ZoneInfo(session.tenant.time_zone)
    try:
        day = date.fromisoformat(request.asked("week"))
    except ValueError:
        day = ports.clock.now().astimezone(zone).date()
    # Nobody leafs to the ends of the calendar.
    day = min(max(day, date(2000, 1, 3)), date(2099, 12, 28))
    monday = day - timedelta(days=day.weekday())
    standing = [
        (row.booking.slot.start.astimezone(zone).date(), row)
        for row in rows
        if row.status is not BookingStatus.CANCELLED
    ]
    days = tuple(monday + timedelta(days=ahead) for ahead in range(7))
    return Week(
        monday,
        tuple((day, tuple(row for on, row in standing if on == day)) for day in days),
        sum(on in days and row.founder == session.founder.id for on, row in standing),
        bandwidth.per_week if bandwidth else 0,
        monday - timedelta(days=7),
        monday + timedelta(days=7),
    )


def _row(request: HttpRequest, session: Session, ports: Ports) -> BookingRow | None:
    return ports.bookings.find(session.tenant.id, BookingId(request.values["booking_id"]))


def booking(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    row = _row(request, session, ports)
    if row is None:
        return not_found(request, "This booking does not exist.")
    return _booking_page(request, session, ports, row, Form())


def _booking_page(
    request: HttpRequest, session: Session, ports: Ports, row: BookingRow, form: Form
) -> HttpResponse:
    loaded = ports.conversations.load(session.tenant.id, row.conversation)
    made = build(loaded.conversation) if loaded else None
    offer = loaded.conversation.terms.offer if loaded else None
    title = f"Conversation with {row.customer_name or 'a customer'}"
    amount = {"amount": f"{(row.amount_cents or 0) / 100:g}"} if row.amount_cents else {}
    context = BookingPage(
        frame=frame_for(session, title, section="bookings", done=request.asked("done")),
        row=row,
        state=status_now(row, ports.clock.now()),
        handoff=made if isinstance(made, Handoff) else None,
        over=row.booking.slot.start <= ports.clock.now(),
        form=form if form.values else Form(amount),
        currency=offer.currency if offer else session.tenant.currency,
    )
    return page(context, status=422 if form.errors else 200)


def mark(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Won with its amount, lost, or nobody came."""
    row = _row(request, session, ports)
    if row is None or row.status is BookingStatus.CANCELLED:
        return not_found(request, "This booking does not exist any more.")
    entries = Entries(request)
    status = MARKS[entries.choice("outcome", MARKS, missing="Please say how it went.")]
    won = status is BookingStatus.WON
    amount = entries.cents("amount", required=won) if won else None
    if entries.errors:
        return _booking_page(request, session, ports, row, entries.form())
    mark_outcome(session, ports, row, status, amount_cents=amount)
    listed = request.typed("from") == "list"
    return see_other("/bookings?done=saved" if listed else f"/bookings/{row.booking.id}?done=saved")


def cancel(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """The agent tells the customer with an approved line and offers other times."""
    row = _row(request, session, ports)
    if row is None or not cancel_booking(session, ports, row):
        return not_found(request, "This booking cannot be cancelled any more.")
    return see_other("/bookings?done=cancelled")
