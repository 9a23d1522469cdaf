"""What every kind of external calendar can be asked, and the plain values it answers with.

Expected refusals are values. An adapter must never change an event that is not a booking's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from operator import attrgetter
from typing import Protocol
from zoneinfo import ZoneInfo

from functions.calendars.offered_starts import StartRun
from tenancy.values.lazy_dataclass import dataclass

UID_ENDING = "@warmline"
"""Ends the UID of every event that Warmline writes into a founder's calendar."""

Span = tuple[datetime, datetime]
"""An aware start and end."""


class CalendarTrouble(StrEnum):
    """Why a calendar did not do what it was asked."""

    REFUSED = "refused"
    """The credential is not accepted (any more)."""
    NO_CALENDAR = "no_calendar"
    """The address answers, and is no calendar (any more)."""
    READ_ONLY = "read_only"
    """The calendar can be read and not written."""
    EMPTIED = "emptied"
    """Every booking vanished from it at once: a calendar that was reset or exchanged looks so."""
    UNREACHABLE = "unreachable"
    """No answer within the time, or a fault of the provider's own."""
    FORBIDDEN_ADDRESS = "forbidden_address"
    """The address is not https, or leads into a private network."""
    UNREADABLE = "unreadable"
    """The answer is too large, or is not what the protocol says."""
    OTHER_LENGTH = "other_length"
    """Conversations booked there are not as long (any more) as the founder holds one."""
    TAKEN = "taken"
    """The time is not free there (any more), and nothing was written."""


LASTING = frozenset(
    {
        CalendarTrouble.REFUSED,
        CalendarTrouble.NO_CALENDAR,
        CalendarTrouble.EMPTIED,
        CalendarTrouble.FORBIDDEN_ADDRESS,
        CalendarTrouble.OTHER_LENGTH,
    }
)
"""Troubles that only the founder can end: until then nothing is offered."""


@dataclass(frozen=True, slots=True)
class CalendarProblem:
    trouble: CalendarTrouble


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """What of the founder's calendar counts as busy."""

    time_zone: str
    """The founder's: whole days and times without a zone are read in it."""
    all_day_busy: bool = True
    tentative_busy: bool = True


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """An event that Warmline wrote, as it stands in the founder's calendar now."""

    event: str
    """The id it was written with."""
    start: datetime
    end: datetime
    is_off: bool = False
    """Cancelled there, or declined by the founder."""
    is_all_day: bool = False
    """It stands on a day and no longer at a time; `start` is that day's first moment."""
    written_start: datetime | None = None
    """Where Warmline put it last; None where that is not kept with it."""


@dataclass(frozen=True, slots=True)
class Appointments:
    """A founder's calendar over some time."""

    busy: tuple[Span, ...] = ()
    """Merged, in order of time, without events that Warmline wrote and copies of them in the
    founder's other calendars."""
    own: tuple[OwnEvent, ...] = ()
    unread: int = 0
    """Objects that could not be understood, or took too long to read, and do not count as busy."""
    left: int = 0
    """Of the unread: those that there was no time for, and that another look may read."""
    offered: tuple[StartRun, ...] | None = None
    """When a conversation may begin, where the provider says so itself; None: whenever the founder
    is not busy."""


@dataclass(frozen=True, slots=True)
class CalendarChoice:
    """A calendar a founder may choose."""

    address: str
    """The provider's own name of it: an address, or an id."""
    name: str
    is_writable: bool
    shows_times_only: bool = False
    """It says when its owner is busy, and shows no event: another person's, as a rule."""
    is_shown: bool = True
    """Whether the founder looks at it in their own program."""


@dataclass(frozen=True, slots=True)
class EventText:
    """A booking as its founder's calendar shall show it."""

    event: str
    """Names the event for good: writing it again changes the same event."""
    start: datetime
    end: datetime
    summary: str = field(repr=False)
    description: str = field(repr=False)
    location: str = field(default="", repr=False)
    moves: int = 0
    """How often the booking had been moved by then: tells one writing of an event from the next.
    What the same writing, or a later one, left there is not written over."""
    began: str = field(default="", repr=False)
    """Of a further attempt: the provider's mark of when the first one began, where it keeps one.
    What was there since and is gone was taken away, and is not made again."""


@dataclass(frozen=True, slots=True)
class EventWritten:
    """The calendar has the event: as it was asked for, or where the founder took it since."""

    name: str
    """The provider's own name of the event."""


