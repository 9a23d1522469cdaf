"""What outreach needs of founders' calendars, as Protocols.

What is reserved stands in our own store; a founder's calendar only adds what else they have to do,
and shows the bookings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from functions.calendars.provider import (
    Appointments,
    CalendarChanges,
    CalendarProblem,
    CalendarWatch,
    OwnEvent,
    Removal,
)
from functions.outreach.domain.calendar.founder_calendar import Bandwidth, CalendarState
from functions.outreach.domain.calendar.synced_calendar import (
    BookedEvent,
    SyncedCalendar,
    WrittenEvent,
)
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.ports import Delivery, Outgoing, Sent
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass


class FounderCalendar(Protocol):
    """One kind of calendar a founder may choose. What we reserve is in our own store besides."""

    def connection(self, tenant: TenantId, founder: FounderId) -> str:
        """Names the connection as it is now; another one is another calendar. Empty: none."""
        ...

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
        """Appointments between two instants; those we wrote stand apart, and may be left out
        without `with_own`."""
        ...

    def read_changes(
        self, tenant: TenantId, founder: FounderId, mark: str, *, within_s: float
    ) -> CalendarChanges | CalendarProblem:
        """Whether anything changed since a mark; where no marks are kept it always may have."""
        ...

    def keep_watches(
        self,
        tenant: TenantId,
        founder: FounderId,
        watches: tuple[CalendarWatch, ...],
        *,
        now: datetime,
    ) -> tuple[CalendarWatch, ...]:
        """The channels by which the calendar says that it changed, renewed where they end."""
        ...

    def find(
        self, tenant: TenantId, founder: FounderId, event: str, *, time_zone: str, within_s: float
    ) -> OwnEvent | CalendarProblem | None:
        """One event we wrote, wherever it is now; None where it is gone."""
        ...

    def create_event(self, outgoing: Outgoing) -> Delivery:
        """Write a booking into the calendar; writing it twice is writing it once."""
        ...

    def find_event(self, outgoing: Outgoing) -> Sent | None:
        """Look in the calendar for what an earlier attempt may have written."""
        ...

    def remove_event(self, outgoing: Outgoing) -> Delivery:
        """Take a booking out of the calendar; one that is gone already is no failure."""
        ...

    def erase_event(
        self, tenant: TenantId, founder: FounderId, event: str
    ) -> Removal | CalendarProblem:
        """Take an event out of the calendar for good, and say what became of it."""
        ...


class CalendarQuery(Protocol):
    """All that is known of a founder's time: our reservations, and their other appointments."""

    def state(
        self,
        tenant: TenantId,
        founder: FounderId,
        *,
        bandwidth: Bandwidth,
        now: datetime,
        reserving: bool = False,
    ) -> CalendarState:
        """`reserving`: a time is about to be given away, so the founder's calendar is asked now."""
        ...


@dataclass(frozen=True, slots=True)
class UpcomingBooking:
    """A booking that holds, and whose conversation hears what happens to it."""

    booked: BookedEvent
    conversation: ConversationId


class WrittenEvents(Protocol):
    """Keeps what was written into a founder's calendar for the next look at it, and when a writing
    began."""

    def writing_mark(
        self, tenant: TenantId, founder: FounderId, event: str, *, connection: str, moves: int
    ) -> str | None:
        """The calendar's mark of when this writing was first begun; None: it was not."""
        ...

    def note_writing(
        self,
        tenant: TenantId,
        founder: FounderId,
        event: str,
        *,
        connection: str,
        moves: int,
        mark: str,
        now: datetime,
    ) -> None:
        """Keep that mark, for as long as a writing is tried."""
        ...

    def note_written(self, tenant: TenantId, founder: FounderId, written: WrittenEvent) -> None:
        """A writing that comes late leaves the note of a later one, by the same connection."""
        ...


class SyncStore(Protocol):
    """What the last sync left, and the bookings it is compared with."""

    def load(self, tenant: TenantId, founder: FounderId) -> SyncedCalendar | None: ...

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
        """Note that a calendar is looked at from `now` on, whatever comes of it.

        False, and nothing noted, where another look began less than `again_after` ago, or where
        what is kept is not of the connection that `over` was loaded of. Another connection than
        that one begins with nothing known.
        """
        ...

    def save(self, tenant: TenantId, founder: FounderId, synced: SyncedCalendar) -> bool:
        """Keep what a look left. False, and nothing kept, where the founder disconnected, or
        connected again, since the look began."""
        ...

    def written_events(
        self, tenant: TenantId, founder: FounderId, *, connection: str
    ) -> tuple[WrittenEvent, ...]:
        """What was written by this connection and no look has accounted for yet."""
        ...

    def settle_written(
        self, tenant: TenantId, founder: FounderId, written: Sequence[WrittenEvent]
    ) -> None:
        """These a look has accounted for; one that was written again since is not among them."""
        ...

    def upcoming(
        self, tenant: TenantId, founder: FounderId, *, now: datetime
    ) -> tuple[UpcomingBooking, ...]:
        """Bookings of the founder that start after `now`."""
        ...
