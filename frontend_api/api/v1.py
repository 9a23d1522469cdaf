"""JSON API, version 0 of `/api/v1`: the lists of the console for a founder's own programs.

Reads only. Every list is `{"items": [...]}`; times are ISO 8601 in UTC, money is in minor units.
"""

# ruff: noqa: ARG001 - every page takes (request, who is asking, ports), needed or not.

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from frontend_api.ports.customer_base import CustomerSearch
from frontend_api.wording.currency import counted_in
from frontend_api.wording.formats import iso
from frontend_api.wording.reasons import reason_words
from functions.customer_base.console_queries.answers import ListedCustomer
from functions.outreach.codec import to_plain
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.domain.handoff import Handoff, build
from functions.outreach.store.bookings import BookingRow
from tenancy.runtime.http import HttpRequest, HttpResponse


def _json(value: object) -> HttpResponse:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return HttpResponse(body=body, content_type="application/json")


def _items(items: Iterable[dict[str, Any]], **more: object) -> HttpResponse:
    return _json({"items": list(items), **more})


def imports(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    kept = {"id", "status", "created_at", "stage", "percent", "problem", "accounting", "plans"}
    rows = ports.base.imports(session.tenant.id)
    return _items(row.model_dump(mode="json", include=kept) for row in rows)


def segments(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    run = ports.base.latest_run(session.tenant.id)
    if run is None:
        return not_found(request, "No customers have been sorted yet.")
    return _json(run.model_dump(mode="json"))


def customers(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    offset = request.asked("offset")
    wanted = CustomerSearch(
        text=request.asked("q"),
        motion=request.asked("motion"),
        reason=request.asked("reason"),
        offset=int(offset) if offset.isdecimal() and len(offset) < 8 else 0,
    )
    tenant = session.tenant
    found = counted_in(ports.base.search(tenant.id, wanted), ports.settings.load(tenant.id), tenant)
    return _items((_customer(row) for row in found.rows), total=found.total)


def _customer(row: ListedCustomer) -> dict[str, Any]:
    shown = {"id", "name", "email", "plan", "motion", "value_cents", "currency", "offer_id"}
    reason = reason_words(row.reason, in_motion=row.motion is not None)
    return {**row.model_dump(mode="json", include=shown), "reason": reason}


def offers(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _items(to_plain(offer) for offer in ports.settings.load(session.tenant.id).offers)


def campaigns(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _items(
        {
            "id": campaign.id,
            "name": campaign.name,
            "motion": campaign.motion,
            "offer": campaign.offer,
            "founder": campaign.founder,
            "status": campaign.status,
            "pause_reason": campaign.pause_reason,
            "counts": to_plain(counts),
        }
        for campaign, counts in ports.campaigns.list_all(session.tenant.id)
    )


def conversations(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _items(_conversation(c) for c in ports.conversations.list_recent(session.tenant.id))


def _conversation(found: Conversation) -> dict[str, Any]:
    return {
        "id": found.id,
        "customer_id": found.facts.customer_id,
        "campaign": found.terms.id,
        "motion": found.terms.motion,
        "state": found.state,
        "outcome": found.outcome,
        "channel": found.channel,
        "language": found.language,
        "booking": found.booking.id if found.booking else None,
        "callback_at": iso(found.callback_at) if found.callback_at else None,
    }


def conversation(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    wanted = ConversationId(request.values["conversation_id"])
    loaded = ports.conversations.load(session.tenant.id, wanted)
    if loaded is None:
        return not_found(request, "This conversation does not exist.")
    turns = [
        {"who": turn.who, "channel": turn.channel, "at": iso(turn.at), "text": turn.text}
        for turn in loaded.conversation.turns
    ]
    return _json({**_conversation(loaded.conversation), "turns": turns})


def bookings(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _items(_booking(row) for row in ports.bookings.list_all(session.tenant.id))


def _booking(row: BookingRow) -> dict[str, Any]:
    return {
        "id": row.booking.id,
        "conversation": row.conversation,
        "campaign": row.campaign,
        "customer_id": row.customer,
        "customer_name": row.customer_name,
        "start": iso(row.booking.slot.start),
        "end": iso(row.booking.slot.end),
        "place": row.booking.place,
        "founder_callback": row.booking.founder_callback,
        "status": row.status,
        "amount_cents": row.amount_cents,
    }


def booking(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    row = ports.bookings.find(session.tenant.id, BookingId(request.values["booking_id"]))
    if row is None:
        return not_found(request, "This booking does not exist.")
    loaded = ports.conversations.load(session.tenant.id, row.conversation)
    made = build(loaded.conversation) if loaded else None
    handoff = to_plain(made) if isinstance(made, Handoff) else None
    return _json({**_booking(row), "handoff": handoff})


def inbox(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _items(to_plain(item) for item in ports.inbox.open(session.tenant.id))


def usage(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _json(to_plain(ports.billing.state(session.tenant)))


def audit(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    return _items(
        {"at": iso(row.at), "by": row.by, "action": row.action, "detail": row.detail}
        for row in ports.audit.rows(session.tenant.id)
    )
