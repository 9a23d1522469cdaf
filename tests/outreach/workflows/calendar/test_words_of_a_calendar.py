"""A calendar says that it changed: lost, late or often, one and the same thing follows."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from functions.calendars.provider import Appointments, OwnEvent
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.calendar.synced_calendar import SeenEvent
from functions.outreach.domain.conversation.events import BookingCancelled, BookingMoved
from tests.outreach.workflows.calendar.synced_diary import LENGTH, START, Diary

LATER = START + timedelta(hours=3)
WORDS = st.lists(st.tuples(st.booleans(), st.integers(0, 400)), max_size=12)
"""Each is a push or the schedule's look, so many seconds after the one before."""


@given(before=WORDS, after=WORDS, seen_first=st.booleans(), deleted=st.booleans())
def test_however_often_a_calendar_says_so_one_change_is_passed_on_once(
    *,
    before: list[tuple[bool, int]],
    after: list[tuple[bool, int]],
    seen_first: bool,
    deleted: bool,
) -> None:
    diary = Diary()
    if seen_first:
        diary.books()
    else:
        diary.sync()
        diary.writes()
        diary.found = Appointments(own=(OwnEvent("e1", START, START + LENGTH),))
    _words(diary, before)
    moved = OwnEvent("e1", LATER, LATER + LENGTH)
    diary.found = Appointments() if deleted else Appointments(own=(moved,))
    _words(diary, after)
    _words(diary, [(False, 300)])
    told = [event for _, event, _ in diary.passed_on]
    if deleted:
        assert told == [BookingCancelled(BookingId("b1"), "e1")]
    else:
        assert told == [BookingMoved(BookingId("b1"), LATER, "e1")]
    assert diary.kept is not None
    assert diary.kept.seen == (() if deleted else (SeenEvent("e1", LATER, LATER + LENGTH),))
    assert diary.written == ()


def _words(diary: Diary, words: list[tuple[bool, int]]) -> None:
    for pushed, seconds in words:
        diary.at += timedelta(seconds=seconds)
        if pushed:
            diary.pushed()
        else:
            diary.sync()
