"""The Events collection: list, get, insert, patch, delete, and sync tokens.

After the Event resource and methods of the discovery document, and the guides "Synchronize
resources efficiently" (410 for an old token, what may not stand beside one), "Get specific versions
of resources" (If-Match, 412) and "Create events" (ids: base32hex letters, 5 to 1024 of them).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.sandbox.google.calendars import GoogleCalendars
from infra.sandbox.google.sign_in import EVENTS
from infra.sandbox.google.wire import (
    API,
    NOT_FOUND,
    Asked,
    GoogleRefused,
    GoogleWire,
    invalid,
    partial,
)
from infra.sandbox.ledger import Ledger, Record, iso

FIELDS = frozenset({
    "anyoneCanAddSelf", "attachments", "attendees", "attendeesOmitted", "colorId",
    "conferenceData", "created", "creator", "description", "end", "endTimeUnspecified", "etag",
    "eventType", "extendedProperties", "gadget", "guestsCanInviteOthers", "guestsCanModify",
    "guestsCanSeeOtherGuests", "hangoutLink", "htmlLink", "iCalUID", "id", "kind", "location",
    "locked", "organizer", "originalStartTime", "privateCopy", "recurrence", "recurringEventId",
    "reminders", "sequence", "source", "start", "status", "summary", "transparency", "updated",
    "visibility",
})  # fmt: skip
_LIST = frozenset({
    "alwaysIncludeEmail", "iCalUID", "maxAttendees", "maxResults", "orderBy", "pageToken",
    "privateExtendedProperty", "q", "sharedExtendedProperty", "showDeleted",
    "showHiddenInvitations", "singleEvents", "syncToken", "timeMax", "timeMin", "timeZone",
    "updatedMin", "eventTypes",
})  # fmt: skip
_NOT_WITH_SYNC = (
    "iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin",
    "timeMax", "updatedMin",
)  # fmt: skip
_GET = frozenset({"alwaysIncludeEmail", "maxAttendees", "timeZone"})
_WRITE = frozenset(
    {"conferenceDataVersion", "maxAttendees", "sendNotifications", "sendUpdates",
     "supportsAttachments"}
)  # fmt: skip
_DELETE = frozenset({"sendNotifications", "sendUpdates"})
_ID = re.compile(r"[a-v0-9]{5,1024}\Z")
_STATUSES = {"confirmed", "tentative", "cancelled"}
_TIME = frozenset({"date", "dateTime", "timeZone"})
_EXPANDED_FOR = timedelta(days=730)
"""Of a series without an end."""
DELETED = GoogleRefused(410, "deleted", "Resource has been deleted")


class GoogleEvents:
    """What stands in the founders' calendars."""

    def __init__(self, *, wire: GoogleWire, ledger: Ledger, calendars: GoogleCalendars) -> None:
        self._wire = wire
        self._ledger = ledger
        self._calendars = calendars
        self.on_change: Callable[[str], None] = lambda _calendar: None

    def routes(self) -> list[Route]:
        events = f"{API}/calendars/{{calendar}}/events"
        return [
            Route(events, self._list, methods=["GET"]),
            Route(events, self._insert, methods=["POST"]),
            Route(f"{events}/{{event}}", self._get, methods=["GET"]),
            Route(f"{events}/{{event}}", self._patch, methods=["PATCH"]),
            Route(f"{events}/{{event}}", self._delete, methods=["DELETE"]),
        ]

    async def _list(self, request: Request) -> Response:
        asked = await self._wire.admit(request, scopes=(EVENTS,), params=_LIST)
        if isinstance(asked, GoogleRefused):
            return asked.response()
        calendar = self._calendar(request, asked, "reader")
        if isinstance(calendar, GoogleRefused):
            return calendar.response()
        found = self._found(asked, calendar)
        return found.response() if isinstance(found, GoogleRefused) else partial(asked, found)

    def _found(self, asked: Asked, calendar: Record) -> Record | GoogleRefused:
        params = asked.params
        since_change = 0
        if sync := params.get("syncToken"):
            if beside := [name for name in _NOT_WITH_SYNC if name in params]:
                message = "Sync token cannot be used with other request restrictions."
                return GoogleRefused(400, "syncTokenWithRequestRestrictions", message, beside[0])
            if params.get("showDeleted") == "false":
                return invalid("showDeleted")
            change = _read_token(sync, calendar)
            if change is None:
                return invalid("syncToken", "Invalid sync token value.")
            if change < calendar.get("oldest_sync", 0):
                message = "Sync token is no longer valid, a full sync is required."
                return GoogleRefused(410, "fullSyncRequired", message)
            since_change = change
        bounds = [_instant(params.get(name)) for name in ("timeMin", "timeMax")]
        for name, bound in zip(("timeMin", "timeMax"), bounds, strict=True):
            if name in params and bound is None:
                return GoogleRefused(400, "badRequest", "Bad Request", name)
        key, separator, value = params.get("privateExtendedProperty", "").partition("=")
        if "privateExtendedProperty" in params and not (key and separator):
            return invalid("privateExtendedProperty")
        lower, upper = bounds
        if lower and upper and lower >= upper:
            message = "The specified time range is empty."
            return GoogleRefused(400, "timeRangeEmpty", message, "timeMax")
        rows = [
            one for event in self.all_of(calendar["id"]) if event["change"] > since_change
            for one in self._shown(event, asked, is_sync=bool(sync))
            if _within(one, lower, upper, zone=calendar["timeZone"])
            and (not key or _private(one).get(key) == value)
        ]  # fmt: skip
        return self._page(rows, asked, calendar)

    def _shown(self, event: Record, asked: Asked, *, is_sync: bool) -> Iterable[Record]:
        if event["status"] == "cancelled" and not (is_sync or asked.flag("showDeleted")):
            return ()
        if event.get("recurrence") and asked.flag("singleEvents"):
            return expand(event)
        return (event,)

    def _page(self, rows: list[Record], asked: Asked, calendar: Record) -> Record | GoogleRefused:
        begin = asked.params.get("pageToken", "p0")
        if not re.fullmatch(r"p\d+", begin):
            return invalid("pageToken")
        first, most = int(begin[1:]), int(asked.params.get("maxResults", 250))
        most = min(most, calendar.get("page_size", most))
        answer: Record = {
            "kind": "calendar#events",
            "etag": f'"{calendar["change"]}"',
            "summary": calendar["summary"],
            "timeZone": calendar["timeZone"],
            "accessRole": calendar["accessRole"],
            "items": [_public(row) for row in rows[first : first + most]],
        }
        if first + most < len(rows):
            answer["nextPageToken"] = f"p{first + most}"
        elif "orderBy" not in asked.params:
            answer["nextSyncToken"] = f"{calendar['id']}={calendar['change']}"
        return answer

    async def _get(self, request: Request) -> Response:
        asked = await self._wire.admit(request, scopes=(EVENTS,), params=_GET)
        if isinstance(asked, GoogleRefused):
            return asked.response()
        calendar = self._calendar(request, asked, "reader")
        if isinstance(calendar, GoogleRefused):
            return calendar.response()
        event = self.one(calendar["id"], request.path_params["event"])
        return partial(asked, _public(event)) if event else NOT_FOUND.response()

    async def _insert(self, request: Request) -> Response:
        asked = await self._wire.admit(request, scopes=(EVENTS,), params=_WRITE, fields=FIELDS)
        if isinstance(asked, GoogleRefused):
            return asked.response()
        calendar = self._calendar(request, asked, "writer")
        if isinstance(calendar, GoogleRefused):
            return calendar.response()
        if refused := _check_event(asked.body, is_whole=True):
            return refused.response()
        key = str(asked.body.get("id", ""))
        if key and "iCalUID" in asked.body:
            return invalid("iCalUID").response()
        if not _ID.match(key):
            return invalid("id", "Invalid resource id value.").response()
        if self.one(calendar["id"], key) is not None:
            message = "The requested identifier already exists."
            return GoogleRefused(409, "duplicate", message).response()
        return partial(asked, _public(self.keep(calendar["id"], key, asked.body)))

    async def _patch(self, request: Request) -> Response:
        asked = await self._wire.admit(request, scopes=(EVENTS,), params=_WRITE, fields=FIELDS)
        if isinstance(asked, GoogleRefused):
            return asked.response()
        event = self._to_change(request, asked)
        if isinstance(event, GoogleRefused):
            return event.response()
        if refused := _check_event(asked.body, is_whole=False):
            return refused.response()
        merged = _merged(event, asked.body)
        if refused := _check_event(merged, is_whole=True):
            return refused.response()
        return partial(asked, _public(self.keep(event["calendar"], event["id"], merged)))

    async def _delete(self, request: Request) -> Response:
        asked = await self._wire.admit(request, scopes=(EVENTS,), params=_DELETE)
        if isinstance(asked, GoogleRefused):
            return asked.response()
        event = self._to_change(request, asked)
        if isinstance(event, GoogleRefused):
            return event.response()
        if event["status"] == "cancelled":
            return DELETED.response()
        self.keep(event["calendar"], event["id"], {**event, "status": "cancelled"})
        return Response(status_code=204)

    def _to_change(self, request: Request, asked: Asked) -> Record | GoogleRefused:
        calendar = self._calendar(request, asked, "writer")
        if isinstance(calendar, GoogleRefused):
            return calendar
        event = self.one(calendar["id"], request.path_params["event"])
        if event is None:
            return NOT_FOUND
        expected = request.headers.get("if-match", "*")
        if expected not in {"*", event["etag"]}:
            return GoogleRefused(412, "conditionNotMet", "Precondition Failed", "If-Match")
        return event

    def _calendar(self, request: Request, asked: Asked, least: str) -> Record | GoogleRefused:
        return self._calendars.find_calendar(
            asked.account, request.path_params["calendar"], least=least
        )

    # What is kept.

    def all_of(self, calendar: str) -> list[Record]:
        table = self._ledger.table("google_events")
        return [event for event in table.values() if event["calendar"] == calendar]

    def one(self, calendar: str, key: str) -> Record | None:
        return self._ledger.table("google_events").get(f"{calendar}|{key}")

    def keep(self, calendar: str, key: str, fields: Record) -> Record:
        """Write an event as it is now: its ETag and the calendar's number of changes move on."""
        change = self._calendars.count_change(calendar)
        before = self.one(calendar, key) or {}
        now = iso(self._ledger.now())
        event = {
            "status": "confirmed",
            **{name: value for name, value in fields.items() if value is not None},
            "kind": "calendar#event",
            "id": key,
            "etag": f'"{change}"',
            "iCalUID": before.get("iCalUID", f"{key}@google.com"),
            "sequence": before.get("sequence", -1) + 1,
            "created": before.get("created", now),
            "updated": now,
            "calendar": calendar,
            "change": change,
        }
        kept = self._ledger.save_record("google_events", f"{calendar}|{key}", event)
        self.on_change(calendar)
        return kept


