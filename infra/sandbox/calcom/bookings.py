"""Bookings: made, listed, shown, moved and cancelled, as version 2024-08-13 of the API does it.

A moved booking is another one, with a uid of its own, the metadata of the one before and its
`rescheduledFromUid`; the one before is cancelled and names its follower.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.sandbox.calcom.event_types import STANDING, CalComEventTypes
from infra.sandbox.calcom.wire import (
    API,
    CalComRefused,
    CalComWire,
    answered,
    bad_request,
    milliseconds,
    not_found,
)
from infra.sandbox.ledger import Ledger, Record, iso

_VERSION = "2024-08-13"
_LIST = frozenset(
    {"afterCreatedAt", "afterStart", "afterUpdatedAt", "attendeeEmail", "attendeeName",
     "beforeCreatedAt", "beforeEnd", "beforeUpdatedAt", "bookingUid", "eventTypeId",
     "eventTypeIds", "skip", "sortCreated", "sortEnd", "sortStart", "sortUpdatedAt", "status",
     "take", "teamId", "teamsIds"}
)  # fmt: skip
_NEW = frozenset(
    {"attendee", "bookingFieldsResponses", "emailVerificationCode", "eventTypeId",
     "eventTypeSlug", "guests", "instant", "lengthInMinutes", "location", "meetingUrl",
     "metadata", "organizationSlug", "recurrenceCount", "routing", "start", "teamSlug", "username"}
)  # fmt: skip
_HOST = ("id", "name", "email", "username", "timeZone")
_ATTENDEE = frozenset({"email", "language", "name", "phoneNumber", "timeZone"})
_STATUSES = {
    "upcoming": STANDING - {"pending"},
    "unconfirmed": frozenset({"pending"}),
    "cancelled": frozenset({"cancelled", "rejected"}),
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z\Z")
TAKEN = "User either already has booking at this time or is not available"
PAGE_AT_MOST = 250
OnChange = Callable[[Record, str], None]
"""Called with a booking and the trigger of what became of it."""


class CalComBookings:
    """Every account's bookings."""

    def __init__(self, *, wire: CalComWire, ledger: Ledger, event_types: CalComEventTypes) -> None:
        self._wire = wire
        self._ledger = ledger
        self._event_types = event_types
        self.on_change: OnChange = lambda _booking, _trigger: None

    def routes(self) -> list[Route]:
        one = f"{API}/bookings/{{uid}}"
        return [
            Route(f"{API}/bookings", self._list, methods=["GET"]),
            Route(f"{API}/bookings", self._create, methods=["POST"]),
            Route(one, self._show, methods=["GET"]),
            Route(f"{one}/reschedule", self._reschedule, methods=["POST"]),
            Route(f"{one}/cancel", self._cancel, methods=["POST"]),
        ]

    def find(self, email: str, uid: str) -> Record | None:
        found = self._ledger.table("calcom_bookings").get(uid)
        return found if found is not None and found["account"] == email else None

    def standing(self, email: str, event: str) -> Record | None:
        """The newest booking that stands and carries this name in its metadata."""
        mine = [
            one for one in self._ledger.table("calcom_bookings").values()
            if one["account"] == email and event in one["metadata"].values()
            and one["status"] in STANDING
        ]  # fmt: skip
        return mine[-1] if mine else None

    def keep(self, event_type: Record, start: datetime, **about: Any) -> Record:
        """A booking that is there from now on."""
        number = len(self._ledger.table("calcom_bookings")) + 1
        uid = secrets.token_urlsafe(16)
        end = start + timedelta(minutes=event_type["lengthInMinutes"])
        owner = self._ledger.table("calcom_accounts")[event_type["account"]]
        made = {
            "id": number,
            "uid": uid,
            "title": f"{event_type['title']} between the founder and a guest",
            "status": "accepted",
            "start": milliseconds(iso(start)),
            "end": milliseconds(iso(end)),
            "duration": event_type["lengthInMinutes"],
            "eventTypeId": event_type["id"],
            "eventType": {"id": event_type["id"], "slug": event_type["slug"]},
            "description": "",
            "hosts": [{name: owner[name] for name in _HOST}],
            "location": "integrations:daily",
            "absentHost": False,
            "createdAt": self._ledger.stamp(),
            "updatedAt": self._ledger.stamp(),
            "metadata": {},
            "attendees": [],
            "bookingFieldsResponses": {},
            "account": event_type["account"],
            **about,
        }
        return self._ledger.save_record("calcom_bookings", uid, made)

    def move(self, before: Record, start: datetime, **about: Any) -> Record:
        event_type = self._ledger.table("calcom_event_types")[str(before["eventTypeId"])]
        kept = ("metadata", "attendees", "bookingFieldsResponses")
        made = self.keep(
            event_type,
            start,
            rescheduledFromUid=before["uid"],
            **{name: before[name] for name in kept if name in before},
            **about,
        )
        self._change(before, status="cancelled", rescheduledToUid=made["uid"])
        self.on_change(made, "BOOKING_RESCHEDULED")
        return made

    def end(self, booking: Record, *, status: str, **about: Any) -> Record:
        ended = self._change(booking, status=status, **about)
        trigger = "BOOKING_REJECTED" if status == "rejected" else "BOOKING_CANCELLED"
        self.on_change(ended, trigger)
        return ended

    def _change(self, booking: Record, **about: Any) -> Record:
        changed = {**booking, **about, "updatedAt": self._ledger.stamp()}
        return self._ledger.save_record("calcom_bookings", booking["uid"], changed)

    async def _list(self, request: Request) -> Response:
        asked = await self._wire.admit(request, version=_VERSION, params=_LIST)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        wanted = asked.params.get("status", "upcoming,unconfirmed,cancelled").split(",")
        if not set(wanted) <= _STATUSES.keys():
            message = (
                "Invalid status. Allowed are upcoming, recurring, past, cancelled, unconfirmed"
            )
            return self._wire.refuse(request, bad_request(message))
        take, skip = asked.params.get("take", "100"), asked.params.get("skip", "0")
        if not take.isdigit() or not skip.isdigit() or not 1 <= int(take) <= PAGE_AT_MOST:
            return self._wire.refuse(request, bad_request("take must not be greater than 250"))
        statuses = frozenset().union(*(_STATUSES[one] for one in wanted))
        attendee = asked.params.get("attendeeEmail")
        now = self._ledger.stamp()
        mine = [
            one for one in self._ledger.table("calcom_bookings").values()
            if one["account"] == asked.account["email"]
            and one["status"] in statuses
            and (one["status"] not in STANDING or one["end"] >= now)
            and (attendee is None or attendee in [who["email"] for who in one["attendees"]])
            and asked.params.get("afterStart", "") < one["start"]
            and one["end"] < asked.params.get("beforeEnd", "~")
        ]  # fmt: skip
        shown = mine[int(skip) : int(skip) + int(take)]
        more = len(mine) - int(skip) - len(shown)
        pagination = {"totalItems": len(mine), "remainingItems": more, "hasNextPage": more > 0}
        return answered([_shown(one) for one in shown], pagination=pagination)

    async def _show(self, request: Request) -> Response:
        asked = await self._wire.admit(request, version=_VERSION)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        uid = request.path_params["uid"]
        found = self.find(asked.account["email"], uid)
        if found is None:
            refused = not_found(f"Booking with uid={uid} was not found in the database")
            return self._wire.refuse(request, refused)
        return answered(_shown(found))

    async def _create(self, request: Request) -> Response:
        asked = await self._wire.admit(request, version=_VERSION, fields=_NEW)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        body = asked.body
        if refused := _wrong(body):
            return self._wire.refuse(request, refused)
        event_type = self._event_types.find(asked.account, body.get("eventTypeId"))
        if event_type is None:
            message = f"Event type with id {body.get('eventTypeId')} not found."
            return self._wire.refuse(request, not_found(message))
        start = datetime.fromisoformat(body["start"])
        if not self._event_types.is_free(event_type, start):
            return self._wire.refuse(request, bad_request(TAKEN))
        responses = {**body.get("bookingFieldsResponses", {}), "email": body["attendee"]["email"]}
        made = self.keep(
            event_type,
            start,
            metadata=body.get("metadata", {}),
            attendees=[{**body["attendee"], "absent": False}],
            bookingFieldsResponses={**responses, "name": body["attendee"]["name"]},
        )
        self.on_change(made, "BOOKING_CREATED")
        return answered(_shown(made), status=201)

    async def _reschedule(self, request: Request) -> Response:
        fields = ("start", "rescheduledBy", "reschedulingReason", "emailVerificationCode")
        asked = await self._wire.admit(request, version=_VERSION, fields=fields)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        uid = request.path_params["uid"]
        before = self.find(asked.account["email"], uid)
        if before is None:
            return self._wire.refuse(request, not_found(f"Booking with uid={uid} not found"))
        if before["status"] not in STANDING:
            message = f"Can't reschedule booking with uid={uid} because it has been cancelled."
            return self._wire.refuse(request, bad_request(message))
        if not _UTC.match(str(asked.body.get("start", ""))):
            refused = bad_request("start must be a valid ISO 8601 date string")
            return self._wire.refuse(request, refused)
        by = asked.body.get("rescheduledBy")
        if by is not None and not _EMAIL.match(str(by)):
            return self._wire.refuse(request, bad_request("Invalid rescheduledBy email format"))
        start = datetime.fromisoformat(asked.body["start"])
        event_type = self._event_types.find(asked.account, before["eventTypeId"])
        if event_type is None or not self._event_types.is_free(event_type, start, besides=uid):
            return self._wire.refuse(request, bad_request(TAKEN))
        optional = {
            "reschedulingReason": asked.body.get("reschedulingReason"),
            "rescheduledByEmail": by,
        }
        given = {name: value for name, value in optional.items() if value is not None}
        made = self.move(before, start, **given)
        return answered(_shown(made), status=201)

    async def _cancel(self, request: Request) -> Response:
        fields = ("cancellationReason", "cancelSubsequentBookings")
        asked = await self._wire.admit(request, version=_VERSION, fields=fields)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        uid = request.path_params["uid"]
        found = self.find(asked.account["email"], uid)
        if found is None:
            return self._wire.refuse(request, not_found(f"Booking with uid={uid} not found"))
        if found["status"] not in STANDING:
            message = f"Can't cancel booking with uid={uid} because it has been cancelled already."
            return self._wire.refuse(request, bad_request(message))
        reason = str(asked.body.get("cancellationReason", "")).strip()
        if not reason:
            message = "Cancellation reason is required when you are the host"
            return self._wire.refuse(request, bad_request(message))
        return answered(_shown(self.end(found, status="cancelled", cancellationReason=reason)))


