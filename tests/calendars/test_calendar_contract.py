"""What holds of every external calendar: appointments, and a booking's event written once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest

from functions.calendars.calcom.calendar import CalCom
from functions.calendars.caldav import CalDav, CalDavAccount
from functions.calendars.google.account import GoogleAccount
from functions.calendars.google.calendar import GoogleCalendar
from functions.calendars.google.events import event_id
from functions.calendars.guarded_http import GuardedHttp
from functions.calendars.offered_starts import starts_of
from functions.calendars.provider import (
    Appointments,
    CalendarProblem,
    CalendarProvider,
    CalendarRules,
    CalendarTrouble,
    EventText,
    EventWritten,
    OwnEvent,
    Removal,
    Span,
)
from tests.calendars.calcom_server import TALK, PlayedFounder, running_calcom
from tests.calendars.google_server import FAMILY, Google, google_time, running_google
from tests.calendars.google_server import USER as GOOGLE_USER
from tests.calendars.radicale_server import PASSWORD, USER, Radicale, running_radicale

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
RULES = CalendarRules("Europe/Vilnius")
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
BOOKING = EventText(
    "c1-b3", TUESDAY, TUESDAY + timedelta(minutes=15), "Anna (upsell)", "Plan: Pro", "+37061234567"
)
WRITTEN = OwnEvent("c1-b3", BOOKING.start, BOOKING.end, written_start=BOOKING.start)
WITHIN_S = 10.0


class Standing:
    def now(self) -> datetime:
        return NOW


class Desk(Protocol):
    """One founder at their own calendar program, and our way in."""

    @property
    def calendar(self) -> CalendarProvider: ...
    def chooses_another(self) -> None:
        """From now on bookings are written to the other calendar, which alone counts as busy."""
        ...

    def adds(
        self,
        name: str,
        *,
        start: datetime,
        end: datetime,
        daily: int = 0,
        tentative: bool = False,
        free: bool = False,
    ) -> None: ...
    def adds_day(self, name: str, *, day: str, until: str) -> None: ...
    def moves(self, event: str, *, start: datetime, end: datetime) -> None: ...
    def deletes(self, event: str) -> None: ...
    def revokes(self) -> None: ...


def at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


@dataclass
class RadicaleDesk:
    server: Radicale
    former: tuple[str, ...] = ()

    @property
    def calendar(self) -> CalDav:
        diary, home = self.server.diary, self.server.home
        account = CalDavAccount(self.server.url, USER, PASSWORD, (diary, home), diary)
        if self.former:
            account = replace(account, calendars=(home,), target=home, former=self.former)
        return CalDav(account, http=GuardedHttp(loopback_allowed=True), clock=Standing())

    def chooses_another(self) -> None:
        self.former = (self.server.diary,)

    def adds(
        self,
        name: str,
        *,
        start: datetime,
        end: datetime,
        daily: int = 0,
        tentative: bool = False,
        free: bool = False,
    ) -> None:
        lines = [f"DTSTART:{at(start)}", f"DTEND:{at(end)}", "SUMMARY:Private"]
        lines += [f"RRULE:FREQ=DAILY;COUNT={daily}"] if daily else []
        lines += ["STATUS:TENTATIVE"] if tentative else []
        lines += ["TRANSP:TRANSPARENT"] if free else []
        self.server.puts(name, *lines, calendar="home")

    def adds_day(self, name: str, *, day: str, until: str) -> None:
        self.server.puts(name, f"DTSTART;VALUE=DATE:{day}", f"DTEND;VALUE=DATE:{until}")

    def moves(self, event: str, *, start: datetime, end: datetime) -> None:
        path = f"/{USER}/diary/{event}.ics"
        _, text = self.server.asks("GET", path)
        lines = text.decode().replace("\r\n", "\n").split("\n")
        moved = [
            f"DTSTART:{at(start)}" if line.startswith("DTSTART") else
            f"DTEND:{at(end)}" if line.startswith("DTEND") else line
            for line in lines
        ]  # fmt: skip
        status, _ = self.server.asks("PUT", path, "\r\n".join(moved).encode())
        assert status in (201, 204)

    def deletes(self, event: str) -> None:
        status, _ = self.server.asks("DELETE", f"/{USER}/diary/{event}.ics")
        assert status == 200

    def revokes(self) -> None:
        self.server.changes_password("another")


@dataclass
class GoogleDesk:
    google: Google
    account: GoogleAccount

    @property
    def calendar(self) -> GoogleCalendar:
        return self.google.opened(self.account)

    def chooses_another(self) -> None:
        self.account = replace(
            self.account, calendars=(FAMILY,), times_only=(), target=FAMILY, former=(GOOGLE_USER,)
        )

    def adds(
        self,
        name: str,
        *,
        start: datetime,
        end: datetime,
        daily: int = 0,
        tentative: bool = False,
        free: bool = False,
    ) -> None:
        fields: dict[str, Any] = {"start": google_time(start), "end": google_time(end)}
        fields |= {"recurrence": [f"RRULE:FREQ=DAILY;COUNT={daily}"]} if daily else {}
        fields |= {"status": "tentative"} if tentative else {}
        fields |= {"transparency": "transparent"} if free else {}
        self.google.does("events", calendar=FAMILY, summary=name, **fields)

    def adds_day(self, name: str, *, day: str, until: str) -> None:
        days = [f"{one[:4]}-{one[4:6]}-{one[6:]}" for one in (day, until)]
        self.google.does("events", summary=name, start={"date": days[0]}, end={"date": days[1]})

    def moves(self, event: str, *, start: datetime, end: datetime) -> None:
        times = {"start": google_time(start), "end": google_time(end)}
        self.google.does("events", id=event_id(event), **times)

    def deletes(self, event: str) -> None:
        self.google.does("delete", id=event_id(event))

    def revokes(self) -> None:
        self.google.does("revoke")


@dataclass
class CalComDesk:
    """What keeps the founder busy is told by the times that Cal.com does not offer."""

    played: PlayedFounder
    event_type: int = 0

    @property
    def calendar(self) -> CalCom:
        if not self.event_type:
            return self.played.opened()
        return self.played.opened(self.played.account(event_type=self.event_type, minutes=30))

    def chooses_another(self) -> None:
        self.event_type = TALK

    def adds(
        self,
        name: str,
        *,
        start: datetime,
        end: datetime,
        daily: int = 0,
        tentative: bool = False,
        free: bool = False,
    ) -> None:
        for day in range(0 if free else daily or 1):
            times = [(moment + timedelta(days=day)).isoformat() for moment in (start, end)]
            self.played.does("busy", name=f"{name}-{day}", start=times[0], end=times[1])

    def adds_day(self, name: str, *, day: str, until: str) -> None:
        starts = [datetime.strptime(one, "%Y%m%d").replace(tzinfo=UTC) for one in (day, until)]
        self.adds(name, start=starts[0], end=starts[1])

    def moves(self, event: str, *, start: datetime, end: datetime) -> None:
        del end
        self.played.does("move", event=event, start=start.isoformat())

    def deletes(self, event: str) -> None:
        self.played.does("end", event=event)

    def revokes(self) -> None:
        self.played.does("revoke")


@contextmanager
def sitting_at(kind: str) -> Iterator[Desk]:
    if kind == "caldav":
        with running_radicale() as server:
            yield RadicaleDesk(server)
    elif kind == "google":
        with running_google() as google:
            yield GoogleDesk(google, google.account())
    else:
        with running_calcom() as played:
            yield CalComDesk(played)


@pytest.fixture(params=["caldav", "google", "calcom"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with sitting_at(request.param) as made:
        yield made


@pytest.fixture(params=["caldav", "google"])
def diary(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Of those that show appointments: Cal.com's founder says there what of theirs counts."""
    with sitting_at(request.param) as made:
        yield made