def _public(event: Record) -> Record:
    if event["status"] == "cancelled" and "start" not in event:
        return {name: event[name] for name in ("kind", "etag", "id", "status")}
    return {name: value for name, value in event.items() if name not in {"calendar", "change"}}


def _check_event(event: Record, *, is_whole: bool) -> GoogleRefused | None:
    for name in ("start", "end"):
        value = event.get(name)
        if value is None:
            if is_whole:
                return GoogleRefused(400, "required", f"Missing {name} time.", name)
            continue
        if not isinstance(value, dict) or set(value) - _TIME:
            return invalid(name)
        if is_whole and (("date" in value) == ("dateTime" in value) or moment_of(value) is None):
            return invalid(name, f"Invalid {name} time.")
    if event.get("status", "confirmed") not in _STATUSES:
        return invalid("status")
    if event.get("visibility", "default") not in {"default", "public", "private", "confidential"}:
        return invalid("visibility")
    if event.get("transparency", "opaque") not in {"opaque", "transparent"}:
        return invalid("transparency")
    if is_whole:
        start, end = moment_of(event["start"]), moment_of(event["end"])
        if start and end and type(start) is type(end) and start > end:
            return GoogleRefused(400, "timeRangeEmpty", "The specified time range is empty.", "end")
    return None


