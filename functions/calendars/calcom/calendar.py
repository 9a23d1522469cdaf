"""A founder's event type at Cal.com: when it offers a conversation, and bookings of ours in it.

A time is free where Cal.com offers it, whatever it counts for that; no booking but ours is asked
for. A booking that is in doubt is looked for before and after it is made.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from functions.calendars.calcom.account import CalComAccount
from functions.calendars.calcom.api import CalComApi, CalComRefused
from functions.calendars.calcom.bookings import (
    CANCELLED,
    CalComBooking,
    moment_text,
    moved_booking,
    new_booking,
    read_booking,
    read_ended,
    read_origin,
    read_slots,
)
from functions.calendars.calcom.event_types import EventType, read_event_type
from functions.calendars.guarded_http import GuardedHttp
from functions.calendars.offered_starts import STARTS_AT_MOST, runs_of
from functions.calendars.provider import (
    Appointments,
    CalendarChanges,
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
from tenancy.values.lazy_dataclass import dataclass

_LOG = logging.getLogger(__name__)
BOOKINGS_A_PAGE = 100
PAGES_AT_MOST = 5
MOVES_LOOKED_BACK = 5
"""How many moves of the founder's in a row are gone back through to one of ours."""
WEBHOOKS_A_PAGE = 250
_UNREADABLE = CalendarProblem(CalendarTrouble.UNREADABLE)
_TAKEN = CalendarProblem(CalendarTrouble.TAKEN)
_AROUND = timedelta(minutes=1)
"""Whether a bound of a list is one of its times Cal.com does not say."""
WATCHED_FOR = timedelta(days=7)
"""A webhook has no end of its own: so long after it was seen there it is looked for again."""
LOOKED_FOR_EARLY = timedelta(days=1)
REFUSED_FOR = timedelta(days=1)
TRIGGERS = ("BOOKING_CREATED", "BOOKING_RESCHEDULED", "BOOKING_CANCELLED", "BOOKING_REJECTED")
_TEMPLATE = '{"triggerEvent":"{{triggerEvent}}","createdAt":"{{createdAt}}"}'
"""All that a message of Cal.com's shall hold: that something changed is a reason to look, and
whom it is about need not be sent."""


@dataclass(frozen=True, slots=True)
class CalComOwner:
    """Whose key it is."""

    user: str
    time_zone: str


