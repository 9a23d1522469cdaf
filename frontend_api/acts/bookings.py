"""What a founder says of a booking: what came of it, or that it is cancelled.

A cancelled one is an event on the replies queue: the agent tells the customer with an approved
line. Must never reach a customer itself.
"""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.conversation.events import BookingCancelled
from functions.outreach.store.bookings import BookingRow, BookingStatus
from tenancy.identity.audit import Action

MARKS = {
    "won": BookingStatus.WON,
    "lost": BookingStatus.LOST,
    "no_show": BookingStatus.NO_SHOW,
}


def mark_outcome(
    session: Session,
    ports: Ports,
    row: BookingRow,
    status: BookingStatus,
    *,
    amount_cents: int | None,
) -> bool:
    """Won with its amount, lost, or nobody came; False for one that was cancelled."""
    if row.status is BookingStatus.CANCELLED:
        return False
    ports.bookings.mark(
        session.tenant.id,
        row.booking.id,
        status=status,
        amount_cents=amount_cents,
        at=ports.clock.now(),
    )
    record_act(session, ports, Action.MARKED_OUTCOME, row.booking.id)
    return True


def cancel_booking(session: Session, ports: Ports, row: BookingRow) -> bool:
    """The agent tells the customer and offers other times; False for one that is over."""
    if row.status is not BookingStatus.UPCOMING:
        return False
    event, dedupe = BookingCancelled(row.booking.id), f"cancel-{row.booking.id}"
    ports.replies.enqueue(session.tenant.id, row.conversation, event, dedupe=dedupe)
    record_act(session, ports, Action.CANCELLED_BOOKING, row.booking.id)
    return True
