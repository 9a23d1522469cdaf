"""A sync keeps busy times, passes on what the founder did, and tells them of trouble once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.calendars.provider import (
    LASTING,
    Appointments,
    CalendarChanges,
    CalendarProblem,
    CalendarTrouble,
    CalendarWatch,
    OwnEvent,
)
from functions.outreach.calendar_ports import UpcomingBooking
from functions.outreach.domain.calendar.founder_calendar import (
    BUILT_IN,
    BookingId,
    Slot,
)
from functions.outreach.domain.calendar.synced_calendar import BookedEvent, SyncedCalendar
from functions.outreach.domain.conversation.events import BookingCancelled, BookingMoved
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.workflows.calendar.founder_notice import _WHY
from tenancy.tenant import FounderId
from tests.outreach.approved import NOW
from tests.outreach.workflows.calendar.synced_diary import LENGTH, READ_UNTIL, START, ZONE, Diary


def test_busy_times_are_kept_with_the_moment_they_were_read() -> None:
    diary = Diary(found=Appointments(busy=((START, START + LENGTH),), unread=3, left=2))
    assert diary.sync() == 1
    assert diary.kept == SyncedCalendar(
        "c1",
        asked_at=NOW,
        busy=diary.found.busy,
        read_until=READ_UNTIL,
        time_zone=ZONE,
        unread=3,
        left=2,
    )


def test_a_calendar_that_says_nothing_changed_is_not_read_again_and_counts_as_asked() -> None:
    diary = Diary(found=Appointments(busy=((START, START + LENGTH),)))
    diary.changes = CalendarChanges("m1")
    diary.sync()
    diary.at, diary.changes = NOW + timedelta(minutes=5), CalendarChanges("m2", is_changed=False)
    diary.sync()
    assert (diary.looks, diary.asked_since) == (1, ["", "m1"])
    assert diary.kept == SyncedCalendar(
        "c1",
        asked_at=diary.at,
        busy=diary.found.busy,
        mark="m2",
        read_until=READ_UNTIL,
        time_zone=ZONE,
        left=0,
    )
    diary.changes = CalendarChanges("m3")
    diary.sync()
    assert diary.kept is not None
    assert (diary.looks, diary.kept.mark) == (2, "m3")


def test_a_calendar_is_read_whole_once_offers_pass_what_was_read_or_the_time_zone_changed() -> None:
    diary = Diary(changes=CalendarChanges("m1", is_changed=False))
    diary.sync()
    for hours, looks in ((24, 1), (24.1, 2)):
        diary.at = NOW + timedelta(hours=hours)
        diary.sync()
        assert diary.looks == looks
    diary.horizon_days += 7
    diary.sync()
    assert diary.looks == 3
    diary.time_zone = "Europe/Vilnius"
    diary.sync()
    diary.sync()
    assert diary.looks == 4


def test_after_trouble_a_calendar_is_read_whole() -> None:
    diary = Diary(changes=CalendarChanges("m1", is_changed=False))
    diary.sync()
    diary.changes = CalendarChanges("m2")
    diary.trouble = CalendarTrouble.UNREACHABLE
    diary.sync()
    assert diary.kept is not None
    assert (diary.looks, diary.kept.trouble) == (2, CalendarTrouble.UNREACHABLE)
    diary.changes, diary.trouble = CalendarChanges("m3", is_changed=False), None
    diary.sync()
    assert (diary.looks, diary.kept.trouble) == (3, None)


@pytest.mark.parametrize("trouble", [CalendarTrouble.UNREACHABLE, CalendarTrouble.UNREADABLE])
def test_a_calendar_that_cannot_say_in_time_what_changed_is_read_all_the_same(
    trouble: CalendarTrouble,
) -> None:
    busy = ((START, START + LENGTH),)
    diary = Diary(changes=CalendarProblem(trouble), found=Appointments(busy=busy))
    diary.sync()
    assert diary.kept == SyncedCalendar(
        "c1", asked_at=NOW, busy=busy, read_until=READ_UNTIL, time_zone=ZONE, left=0
    )


def test_a_calendar_that_says_it_changed_is_looked_at_at_once_and_not_for_each_of_many_edits() -> (
    None
):
    diary = Diary()
    diary.books()
    later = START + timedelta(hours=3)
    diary.found = Appointments(own=(OwnEvent("e1", later, later + LENGTH),))
    diary.at = NOW + timedelta(seconds=9)
    assert not diary.pushed()
    diary.at = NOW + timedelta(seconds=10)
    assert diary.pushed()
    assert [type(event) for _, event, _ in diary.passed_on] == [BookingMoved]


def test_a_message_of_an_earlier_connection_or_for_somebody_else_is_left_out() -> None:
    diary = Diary()
    assert not diary.pushed()
    diary.sync()
    diary.at = NOW + timedelta(minutes=1)
    assert not diary.pushed("c0")
    assert not diary.pushed(founder=FounderId("f_left"))
    diary.kind = BUILT_IN
    assert not diary.pushed()
    assert diary.looks == 1


def test_messages_of_a_calendar_that_does_not_answer_are_held_back_too() -> None:
    diary = Diary()
    diary.sync()
    known = diary.kept
    diary.trouble, diary.at = CalendarTrouble.UNREACHABLE, NOW + timedelta(minutes=1)
    assert [diary.pushed() for _ in range(20)] == [True] + [False] * 19
    assert diary.looks == 2
    # What takes the schedule longer may be no trouble at all.
    assert diary.kept == known
    diary.at += timedelta(seconds=10)
    assert diary.pushed()


def test_a_look_for_a_message_ends_long_before_the_answer_to_it_is_due() -> None:
    diary = Diary(answers_after_s=60)
    diary.books()
    diary.within_s, diary.found = [], Appointments()
    diary.at = NOW + timedelta(minutes=1)
    assert diary.pushed()
    assert (sum(diary.within_s), diary.looks) == (8, 2)
    diary.within_s = []
    diary.sync()
    assert diary.within_s == [10, 20, 5]


def test_a_look_for_a_message_leaves_channels_to_the_schedule() -> None:
    diary = Diary()
    diary.sync()
    one = CalendarWatch("a", "ch1", "r1", NOW + timedelta(days=7))
    diary.watched, diary.at = (one,), NOW + timedelta(minutes=1)
    assert diary.pushed()
    assert diary.kept is not None
    assert diary.kept.watches == ()


@pytest.mark.parametrize("trouble", [None, *CalendarTrouble])
def test_a_founder_who_disconnects_during_a_look_has_nothing_kept_and_no_mail(
    trouble: CalendarTrouble | None,
) -> None:
    diary = Diary(trouble=trouble, disconnects_meanwhile=True)
    diary.sync()
    assert (diary.looks, diary.kept, diary.mailed) == (1, None, [])


def test_channels_are_kept_with_what_was_read_whether_anything_changed_or_not() -> None:
    diary = Diary(changes=CalendarChanges("m1", is_changed=False))
    one = CalendarWatch("a", "ch1", "r1", NOW + timedelta(days=7))
    diary.watched = (one,)
    diary.sync()
    diary.watched = ()
    diary.sync()
    assert diary.kept is not None
    assert (diary.looks, diary.kept.watches) == (1, (one,))
    diary.changes = CalendarChanges("m2")
    diary.sync()
    assert (diary.looks, diary.kept.watches) == (2, (one,))


def test_a_refusal_to_say_what_changed_pauses_and_is_mailed_once() -> None:
    diary = Diary(changes=CalendarProblem(CalendarTrouble.REFUSED))
    diary.sync()
    diary.sync()
    assert diary.mailed == [CalendarTrouble.REFUSED]
    assert diary.looks == 0


def test_the_built_in_calendar_is_not_looked_at() -> None:
    diary = Diary(kind=BUILT_IN)
    assert diary.sync() == 0
    assert diary.kept is None


def test_a_moved_event_is_passed_on_to_its_conversation_once() -> None:
    diary = Diary()
    diary.books()
    later = START + timedelta(hours=3)
    diary.found = Appointments(own=(OwnEvent("e1", later, later + LENGTH),))
    diary.sync()
    diary.sync()
    moved = BookingMoved(BookingId("b1"), later, "e1")
    assert diary.passed_on == [(ConversationId("c_1"), moved, f"b1|moved|{later.isoformat()}")]


def test_a_deleted_event_calls_its_booking_off() -> None:
    diary = Diary()
    diary.books()
    diary.found = Appointments()
    diary.sync()
    assert [event for _, event, _ in diary.passed_on] == [BookingCancelled(BookingId("b1"), "e1")]


@pytest.mark.parametrize("changes", [CalendarChanges(), CalendarChanges("m2", is_changed=False)])
def test_an_event_deleted_before_any_look_saw_it_calls_its_booking_off_once(
    changes: CalendarChanges,
) -> None:
    diary = Diary(changes=CalendarChanges("m1"))
    diary.sync()
    diary.writes()
    diary.changes = changes
    for _ in range(3):
        diary.sync()
    assert [event for _, event, _ in diary.passed_on] == [BookingCancelled(BookingId("b1"), "e1")]
    assert diary.written == ()


def test_an_event_moved_before_any_look_saw_it_moves_its_booking_by_what_we_wrote_alone() -> None:
    diary = Diary()
    diary.sync()
    diary.writes()
    later = START + timedelta(hours=3)
    diary.found = Appointments(own=(OwnEvent("e1", later, later + LENGTH),))
    diary.sync()
    diary.sync()
    assert [event for _, event, _ in diary.passed_on] == [
        BookingMoved(BookingId("b1"), later, "e1")
    ]


def test_an_event_that_stands_where_it_was_written_is_seen_from_then_on() -> None:
    diary = Diary()
    diary.sync()
    diary.writes()
    diary.found = Appointments(own=(OwnEvent("e1", START, START + LENGTH),))
    diary.sync()
    assert (diary.passed_on, diary.written) == ([], ())
    diary.found = Appointments()
    diary.sync()
    assert [event for _, event, _ in diary.passed_on] == [BookingCancelled(BookingId("b1"), "e1")]


def test_an_event_that_is_still_to_be_written_or_stands_elsewhere_is_not_missed() -> None:
    diary = Diary()
    diary.sync()
    diary.writes(connection="c0")
    diary.sync()
    assert diary.passed_on == []
    diary.writes()
    diary.elsewhere["e1"] = OwnEvent("e1", START, START + LENGTH)
    diary.sync()
    assert (diary.passed_on, diary.written) == ([], ())


def test_what_was_written_is_looked_for_again_after_a_look_that_failed() -> None:
    diary = Diary()
    diary.sync()
    diary.writes()
    diary.trouble = CalendarTrouble.UNREACHABLE
    diary.sync()
    assert (diary.passed_on, len(diary.written)) == ([], 1)
    diary.trouble = None
    diary.sync()
    assert [event for _, event, _ in diary.passed_on] == [BookingCancelled(BookingId("b1"), "e1")]


def test_our_own_move_that_was_written_since_the_last_look_is_no_move_of_the_founders() -> None:
    diary = Diary()
    diary.books()
    later = START + timedelta(hours=3)
    diary.writes(start=later)
    diary.found = Appointments(own=(OwnEvent("e1", later, later + LENGTH),))
    diary.sync()
    assert diary.passed_on == []


def test_an_appointment_over_a_booking_calls_it_off() -> None:
    diary = Diary()
    diary.books()
    diary.found = replace(diary.found, busy=((START, START + LENGTH),))
    diary.sync()
    assert [event for _, event, _ in diary.passed_on] == [BookingCancelled(BookingId("b1"))]


def test_another_calendar_has_nothing_moved_or_deleted_in_it() -> None:
    diary = Diary()
    diary.books()
    diary.name, diary.found = "c2", Appointments(busy=((START, START + LENGTH),))
    diary.sync()
    assert diary.passed_on == []
    assert diary.kept is not None
    assert diary.kept.connection == "c2"


def test_a_look_that_fails_changes_no_booking_and_keeps_what_was_known() -> None:
    diary = Diary()
    diary.books()
    known = diary.kept
    diary.trouble = CalendarTrouble.UNREACHABLE
    diary.sync()
    assert known is not None
    assert diary.kept == replace(known, trouble=CalendarTrouble.UNREACHABLE)
    assert (diary.passed_on, diary.mailed) == ([], [])


def test_a_refused_credential_is_told_to_the_founder_once_until_it_works_again() -> None:
    diary = Diary(trouble=CalendarTrouble.REFUSED)
    diary.sync()
    diary.sync()
    assert diary.mailed == [CalendarTrouble.REFUSED]
    diary.trouble = None
    diary.sync()
    diary.trouble = CalendarTrouble.NO_CALENDAR
    diary.sync()
    assert diary.mailed == [CalendarTrouble.REFUSED, CalendarTrouble.NO_CALENDAR]


def test_a_look_that_found_nothing_new_reads_no_booking() -> None:
    diary = Diary()
    diary.books()
    read = diary.read_bookings
    diary.sync()
    assert diary.read_bookings == read


def emptied_diary() -> Diary:
    """A calendar with three bookings, all of which vanished from it at once."""
    diary = Diary()
    starts = [START + timedelta(hours=number) for number in range(3)]
    diary.bookings = tuple(
        UpcomingBooking(
            BookedEvent(BookingId(f"b{number}"), f"e{number}", Slot(start, start + LENGTH)),
            ConversationId(f"c_{number}"),
        )
        for number, start in enumerate(starts)
    )
    own = tuple(
        OwnEvent(f"e{number}", start, start + LENGTH) for number, start in enumerate(starts)
    )
    diary.found = Appointments(own=own)
    diary.sync()
    diary.found = Appointments()
    diary.sync()
    return diary


def test_a_calendar_that_lost_everything_at_once_sends_no_customer_away() -> None:
    diary = emptied_diary()
    assert diary.passed_on == []
    assert diary.mailed == [CalendarTrouble.EMPTIED]
    assert diary.kept is not None
    assert diary.kept.is_paused


def test_an_emptied_calendar_calls_nobody_off_once_the_founder_cancels_one_booking() -> None:
    diary = emptied_diary()
    diary.bookings = diary.bookings[1:]
    diary.sync()
    assert diary.passed_on == []
    assert diary.mailed == [CalendarTrouble.EMPTIED]


def test_an_emptied_calendar_calls_nobody_off_once_one_event_is_back() -> None:
    diary = emptied_diary()
    diary.found = Appointments(own=(OwnEvent("e0", START, START + LENGTH),))
    diary.sync()
    assert diary.passed_on == []


def test_one_look_that_fails_does_not_end_what_waits_for_the_founder() -> None:
    diary = emptied_diary()
    diary.trouble = CalendarTrouble.UNREACHABLE
    diary.sync()
    diary.trouble, diary.bookings = None, diary.bookings[1:]
    diary.sync()
    assert diary.passed_on == []
    assert diary.kept is not None
    assert diary.kept.trouble is CalendarTrouble.EMPTIED


def test_an_emptied_calendar_is_looked_at_again_once_it_is_connected_again() -> None:
    diary = emptied_diary()
    diary.name = "c2"
    diary.found = Appointments(own=(OwnEvent("e0", START, START + LENGTH),))
    diary.sync()
    assert diary.passed_on == []
    assert diary.kept is not None
    assert not diary.kept.is_paused
    diary.found = Appointments()
    diary.sync()
    assert [event for _, event, _ in diary.passed_on] == [BookingCancelled(BookingId("b0"), "e0")]


def test_a_refused_credential_still_waits_for_the_founder_after_an_outage() -> None:
    diary = Diary(trouble=CalendarTrouble.REFUSED)
    diary.sync()
    diary.trouble = CalendarTrouble.UNREACHABLE
    diary.sync()
    assert diary.kept is not None
    assert diary.kept.is_paused
    diary.trouble = CalendarTrouble.REFUSED
    diary.sync()
    assert diary.mailed == [CalendarTrouble.REFUSED]


def test_every_trouble_that_lasts_has_words_for_the_founder() -> None:
    assert _WHY.keys() == LASTING
