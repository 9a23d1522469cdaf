"""A founder's calendar over CalDAV (RFC 4791): discovery, appointments, and a booking's event.

An event is created by `If-None-Match: *` and changed or removed by its ETag, so two writers never
undo each other. Only the address and password of the founder are sent, to their provider alone.
"""

from __future__ import annotations

import base64
import time
from dataclasses import field
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urljoin, urlsplit

from functions.calendars.caldav_xml import (
    FIND_CALENDARS,
    FIND_HOME,
    FIND_MARK,
    calendars_of,
    find_home,
    mark_of,
    objects_of,
    query_between,
    query_since,
    removed_in,
)
from functions.calendars.guarded_http import GuardedHttp, HttpAnswer, same_provider
from functions.calendars.ical_objects import (
    LOOK_STEPS,
    LookSteps,
    has_arrived,
    read_calendars,
    read_own,
    rewrite_object,
    write_object,
)
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
    WatchHook,
)
from functions.calendars.step_limit import STEPS_A_SECOND
from tenancy.runtime.clock import Clock
from tenancy.values.lazy_dataclass import dataclass

_XML = "application/xml; charset=utf-8"
_ICAL = "text/calendar; charset=utf-8"
_TRIES = 3
"""How often a change by ETag is tried when the founder changes the same event meanwhile."""


@dataclass(frozen=True, slots=True)
class CalDavAccount:
    """What a founder entrusts to us to reach their calendars with."""

    address: str
    user: str = field(repr=False)
    password: str = field(repr=False)
    calendars: tuple[str, ...] = ()
    """Addresses of the calendars that count as busy."""
    target: str = ""
    """Address of the calendar that bookings are written to; one of `calendars`."""
    former: tuple[str, ...] = ()
    """Calendars that bookings were written to before: those that are there stay there."""


