"""A founder's calendars at Google: appointments, and a booking's event with an id of our choice.

An event is created once by its id, and changed or removed by its ETag, so two writers never undo
each other. (Calendar API guides "Create events" and "Get specific versions of resources".)
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from functions.calendars.google.account import GoogleAccount
from functions.calendars.google.api import (
    EVENTS_A_PAGE,
    PAGES_AT_MOST,
    AccessTokens,
    GoogleAnswer,
    GoogleApi,
    not_read,
)
from functions.calendars.google.changes import read_changes
from functions.calendars.google.events import (
    CANCELLED,
    OWN_FIELDS,
    TIMES_ALONE,
    WRITTEN_BY_US,
    event_body,
    event_id,
    has_arrived,
    has_own,
    new_event_body,
    read_busy,
    read_events,
    read_own,
    replace_events,
)
from functions.calendars.google.sign_in import GoogleClient
from functions.calendars.google.watches import keep_watches, stop_watches
from functions.calendars.guarded_http import GuardedHttp
from functions.calendars.provider import (
    Appointments,
    CalendarChanges,
    CalendarChoice,
    CalendarProblem,
    CalendarRules,
    CalendarTrouble,
    CalendarWatch,
    EventText,
    EventWritten,
    OwnEvent,
    Removal,
    Span,
    WatchHook,
)

_TRIES = 3
"""How often a change by ETag is tried when the founder changes the same event meanwhile."""
CALENDARS_A_PAGE = "250"
_EVENT_FIELDS = f"etag,{OWN_FIELDS}"
_CHANGED_MEANWHILE, _EXISTS = frozenset({404, 410, 412}), frozenset({409})
_GONE = frozenset({404, 410})
_UNHEARD = {"sendUpdates": "none"}
"""Customers hear of their bookings from us, in approved words."""


class GoogleCalendar:
    """A `CalendarProvider`."""

    def __init__(
        self,
        account: GoogleAccount,
        *,
        client: GoogleClient,
        http: GuardedHttp,
        tokens: AccessTokens,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._account = account
        self._api = GoogleApi(client, account.refresh_token, http=http, tokens=tokens, pause=pause)

    def list_calendars(self, *, within_s: float) -> tuple[CalendarChoice, ...] | CalendarProblem:
        """The founder's calendars as they see them, their main one first."""
        until_s = time.monotonic() + within_s
        fields = "items(id,summary,summaryOverride,accessRole,primary,selected),nextPageToken"
        found = self._pages(
            ("users", "me", "calendarList"),
            {"maxResults": CALENDARS_A_PAGE, "fields": fields},
            until_s=until_s,
        )
        if isinstance(found, CalendarProblem):
            return found
        ordered = sorted(found, key=lambda one: not one.get("primary"))
        return tuple(_choice(one) for one in ordered if one.get("id"))

    def read(
        self,
        *,
        since: datetime,
        until: datetime,
        rules: CalendarRules,
        within_s: float,
        with_own: bool = True,
    ) -> Appointments | CalendarProblem:
        del with_own
        until_s = time.monotonic() + within_s
        asked = {
            "timeMin": _text(since),
            "timeMax": _text(until),
            # Google expands what recurs.
            "singleEvents": "true",
            "maxResults": EVENTS_A_PAGE,
        }
        read: list[list[Mapping[str, Any]]] = []
        counted = self._bookings_first()
        former = [one for one in self._account.former if one not in counted]
        for calendar in (*counted, *former):
            events = self._events(calendar, asked, until_s=until_s)
            if isinstance(events, CalendarProblem):
                if calendar in former and events.trouble is CalendarTrouble.NO_CALENDAR:
                    continue
                return events
            read.append(events)
        busy = self._busy_times(since=since, until=until, until_s=until_s)
        if isinstance(busy, CalendarProblem):
            return busy
        return read_events(read, rules=rules, also_busy=busy, counted=len(counted))

    def _events(
        self, calendar: str, asked: Mapping[str, str], *, until_s: float
    ) -> list[Mapping[str, Any]] | CalendarProblem:
        """One calendar's, ours with what is kept with them: that is asked for of no other."""
        path = ("calendars", calendar, "events")
        times = {"fields": f"items({TIMES_ALONE}),nextPageToken"}
        events = self._pages(path, {**asked, **times}, until_s=until_s)
        if isinstance(events, CalendarProblem) or not has_own(events):
            return events
        ours = {
            "fields": f"items({OWN_FIELDS}),nextPageToken",
            "privateExtendedProperty": WRITTEN_BY_US,
        }
        own = self._pages(path, {**asked, **ours}, until_s=until_s)
        return own if isinstance(own, CalendarProblem) else replace_events(events, own)

    def read_changes(self, mark: str, *, within_s: float) -> CalendarChanges | CalendarProblem:
        if self._account.times_only:
            # Such calendars show no events and so give no token.
            return CalendarChanges()
        until_s = time.monotonic() + within_s
        counted = self._bookings_first()
        former = [one for one in self._account.former if one not in counted]
        return read_changes(self._api, counted, former, mark, until_s=until_s)

    def keep_watches(
        self,
        watches: tuple[CalendarWatch, ...],
        hook: WatchHook,
        *,
        connection: str,
        now: datetime,
        within_s: float,
    ) -> tuple[CalendarWatch, ...]:
        until_s = time.monotonic() + within_s
        return keep_watches(
            self._api,
            self._bookings_first(),
            watches,
            hook,
            connection=connection,
            now=now,
            until_s=until_s,
        )

    def stop_watches(
        self, watches: tuple[CalendarWatch, ...], *, now: datetime, until_s: float
    ) -> None:
        """One that cannot be stopped ends by itself, and causes no more than a look."""
        stop_watches(self._api, watches, now=now, until_s=until_s)

    @property
    def forgets_deleted(self) -> bool:
        """What was deleted keeps its id, and what was kept with it."""
        return False

    def mark_beginning(self, *, within_s: float) -> str:
        del within_s
        return ""

    def write(self, event: EventText, *, within_s: float) -> EventWritten | CalendarProblem:
        until_s = time.monotonic() + within_s
        name = event_id(event.event)
        calendar = self._locate(name, until_s=until_s)
        if isinstance(calendar, CalendarProblem):
            return calendar
        events = ("calendars", calendar, "events")
        for _ in range(_TRIES):
            made = self._api.ask(
                "POST",
                events,
                query={**_UNHEARD, "fields": "id"},
                body=new_event_body(event),
                understood=_EXISTS,
                until_s=until_s,
            )
            if isinstance(made, CalendarProblem):
                return made
            if made.status not in _EXISTS:
                return EventWritten(name)
            known = self._get(calendar, name, until_s=until_s)
            if isinstance(known, CalendarProblem):
                return known
            if known.status in _GONE:
                continue
            if has_arrived(known.body, event):
                return EventWritten(name)
            # Also one that was deleted: its id stays taken, and confirming it brings it back.
            changed = self._api.ask(
                "PATCH",
                (*events, name),
                query={**_UNHEARD, "fields": "id"},
                body=event_body(event),
                if_match=str(known.body.get("etag", "")),
                understood=_CHANGED_MEANWHILE,
                until_s=until_s,
            )
            if isinstance(changed, CalendarProblem):
                return changed
            if changed.status not in _CHANGED_MEANWHILE:
                return EventWritten(name)
        return CalendarProblem(CalendarTrouble.UNREACHABLE)

    def remove(self, event: str, *, within_s: float) -> CalendarProblem | Removal:
        until_s = time.monotonic() + within_s
        name = event_id(event)
        calendar = self._locate(name, until_s=until_s)
        if isinstance(calendar, CalendarProblem):
            return calendar
        for _ in range(_TRIES):
            known = self._get(calendar, name, until_s=until_s)
            if isinstance(known, CalendarProblem):
                return known
            if known.status in _GONE or known.body.get("status") == CANCELLED:
                return Removal.ABSENT
            answer = self._api.ask(
                "DELETE",
                ("calendars", calendar, "events", name),
                query=_UNHEARD,
                if_match=str(known.body.get("etag", "")),
                understood=_CHANGED_MEANWHILE,
                until_s=until_s,
            )
            if isinstance(answer, CalendarProblem):
                return answer
            if answer.status not in _CHANGED_MEANWHILE:
                return Removal.REMOVED
        return CalendarProblem(CalendarTrouble.UNREACHABLE)

    def find(
        self, event: str, *, rules: CalendarRules, within_s: float
    ) -> OwnEvent | CalendarProblem | None:
        until_s = time.monotonic() + within_s
        name = event_id(event)
        calendar = self._locate(name, until_s=until_s)
        if isinstance(calendar, CalendarProblem):
            return calendar
        known = self._get(calendar, name, until_s=until_s)
        if isinstance(known, CalendarProblem):
            return known
        if known.status in _GONE or known.body.get("status") == CANCELLED:
            return None
        # Only "not found" means gone: an event that cannot be read may still be the booking.
        found = read_own(known.body, rules=rules)
        return found or CalendarProblem(CalendarTrouble.UNREADABLE)

    def _bookings_first(self) -> list[str]:
        target = self._account.target
        return [target, *(one for one in self._account.calendars if one != target)]

    def _locate(self, name: str, *, until_s: float) -> str | CalendarProblem:
        """The calendar of an event: where it was written, or where one is written now."""
        for calendar in self._account.former:
            known = self._get(calendar, name, until_s=until_s)
            if isinstance(known, CalendarProblem):
                return known
            if known.status not in _GONE and known.body.get("status") != CANCELLED:
                return calendar
        return self._account.target

    def _get(self, calendar: str, name: str, *, until_s: float) -> GoogleAnswer | CalendarProblem:
        return self._api.ask(
            "GET",
            ("calendars", calendar, "events", name),
            query={"fields": _EVENT_FIELDS},
            understood=_GONE,
            until_s=until_s,
        )

    def _pages(
        self, path: tuple[str, ...], asked: Mapping[str, str], *, until_s: float
    ) -> list[Mapping[str, Any]] | CalendarProblem:
        """Everything a list holds."""
        found: list[Mapping[str, Any]] = []
        page: dict[str, str] = {}
        for _ in range(PAGES_AT_MOST):
            answer = self._api.ask("GET", path, query={**asked, **page}, until_s=until_s)
            if isinstance(answer, CalendarProblem):
                return not_read(answer)
            items = answer.body.get("items", [])
            if not isinstance(items, list):
                return CalendarProblem(CalendarTrouble.UNREADABLE)
            found.extend(one for one in items if isinstance(one, Mapping))
            following = answer.body.get("nextPageToken")
            if not isinstance(following, str) or not following:
                return found
            page = {"pageToken": following}
        return CalendarProblem(CalendarTrouble.UNREADABLE)

    def _busy_times(
        self, *, since: datetime, until: datetime, until_s: float
    ) -> list[Span] | CalendarProblem:
        """When the owners of calendars without events are busy."""
        listed = self._account.times_only
        if not listed:
            return []
        answer = self._api.ask(
            "POST",
            ("freeBusy",),
            body={
                "timeMin": _text(since),
                "timeMax": _text(until),
                "items": [{"id": one} for one in listed],
            },
            until_s=until_s,
        )
        if isinstance(answer, CalendarProblem):
            return not_read(answer)
        calendars = answer.body.get("calendars")
        busy: list[Span] = []
        for one in listed:
            found = calendars.get(one) if isinstance(calendars, Mapping) else None
            if not isinstance(found, Mapping):
                return CalendarProblem(CalendarTrouble.UNREADABLE)
            if errors := found.get("errors"):
                return CalendarProblem(_trouble_of(errors))
            spans = read_busy(found.get("busy"))
            if spans is None:
                return CalendarProblem(CalendarTrouble.UNREADABLE)
            busy.extend(spans)
        return busy


def _trouble_of(errors: object) -> CalendarTrouble:
    """What a calendar's own errors in a free/busy answer mean."""
    first = errors[0] if isinstance(errors, list) else None
    reason = first.get("reason") if isinstance(first, Mapping) else None
    return CalendarTrouble.NO_CALENDAR if reason == "notFound" else CalendarTrouble.UNREACHABLE


def _choice(entry: Mapping[str, Any]) -> CalendarChoice:
    role = str(entry.get("accessRole", ""))
    name = str(entry.get("summaryOverride") or entry.get("summary") or entry["id"])
    return CalendarChoice(
        str(entry["id"]),
        name.strip()[:100],
        is_writable=role in ("owner", "writer"),
        shows_times_only=role == "freeBusyReader",
        is_shown=bool(entry.get("primary") or entry.get("selected")),
    )


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
