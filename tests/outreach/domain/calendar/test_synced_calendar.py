"""What two looks at a founder's calendar say about bookings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.calendars.provider import Appointments, CalendarChanges, CalendarTrouble, OwnEvent
from functions.outreach.domain.calendar.founder_calendar import BookingId, CalendarState, Slot
from functions.outreach.domain.calendar.synced_calendar import (
    FRESH_FOR,
    BookedEvent,
    ConflictFound,
    EventGone,
    EventMoved,
    FounderChange,
    SeenEvent,
    SyncedCalendar,
    after_connecting,
    after_look,
    after_trouble,
    founder_changes,
    vanished_events,
    with_synced,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
LENGTH = timedelta(minutes=15)
BOOKED = BookedEvent(BookingId("b1"), "e1", Slot(TUESDAY, TUESDAY + LENGTH))
SEEN = SeenEvent("e1", TUESDAY, TUESDAY + LENGTH)
VILNIUS = "Europe/Vilnius"
BEFORE = SyncedCalendar("c1", asked_at=NOW - timedelta(minutes=5), seen=(SEEN,))


def event(start: datetime = TUESDAY, *, is_off: bool = False) -> OwnEvent:
    return OwnEvent("e1", start, start + LENGTH, is_off)


def changes(
    found: Appointments,
    *,
    before: SyncedCalendar = BEFORE,
    booked: BookedEvent = BOOKED,
    elsewhere: dict[str, OwnEvent | None] | None = None,
    now: datetime = NOW,
    time_zone: str = VILNIUS,
) -> tuple[FounderChange, ...]:
    return founder_changes(
        before, found, [booked], elsewhere=elsewhere or {}, now=now, time_zone=time_zone
    )


def test_an_event_left_where_it_was_changes_nothing() -> None:
    assert changes(Appointments(own=(event(),))) == ()


def test_an_event_moved_by_the_founder_moves_its_booking() -> None:
    later = TUESDAY + timedelta(days=1)
    assert changes(Appointments(own=(event(later),))) == (EventMoved(BookingId("b1"), later),)


def test_an_event_moved_out_of_sight_is_found_and_not_taken_for_deleted() -> None:
    far = TUESDAY + timedelta(days=60)
    assert vanished_events(BEFORE, Appointments(), [BOOKED]) == ("e1",)
    moved = changes(Appointments(), elsewhere={"e1": event(far)})
    assert moved == (EventMoved(BookingId("b1"), far),)


def test_an_event_that_is_nowhere_any_more_ends_its_booking() -> None:
    assert changes(Appointments(), elsewhere={"e1": None}) == (EventGone(BookingId("b1")),)


def test_an_event_the_founder_cancelled_or_declined_ends_its_booking() -> None:
    found = Appointments(own=(event(is_off=True),))
    assert changes(found) == (EventGone(BookingId("b1")),)


def test_an_event_never_seen_is_not_missed() -> None:
    # It is written after the step that booked it: a look in between finds nothing yet.
    unseen = replace(BEFORE, seen=())
    assert vanished_events(unseen, Appointments(), [BOOKED]) == ()
    assert changes(Appointments(), before=unseen) == ()


def test_an_event_moved_or_called_off_before_it_was_ever_seen_counts() -> None:
    unseen, later = replace(BEFORE, seen=()), TUESDAY + timedelta(hours=2)
    moved = replace(event(later), written_start=TUESDAY)
    found = changes(Appointments(own=(moved,)), before=unseen)
    assert found == (EventMoved(BookingId("b1"), later),)
    off = replace(event(is_off=True), written_start=TUESDAY)
    assert changes(Appointments(own=(off,)), before=unseen) == (EventGone(BookingId("b1")),)
    left = replace(event(), written_start=TUESDAY)
    assert changes(Appointments(own=(left,)), before=unseen) == ()


def test_what_the_founder_moved_while_nothing_was_connected_is_followed_by_the_next_look() -> None:
    later = TUESDAY + timedelta(hours=2)
    found = Appointments(own=(replace(event(later), written_start=TUESDAY),))
    connected = after_connecting("c2", found, [BOOKED], now=NOW, time_zone=VILNIUS)
    assert (connected.connection, connected.asked_at) == ("c2", NOW)
    assert changes(found, before=connected) == (EventMoved(BookingId("b1"), later),)
    # The booking follows, and its event is known from then on: also when it is deleted.
    followed = replace(BOOKED, slot=Slot(later, later + LENGTH))
    again = after_connecting("c3", found, [followed], now=NOW, time_zone=VILNIUS)
    assert changes(found, before=again, booked=followed) == ()
    assert vanished_events(again, Appointments(), [followed]) == ("e1",)


@pytest.mark.parametrize("written", [None, TUESDAY])
def test_an_unseen_event_of_a_booking_that_went_elsewhere_moves_nobody(
    written: datetime | None,
) -> None:
    wednesday = TUESDAY + timedelta(days=1)
    booked = replace(BOOKED, slot=Slot(wednesday, wednesday + LENGTH))
    found = Appointments(own=(replace(event(), written_start=written),))
    unseen = replace(BEFORE, seen=())
    assert changes(found, before=unseen, booked=booked) == ()


def test_a_booking_the_customer_moved_is_not_moved_back_by_its_old_event() -> None:
    wednesday = TUESDAY + timedelta(days=1)
    moved = replace(BOOKED, slot=Slot(wednesday, wednesday + LENGTH))
    found = Appointments(own=(event(),))
    assert changes(found, booked=moved) == ()


def test_an_event_moved_back_before_its_move_was_decided_is_moved_back() -> None:
    later = TUESDAY + timedelta(hours=3)
    away = replace(BEFORE, seen=(SeenEvent("e1", later, later + LENGTH),))
    back = Appointments(own=(event(),))
    assert changes(back, before=away) == (EventMoved(BookingId("b1"), TUESDAY),)


@pytest.mark.parametrize("start", [NOW, NOW - timedelta(hours=1)])
def test_an_event_dragged_into_the_past_moves_nobody(start: datetime) -> None:
    assert changes(Appointments(own=(event(start),))) == ()


def test_an_event_made_to_last_all_day_moves_nobody() -> None:
    midnight = TUESDAY.replace(hour=22)
    day = OwnEvent("e1", midnight, midnight + timedelta(days=1), is_all_day=True)
    assert changes(Appointments(own=(day,))) == ()
    assert changes(Appointments(), elsewhere={"e1": day}) == ()


def test_a_conversation_that_began_is_left_alone() -> None:
    assert changes(Appointments(), elsewhere={"e1": None}, now=TUESDAY) == ()


def test_an_appointment_that_came_over_a_booking_is_a_conflict() -> None:
    lunch = Appointments(busy=((TUESDAY - LENGTH, TUESDAY + LENGTH),), own=(event(),))
    assert changes(lunch) == (ConflictFound(BookingId("b1")),)


def test_what_stood_there_when_the_calendar_was_connected_is_no_conflict() -> None:
    lunch = Appointments(busy=((TUESDAY - LENGTH, TUESDAY + LENGTH),))
    assert changes(lunch, before=SyncedCalendar("c1")) == ()
    known = after_look(SyncedCalendar("c1"), lunch, elsewhere={}, now=NOW)
    assert changes(lunch, before=known) == ()


LUNCH = (TUESDAY - LENGTH, TUESDAY + LENGTH)


@pytest.mark.parametrize(
    ("before", "unread", "is_conflict"),
    [
        (replace(BEFORE, unread=1, left=1), 1, False),
        (replace(BEFORE, unread=2, left=0), 1, False),
        (replace(BEFORE, unread=1), 1, False),
        (replace(BEFORE, unread=1, left=0), 1, True),
        (replace(BEFORE, left=0), 1, True),
    ],
    ids=["left", "one less", "of before", "broken still", "all was read"],
)
def test_what_the_last_look_may_not_have_read_sends_nobody_away(
    before: SyncedCalendar, unread: int, is_conflict: bool
) -> None:
    """It may have stood there when the customer was offered the time."""
    found = Appointments(busy=(LUNCH,), own=(event(),), unread=unread)
    assert changes(found, before=before) == (
        (ConflictFound(BookingId("b1")),) if is_conflict else ()
    )


def test_what_there_was_no_time_to_read_stays_as_busy_as_it_was() -> None:
    """Until it is over, or a look reads everything that can be read."""
    over = (NOW - 2 * LENGTH, NOW)
    known = replace(BEFORE, busy=(over, LUNCH))
    later = (TUESDAY + 3 * LENGTH, TUESDAY + 4 * LENGTH)
    part = Appointments(busy=(later,), unread=2, left=1)
    kept = after_look(known, part, elsewhere={}, now=NOW)
    assert (kept.busy, kept.unread, kept.left) == ((LUNCH, later), 2, 1)
    whole = after_look(kept, replace(part, unread=1, left=0), elsewhere={}, now=NOW)
    assert (whole.busy, whole.unread, whole.left) == ((later,), 1, 0)


@pytest.mark.parametrize("zone", ["America/New_York", ""])
def test_what_was_read_in_another_time_zone_or_an_unknown_one_does_not_stand(zone: str) -> None:
    read = after_look(BEFORE, Appointments(), elsewhere={}, now=NOW, until=TUESDAY, time_zone=zone)
    same = CalendarChanges("m1", is_changed=False)
    assert not read.stands(same, until=TUESDAY, time_zone=VILNIUS)
    assert replace(read, time_zone=VILNIUS).stands(same, until=TUESDAY, time_zone=VILNIUS)


def test_a_whole_day_that_covers_a_booking_by_another_time_zone_sends_nobody_away() -> None:
    day = Appointments(busy=((TUESDAY - timedelta(hours=5), TUESDAY + timedelta(hours=19)),))
    known = replace(BEFORE, time_zone="America/New_York")
    assert changes(day, before=known) == ()
    for zone in (VILNIUS, ""):
        assert changes(day, before=replace(known, time_zone=zone)) == (
            ConflictFound(BookingId("b1")),
        )


def test_trouble_forgets_nothing_and_pauses_only_where_the_founder_must_act() -> None:
    refused = after_trouble(BEFORE, CalendarTrouble.REFUSED)
    assert refused.seen == BEFORE.seen
    assert refused.is_paused
    assert not after_trouble(BEFORE, CalendarTrouble.UNREACHABLE).is_paused
    assert not after_look(refused, Appointments(), elsewhere={}, now=NOW).is_paused


@pytest.mark.parametrize("trouble", [CalendarTrouble.UNREACHABLE, CalendarTrouble.REFUSED])
def test_a_calendar_that_was_emptied_stays_so_through_other_trouble(
    trouble: CalendarTrouble,
) -> None:
    emptied = after_trouble(BEFORE, CalendarTrouble.EMPTIED)
    assert after_trouble(emptied, trouble) == emptied


def test_trouble_that_passes_does_not_hide_trouble_that_lasts() -> None:
    refused = after_trouble(BEFORE, CalendarTrouble.REFUSED)
    assert after_trouble(refused, CalendarTrouble.UNREACHABLE) == refused
    changed = after_trouble(refused, CalendarTrouble.NO_CALENDAR)
    assert changed.trouble is CalendarTrouble.NO_CALENDAR


def test_an_old_look_leaves_a_time_to_be_confirmed() -> None:
    known = replace(BEFORE, busy=((NOW, NOW + LENGTH),), asked_at=NOW)
    fresh = with_synced(CalendarState(), known, now=NOW + FRESH_FOR)
    assert fresh == CalendarState(busy=known.busy)
    assert with_synced(CalendarState(), known, now=NOW + FRESH_FOR + LENGTH).unconfirmed
    assert with_synced(CalendarState(), None, now=NOW).unconfirmed
