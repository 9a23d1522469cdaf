"""A founder's calendar as a sync sees it, with the sync's own store, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from functions.calendars.provider import (
    Appointments,
    CalendarChanges,
    CalendarProblem,
    CalendarTrouble,
    CalendarWatch,
    OwnEvent,
)
from functions.outreach.calendar_ports import UpcomingBooking
from functions.outreach.domain.calendar.founder_calendar import (
    CALDAV,
    BookingId,
    CalendarKind,
    Slot,
)
from functions.outreach.domain.calendar.synced_calendar import (
    BookedEvent,
    SeenEvent,
    SyncedCalendar,
    WrittenEvent,
)
from functions.outreach.domain.conversation.events import Event
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.workflows.calendar.sync_calendar import (
    CalendarSync,
    sync_calendars,
    sync_pushed,
)
from tenancy.tenant import FounderId, TenantId
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth

START = NOW + timedelta(days=2)
LENGTH = timedelta(minutes=15)
ZONE = bandwidth().time_zone
READ_UNTIL = NOW + timedelta(days=bandwidth().horizon_days + 1)


@dataclass
class Diary:
    """A founder's calendar, the sync's own store, and what was passed on."""

    kind: CalendarKind = CALDAV
    name: str = "c1"
    found: Appointments = field(default_factory=Appointments)
    trouble: CalendarTrouble | None = None
    elsewhere: dict[str, OwnEvent] = field(default_factory=dict)
    kept: SyncedCalendar | None = None
    bookings: tuple[UpcomingBooking, ...] = ()
    read_bookings: int = 0
    written: tuple[WrittenEvent, ...] = ()
    passed_on: list[tuple[ConversationId, Event, str]] = field(default_factory=list)
    mailed: list[CalendarTrouble] = field(default_factory=list)
    at: datetime = NOW
    changes: CalendarChanges | CalendarProblem = field(default_factory=CalendarChanges)
    asked_since: list[str] = field(default_factory=list)
    looks: int = 0
    began_at: datetime | None = None
    passed_s: float = 0.0
    within_s: list[float] = field(default_factory=list)
    answers_after_s: float = 0.0
    disconnects_meanwhile: bool = False
    watched: tuple[CalendarWatch, ...] = ()
    horizon_days: int = field(default_factory=lambda: bandwidth().horizon_days)
    time_zone: str = ZONE

    def now(self) -> datetime:
        return self.at

    def read_changes(
        self, tenant: TenantId, founder: FounderId, mark: str, *, within_s: float
    ) -> CalendarChanges | CalendarProblem:
        self._waits(within_s)
        self.asked_since.append(mark)
        return self.changes

    def connection(self, tenant: TenantId, founder: FounderId) -> str:
        return self.name

    def keep_watches(
        self,
        tenant: TenantId,
        founder: FounderId,
        watches: tuple[CalendarWatch, ...],
        **_: object,
    ) -> tuple[CalendarWatch, ...]:
        return (*watches, *self.watched)

    def _waits(self, within_s: float) -> None:
        self.within_s.append(within_s)
        self.passed_s += min(within_s, self.answers_after_s)

    def elapsed_s(self) -> float:
        return self.passed_s

    def read(self, tenant: TenantId, founder: FounderId, *, within_s: float, **_: object) -> object:
        self._waits(within_s)
        self.looks += 1
        if self.disconnects_meanwhile:
            self.kept = None
        return CalendarProblem(self.trouble) if self.trouble is not None else self.found

    def find(
        self, tenant: TenantId, founder: FounderId, event: str, *, within_s: float, **_: object
    ) -> object:
        self._waits(within_s)
        if within_s <= 0:
            return CalendarProblem(CalendarTrouble.UNREACHABLE)
        return self.elsewhere.get(event)

    def load(self, tenant: TenantId, founder: FounderId) -> SyncedCalendar | None:
        return self.kept

    def begin_look(
        self,
        tenant: TenantId,
        founder: FounderId,
        connection: str,
        *,
        over: SyncedCalendar | None,
        now: datetime,
        again_after: timedelta = timedelta(0),
    ) -> bool:
        rests = self.began_at is not None and now - self.began_at < again_after
        if rests or (self.kept and self.kept.connection) != (over and over.connection):
            return False
        self.began_at = now
        if self.kept is None or self.kept.connection != connection:
            self.kept = SyncedCalendar(connection)
        return True

    def save(self, tenant: TenantId, founder: FounderId, synced: SyncedCalendar) -> bool:
        if self.kept is None or self.kept.connection != synced.connection:
            return False
        self.kept = synced
        return True

    def written_events(
        self, tenant: TenantId, founder: FounderId, *, connection: str
    ) -> tuple[WrittenEvent, ...]:
        return tuple(one for one in self.written if one.connection == connection)

    def settle_written(
        self, tenant: TenantId, founder: FounderId, written: Sequence[WrittenEvent]
    ) -> None:
        self.written = tuple(one for one in self.written if one not in written)

    def upcoming(self, tenant: TenantId, founder: FounderId, **_: object) -> object:
        self.read_bookings += 1
        return self.bookings

    def reply(
        self, *, conversation: ConversationId, event: Event, dedupe: str, **_: object
    ) -> None:
        self.passed_on.append((conversation, event, dedupe))

    def calendar_trouble(
        self, tenant: TenantId, founder: FounderId, trouble: CalendarTrouble
    ) -> None:
        self.mailed.append(trouble)

    def pushed(self, connection: str = "c1", *, founder: FounderId = FOUNDER) -> bool:
        return sync_pushed(self._ports(), TENANT, founder, connection=connection)

    def sync(self) -> int:
        return sync_calendars(self._ports(), TENANT)

    def _ports(self) -> CalendarSync:
        chosen = replace(
            bandwidth(),
            calendar=self.kind,
            horizon_days=self.horizon_days,
            time_zone=self.time_zone,
        )
        return CalendarSync(
            clock=self,
            bandwidths=lambda _: (chosen,),
            syncs=self,  # type: ignore[arg-type]
            calendars={CALDAV: self},  # type: ignore[dict-item]
            postbox=self,  # type: ignore[arg-type]
            notices=self,
            elapsed_s=self.elapsed_s,
        )

    def books(self) -> None:
        """A booking whose event was seen by a sync."""
        event = BookedEvent(BookingId("b1"), "e1", Slot(START, START + LENGTH))
        self.bookings = (UpcomingBooking(event, ConversationId("c_1")),)
        self.found = Appointments(own=(OwnEvent("e1", START, START + LENGTH),))
        self.sync()

    def writes(self, *, connection: str = "c1", start: datetime = START) -> None:
        """A booking whose event was written since the last look."""
        event = BookedEvent(BookingId("b1"), "e1", Slot(start, start + LENGTH))
        self.bookings = (UpcomingBooking(event, ConversationId("c_1")),)
        shown = SeenEvent("e1", start, start + LENGTH)
        self.written = (WrittenEvent(shown, connection, at=self.at),)
