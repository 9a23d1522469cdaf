"""A founder's own calendar as outreach uses it: their connection, opened when it is asked.

A credential is read from the tenant's own secret and goes to its provider alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from functions.calendars.provider import (
    Appointments,
    CalendarChanges,
    CalendarProblem,
    CalendarProvider,
    CalendarRules,
    CalendarTrouble,
    CalendarWatch,
    EventText,
    OwnEvent,
    Removal,
    WatchHook,
)
from functions.outreach.domain.calendar.synced_calendar import SeenEvent, WrittenEvent
from functions.outreach.ports import Delivery, NotSent, Outgoing, ProviderBusy, Sent
from tenancy.tenant import FounderId, TenantId

if TYPE_CHECKING:
    from functions.calendars.account import CalendarAccount
    from functions.outreach.calendar_ports import WrittenEvents
    from tenancy.runtime.clock import Clock

WRITTEN_WITHIN_S = 15.0
"""An event is written by a queue that nobody waits for."""
MARKED_WITHIN_S = 5.0
WATCHED_WITHIN_S = 10.0


class ConnectedAccounts(Protocol):
    """What founders connected."""

    def recent(self, tenant: TenantId, founder: FounderId) -> CalendarAccount | None:
        """The account, up to a minute old; None where none is connected."""
        ...

    def refreshed(self, tenant: TenantId, founder: FounderId) -> CalendarAccount | None:
        """The account as it is now, which is the recent one from here on."""
        ...


class ExternalCalendar:
    """A `FounderCalendar` over whatever account the founder connected."""

    def __init__(
        self,
        accounts: Callable[[], ConnectedAccounts],
        *,
        open_calendar: Callable[[CalendarAccount], CalendarProvider],
        hook: Callable[[TenantId, FounderId, CalendarAccount], WatchHook],
        written: Callable[[], WrittenEvents],
        clock: Clock,
    ) -> None:
        """All are called when a calendar is asked, so that no other function pays for them."""
        self._accounts = accounts
        self._open = open_calendar
        self._hook = hook
        self._written = written
        self._clock = clock

    def connection(self, tenant: TenantId, founder: FounderId) -> str:
        account = self._accounts().refreshed(tenant, founder)
        return account.connection if account is not None else ""

    def read(
        self,
        tenant: TenantId,
        founder: FounderId,
        *,
        time_zone: str,
        since: datetime,
        until: datetime,
        within_s: float,
        with_own: bool = True,
    ) -> Appointments | CalendarProblem:
        account = self._accounts().recent(tenant, founder)
        if account is None:
            return CalendarProblem(CalendarTrouble.REFUSED)
        return self._open(account).read(
            since=since,
            until=until,
            rules=_rules(account, time_zone),
            within_s=within_s,
            with_own=with_own,
        )

    def read_changes(
        self, tenant: TenantId, founder: FounderId, mark: str, *, within_s: float
    ) -> CalendarChanges | CalendarProblem:
        account = self._accounts().recent(tenant, founder)
        if account is None:
            return CalendarProblem(CalendarTrouble.REFUSED)
        return self._open(account).read_changes(mark, within_s=within_s)

    def keep_watches(
        self,
        tenant: TenantId,
        founder: FounderId,
        watches: tuple[CalendarWatch, ...],
        *,
        now: datetime,
    ) -> tuple[CalendarWatch, ...]:
        account = self._accounts().recent(tenant, founder)
        if account is None:
            return ()
        return self._open(account).keep_watches(
            watches,
            self._hook(tenant, founder, account),
            connection=account.connection,
            now=now,
            within_s=WATCHED_WITHIN_S,
        )

    def find(
        self, tenant: TenantId, founder: FounderId, event: str, *, time_zone: str, within_s: float
    ) -> OwnEvent | CalendarProblem | None:
        account = self._accounts().recent(tenant, founder)
        if account is None:
            return CalendarProblem(CalendarTrouble.REFUSED)
        rules = _rules(account, time_zone)
        return self._open(account).find(event, rules=rules, within_s=within_s)

    def create_event(self, outgoing: Outgoing) -> Delivery:
        founder, account = outgoing.founder, self._account_of(outgoing)
        event = _event_text(outgoing)
        if founder is None or account is None or event is None:
            return NotSent("no_calendar")
        calendar = self._open(account)
        began = self._began(calendar, account.connection, outgoing.tenant, founder, event)
        if isinstance(began, CalendarProblem):
            return _failed(began)
        event = replace(event, began=began)
        written = calendar.write(event, within_s=WRITTEN_WITHIN_S)
        if isinstance(written, CalendarProblem):
            return _failed(written)
        # From here on the event is missed where it is not found, also by a look that never saw it.
        shown = SeenEvent(event.event, event.start, event.end)
        now = self._clock.now()
        noted = WrittenEvent(shown, account.connection, at=now, moves=event.moves)
        self._written().note_written(outgoing.tenant, founder, noted)
        return Sent(written.name)

    def find_event(self, outgoing: Outgoing) -> Sent | None:
        """There is nothing to look for: writing it again changes the same event."""
        del outgoing
        return None

    def remove_event(self, outgoing: Outgoing) -> Delivery:
        account = self._account_of(outgoing)
        if account is None:
            return NotSent("no_calendar")
        answer = self._open(account).remove(outgoing.calendar_event, within_s=WRITTEN_WITHIN_S)
        if isinstance(answer, CalendarProblem):
            return _failed(answer)
        return Sent(outgoing.calendar_event)

    def erase_event(
        self, tenant: TenantId, founder: FounderId, event: str
    ) -> Removal | CalendarProblem:
        account = self._accounts().recent(tenant, founder)
        if account is None:
            return CalendarProblem(CalendarTrouble.REFUSED)
        return self._open(account).remove(event, within_s=WRITTEN_WITHIN_S)

    def _began(
        self,
        calendar: CalendarProvider,
        connection: str,
        tenant: TenantId,
        founder: FounderId,
        event: EventText,
    ) -> str | CalendarProblem:
        """The mark of an earlier attempt at this writing, whose answer may have been lost; empty
        at the first, which is noted before anything is written."""
        if not calendar.forgets_deleted:
            return ""
        notes = self._written()
        known = notes.writing_mark(
            tenant, founder, event.event, connection=connection, moves=event.moves
        )
        if known is not None:
            return known
        mark = calendar.mark_beginning(within_s=MARKED_WITHIN_S)
        if isinstance(mark, CalendarProblem):
            return mark
        notes.note_writing(
            tenant,
            founder,
            event.event,
            connection=connection,
            moves=event.moves,
            mark=mark,
            now=self._clock.now(),
        )
        return ""

    def _account_of(self, outgoing: Outgoing) -> CalendarAccount | None:
        """As it is now: what is written into an account of before is missed in the one of now."""
        if outgoing.founder is None:
            return None
        return self._accounts().refreshed(outgoing.tenant, outgoing.founder)


def _rules(account: CalendarAccount, time_zone: str) -> CalendarRules:
    return CalendarRules(
        time_zone, all_day_busy=account.all_day_busy, tentative_busy=account.tentative_busy
    )


def _failed(problem: CalendarProblem) -> Delivery:
    """Writing an event twice is writing it once, so what is in doubt may simply be tried again."""
    if problem.trouble is CalendarTrouble.UNREACHABLE:
        return ProviderBusy(problem.trouble)
    return NotSent(problem.trouble)


def _event_text(outgoing: Outgoing) -> EventText | None:
    """The event as the iCalendar object of the booking describes it."""
    from icalendar import Calendar

    calendar = Calendar.from_ical(outgoing.invitation)
    found = next(iter(calendar.walk("VEVENT")), None)
    start = getattr(found.get("DTSTART") if found else None, "dt", None)
    end = getattr(found.get("DTEND") if found else None, "dt", None)
    if found is None or not isinstance(start, datetime) or not isinstance(end, datetime):
        return None
    return EventText(
        event=outgoing.calendar_event,
        start=start.astimezone(UTC),
        end=end.astimezone(UTC),
        summary=str(found.get("SUMMARY", "")),
        description=str(found.get("DESCRIPTION", "")),
        location=str(found.get("LOCATION", "")),
        moves=int(found.get("SEQUENCE", 0)),
    )
