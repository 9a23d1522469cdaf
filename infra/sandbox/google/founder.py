"""What a founder does in their Google account by hand: events of their own, moved, deleted,
declined, and our access taken away. Not part of Google's API.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.sandbox.google.calendars import GoogleCalendars
from infra.sandbox.google.events import GoogleEvents, expand, span_of
from infra.sandbox.google.sign_in import GoogleSignIn
from infra.sandbox.ledger import Ledger

SAMPLE_ACCOUNT = "founder@example.com"
_SAMPLE_CALENDARS = (
    {"summary": "Founder", "timeZone": "Europe/Vilnius"},
    {"id": "family@group.calendar.google.com", "summary": "Family", "timeZone": "Europe/Vilnius"},
    {
        "id": "cofounder@example.com",
        "summary": "Co-founder",
        "accessRole": "freeBusyReader",
        "selected": False,
    },
)


class FoundersHands:
    """A founder at Google's own pages."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        sign_in: GoogleSignIn,
        calendars: GoogleCalendars,
        events: GoogleEvents,
    ) -> None:
        self._ledger = ledger
        self._sign_in = sign_in
        self._calendars = calendars
        self._events = events
        calendars.busy_times = self._busy_times
        if not ledger.table("google_accounts"):
            calendars.set_up(SAMPLE_ACCOUNT, _SAMPLE_CALENDARS)

    def routes(self) -> list[Route]:
        at = "/google/accounts/{account}"
        return [
            Route(at, self._set_up, methods=["POST"]),
            Route(f"{at}/events", self._put, methods=["POST"]),
            Route(f"{at}/events", self._show, methods=["GET"]),
            Route(f"{at}/delete", self._delete, methods=["POST"]),
            Route(f"{at}/revoke", self._revoke, methods=["POST"]),
            Route(f"{at}/expire", self._expire, methods=["POST"]),
        ]

    async def _set_up(self, request: Request) -> Response:
        """{"calendars": [{"id", "summary", "accessRole", …}]}: the account begins afresh."""
        body = await request.json()
        account = request.path_params["account"]
        self._sign_in.end_grants(account)
        self._calendars.set_up(account, body["calendars"])
        return JSONResponse({"account": account})

    async def _put(self, request: Request) -> Response:
        """{"calendar", "id", …fields}: a new event, or changed fields of one that is there."""
        body = await request.json()
        calendar = body.pop("calendar", request.path_params["account"])
        key = body.pop("id", None) or uuid.uuid4().hex.translate(str.maketrans("wxyz", "abcd"))
        known = self._events.one(calendar, key) or {}
        kept = self._events.keep(calendar, key, {**known, **body})
        return JSONResponse(kept)

    async def _show(self, request: Request) -> Response:
        calendar = request.query_params.get("calendar", request.path_params["account"])
        return JSONResponse({"events": self._events.all_of(calendar)})

    async def _delete(self, request: Request) -> Response:
        """{"calendar", "id"}"""
        body = await request.json()
        calendar = body.get("calendar", request.path_params["account"])
        known = self._events.one(calendar, body["id"])
        if known is None:
            return JSONResponse({"error": "There is no such event."}, status_code=404)
        self._events.keep(calendar, body["id"], {**known, "status": "cancelled"})
        return JSONResponse({})

    async def _revoke(self, request: Request) -> Response:
        self._sign_in.end_grants(request.path_params["account"])
        return JSONResponse({})

    async def _expire(self, request: Request) -> Response:
        """{"access_tokens": true, "sync_tokens": true}: what Google does after a while."""
        body = await request.json()
        account = request.path_params["account"]
        if body.get("access_tokens"):
            self._sign_in.expire_access(account)
        if body.get("sync_tokens"):
            self._calendars.expire_sync_tokens(account)
        return JSONResponse({})

    def _busy_times(
        self, calendar: str, since: datetime, until: datetime
    ) -> Iterable[tuple[datetime, datetime]]:
        zone = self._ledger.table("google_calendars")[calendar]["timeZone"]
        for event in self._events.all_of(calendar):
            if event["status"] == "cancelled" or event.get("transparency") == "transparent":
                continue
            for one in expand(event) if event.get("recurrence") else (event,):
                start, end = span_of(one, zone=zone)
                if start < until and since < end:
                    yield max(start, since), min(end, until)