def look(desk: Desk, rules: CalendarRules = RULES) -> Appointments:
    until = NOW + timedelta(days=15)
    found = desk.calendar.read(since=NOW, until=until, rules=rules, within_s=WITHIN_S)
    assert isinstance(found, Appointments)
    return found


def read(desk: Desk, rules: CalendarRules = RULES) -> Appointments:
    """What stands there, whatever is offered."""
    return replace(look(desk, rules), offered=None)


def written_at(start: datetime, *, moves: int) -> EventText:
    """The booking after so many moves."""
    return replace(BOOKING, start=start, end=start + timedelta(minutes=15), moves=moves)


def is_free(desk: Desk, start: datetime) -> bool:
    """Whether a conversation may begin then."""
    found = look(desk)
    if found.offered is not None and start not in starts_of(found.offered):
        return False
    return not any(begins <= start < ends for begins, ends in found.busy)


def hours(day: int, start: int, end: int) -> Span:
    return (datetime(2026, 11, day, start, tzinfo=UTC), datetime(2026, 11, day, end, tzinfo=UTC))


@pytest.mark.costly(first=1)
def test_what_the_founder_has_to_do_takes_its_time_and_nothing_else(desk: Desk) -> None:
    start, end = hours(25, 8, 9)
    assert is_free(desk, start)
    desk.adds("dentist", start=start, end=end)
    taken = [is_free(desk, start + timedelta(minutes=15 * quarter)) for quarter in range(-1, 5)]
    assert taken == [True, False, False, False, False, True]


