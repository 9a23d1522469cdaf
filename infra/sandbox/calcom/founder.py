"""What a founder does at Cal.com by hand: their event types, other appointments, bookings moved and
cancelled, and a key that is taken away. Not part of Cal.com's API.
"""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.sandbox.calcom.bookings import CalComBookings
from infra.sandbox.calcom.event_types import CalComEventTypes
from infra.sandbox.ledger import Ledger, Record, iso

SAMPLE_KEY = "cal_live_sample0000"
SAMPLE_ACCOUNT = "founder@example.com"
_SAMPLE_EVENT_TYPES: list[Record] = [
    {"id": 1001, "title": "Short chat", "slug": "chat", "lengthInMinutes": 15},
    {"id": 1002, "title": "Long talk", "slug": "talk", "lengthInMinutes": 30},
]


class FoundersHands:
    """A founder at Cal.com's own pages."""

    def __init__(
        self, *, ledger: Ledger, event_types: CalComEventTypes, bookings: CalComBookings
    ) -> None:
        self._ledger = ledger
        self._event_types = event_types
        self._bookings = bookings
        if not ledger.table("calcom_accounts"):
            self._set_up_account(SAMPLE_ACCOUNT, SAMPLE_KEY, _SAMPLE_EVENT_TYPES)

    def routes(self) -> list[Route]:
        at = "/calcom/accounts/{account}"
        return [
            Route(at, self._set_up, methods=["POST"]),
            Route(f"{at}/busy", self._busy, methods=["POST"]),
            Route(f"{at}/change", self._change, methods=["POST"]),
            Route(f"{at}/books", self._books, methods=["POST"]),
            Route(f"{at}/move", self._move, methods=["POST"]),
            Route(f"{at}/end", self._end, methods=["POST"]),
            Route(f"{at}/revoke", self._revoke, methods=["POST"]),
        ]

    def _set_up_account(
        self, email: str, key: str, event_types: list[Record], **about: object
    ) -> None:
        usual = {
            "id": len(self._ledger.table("calcom_accounts")) + 1,
            "username": email.partition("@")[0],
            "name": "Founder",
            "timeZone": "Europe/Vilnius",
            "hours": ["06:00", "22:00"],
        }
        account = {**usual, **about, "email": email, "key": key}
        self._event_types.set_up(account, event_types)

    async def _set_up(self, request: Request) -> Response:
        """{"key", "event_types": [{"id", …}], "hours", …}: the account begins afresh."""
        body = await request.json()
        email = request.path_params["account"]
        self._set_up_account(email, body.pop("key"), body.pop("event_types"), **body)
        return JSONResponse({"account": email})

    async def _busy(self, request: Request) -> Response:
        """{"name", "start", "end"}: an appointment in a calendar that is connected to Cal.com."""
        body = await request.json()
        email = request.path_params["account"]
        self._ledger.save_record(
            "calcom_busy", f"{email}|{body['name']}", {**body, "account": email}
        )
        return JSONResponse({})

    async def _change(self, request: Request) -> Response:
        """{"id", …fields}: other settings of an event type; without fields it is deleted."""
        body = await request.json()
        table = self._ledger.table("calcom_event_types")
        key = str(body["id"])
        if len(body) == 1:
            table.pop(key)
        else:
            table[key] = {**table[key], **body}
        self._ledger.touch()
        return JSONResponse({})

    async def _books(self, request: Request) -> Response:
        """{"id", "start"}: somebody else books the event type."""
        body = await request.json()
        event_type = self._ledger.table("calcom_event_types")[str(body["id"])]
        who = {
            "name": "Somebody",
            "email": "somebody@example.org",
            "timeZone": "UTC",
            "absent": False,
        }
        made = self._bookings.keep(
            event_type, datetime.fromisoformat(body["start"]), attendees=[who]
        )
        self._bookings.on_change(made, "BOOKING_CREATED")
        return JSONResponse({"uid": made["uid"]})

    async def _move(self, request: Request) -> Response:
        """{"event", "start"}"""
        body = await request.json()
        found = self._bookings.standing(request.path_params["account"], body["event"])
        if found is None:
            return JSONResponse({"error": "There is no such booking."}, status_code=404)
        made = self._bookings.move(found, datetime.fromisoformat(body["start"]))
        return JSONResponse(
            {"uid": made["uid"], "start": iso(datetime.fromisoformat(made["start"]))}
        )

    async def _end(self, request: Request) -> Response:
        """{"event", "status": "cancelled" or "rejected"}"""
        body = await request.json()
        found = self._bookings.standing(request.path_params["account"], body["event"])
        if found is None:
            return JSONResponse({"error": "There is no such booking."}, status_code=404)
        self._bookings.end(found, status=body.get("status", "cancelled"))
        return JSONResponse({})

    async def _revoke(self, request: Request) -> Response:
        account = self._ledger.table("calcom_accounts")[request.path_params["account"]]
        account["key"] = ""
        self._ledger.touch()
        return JSONResponse({})
