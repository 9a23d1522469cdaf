"""Where the founder's calendar names the times itself, those are all that can be given away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.calendars.offered_starts import StartRun, runs_of, starts_of
from functions.calendars.provider import Appointments
from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    BookingId,
    CalendarState,
    Reservation,
    SlotTaken,
    WorkingHours,
    cells,
    lay_out,
    remaining,
    reserve,
)
from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.calendar.synced_calendar import (
    SyncedCalendar,
    after_look,
    with_synced,
)
from tenancy.tenant import FounderId
from tests.hypothesis_profiles import examples

NOW = datetime(2026, 10, 20, 7, tzinfo=UTC)
DAILY = tuple(WorkingHours(day, time(9), time(17)) for day in range(7))
LIMITS = Bandwidth(FounderId("f1"), "UTC", DAILY, notice_minutes=0, horizon_days=6, per_day=3)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=UTC)


def reserved(start: datetime, calendar: CalendarState) -> Reservation | SlotTaken:
    return reserve(
        bandwidth=LIMITS, calendar=calendar, start=start, now=NOW, booking=BookingId("b")
    )


def test_a_time_is_given_only_where_the_calendar_offers_it_too() -> None:
    calendar = CalendarState(offered=(at(21, 8), at(21, 10, 10), at(21, 12)))
    assert isinstance(reserved(at(21, 10, 10), calendar), Reservation)
    assert reserved(at(21, 10), calendar) == SlotTaken("busy")
    assert reserved(at(21, 8), calendar) == SlotTaken("hours")
    assert reserved(at(22, 10), calendar) == SlotTaken("busy")


def test_offers_stand_where_the_calendar_puts_them_and_not_on_our_quarter_hours() -> None:
    calendar = CalendarState(offered=(at(21, 10, 10), at(22, 9, 50), at(23, 16, 40)))
    found = free_slots(
        bandwidth=LIMITS, calendar=calendar, now=NOW, window=None, customer_zone="UTC"
    )
    assert [slot.start for slot in found] == list(calendar.offered or ())
    assert remaining(LIMITS, calendar, NOW) == 3


def test_a_calendar_that_offers_nothing_leaves_nothing() -> None:
    assert remaining(LIMITS, CalendarState(offered=()), NOW) == 0
    assert remaining(LIMITS, CalendarState(), NOW) > 0


def test_nothing_is_offered_while_a_booking_takes_another_length_there() -> None:
    other = replace(LIMITS, calendar_minutes=30)
    assert not other.fits_calendar
    assert lay_out(other, CalendarState(), now=NOW).broken_by(at(21, 10)) == "calendar"
    assert list(lay_out(other, CalendarState(), now=NOW).free_starts()) == []
    fitting = replace(LIMITS, calendar_minutes=15)
    assert lay_out(fitting, CalendarState(), now=NOW).broken_by(at(21, 10)) == ""


@settings(max_examples=examples(100))
@given(data=st.data())
def test_the_quick_look_finds_what_the_rule_allows_of_what_is_offered(data: st.DataObject) -> None:
    minutes = st.lists(st.integers(0, 9_000), max_size=60)
    offered = tuple(sorted({NOW + timedelta(minutes=one) for one in data.draw(minutes)}))
    spans = st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 600)), max_size=6)
    busy = tuple(
        (NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length))
        for start, length in data.draw(spans)
    )
    bandwidth = replace(
        LIMITS,
        time_zone=data.draw(st.sampled_from(["UTC", "Europe/Vilnius", "Australia/Lord_Howe"])),
        buffer_minutes=data.draw(st.integers(0, 20)),
    )
    taken = cells(bandwidth, start=NOW + timedelta(minutes=5 * data.draw(st.integers(0, 1_500))))
    calendar = CalendarState(frozenset(taken), busy, offered=offered)
    laid = lay_out(bandwidth, calendar, now=NOW)
    wanted = [one for one in laid.starts() if not laid.broken_by(one)]
    assert list(laid.free_starts()) == wanted
    assert set(wanted) == {one for one in offered if not laid.broken_by(one)}


@settings(max_examples=examples(200))
@given(minutes=st.lists(st.integers(0, 40_000), max_size=80))
def test_runs_hold_exactly_the_starts_they_were_made_of(minutes: list[int]) -> None:
    starts = [NOW + timedelta(minutes=one) for one in minutes]
    assert starts_of(runs_of(starts)) == tuple(sorted(set(starts)))


def test_a_day_of_even_steps_is_one_run() -> None:
    starts = [at(21, 9) + timedelta(minutes=15 * step) for step in range(32)]
    assert runs_of(starts) == (StartRun(at(21, 9), 32, 15),)


@pytest.mark.parametrize("offered", [None, (), runs_of([at(21, 10), at(21, 11)])])
def test_what_is_offered_is_kept_with_the_look_and_read_back(
    offered: tuple[StartRun, ...] | None,
) -> None:
    seen = after_look(SyncedCalendar("c1"), Appointments(offered=offered), elsewhere={}, now=NOW)
    back = from_json(SyncedCalendar, to_json(seen))
    assert back.offered == offered
    found = with_synced(CalendarState(), back, now=NOW)
    assert found.offered == (None if offered is None else starts_of(offered))
