"""Bookings with their handoff, what came of them, and how much of a founder's time there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from pydantic import Field

from frontend_api.acts.bandwidth import save_bandwidth
from frontend_api.acts.bookings import MARKS, cancel_booking, mark_outcome
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    ListPart,
    Nothing,
    PageAsked,
    endpoint,
)
from frontend_api.http.forms import MOST_CENTS
from frontend_api.http.problems import ApiProblem, FieldProblem, not_there
from frontend_api.wording.formats import iso
from frontend_api.wording.places import zones
from functions.outreach.codec import to_plain
from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    BookingId,
    WorkingHours,
)
from functions.outreach.domain.handoff import Handoff, build
from functions.outreach.store.bookings import BookingRow, BookingStatus

_NO_BOOKING = "This booking"


class BookingShown(ApiModel):
    id: str
    conversation_id: str
    campaign_id: str
    customer_id: str
    customer_name: str
    founder_id: str
    start: datetime
    end: datetime
    place: str
    founder_callback: bool
    status: BookingStatus
    amount_cents: int | None
    """What was won, in minor units."""


class BookingList(ApiModel):
    items: tuple[BookingShown, ...]
    next_cursor: str


class BookingWhole(BookingShown):
    handoff: dict[str, Any] | None
    """What the founder needs to know before the conversation."""


class BookingMarked(ApiModel):
    id: str
    status: BookingStatus
    amount_cents: int | None


class BookingQueued(ApiModel):
    """The customer is told with an approved line, and offered other times."""

    id: str


class OutcomeGiven(AskedModel):
    outcome: Literal["won", "lost", "no_show"]
    amount_cents: Annotated[int, Field(ge=0, le=MOST_CENTS)] | None = None
    """Needed for what was won."""


class HoursShown(ApiModel):
    weekday: int
    """0 is Monday."""
    start: str
    """Such as 09:30, in the zone of the founder."""
    end: str


class TimeOff(ApiModel):
    first: date
    last: date


class BandwidthShown(ApiModel):
    """The limits of who made the key; `is_set` is false while nobody has set them."""

    founder_id: str
    is_set: bool
    time_zone: str
    hours: tuple[HoursShown, ...]
    time_off: tuple[TimeOff, ...]
    talk_minutes: int
    held_minutes: int
    buffer_minutes: int
    notice_minutes: int
    horizon_days: int
    per_day: int
    per_week: int
    works_on_holidays: bool
    meeting_link: str


_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class HoursAsked(AskedModel):
    weekday: Annotated[int, Field(ge=0, le=6)]
    start: Annotated[str, Field(pattern=_CLOCK)]
    end: Annotated[str, Field(pattern=_CLOCK)]


class TimeOffAsked(AskedModel):
    first: date
    last: date


class BandwidthAsked(AskedModel):
    """What is left out stays as it is."""

    time_zone: Annotated[str, Field(max_length=80)] | None = None
    hours: Annotated[tuple[HoursAsked, ...], Field(max_length=50)] | None = None
    time_off: Annotated[tuple[TimeOffAsked, ...], Field(max_length=50)] | None = None
    talk_minutes: Annotated[int, Field(ge=1, le=60)] | None = None
    held_minutes: Annotated[int, Field(ge=5, le=240)] | None = None
    buffer_minutes: Annotated[int, Field(ge=0, le=240)] | None = None
    notice_minutes: Annotated[int, Field(ge=0, le=20160)] | None = None
    horizon_days: Annotated[int, Field(ge=1, le=60)] | None = None
    per_day: Annotated[int, Field(ge=1, le=50)] | None = None
    per_week: Annotated[int, Field(ge=1, le=200)] | None = None
    works_on_holidays: bool | None = None
    meeting_link: Annotated[str, Field(max_length=300)] | None = None


def _shown(row: BookingRow) -> BookingShown:
    return BookingShown(
        id=row.booking.id,
        conversation_id=row.conversation,
        campaign_id=row.campaign,
        customer_id=row.customer,
        customer_name=row.customer_name,
        founder_id=row.founder,
        start=row.booking.slot.start,
        end=row.booking.slot.end,
        place=row.booking.place,
        founder_callback=row.booking.founder_callback,
        status=row.status,
        amount_cents=row.amount_cents,
    )


@endpoint(
    "List bookings in the order of their start", answer=BookingList, body=Nothing, query=PageAsked
)
def list_bookings(call: Call[Nothing, PageAsked]) -> BookingList | ApiProblem:
    rows = call.ports.bookings.list_all(call.session.tenant.id)
    part = ListPart.cut(
        rows, call.query, key=lambda row: f"{iso(row.booking.slot.start)} {row.booking.id}"
    )
    if isinstance(part, ApiProblem):
        return part
    items = tuple(_shown(row) for row in part.items)
    return BookingList(items=items, next_cursor=part.next_cursor)


def _load(call: Call[Nothing, Nothing] | Call[OutcomeGiven, Nothing]) -> BookingRow | None:
    return call.ports.bookings.find(call.session.tenant.id, BookingId(call.values["booking_id"]))


@endpoint(
    "One booking with its handoff",
    answer=BookingWhole,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def show_booking(call: Call[Nothing, Nothing]) -> BookingWhole | ApiProblem:
    row = _load(call)
    if row is None:
        return not_there(_NO_BOOKING)
    loaded = call.ports.conversations.load(call.session.tenant.id, row.conversation)
    made = build(loaded.conversation) if loaded else None
    handoff = to_plain(made) if isinstance(made, Handoff) else None
    return BookingWhole(**dict(_shown(row)), handoff=handoff)


@endpoint(
    "Say what came of a booking",
    answer=BookingMarked,
    body=OutcomeGiven,
    query=Nothing,
    problems=(404, 409),
)
def mark_booking(call: Call[OutcomeGiven, Nothing]) -> BookingMarked | ApiProblem:
    row = _load(call)
    if row is None:
        return not_there(_NO_BOOKING)
    status = MARKS[call.body.outcome]
    won = status is BookingStatus.WON
    if won and call.body.amount_cents is None:
        words = "Please give the amount that was won."
        return ApiProblem(422, words, (FieldProblem("/amount_cents", words),))
    amount = call.body.amount_cents if won else None
    if not mark_outcome(call.session, call.ports, row, status, amount_cents=amount):
        return ApiProblem(409, "This booking was cancelled.")
    return BookingMarked(id=row.booking.id, status=status, amount_cents=amount)


@endpoint(
    "Cancel a booking: the agent tells the customer and offers other times",
    answer=BookingQueued,
    body=Nothing,
    query=Nothing,
    status=202,
    problems=(404, 409),
)
def cancel(call: Call[Nothing, Nothing]) -> BookingQueued | ApiProblem:
    row = _load(call)
    if row is None:
        return not_there(_NO_BOOKING)
    if not cancel_booking(call.session, call.ports, row):
        return ApiProblem(409, "This booking cannot be cancelled any more.")
    return BookingQueued(id=row.booking.id)


@endpoint("The bandwidth of who made the key", answer=BandwidthShown, body=Nothing, query=Nothing)
def show_bandwidth(call: Call[Nothing, Nothing]) -> BandwidthShown | ApiProblem:
    founder = call.session.founder.id
    known = call.ports.settings.load(call.session.tenant.id).bandwidth(founder)
    unset = Bandwidth(founder, call.session.tenant.time_zone, ())
    return _limits(known or unset, is_set=known is not None)


def _limits(limits: Bandwidth, *, is_set: bool) -> BandwidthShown:
    return BandwidthShown(
        founder_id=limits.founder,
        is_set=is_set,
        time_zone=limits.time_zone,
        hours=tuple(
            HoursShown(weekday=each.weekday, start=f"{each.start:%H:%M}", end=f"{each.end:%H:%M}")
            for each in limits.hours
        ),
        time_off=tuple(TimeOff(first=first, last=last) for first, last in limits.time_off),
        talk_minutes=limits.talk_minutes,
        held_minutes=limits.held_minutes,
        buffer_minutes=limits.buffer_minutes,
        notice_minutes=limits.notice_minutes,
        horizon_days=limits.horizon_days,
        per_day=limits.per_day,
        per_week=limits.per_week,
        works_on_holidays=limits.works_on_holidays,
        meeting_link=limits.meeting_link,
    )


@endpoint(
    "Change the bandwidth of who made the key",
    answer=BandwidthShown,
    body=BandwidthAsked,
    query=Nothing,
)
def change_bandwidth(call: Call[BandwidthAsked, Nothing]) -> BandwidthShown | ApiProblem:
    sent, session = call.body, call.session
    founder = session.founder.id
    if sent.time_zone is not None and sent.time_zone not in zones():
        words = "This is no time zone we know."
        return ApiProblem(422, words, (FieldProblem("/time_zone", words),))
    known = call.ports.settings.load(session.tenant.id).bandwidth(founder)
    limits = known or Bandwidth(founder, session.tenant.time_zone, ())
    plain = sent.model_dump(exclude_none=True, exclude={"hours", "time_off"})
    limits = replace(limits, **plain)
    if sent.hours is not None:
        hours = tuple(
            WorkingHours(each.weekday, time.fromisoformat(each.start), time.fromisoformat(each.end))
            for each in sent.hours
        )
        limits = replace(limits, hours=hours)
    if sent.time_off is not None:
        limits = replace(
            limits, time_off=tuple(sorted((each.first, each.last) for each in sent.time_off))
        )
    wrong = save_bandwidth(session, call.ports, limits)
    if wrong:
        return ApiProblem(422, " ".join(wrong))
    return _limits(limits, is_set=True)
