"""The founders' accounts and calendars: their list, when they are busy, and who may do what.

After CalendarListEntry (accessRole), `calendarList.list` and `freebusy.query` of the discovery
document of the Calendar API, version 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.sandbox.google.sign_in import CALENDAR_LIST, FREE_BUSY
from infra.sandbox.google.wire import (
    API,
    NOT_FOUND,
    GoogleRefused,
    GoogleWire,
    invalid,
    partial,
)
from infra.sandbox.ledger import Ledger, Record, iso

_ROLES = ("freeBusyReader", "reader", "writer", "owner")
"""Each may do all that those before it may."""
_LIST = frozenset(
    {"maxResults", "minAccessRole", "pageToken", "showDeleted", "showHidden", "syncToken"}
)
_QUERY = frozenset(
    {"calendarExpansionMax", "groupExpansionMax", "items", "timeMax", "timeMin", "timeZone"}
)
CALENDARS_AT_MOST = 50
"""Of one free/busy query (calendarExpansionMax)."""
_SHOWN = ("id", "summary", "accessRole", "timeZone", "primary", "selected")
BusyTimes = Callable[[str, datetime, datetime], Iterable[tuple[datetime, datetime]]]


class GoogleCalendars:
    """Accounts, each with its calendars."""

    def __init__(self, *, wire: GoogleWire, ledger: Ledger) -> None:
        self._wire = wire
        self._ledger = ledger
        self.busy_times: BusyTimes = lambda _calendar, _since, _until: ()

    def routes(self) -> list[Route]:
        return [
            Route(f"{API}/users/me/calendarList", self._list, methods=["GET"]),
            Route(f"{API}/freeBusy", self._query_busy, methods=["POST"]),
        ]

    def set_up(self, account: str, calendars: Iterable[Record]) -> None:
        """An account with these calendars; the first is the main one, named by the address."""
        table = self._ledger.table("google_calendars")
        for key in [key for key, one in table.items() if one["account"] == account]:
            table.pop(key)
        channels = self._ledger.table("google_channels")
        for key in [key for key, one in channels.items() if one["account"] == account]:
            channels.pop(key)
        events = self._ledger.table("google_events")
        for place, given in enumerate(calendars):
            key = account if place == 0 else given["id"]
            for event in [name for name in events if name.startswith(f"{key}|")]:
                events.pop(event)
            first = {"primary": True} if place == 0 else {}
            usual = {"summary": key, "accessRole": "owner", "timeZone": "UTC", "selected": True}
            self._ledger.save_record(
                "google_calendars",
                key,
                {**usual, **given, **first, "id": key, "account": account, "change": 1},
            )
        self._ledger.save_record("google_accounts", account, {"account": account})

    def find_calendar(self, account: str, name: str, *, least: str) -> Record | GoogleRefused:
        """One calendar of an account that it has this right to."""
        key = account if name == "primary" else name
        found = self._ledger.table("google_calendars").get(key)
        if found is None or found["account"] != account:
            return NOT_FOUND
        if _ROLES.index(found["accessRole"]) < _ROLES.index(least):
            if least == "writer":
                message = "You need to have writer access to this calendar."
                return GoogleRefused(403, "requiredAccessLevel", message)
            return GoogleRefused(403, "forbidden", "Forbidden")
        return found

    def count_change(self, calendar: str) -> int:
        found = self._ledger.table("google_calendars")[calendar]
        found["change"] += 1
        return int(found["change"])

    def expire_sync_tokens(self, account: str) -> None:
        for one in self._ledger.table("google_calendars").values():
            if one["account"] == account:
                one["oldest_sync"] = one["change"] + 1
                self.count_change(one["id"])

    async def _list(self, request: Request) -> Response:
        asked = await self._wire.admit(request, scopes=(CALENDAR_LIST,), params=_LIST)
        if isinstance(asked, GoogleRefused):
            return asked.response()
        mine = [
            one for one in self._ledger.table("google_calendars").values()
            if one["account"] == asked.account
        ]  # fmt: skip
        first, most = (
            int(asked.params.get("pageToken", 0)),
            int(asked.params.get("maxResults", 100)),
        )
        if most > 250:
            return invalid("maxResults").response()
        answer: Record = {
            "kind": "calendar#calendarList",
            "items": [
                {"kind": "calendar#calendarListEntry", **{k: one[k] for k in _SHOWN if k in one}}
                for one in mine[first : first + most]
            ],
        }
        if first + most < len(mine):
            answer["nextPageToken"] = str(first + most)
        return partial(asked, answer)

    async def _query_busy(self, request: Request) -> Response:
        asked = await self._wire.admit(request, scopes=(FREE_BUSY,), fields=_QUERY)
        if isinstance(asked, GoogleRefused):
            return asked.response()
        bounds = []
        for name in ("timeMin", "timeMax"):
            try:
                bounds.append(datetime.fromisoformat(str(asked.body.get(name, ""))))
            except ValueError:
                return invalid(name).response()
        items = asked.body.get("items")
        if not isinstance(items, list) or len(items) > CALENDARS_AT_MOST:
            return invalid("items").response()
        if bounds[0] >= bounds[1]:
            message = "The specified time range is empty."
            return GoogleRefused(400, "timeRangeEmpty", message, "timeMax").response()
        found = {str(one["id"]): self._busy(asked.account, str(one["id"]), bounds) for one in items}
        answer = {
            "kind": "calendar#freeBusy",
            "timeMin": asked.body["timeMin"],
            "timeMax": asked.body["timeMax"],
            "calendars": found,
        }
        return partial(asked, answer)

    def _busy(self, account: str, name: str, bounds: list[datetime]) -> Record:
        calendar = self.find_calendar(account, name, least="freeBusyReader")
        if isinstance(calendar, GoogleRefused):
            return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        spans = self.busy_times(calendar["id"], bounds[0], bounds[1])
        return {"busy": [{"start": iso(start), "end": iso(end)} for start, end in sorted(spans)]}