class CalCom:
    """A `CalendarProvider`."""

    def __init__(self, account: CalComAccount, *, http: GuardedHttp) -> None:
        self._account = account
        self._api = CalComApi(account.address, account.key, http=http)

    def find_owner(self, *, until_s: float) -> CalComOwner | CalendarProblem:
        answer = self._api.ask("GET", "me", until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        found = _object({} if isinstance(answer, CalComRefused) else answer.data)
        user, zone = found.get("email"), found.get("timeZone")
        if not isinstance(user, str) or not isinstance(zone, str) or "@" not in user:
            return CalendarProblem(CalendarTrouble.NO_CALENDAR)
        return CalComOwner(user, zone)

    def list_event_types(self, *, until_s: float) -> tuple[EventType, ...] | CalendarProblem:
        """Those of the founder alone, without their teams'."""
        answer = self._api.ask("GET", "event-types", until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        if isinstance(answer, CalComRefused) or not isinstance(answer.data, list):
            return _UNREADABLE
        read = (read_event_type(one) for one in answer.data)
        return tuple(one for one in read if one is not None)

    def read(
        self,
        *,
        since: datetime,
        until: datetime,
        rules: CalendarRules,
        within_s: float,
        with_own: bool = True,
    ) -> Appointments | CalendarProblem:
        del rules
        until_s = time.monotonic() + within_s
        slots = self._slots(since, until, until_s=until_s)
        if isinstance(slots, CalendarProblem):
            return slots
        if len(slots) > STARTS_AT_MOST:
            return _UNREADABLE
        length = timedelta(minutes=self._account.minutes)
        if any(end - start != length for start, end in slots):
            return CalendarProblem(CalendarTrouble.OTHER_LENGTH)
        offered = runs_of(start for start, _ in slots)
        if not with_own:
            return Appointments(offered=offered)
        bookings = self._bookings(until_s=until_s)
        if isinstance(bookings, CalendarProblem):
            return bookings
        own: dict[str, OwnEvent] = {}
        for one in bookings:
            # The newest comes first: an older one of the same event is on its way out.
            if one.own.start < until and since < one.own.end:
                own.setdefault(one.own.event, one.own)
        return Appointments(own=tuple(own.values()), offered=offered)

    def read_changes(self, mark: str, *, within_s: float) -> CalendarChanges:
        """Cal.com keeps no marks."""
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
        """One webhook of the account, whatever its event types."""
        until_s = time.monotonic() + within_s
        mine = [one for one in watches if one.calendar == connection]
        self.stop_watches(tuple(one for one in watches if one not in mine), until_s=until_s)
        lasting = [one for one in mine if one.ends - now > _looked_for_early(one)]
        if lasting:
            return (lasting[0],)
        url = f"{hook.below}/cal-com/{hook.token}"
        there = self._find_webhook(url, until_s=until_s)
        if there is None:
            # What was made for an earlier address of ours would stay for good.
            self.stop_watches(tuple(mine), until_s=until_s)
            there = self._create_webhook(url, until_s=until_s)
        if isinstance(there, CalendarProblem):
            # It is looked at by the schedule all the same.
            _LOG.info("calendar_not_watched", extra={"trouble": there.trouble})
            if there.trouble is CalendarTrouble.UNREACHABLE:
                return tuple(mine)
            return (CalendarWatch(connection, "", "", now + REFUSED_FOR),)
        return (CalendarWatch(connection, there, "webhook", now + WATCHED_FOR),)

    def stop_watches(self, watches: tuple[CalendarWatch, ...], *, until_s: float) -> None:
        """A webhook that cannot be taken away sends what nobody believes any more."""
        for one in watches:
            if not one.is_refused:
                self._api.ask("DELETE", "webhooks", one.channel, until_s=until_s)

    @property
    def forgets_deleted(self) -> bool:
        """Cal.com's API deletes no booking."""
        return False

    def mark_beginning(self, *, within_s: float) -> str:
        del within_s
        return ""

    def write(self, event: EventText, *, within_s: float) -> EventWritten | CalendarProblem:
        until_s = time.monotonic() + within_s
        found = self._ours(event.event, until_s=until_s)
        if isinstance(found, CalendarProblem):
            return found
        kept = _standing_at(found, event.start) or (found[0] if found else None)
        for other in found:
            # A try whose answer was lost may have come through beside a later one.
            problem = self._cancel(other.uid, until_s=until_s) if other is not kept else None
            if problem is not None:
                return problem
        if kept is not None:
            arrived = self._has_arrived(kept, event, until_s=until_s)
            if isinstance(arrived, CalendarProblem):
                return arrived
            if arrived:
                return EventWritten(kept.uid)
        else:
            ended = self._ended(event, until_s=until_s)
            if isinstance(ended, CalendarProblem):
                return ended
            if ended:
                return EventWritten(ended)
        body = moved_booking(event, self._account) if kept else new_booking(event, self._account)
        path = ("bookings", kept.uid, "reschedule") if kept else ("bookings",)
        answer = self._api.ask("POST", *path, body=body, until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        if isinstance(answer, CalComRefused):
            return self._after_refusal(event, instead_of=kept, until_s=until_s)
        made = read_booking(answer.data)
        if made is None or made.own.event != event.event or made.start != event.start:
            # Cal.com may answer with a booking that stood there before.
            return _TAKEN if made is not None and made.start == event.start else _UNREADABLE
        return EventWritten(made.uid)

    def remove(self, event: str, *, within_s: float) -> CalendarProblem | Removal:
        """Cancel what stands of it: Cal.com's API deletes no booking, cancelled or over."""
        until_s = time.monotonic() + within_s
        found = self._ours(event, until_s=until_s)
        if isinstance(found, CalendarProblem):
            return found
        for one in found:
            problem = self._cancel(one.uid, until_s=until_s)
            if problem is not None:
                return problem
        return Removal.KEPT

    def find(
        self, event: str, *, rules: CalendarRules, within_s: float
    ) -> OwnEvent | CalendarProblem | None:
        del rules
        found = self._ours(event, until_s=time.monotonic() + within_s)
        if isinstance(found, CalendarProblem):
            return found
        return found[0].own if found else None

    def _has_arrived(
        self, kept: CalComBooking, event: EventText, *, until_s: float
    ) -> bool | CalendarProblem:
        """Whether this writing came through before, or a later one: it made what stands, or what
        the founder moved from there. The first one only ever makes a booking."""
        if event.moves == 0 or kept.start == event.start:
            return True
        origin = kept.origin
        for _ in range(MOVES_LOOKED_BACK):
            if origin.moves is not None:
                return origin.moves >= event.moves
            answer = self._api.ask("GET", "bookings", origin.earlier, until_s=until_s)
            if answer == CalendarProblem(CalendarTrouble.UNREACHABLE):
                return answer
            if isinstance(answer, CalendarProblem | CalComRefused):
                # Nobody can tell any more: the customer's move counts.
                return False
            origin = read_origin(_object(answer.data))
        return False

    def _ended(self, event: EventText, *, until_s: float) -> str | CalendarProblem:
        """The booking that this writing, or a later one, made and that was ended at Cal.com since,
        empty without one. We end one only once its booking is over, or another of it stands."""
        around = {
            "status": "cancelled",
            "afterStart": moment_text(event.start - _AROUND),
            "beforeEnd": moment_text(event.end + _AROUND),
        }
        found = self._list_bookings(around, until_s=until_s)
        if isinstance(found, CalendarProblem):
            return found
        for one in map(read_ended, found):
            if one is not None and (one.event, one.start) == (event.event, event.start):
                moves = one.origin.moves
                if moves is not None and moves >= event.moves:
                    return one.uid
        return ""

    def _after_refusal(
        self, event: EventText, *, instead_of: CalComBooking | None, until_s: float
    ) -> EventWritten | CalendarProblem:
        """Whether ours is there after all, or the time is not free; else we asked for something
        that Cal.com does not take."""
        found = self._ours(event.event, until_s=until_s)
        if isinstance(found, CalendarProblem):
            return found
        there = _standing_at(found, event.start)
        if there is not None:
            return EventWritten(there.uid)
        slots = self._slots(event.start, event.end, instead_of=instead_of, until_s=until_s)
        if isinstance(slots, CalendarProblem):
            return slots
        is_offered = any(start == event.start for start, _ in slots)
        return _UNREADABLE if is_offered else _TAKEN

    def _slots(
        self,
        since: datetime,
        until: datetime,
        *,
        instead_of: CalComBooking | None = None,
        until_s: float,
    ) -> list[Span] | CalendarProblem:
        event_type = instead_of.event_type if instead_of else self._account.event_type
        asked = {
            "eventTypeId": str(event_type),
            "start": moment_text(since),
            "end": moment_text(until),
            "format": "range",
        }
        if instead_of:
            asked["bookingUidToReschedule"] = instead_of.uid
        answer = self._api.ask("GET", "slots", query=asked, until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        found = read_slots(answer.data) if not isinstance(answer, CalComRefused) else None
        return _UNREADABLE if found is None else found

    def _ours(self, event: str, *, until_s: float) -> list[CalComBooking] | CalendarProblem:
        """What stands of one event, newest first."""
        found = self._bookings(until_s=until_s)
        if isinstance(found, CalendarProblem):
            return found
        return [one for one in found if one.own.event == event]

    def _bookings(self, *, until_s: float) -> list[CalComBooking] | CalendarProblem:
        """Every booking of ours that stands, newest first."""
        found = self._list_bookings({"status": "upcoming,unconfirmed"}, until_s=until_s)
        if isinstance(found, CalendarProblem):
            return found
        read = [one for one in map(read_booking, found) if one is not None]
        return sorted(read, key=lambda one: one.number, reverse=True)

    def _list_bookings(
        self, asked: Mapping[str, str], *, until_s: float
    ) -> list[object] | CalendarProblem:
        """Asked for by who attends them, so that other people's are not even sent."""
        found: list[object] = []
        for user in (self._account.user, *self._account.former_users):
            for page in range(PAGES_AT_MOST + 1):
                if page == PAGES_AT_MOST:
                    return _UNREADABLE
                query = {
                    **asked,
                    "attendeeEmail": user,
                    "take": str(BOOKINGS_A_PAGE),
                    "skip": str(BOOKINGS_A_PAGE * page),
                }
                answer = self._api.ask("GET", "bookings", query=query, until_s=until_s)
                if isinstance(answer, CalendarProblem):
                    return answer
                if isinstance(answer, CalComRefused) or not isinstance(answer.data, list):
                    return _UNREADABLE
                found += answer.data
                if not answer.has_more:
                    break
        return found

    def _cancel(self, uid: str, *, until_s: float) -> CalendarProblem | None:
        body = {"cancellationReason": CANCELLED}
        answer = self._api.ask("POST", "bookings", uid, "cancel", body=body, until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return None if answer.trouble is CalendarTrouble.NO_CALENDAR else answer
        if isinstance(answer, CalComRefused):
            found = self._bookings(until_s=until_s)
            if isinstance(found, CalendarProblem):
                return found
            return _UNREADABLE if any(one.uid == uid for one in found) else None
        return None

    def _find_webhook(self, url: str, *, until_s: float) -> str | CalendarProblem | None:
        """The one that a try whose answer was lost may have made; None: there is none."""
        query = {"take": str(WEBHOOKS_A_PAGE), "skip": "0"}
        answer = self._api.ask("GET", "webhooks", query=query, until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        if isinstance(answer, CalComRefused) or not isinstance(answer.data, list):
            return _UNREADABLE
        for one in map(_object, answer.data):
            if one.get("subscriberUrl") == url and one.get("active"):
                return str(one.get("id", ""))
        return None

    def _create_webhook(self, url: str, *, until_s: float) -> str | CalendarProblem:
        wanted = {
            "active": True,
            "subscriberUrl": url,
            "triggers": list(TRIGGERS),
            "payloadTemplate": _TEMPLATE,
            "secret": self._account.secret,
        }
        answer = self._api.ask("POST", "webhooks", body=wanted, until_s=until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        made = _object({} if isinstance(answer, CalComRefused) else answer.data)
        return str(made["id"]) if made.get("id") else _UNREADABLE


def _object(found: object) -> Mapping[str, Any]:
    """Nothing for what is no object."""
    return found if isinstance(found, dict) else {}


def _standing_at(found: list[CalComBooking], start: datetime) -> CalComBooking | None:
    return next((one for one in found if one.start == start), None)


def _looked_for_early(watch: CalendarWatch) -> timedelta:
    return timedelta(0) if watch.is_refused else LOOKED_FOR_EARLY
