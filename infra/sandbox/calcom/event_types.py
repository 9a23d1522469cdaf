"""Who the key belongs to, their event types, and when those can be booked.

After `GET /v2/me`, `GET /v2/event-types` (version 2024-06-14) and `GET /v2/slots` (2024-09-04).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

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

_SLOT_PARAMS = frozenset(
    {"bookingUidToReschedule", "duration", "end", "eventTypeId", "format", "start", "timeZone"}
)
STANDING = frozenset({"accepted", "pending"})
_EVENT_TYPE: Record = {
    "lengthInMinutes": 15,
    "description": "",
    "locations": [{"type": "integration", "integration": "cal-video"}],
    "bookingFields": [
        {"type": "name", "slug": "name", "required": True, "isDefault": True},
        {"type": "email", "slug": "email", "required": True, "isDefault": True},
        {"type": "textarea", "slug": "notes", "required": False, "isDefault": True},
    ],
    "recurrence": None,
    "price": 0,
    "currency": "usd",
    "seats": {"disabled": True},
    "seatsPerTimeSlot": None,
    "slotInterval": None,
    "minimumBookingNotice": 0,
    "disableGuests": False,
    "requiresBookerEmailVerification": False,
    "confirmationPolicy": {"disabled": True},
    "bookerActiveBookingsLimit": {"disabled": True},
    "disableRescheduling": {"disabled": False},
    "disableCancelling": {"disabled": False},
    "metadata": {},
    "lockTimeZoneToggleOnBookingPage": False,
    "forwardParamsSuccessRedirect": None,
    "successRedirectUrl": None,
    "isInstantEvent": False,
    "scheduleId": None,
    "hidden": False,
    "bookingRequiresAuthentication": False,
    "users": [],
}
"""What an event type is like unless its owner changes it."""


class CalComEventTypes:
    """Accounts, each with its event types, its hours and the other times it is busy."""

    def __init__(self, *, wire: CalComWire, ledger: Ledger) -> None:
        self._wire = wire
        self._ledger = ledger

    def routes(self) -> list[Route]:
        return [
            Route(f"{API}/me", self._me, methods=["GET"]),
            Route(f"{API}/event-types", self._list, methods=["GET"]),
            Route(f"{API}/slots", self._slots, methods=["GET"]),
        ]

    def set_up(self, account: Record, event_types: list[Record]) -> None:
        """An account with these event types, and nothing else any more."""
        email = account["email"]
        for name in ("event_types", "bookings", "webhooks", "busy"):
            table = self._ledger.table(f"calcom_{name}")
            for key in [key for key, one in table.items() if one["account"] == email]:
                table.pop(key)
        self._ledger.save_record("calcom_accounts", email, account)
        for given in event_types:
            about = {"title": "Chat", "slug": "chat", "ownerId": account["id"]}
            made = {**_EVENT_TYPE, **about, **given, "account": email}
            self._ledger.save_record("calcom_event_types", str(made["id"]), made)

    def find(self, account: Record, number: object) -> Record | None:
        found = self._ledger.table("calcom_event_types").get(str(number))
        return found if found is not None and found["account"] == account["email"] else None

    def is_free(self, event_type: Record, start: datetime, *, besides: str = "") -> bool:
        """Whether the owner can be booked at this moment, whatever starts are shown."""
        return self._freedom(event_type, besides=besides)(start)

    def _freedom(self, event_type: Record, *, besides: str) -> Callable[[datetime], bool]:
        """Tells of one moment after another whether it is free; what is busy is looked up once."""
        account = self._ledger.table("calcom_accounts")[event_type["account"]]
        length = timedelta(minutes=event_type["lengthInMinutes"])
        first = self._ledger.now() + timedelta(minutes=event_type["minimumBookingNotice"])
        zone = ZoneInfo(account["timeZone"])
        opens, closes = (time.fromisoformat(text) for text in account["hours"])
        busy = list(self._busy(account["email"], besides))

        def is_free(start: datetime) -> bool:
            if start < first:
                return False
            end = start + length
            local, ends = start.astimezone(zone), end.astimezone(zone)
            if local.date() != ends.date() or not opens <= local.time() or ends.time() > closes:
                return False
            return not any(begins < end and start < over for begins, over in busy)

        return is_free

    def _busy(self, email: str, besides: str) -> Iterator[tuple[datetime, datetime]]:
        for booking in self._ledger.table("calcom_bookings").values():
            stands = booking["account"] == email and booking["status"] in STANDING
            if stands and booking["uid"] != besides:
                yield (
                    datetime.fromisoformat(booking["start"]),
                    datetime.fromisoformat(booking["end"]),
                )
        for one in self._ledger.table("calcom_busy").values():
            if one["account"] == email:
                yield datetime.fromisoformat(one["start"]), datetime.fromisoformat(one["end"])

    async def _me(self, request: Request) -> Response:
        asked = await self._wire.admit(request)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        shown = ("id", "username", "email", "name", "timeZone")
        about = {
            "weekStart": "Monday",
            "timeFormat": 24,
            "defaultScheduleId": 1,
            "avatarUrl": None,
            "bio": None,
            "organizationId": None,
        }
        return answered({**{key: asked.account[key] for key in shown}, **about})

    async def _list(self, request: Request) -> Response:
        known = ("username", "eventSlug", "usernames", "orgSlug", "orgId", "sortCreatedAt")
        asked = await self._wire.admit(request, version="2024-06-14", params=known)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        mine = [
            {key: value for key, value in one.items() if key != "account"}
            for one in self._ledger.table("calcom_event_types").values()
            if one["account"] == asked.account["email"]
        ]
        return answered(mine)

    async def _slots(self, request: Request) -> Response:
        asked = await self._wire.admit(request, version="2024-09-04", params=_SLOT_PARAMS)
        if isinstance(asked, CalComRefused):
            return self._wire.refuse(request, asked)
        event_type = self.find(asked.account, asked.params.get("eventTypeId"))
        if event_type is None:
            return self._wire.refuse(request, not_found("Event Type not found"))
        try:
            bounds = [datetime.fromisoformat(asked.params.get(key, "")) for key in ("start", "end")]
        except ValueError:
            refused = bad_request("start must be a valid ISO 8601 date string")
            return self._wire.refuse(request, refused)
        if any(moment.tzinfo is None for moment in bounds):
            return self._wire.refuse(request, bad_request("start and end are in UTC here."))
        if asked.params.get("format", "time") not in {"time", "range"}:
            refused = bad_request("slotFormat must be either 'range' or 'time'")
            return self._wire.refuse(request, refused)
        zone = ZoneInfo(asked.params.get("timeZone", "UTC"))
        besides = asked.params.get("bookingUidToReschedule", "")
        days: dict[str, list[Record]] = {}
        is_free = self._freedom(event_type, besides=besides)
        for start in filter(is_free, self._starts(event_type, bounds[0], bounds[1])):
            end = start + timedelta(minutes=event_type["lengthInMinutes"])
            slot = {"start": milliseconds(iso(start.astimezone(zone)))}
            if asked.params.get("format") == "range":
                slot["end"] = milliseconds(iso(end.astimezone(zone)))
            days.setdefault(start.astimezone(zone).date().isoformat(), []).append(slot)
        return answered(days)

    def _starts(self, event_type: Record, since: datetime, until: datetime) -> Iterator[datetime]:
        """Even steps from the beginning of each day's hours on, as long as one lasts unless the
        owner chose another."""
        account = self._ledger.table("calcom_accounts")[event_type["account"]]
        zone, opens = ZoneInfo(account["timeZone"]), time.fromisoformat(account["hours"][0])
        step = timedelta(minutes=event_type["slotInterval"] or event_type["lengthInMinutes"])
        day = since.astimezone(zone).date()
        while day <= until.astimezone(zone).date():
            start = datetime.combine(day, opens, zone).astimezone(UTC)
            day += timedelta(days=1)
            ends = datetime.combine(day, time(0), zone).astimezone(UTC)
            while start < ends:
                if since <= start < until:
                    yield start
                start += step