def test_who_waits_for_what_is_free_hears_the_same_without_our_own_events(desk: Desk) -> None:
    desk.adds("dentist", start=hours(25, 8, 9)[0], end=hours(25, 8, 9)[1])
    desk.calendar.write(BOOKING, within_s=WITHIN_S)
    until = NOW + timedelta(days=15)
    waited = desk.calendar.read(
        since=NOW, until=until, rules=RULES, within_s=WITHIN_S, with_own=False
    )
    found = look(desk)
    assert isinstance(waited, Appointments)
    assert (waited.busy, waited.offered) == (found.busy, found.offered)


def test_what_the_founder_has_to_do_is_busy_whichever_of_their_calendars_holds_it(
    diary: Desk,
) -> None:
    start, end = hours(25, 8, 9)
    diary.adds("dentist", start=start, end=end)
    diary.adds("walk", start=end, end=end + timedelta(hours=1))
    assert read(diary) == Appointments(busy=((start, end + timedelta(hours=1)),))


def test_a_recurring_appointment_is_busy_each_time(diary: Desk) -> None:
    start, end = hours(20, 8, 9)
    diary.adds("standup", start=start, end=end, daily=6)
    assert read(diary).busy == (hours(24, 8, 9), hours(25, 8, 9))


def test_an_appointment_marked_free_is_not_busy(diary: Desk) -> None:
    start, end = hours(25, 8, 9)
    diary.adds("reminder", start=start, end=end, free=True)
    assert read(diary).busy == ()


def test_a_tentative_appointment_is_busy_as_the_founder_chooses(diary: Desk) -> None:
    start, end = hours(25, 8, 9)
    diary.adds("perhaps", start=start, end=end, tentative=True)
    assert read(diary).busy == ((start, end),)
    assert read(diary, replace(RULES, tentative_busy=False)).busy == ()


def test_a_whole_day_is_busy_in_the_founders_zone_as_the_founder_chooses(diary: Desk) -> None:
    diary.adds_day("fair", day="20261125", until="20261126")
    begins = datetime(2026, 11, 24, 22, tzinfo=UTC)
    assert read(diary).busy == ((begins, begins + timedelta(days=1)),)
    assert read(diary, replace(RULES, all_day_busy=False)).busy == ()


def test_a_booking_written_twice_is_one_event_and_is_not_busy(desk: Desk) -> None:
    for _ in range(2):
        assert isinstance(desk.calendar.write(BOOKING, within_s=WITHIN_S), EventWritten)
    found = read(desk)
    assert found == Appointments(own=(WRITTEN,))