def _merged(known: Record, patch: Record) -> Record:
    """Patch semantics: what is null goes, objects are merged, lists are replaced."""
    merged = dict(known)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict) and isinstance(merged.get(name), dict):
            merged[name] = _merged(merged[name], value)
        elif isinstance(value, dict):
            merged[name] = _merged({}, value)
        else:
            merged[name] = value
    return merged


def moment_of(value: Record) -> date | None:
    """A day, or a time with its offset; None for anything else."""
    try:
        if "date" in value:
            return date.fromisoformat(value["date"])
        moment = datetime.fromisoformat(value["dateTime"])
        if moment.tzinfo is None and "timeZone" in value:
            moment = moment.replace(tzinfo=ZoneInfo(value["timeZone"]))
    except (KeyError, TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None


def _instant(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def span_of(event: Record, *, zone: str) -> tuple[datetime, datetime]:
    """When an event is, days being the calendar's own."""
    found = []
    for name in ("start", "end"):
        moment = moment_of(event[name])
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment or date.max, time(0), ZoneInfo(zone))
        found.append(moment.astimezone(UTC))
    return found[0], found[1]


def _within(event: Record, lower: datetime | None, upper: datetime | None, *, zone: str) -> bool:
    if "start" not in event:
        return True
    starts, ends = span_of(event, zone=zone)
    return (lower is None or ends > lower) and (upper is None or starts < upper)


def _private(event: Record) -> Record:
    """What programs keep with an event in this calendar alone."""
    kept: Record = event.get("extendedProperties", {}).get("private", {})
    return kept


def expand(event: Record) -> Iterable[Record]:
    """The single events of a series, named after it and their time."""
    start, end = moment_of(event["start"]), moment_of(event["end"])
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        yield event
        return
    rule: Any = rrulestr("\n".join(event["recurrence"]), dtstart=start)
    for begins in rule.between(start, start + _EXPANDED_FOR, inc=True):
        single = {name: value for name, value in event.items() if name != "recurrence"}
        yield {
            **single,
            "id": f"{event['id']}_{begins.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            "recurringEventId": event["id"],
            "start": {**event["start"], "dateTime": begins.isoformat()},
            "end": {**event["end"], "dateTime": (begins + (end - start)).isoformat()},
        }


def _read_token(token: str, calendar: Record) -> int | None:
    owner, separator, number = token.rpartition("=")
    return int(number) if separator and owner == calendar["id"] and number.isdigit() else None