def _shown(booking: Record) -> Record:
    return {name: value for name, value in booking.items() if name != "account"}


def _wrong(body: Record) -> CalComRefused | None:
    """What Cal.com's validators say of a new booking, the first of it."""
    attendee, metadata = body.get("attendee"), body.get("metadata", {})
    if not _UTC.match(str(body.get("start", ""))):
        return bad_request("start must be a valid ISO 8601 date string")
    if not isinstance(attendee, dict) or not isinstance(attendee.get("name"), str):
        return bad_request("attendee should not be null or undefined")
    if unknown := sorted(set(attendee) - _ATTENDEE):
        return bad_request(f"attendee.property {unknown[0]} should not exist")
    if not _EMAIL.match(str(attendee.get("email", ""))):
        return bad_request("attendee.Invalid email format")
    if not isinstance(attendee.get("timeZone"), str):
        return bad_request("attendee.timeZone must be a valid IANA time-zone")
    responses = body.get("bookingFieldsResponses", {})
    if not isinstance(responses, dict) or not isinstance(metadata, dict) or len(metadata) > 50:
        return bad_request("Metadata must have at most 50 keys")
    if any(len(key) > 40 or len(str(value)) > 500 for key, value in metadata.items()):
        return bad_request("Metadata keys have up to 40 and values up to 500 characters.")
    return None
