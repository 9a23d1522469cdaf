"""Bookings with their handoff, and what came of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

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
from functions.outreach.codec import to_plain
from functions.outreach.domain.calendar.founder_calendar import (
    BookingId,
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
