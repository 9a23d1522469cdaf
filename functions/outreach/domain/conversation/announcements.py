"""The events of a step for a founder's other tools: ids and states, never a customer's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import Booking, Conversation, Outcome, State, Who
from functions.webhooks.events import WebhookEvent, WebhookKind


def announce(before: Conversation, step: Step, *, now: datetime) -> tuple[WebhookEvent, ...]:
    """The events of one step, in the order in which a tool should learn of them."""
    after = step.conversation
    return tuple(
        WebhookEvent(
            id=f"{after.id}-{after.version}-{number}",
            kind=kind,
            at=now,
            data=_data(after, booking),
            conversation=after.id,
        )
        for number, (kind, booking) in enumerate(_happened(before, step))
    )


def _happened(before: Conversation, step: Step) -> Iterator[tuple[WebhookKind, Booking | None]]:
    after = step.conversation
    needs_founder = after.outcome is Outcome.NEEDS_FOUNDER is not before.outcome
    if before.state is State.WAITING and after.state not in (State.WAITING, State.CLOSED):
        yield WebhookKind.CONVERSATION_OPENED, None
    known = {turn.number for turn in before.turns}
    if any(turn.who is Who.CUSTOMER and turn.number not in known for turn in after.turns):
        yield WebhookKind.CONVERSATION_REPLIED, None
    if step.suppress:
        yield WebhookKind.CONVERSATION_OPTED_OUT, None
    if step.reserve is not None:
        moved = step.release is not None
        kind = WebhookKind.BOOKING_MOVED if moved else WebhookKind.BOOKING_MADE
        yield kind, after.booking
    elif step.release is not None:
        yield WebhookKind.BOOKING_CANCELLED, step.release
    if needs_founder:
        yield WebhookKind.CONVERSATION_NEEDS_FOUNDER, None
    if needs_founder or (step.reserve is not None and step.release is None):
        yield WebhookKind.CONVERSATION_HANDOFF, after.booking


def _data(after: Conversation, booking: Booking | None) -> dict[str, str | int | bool | None]:
    found: dict[str, str | int | bool | None] = {
        "conversation_id": after.id,
        "customer_id": after.facts.customer_id,
        "crm_record_id": after.facts.customer_id,
        "campaign_id": after.terms.id,
        "motion": str(after.terms.motion),
        "state": str(after.state),
        "outcome": str(after.outcome) if after.outcome else None,
        "channel": str(after.channel) if after.channel else None,
    }
    if booking is not None:
        found["booking_id"] = booking.id
        found["booking_start"] = booking.slot.start.isoformat()
        found["booking_end"] = booking.slot.end.isoformat()
    return found