def test_a_booking_written_again_at_another_time_moves_its_event(desk: Desk) -> None:
    desk.calendar.write(BOOKING, within_s=WITHIN_S)
    later = written_at(TUESDAY + timedelta(days=1), moves=1)
    assert isinstance(desk.calendar.write(later, within_s=WITHIN_S), EventWritten)
    (own,) = read(desk).own
    assert (own.start, own.written_start) == (later.start, later.start)


@pytest.mark.parametrize("moves", [0, 1], ids=["made", "moved"])
def test_a_writing_tried_again_leaves_the_booking_where_the_founder_took_it(
    desk: Desk, moves: int
) -> None:
    """Its answer was lost, and by then the founder had moved what it wrote."""
    writings = [BOOKING, written_at(TUESDAY + timedelta(hours=2), moves=1)][: moves + 1]
    for writing in writings:
        assert isinstance(desk.calendar.write(writing, within_s=WITHIN_S), EventWritten)
    start, _ = hours(26, 8, 9)
    desk.moves("c1-b3", start=start, end=start + timedelta(minutes=15))
    assert isinstance(desk.calendar.write(writings[-1], within_s=WITHIN_S), EventWritten)
    assert [one.start for one in read(desk).own] == [start]


@pytest.mark.parametrize("moves", [0, 1], ids=["made", "moved"])
@pytest.mark.parametrize("is_moved_first", [False, True], ids=["there", "elsewhere"])
def test_a_writing_tried_again_makes_nothing_that_the_founder_deleted(
    desk: Desk, moves: int, is_moved_first: bool
) -> None:
    """Its answer was lost, and by then the founder had deleted what it wrote."""
    writings = [BOOKING, written_at(TUESDAY + timedelta(hours=2), moves=1)][: moves + 1]
    for writing in writings:
        began = desk.calendar.mark_beginning(within_s=WITHIN_S)
        assert isinstance(began, str)
        assert isinstance(desk.calendar.write(writing, within_s=WITHIN_S), EventWritten)
    if is_moved_first:
        start, _ = hours(26, 8, 9)
        desk.moves("c1-b3", start=start, end=start + timedelta(minutes=15))
    desk.deletes("c1-b3")
    again = replace(writings[-1], began=began)
    assert isinstance(desk.calendar.write(again, within_s=WITHIN_S), EventWritten)
    assert read(desk).own == ()
    assert desk.calendar.find("c1-b3", rules=RULES, within_s=WITHIN_S) is None


def test_a_writing_tried_again_is_made_where_it_never_came_through(desk: Desk) -> None:
    began = desk.calendar.mark_beginning(within_s=WITHIN_S)
    assert isinstance(began, str)
    other = replace(BOOKING, event="c2-b1", start=TUESDAY + timedelta(hours=1),
                    end=TUESDAY + timedelta(hours=1, minutes=15))  # fmt: skip
    desk.calendar.write(other, within_s=WITHIN_S)
    desk.deletes("c2-b1")
    again = replace(BOOKING, began=began)
    assert isinstance(desk.calendar.write(again, within_s=WITHIN_S), EventWritten)
    assert read(desk).own == (WRITTEN,)


def test_a_booking_the_founder_moved_may_go_back_to_its_very_first_time(desk: Desk) -> None:
    """The booking followed the founder, and then the customer wants what was agreed at first."""
    desk.calendar.write(BOOKING, within_s=WITHIN_S)
    start, _ = hours(26, 8, 9)
    desk.moves("c1-b3", start=start, end=start + timedelta(minutes=15))
    back = written_at(BOOKING.start, moves=2)
    for _ in range(2):
        assert isinstance(desk.calendar.write(back, within_s=WITHIN_S), EventWritten)
    assert read(desk).own == (WRITTEN,)


def test_a_writing_that_comes_late_undoes_no_later_one(desk: Desk) -> None:
    later = written_at(TUESDAY + timedelta(hours=2), moves=1)
    for writing in (BOOKING, later, BOOKING):
        assert isinstance(desk.calendar.write(writing, within_s=WITHIN_S), EventWritten)
    assert [one.start for one in read(desk).own] == [later.start]