@dataclass(frozen=True, slots=True)
class CalendarChanges:
    """Whether anything changed since a mark, and the mark from here on."""

    mark: str = field(default="", repr=False)
    """The provider's own; empty where it keeps none, or the one before serves no longer."""
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class CalendarWatch:
    """A channel by which a provider says that a calendar changed, or that it gives none."""

    calendar: str
    channel: str
    """Our name of it; empty: the provider refused one."""
    resource: str
    """The provider's name of what is watched."""
    ends: datetime
    """Of a refusal: until when it is not asked again."""

    @property
    def is_refused(self) -> bool:
        return not self.channel


@dataclass(frozen=True, slots=True)
class WatchHook:
    """Where a provider says so, and what it shall say to be believed."""

    below: str
    """The address that hooks are below, without a slash at its end."""
    token: str = field(repr=False)


class Removal(StrEnum):
    """What became of an event that was to be taken away."""

    REMOVED = "removed"
    ABSENT = "absent"
    """The calendar has no such event."""
    KEPT = "kept"
    """It stands no more, but the text of its bookings stays with the provider, which deletes none.
    Whether there ever was one is not asked."""


class CalendarProvider(Protocol):
    """One founder's calendar. `within_s` is how long an answer is waited for, in seconds."""

    @property
    def forgets_deleted(self) -> bool:
        """Whether an event that was deleted looks like one that never was, unless it is asked what
        went since a mark."""
        ...

    def read(
        self,
        *,
        since: datetime,
        until: datetime,
        rules: CalendarRules,
        within_s: float,
        with_own: bool = True,
    ) -> Appointments | CalendarProblem:
        """Everything between two aware instants. Without `with_own` somebody waits for what is
        free, and events of ours may be left out where they cost a further question."""
        ...

    def read_changes(self, mark: str, *, within_s: float) -> CalendarChanges | CalendarProblem:
        """Without a mark, or for a provider that keeps none, something may always have changed."""
        ...

    def keep_watches(
        self,
        watches: tuple[CalendarWatch, ...],
        hook: WatchHook,
        *,
        connection: str,
        now: datetime,
        within_s: float,
    ) -> tuple[CalendarWatch, ...]:
        """The channels there are from here on: those that end soon are renewed, those of calendars
        that do not count any more stopped. One that was refused is kept as such and tried again
        after its end, one that was not answered with the next look; a provider that tells nobody
        has none."""
        ...

    def mark_beginning(self, *, within_s: float) -> str | CalendarProblem:
        """The mark of now, which an event that is written from here on may be asked by later; empty
        where none is kept."""
        ...

    def write(self, event: EventText, *, within_s: float) -> EventWritten | CalendarProblem:
        """Create the event, or bring the one written before to this time; twice is once, and a
        writing that came through before changes nothing, wherever the founder has the event by now
        or if they deleted it since, as far as the provider keeps what was deleted.
        The first, which was never moved, brings no event that is there to another time."""
        ...

    def remove(self, event: str, *, within_s: float) -> CalendarProblem | Removal:
        """Take the event away; one that is gone already is no problem."""
        ...

    def find(
        self, event: str, *, rules: CalendarRules, within_s: float
    ) -> OwnEvent | CalendarProblem | None:
        """One event wherever it is now; None only where the calendar says it has it no more, and
        a problem where the answer cannot be read."""
        ...


def gather_appointments(
    found: Iterable[tuple[int, OwnEvent | Span]], *, unread: int = 0, left: int = 0
) -> Appointments:
    """What several calendars hold, as one; each entry comes with the number of its calendar.

    An event of ours counts where it was found first, and at its earliest time where it recurs. An
    appointment of another calendar at exactly its time is the copy that a program keeps of it, and
    is left out.
    """
    busy: list[tuple[int, Span]] = []
    own: dict[str, tuple[int, OwnEvent]] = {}
    for calendar, entry in found:
        if not isinstance(entry, OwnEvent):
            busy.append((calendar, entry))
            continue
        first, known = own.get(entry.event, (calendar, entry))
        if first == calendar:
            own[entry.event] = (calendar, min(known, entry, key=attrgetter("start")))
    held = {(one.start, one.end): calendar for calendar, one in own.values() if not one.is_off}
    spans = [span for calendar, span in busy if held.get(span, calendar) == calendar]
    return Appointments(merge_spans(spans), tuple(one for _, one in own.values()), unread, left)


def instant_of(moment: date, zone: ZoneInfo) -> datetime:
    """In UTC. A day begins, and a time without a zone stands, in the founder's own."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(0), zone).astimezone(UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def merge_spans(spans: list[Span]) -> tuple[Span, ...]:
    """Overlapping and touching spans as one, in order of time; empty ones are left out."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
