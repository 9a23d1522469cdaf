"""Days, weeks and hours are the founder's own, also when the clock or the zone changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.outreach.domain.calendar.booking_counts import with_counts
from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    BookingId,
    CalendarState,
    Reservation,
    SlotTaken,
    WorkingHours,
    cells,
    lay_out,
    reserve,
)
from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.permission.zone_words import moment_words
from functions.outreach.domain.playbooks.localised_text import moment_text
from tenancy.tenant import FounderId
from tests.hypothesis_profiles import examples

ZONES = (
    "Europe/Vilnius",
    "Europe/London",
    "America/New_York",
    "America/Phoenix",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Africa/Cairo",
    "America/St_Johns",
)
DAILY = tuple(
    WorkingHours(day, start, end)
    for day in range(7)
    for start, end in ((time(1), time(3, 30)), (time(9, 10), time(12)), (time(23), time(0)))
)
FOUNDER = FounderId("f1")


def limits(zone: str, **changed: object) -> Bandwidth:
    usual = Bandwidth(
        FOUNDER,
        zone,
        DAILY,
        notice_minutes=0,
        horizon_days=60,
        per_day=99,
        per_week=99,
        works_on_holidays=True,
    )
    return replace(usual, **changed)  # type: ignore[arg-type]


def offered(bandwidth: Bandwidth, now: datetime, count: int = 10_000) -> list[datetime]:
    found = free_slots(
        bandwidth=bandwidth,
        calendar=CalendarState(),
        now=now,
        window=None,
        customer_zone=bandwidth.time_zone,
        count=count,
    )
    return [slot.start for slot in found]


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("zone", ZONES)
def test_no_start_outside_hours_on_any_day_of_seven_years(zone: str) -> None:
    """Every start of every day that is offered, by the wall clock of the founder."""
    bandwidth, clock = limits(zone), ZoneInfo(zone)
    held = timedelta(minutes=bandwidth.held_minutes)
    days: set[date] = set()
    now = datetime(2023, 12, 31, tzinfo=UTC)
    while now.year < 2031:
        for start in lay_out(bandwidth, CalendarState(), now=now).starts():
            local = start.astimezone(clock)
            days.add(local.date())
            wall, ends = local.time(), (local.replace(tzinfo=None) + held).time()
            inside = any(
                hours.start <= wall and (hours.end == time(0) or wall < ends <= hours.end)
                for hours in DAILY
                if hours.weekday == local.weekday()
            )
            around = local.utcoffset() != (start + held).astimezone(clock).utcoffset()
            assert inside or (around and any(h.start <= wall < h.end for h in DAILY)), local
            assert not local.fold, local
        now += timedelta(days=60)
    first = date(2024, 1, 1)
    assert {first + timedelta(days=ahead) for ahead in range(7 * 365)} <= days


@pytest.mark.parametrize("zone", ZONES)
def test_afternoon_hours_stay_where_they_are_when_the_clock_moves(zone: str) -> None:
    afternoons = tuple(WorkingHours(day, time(14), time(15)) for day in range(7))
    bandwidth, clock = limits(zone, hours=afternoons, horizon_days=60), ZoneInfo(zone)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    while now.year < 2027:
        for start in lay_out(bandwidth, CalendarState(), now=now).starts():
            assert start.astimezone(clock).hour == 14
        now += timedelta(days=60)


def test_the_repeated_hour_is_offered_once_and_named_with_its_offset() -> None:
    zone, night = "Europe/Vilnius", date(2026, 10, 25)
    hours = (WorkingHours(6, time(2), time(5)),)
    bandwidth = limits(zone, hours=hours, horizon_days=6)
    starts = list(
        lay_out(bandwidth, CalendarState(), now=datetime(2026, 10, 20, tzinfo=UTC)).starts()
    )
    walls = [start.astimezone(ZoneInfo(zone)).strftime("%H:%M") for start in starts]
    assert len(walls) == len(set(walls))
    (at_three,) = [start for start, wall in zip(starts, walls, strict=True) if wall == "03:00"]
    assert at_three == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert "03:00 (UTC+3)" in moment_words(at_three, zone=zone)
    assert "(UTC+3)" in moment_text(at_three, language="lt", zone=zone)
    later = at_three + timedelta(hours=2)
    assert "UTC" not in moment_words(later, zone=zone)
    assert night == at_three.astimezone(ZoneInfo(zone)).date()


def test_a_half_hour_that_lord_howe_repeats_is_named_with_half_an_hour() -> None:
    repeated = datetime(2026, 4, 4, 14, 45, tzinfo=UTC)
    assert "(UTC+11)" in moment_words(repeated, zone="Australia/Lord_Howe")
    again = repeated + timedelta(minutes=30)
    assert "(UTC+10:30)" in moment_words(again, zone="Australia/Lord_Howe")


def held_by(*starts: datetime, bandwidth: Bandwidth) -> dict[datetime, str]:
    return {
        cell: f"b{number}"
        for number, start in enumerate(starts)
        for cell in cells(bandwidth, start=start)
    }


def state(bandwidth: Bandwidth, *starts: datetime, counted: Counter[date]) -> CalendarState:
    weeks: Counter[date] = Counter()
    for day, count in counted.items():
        weeks[day - timedelta(days=day.weekday())] += count
    return with_counts(
        bandwidth,
        held_by(*starts, bandwidth=bandwidth),
        day_counters=counted,
        week_counters=weeks,
        since=date(2026, 11, 23),
    )


def book(bandwidth: Bandwidth, calendar: CalendarState, start: datetime) -> Reservation | SlotTaken:
    now = datetime(2026, 11, 23, 6, tzinfo=UTC)
    return reserve(
        bandwidth=bandwidth, calendar=calendar, start=start, now=now, booking=BookingId("new")
    )


def test_after_a_change_of_zone_a_day_of_limit_one_still_takes_one() -> None:
    early = datetime(2026, 11, 24, 23, 10, tzinfo=UTC)
    """01:10 on Wednesday in Vilnius, 18:10 on Tuesday in New York."""
    hours = tuple(WorkingHours(day, time(0), time(0)) for day in range(7))
    there = limits("America/New_York", hours=hours, per_day=1)
    counted_in_vilnius = Counter({date(2026, 11, 25): 1})
    calendar = state(there, early, counted=counted_in_vilnius)
    assert dict(calendar.booked_per_day) == {date(2026, 11, 24): 1}
    assert book(there, calendar, early - timedelta(hours=3)) == SlotTaken("per_day")
    wednesday = book(there, calendar, early + timedelta(hours=20))
    assert isinstance(wednesday, Reservation)
    # The counter of Wednesday holds the booking that is Tuesday's by now: the cap allows for it.
    assert (wednesday.day, wednesday.day_cap) == (date(2026, 11, 25), 2)


def test_a_day_a_limit_fills_is_not_offered() -> None:
    hours = tuple(WorkingHours(day, time(9), time(17)) for day in range(7))
    here = limits("Europe/Vilnius", hours=hours, per_day=1, horizon_days=3)
    tuesday = datetime(2026, 11, 24, 8, tzinfo=UTC)
    calendar = state(here, tuesday, counted=Counter({date(2026, 11, 24): 1}))
    found = free_slots(
        bandwidth=here,
        calendar=calendar,
        now=datetime(2026, 11, 23, 6, tzinfo=UTC),
        window=None,
        customer_zone="Europe/Vilnius",
        count=50,
    )
    assert found
    assert date(2026, 11, 24) not in {slot.start.date() for slot in found}


@settings(max_examples=examples(200))
@given(data=st.data())
def test_whatever_is_offered_can_be_booked_in_any_zone_at_any_time(data: st.DataObject) -> None:
    zone, theirs = data.draw(st.sampled_from(ZONES)), data.draw(st.sampled_from(ZONES))
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(
        minutes=data.draw(st.integers(0, 7 * 365 * 24 * 60))
    )
    busy = tuple(
        (now + timedelta(minutes=at), now + timedelta(minutes=at + length))
        for at, length in data.draw(
            st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 3_000)), max_size=6)
        )
    )
    bandwidth = limits(zone, per_day=data.draw(st.integers(1, 3)), horizon_days=14)
    calendar = CalendarState(busy=busy)
    found = free_slots(
        bandwidth=bandwidth,
        calendar=calendar,
        now=now,
        window=None,
        customer_zone=theirs,
        count=6,
    )
    for slot in found:
        made = reserve(
            bandwidth=bandwidth,
            calendar=calendar,
            start=slot.start,
            now=now,
            booking=BookingId("b"),
        )
        assert isinstance(made, Reservation), (slot, made)


@settings(max_examples=examples(100))
@given(data=st.data())
def test_the_quick_look_finds_what_the_rule_allows(data: st.DataObject) -> None:
    now = datetime(2026, 10, 20, 7, tzinfo=UTC)
    zone = data.draw(st.sampled_from(ZONES))
    spans = st.lists(st.tuples(st.integers(0, 9_000), st.integers(1, 600)), max_size=8)
    busy = tuple(
        (now + timedelta(minutes=at), now + timedelta(minutes=at + length))
        for at, length in data.draw(spans)
    )
    bandwidth = limits(
        zone, horizon_days=6, per_day=2, buffer_minutes=data.draw(st.integers(0, 20))
    )
    taken = cells(bandwidth, start=now + timedelta(minutes=5 * data.draw(st.integers(0, 1_500))))
    laid = lay_out(bandwidth, CalendarState(frozenset(taken), busy), now=now)
    assert list(laid.free_starts()) == [one for one in laid.starts() if not laid.broken_by(one)]