def test_what_the_founder_moves_is_seen_where_it_went_with_where_it_was_written(
    desk: Desk,
) -> None:
    desk.calendar.write(BOOKING, within_s=WITHIN_S)
    start, _ = hours(26, 8, 9)
    end = start + timedelta(minutes=15)
    desk.moves("c1-b3", start=start, end=end)
    assert read(desk).own == (replace(WRITTEN, start=start, end=end),)
    far = NOW + timedelta(days=40)
    desk.moves("c1-b3", start=far, end=far + timedelta(minutes=15))
    assert read(desk).own == ()
    found = desk.calendar.find("c1-b3", rules=RULES, within_s=WITHIN_S)
    assert found == replace(WRITTEN, start=far, end=far + timedelta(minutes=15))


def test_what_the_founder_deletes_is_gone_and_may_be_removed_again(desk: Desk) -> None:
    desk.calendar.write(BOOKING, within_s=WITHIN_S)
    desk.deletes("c1-b3")
    assert read(desk) == Appointments()
    assert desk.calendar.find("c1-b3", rules=RULES, within_s=WITHIN_S) is None
    gone = Removal.KEPT if isinstance(desk, CalComDesk) else Removal.ABSENT
    assert desk.calendar.remove("c1-b3", within_s=WITHIN_S) is gone


def test_a_booking_that_fell_away_is_removed(desk: Desk) -> None:
    desk.calendar.write(BOOKING, within_s=WITHIN_S)
    removed = Removal.KEPT if isinstance(desk, CalComDesk) else Removal.REMOVED
    assert desk.calendar.remove("c1-b3", within_s=WITHIN_S) is removed
    assert read(desk) == Appointments()


def test_a_revoked_credential_is_a_refusal_whatever_is_asked(desk: Desk) -> None:
    desk.revokes()
    calendar, refused = desk.calendar, CalendarProblem(CalendarTrouble.REFUSED)
    until = NOW + timedelta(days=1)
    assert calendar.read(since=NOW, until=until, rules=RULES, within_s=WITHIN_S) == refused
    assert calendar.write(BOOKING, within_s=WITHIN_S) == refused
    assert calendar.remove("c1-b3", within_s=WITHIN_S) == refused
    assert calendar.find("c1-b3", rules=RULES, within_s=WITHIN_S) == refused


def test_a_booking_the_founder_deleted_stands_again_once_it_is_written_again(desk: Desk) -> None:
    desk.calendar.write(BOOKING, within_s=WITHIN_S)
    desk.deletes("c1-b3")
    again = replace(BOOKING, moves=1)
    assert isinstance(desk.calendar.write(again, within_s=WITHIN_S), EventWritten)
    assert read(desk).own == (WRITTEN,)


def test_bookings_stay_in_the_calendar_they_were_written_to_when_another_is_chosen(
    desk: Desk,
) -> None:
    desk.calendar.write(BOOKING, within_s=WITHIN_S)
    desk.adds_day("fair", day="20261125", until="20261126")
    desk.chooses_another()
    assert read(desk) == Appointments(own=(WRITTEN,))
    later = written_at(TUESDAY + timedelta(hours=3), moves=1)
    assert isinstance(desk.calendar.write(later, within_s=WITHIN_S), EventWritten)
    moved = OwnEvent("c1-b3", later.start, later.end, written_start=later.start)
    assert read(desk).own == (moved,)
    assert desk.calendar.find("c1-b3", rules=RULES, within_s=WITHIN_S) == moved
    assert isinstance(desk.calendar.write(replace(BOOKING, event="c2"), within_s=WITHIN_S),
                      EventWritten)  # fmt: skip
    desk.deletes("c1-b3")
    assert [one.event for one in read(desk).own] == ["c2"]
    assert desk.calendar.find("c1-b3", rules=RULES, within_s=WITHIN_S) is None