class CalDav:
    """A `CalendarProvider`."""

    def __init__(self, account: CalDavAccount, *, http: GuardedHttp, clock: Clock) -> None:
        self._account = account
        self._http = http
        self._clock = clock
        pair = f"{account.user}:{account.password}".encode()
        self._login = f"Basic {base64.b64encode(pair).decode()}"

    def discover(self, *, within_s: float) -> tuple[CalendarChoice, ...] | CalendarProblem:
        """The calendars behind the address: itself, or those of the person who signs in."""
        until_s = time.monotonic() + within_s
        address = self._account.address
        found = self._find_home(address, until_s=until_s)
        known = urljoin(address, "/.well-known/caldav")
        if found == CalendarProblem(CalendarTrouble.NO_CALENDAR) and address != known:
            found = self._find_home(known, until_s=until_s)
        if isinstance(found, CalendarProblem | tuple):
            return found
        answer = self._ask("PROPFIND", found, FIND_CALENDARS, depth="1", until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        calendars = tuple(
            one for one in calendars_of(answer.body, base=answer.url)
            if same_provider(address, one.address)
        )  # fmt: skip
        return calendars or CalendarProblem(CalendarTrouble.NO_CALENDAR)

    def _find_home(
        self, address: str, *, until_s: float
    ) -> str | tuple[CalendarChoice, ...] | CalendarProblem:
        """Where the calendars are listed, or the calendar that the address itself is."""
        for _ in range(3):
            answer = self._ask("PROPFIND", address, FIND_HOME, depth="0", until_s=until_s)
            if isinstance(answer, CalendarProblem):
                return answer
            if itself := calendars_of(answer.body, base=answer.url):
                return itself
            home, principal = find_home(answer.body, base=answer.url)
            following = home or principal
            if not following or not same_provider(self._account.address, following):
                return CalendarProblem(CalendarTrouble.NO_CALENDAR)
            if home:
                return home
            address = principal
        return CalendarProblem(CalendarTrouble.NO_CALENDAR)

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
        query = query_between(since.astimezone(UTC), until.astimezone(UTC))
        read: list[tuple[bytes, ...]] = []
        counted = self._bookings_first()
        former = [one for one in self._account.former if one not in counted]
        for calendar in (*counted, *former):
            answer = self._ask("REPORT", calendar, query, depth="1", until_s=until_s)
            if isinstance(answer, CalendarProblem):
                if calendar in former and answer.trouble is CalendarTrouble.NO_CALENDAR:
                    continue
                return answer
            objects = objects_of(answer.body)
            if objects is None:
                return CalendarProblem(CalendarTrouble.UNREADABLE)
            read.append(tuple(objects))
        return read_calendars(
            read,
            since=since,
            until=until,
            rules=rules,
            user=self._account.user,
            counted=len(counted),
            allowed=_steps_within(until_s - time.monotonic()),
        )

    def read_changes(self, mark: str, *, within_s: float) -> CalendarChanges:
        """Not every server keeps marks (RFC 6578), so none is relied on."""
        del mark, within_s
        return CalendarChanges()

    def keep_watches(
        self,
        watches: tuple[CalendarWatch, ...],
        hook: WatchHook,
        *,
        connection: str,
        now: datetime,
        within_s: float,
    ) -> tuple[CalendarWatch, ...]:
        """Servers tell nobody."""
        del watches, hook, connection, now, within_s
        return ()

    @property
    def forgets_deleted(self) -> bool:
        """An address that nothing is at any more is as one that nothing was ever at."""
        return True

    def mark_beginning(self, *, within_s: float) -> str | CalendarProblem:
        """The sync token (RFC 6578) of the calendar that bookings are written to; empty from a
        server that has none."""
        until_s = time.monotonic() + within_s
        target = self._account.target
        answer = self._ask("PROPFIND", target, FIND_MARK, depth="0", until_s=until_s)
        if isinstance(answer, CalendarProblem):
            # What is wrong besides, the writing itself will say.
            return answer if answer.trouble is CalendarTrouble.UNREACHABLE else ""
        return mark_of(answer.body)

    def write(self, event: EventText, *, within_s: float) -> EventWritten | CalendarProblem:
        until_s = time.monotonic() + within_s
        address = self._locate(event.event, until_s=until_s)
        if isinstance(address, CalendarProblem):
            return address
        was_removed = self._was_removed(address, event.began, until_s=until_s)
        if isinstance(was_removed, CalendarProblem):
            return was_removed
        if was_removed:
            return EventWritten(address)
        now = self._clock.now()
        for _ in range(_TRIES):
            fresh = {"If-None-Match": "*"}
            body = write_object(event, now=now)
            answer = self._send("PUT", address, body, headers=fresh, until_s=until_s)
            if answer is not CalendarTrouble.UNREADABLE:
                return answer if isinstance(answer, CalendarProblem) else EventWritten(address)
            known = self._get(address, until_s=until_s)
            if isinstance(known, CalendarProblem):
                return known
            if known is None:
                continue
            if has_arrived(known.body, event):
                return EventWritten(address)
            changed = rewrite_object(known.body, event, now=now)
            if changed is None:
                return CalendarProblem(CalendarTrouble.UNREADABLE)
            same = {"If-Match": known.headers.get("etag", "*")}
            answer = self._send("PUT", address, changed, headers=same, until_s=until_s)
            if answer is not CalendarTrouble.UNREADABLE:
                return answer if isinstance(answer, CalendarProblem) else EventWritten(address)
        return CalendarProblem(CalendarTrouble.UNREACHABLE)

    def remove(self, event: str, *, within_s: float) -> CalendarProblem | Removal:
        until_s = time.monotonic() + within_s
        address = self._locate(event, until_s=until_s)
        if isinstance(address, CalendarProblem):
            return address
        for _ in range(_TRIES):
            known = self._get(address, until_s=until_s)
            if known is None:
                return Removal.ABSENT
            if isinstance(known, CalendarProblem):
                return known
            same = {"If-Match": known.headers.get("etag", "*")}
            answer = self._send("DELETE", address, b"", headers=same, until_s=until_s)
            if answer is not CalendarTrouble.UNREADABLE:
                return answer if isinstance(answer, CalendarProblem) else Removal.REMOVED
        return CalendarProblem(CalendarTrouble.UNREACHABLE)

    def find(
        self, event: str, *, rules: CalendarRules, within_s: float
    ) -> OwnEvent | CalendarProblem | None:
        until_s = time.monotonic() + within_s
        address = self._locate(event, until_s=until_s)
        if isinstance(address, CalendarProblem):
            return address
        known = self._get(address, until_s=until_s)
        if known is None or isinstance(known, CalendarProblem):
            return known
        # Only "not found" means gone: an object that cannot be read may still be the booking.
        found = read_own(known.body, rules=rules, user=self._account.user)
        return found or CalendarProblem(CalendarTrouble.UNREADABLE)

    def _bookings_first(self) -> list[str]:
        target = self._account.target
        return sorted(self._account.calendars, key=lambda address: address != target)

    def _locate(self, event: str, *, until_s: float) -> str | CalendarProblem:
        """The address of an event: where it was written, or where one is written now."""
        for calendar in self._account.former:
            address = _event_address(calendar, event)
            known = self._get(address, until_s=until_s)
            if isinstance(known, CalendarProblem):
                return known
            if known is not None:
                return address
        return _event_address(self._account.target, event)

    def _was_removed(self, address: str, mark: str, *, until_s: float) -> bool | CalendarProblem:
        """Whether something was at this address since a mark and is not any more. A server that
        knows the mark no longer, or says only a part of what changed, may not tell."""
        if not mark:
            return False
        question = query_since(mark)
        answer = self._ask("REPORT", self._account.target, question, depth="0", until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer if answer.trouble is CalendarTrouble.UNREACHABLE else False
        path = unquote(urlsplit(address).path)
        return path in {
            unquote(urlsplit(one).path) for one in removed_in(answer.body, base=answer.url)
        }

    def _get(self, address: str, *, until_s: float) -> HttpAnswer | CalendarProblem | None:
        headers = {"Authorization": self._login}
        answer = self._http.ask("GET", address, headers=headers, until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        if answer.status in (404, 410):
            return None
        return _trouble_of(answer) or answer

    def _ask(
        self, method: str, address: str, body: bytes, *, depth: str, until_s: float
    ) -> HttpAnswer | CalendarProblem:
        """A question about collections; the answer is a multistatus."""
        headers = {"Authorization": self._login, "Content-Type": _XML, "Depth": depth}
        answer = self._http.ask(method, address, headers=headers, body=body, until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        trouble = _trouble_of(answer)
        if trouble is not None:
            return trouble
        return answer if answer.status == 207 else CalendarProblem(CalendarTrouble.NO_CALENDAR)

    def _send(
        self, method: str, address: str, body: bytes, *, headers: dict[str, str], until_s: float
    ) -> HttpAnswer | CalendarProblem | CalendarTrouble:
        """A conditional change; the bare trouble says that the condition did not hold."""
        asked = {"Authorization": self._login, "Content-Type": _ICAL, **headers}
        answer = self._http.ask(method, address, headers=asked, body=body, until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        if answer.status == 412 or (answer.status == 404 and method == "DELETE"):
            return CalendarTrouble.UNREADABLE
        if answer.status == 403:
            return CalendarProblem(CalendarTrouble.READ_ONLY)
        return _trouble_of(answer) or answer


def _steps_within(left_s: float) -> LookSteps:
    """What is left once the calendars have answered."""
    return LookSteps(in_all=min(LOOK_STEPS, int(max(left_s, 0.0) * STEPS_A_SECOND)))


def _event_address(calendar: str, event: str) -> str:
    return f"{calendar.rstrip('/')}/{quote(event, safe='')}.ics"


def _trouble_of(answer: HttpAnswer) -> CalendarProblem | None:
    if answer.status < 300:
        return None
    if answer.status in (401, 403):
        return CalendarProblem(CalendarTrouble.REFUSED)
    if answer.status in (404, 405, 410):
        return CalendarProblem(CalendarTrouble.NO_CALENDAR)
    if answer.status == 429 or answer.status >= 500:
        return CalendarProblem(CalendarTrouble.UNREACHABLE)
    return CalendarProblem(CalendarTrouble.UNREADABLE)


def is_address(text: str) -> bool:
    """Whether this may be the address of a CalDAV server at all."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(host) and parts.username is None
