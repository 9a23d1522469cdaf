"""Reserved founder conversations, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.campaigns.progress import Stage
from functions.outreach.domain.conversation.state import Booking, CampaignId, ConversationId
from functions.outreach.store.campaigns import count_key
from functions.outreach.store.conversations.progress import counter_key
from functions.outreach.store.dynamo import row, rows_of, time_text
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerId
from functions.product.motions import Motion
from functions.webhooks.endpoints import any_endpoint_on
from functions.webhooks.events import WebhookEvent, WebhookKind
from functions.webhooks.outbox import event_item
from tenancy.data.credentials import acting_for
from tenancy.data.documents import Beside, DocumentKind, Raised, edit_document, filled_item
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass


class BookingStatus(StrEnum):
    UPCOMING = "upcoming"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class BookingRow:
    booking: Booking
    conversation: ConversationId
    campaign: CampaignId
    motion: Motion
    founder: FounderId
    customer: CustomerId
    customer_name: str
    status: BookingStatus = BookingStatus.UPCOMING
    amount_cents: int | None = None
    """What was won, once the founder says so."""
    made_at: datetime | None = None
    channel: Channel | None = None
    """Where the time was agreed; None in rows of before."""


def _attributes(booking: BookingRow) -> dict[str, str]:
    return {
        "status": booking.status,
        "owner": booking.conversation,
        "at": time_text(booking.booking.slot.start),
    }


_BOOKING = DocumentKind(
    "booking", lambda text: from_json(BookingRow, text), to_json, attributes=_attributes
)


def to_row(tenant: TenantId, booking: BookingRow, *, version: int) -> WorkspaceItem:
    item = WorkspaceItem(pk=TenantKeys.bookings(tenant), sk=booking.booking.id, version=version)
    return filled_item(item, _BOOKING, booking)


def list_all(tenant: TenantId, *, founder: FounderId | None = None) -> tuple[BookingRow, ...]:
    """All bookings in the order of their start."""
    with acting_for(tenant):
        found = [
            from_json(BookingRow, item.document or "")
            for item in rows_of(TenantKeys.bookings(tenant))
        ]
    chosen = [item for item in found if founder is None or item.founder == founder]
    return tuple(sorted(chosen, key=lambda item: item.booking.slot.start))


def find(tenant: TenantId, booking: BookingId) -> BookingRow | None:
    with acting_for(tenant):
        item = row(TenantKeys.bookings(tenant), booking)
    return from_json(BookingRow, item.document or "") if item else None


def mark(
    tenant: TenantId,
    booking: BookingId,
    *,
    status: BookingStatus,
    amount_cents: int | None = None,
    at: datetime,
) -> BookingRow | None:
    """What came of it. Counters, and other tools of the founder, hear it in the same transaction.

    Counters say how much was ever won, and so go on without the booking once it is erased.
    """
    tells = any_endpoint_on(tenant)

    def list_beside(before: BookingRow, after: BookingRow) -> tuple[Beside, ...]:
        if (before.status, before.amount_cents) == (after.status, after.amount_cents):
            return ()
        events = (event_item(tenant, _outcome(after, at=at)),) if tells else ()
        return (*_counted(tenant, before, after), *events)

    with acting_for(tenant):
        return edit_document(
            TenantKeys.bookings(tenant),
            booking,
            _BOOKING,
            lambda found: replace(found, status=status, amount_cents=amount_cents),
            along=list_beside,
        )


def _counted(tenant: TenantId, before: BookingRow, after: BookingRow) -> Iterator[Raised]:
    """The counters of the campaign and of the week of the talk that a mark changes."""
    was, now = _counts(before), _counts(after)
    changes = {name: now[name] - was[name] for name in now if now[name] != was[name]}
    for name, change in changes.items():
        yield Raised(TenantKeys.campaigns(tenant), count_key(after.campaign, name), change)
    if "won" in changes:
        week = counter_key(after.booking.slot.start, after.motion, Stage.WON, after.channel)
        yield Raised(TenantKeys.progress(tenant), week, changes["won"])


def _counts(row: BookingRow) -> dict[str, int]:
    """Name of a campaign's counter → what this booking adds to it."""
    won = row.status is BookingStatus.WON
    lost = row.status is BookingStatus.LOST
    return {
        "won": int(won),
        "won_cents": (row.amount_cents or 0) if won else 0,
        "lost": int(lost),
    }


def _outcome(row: BookingRow, *, at: datetime) -> WebhookEvent:
    return WebhookEvent(
        id=f"{row.booking.id}-{row.status}-{int(at.timestamp())}",
        kind=WebhookKind.BOOKING_OUTCOME,
        at=at,
        data={
            "booking_id": row.booking.id,
            "conversation_id": row.conversation,
            "customer_id": row.customer,
            "crm_record_id": row.customer,
            "campaign_id": row.campaign,
            "outcome": row.status.value,
            "amount_cents": row.amount_cents,
        },
        conversation=row.conversation,
    )
