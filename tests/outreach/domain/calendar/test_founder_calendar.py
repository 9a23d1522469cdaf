"""What is offered can be reserved, and no order of reservations breaks a founder's limit."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.outreach.domain.calendar.calendar_check import (
    MEETING_LINK,
    is_meeting_link,
    validate,
)
from functions.outreach.domain.calendar.founder_calendar import (
    CELL,
    Bandwidth,
    BookingId,
    CalendarState,
    Reservation,
    SlotTaken,
    WorkingHours,
    after,
    cells,
    remaining,
    reserve,
)
from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.permission.zones import country_of_zone
from functions.outreach.domain.understanding.time.values import TimeWindow
from tenancy.tenant import FounderId
from tests.hypothesis_profiles import examples

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 9, 14, 6, tzinfo=UTC)
"""08:00 in Berlin."""
WORKDAYS = tuple(WorkingHours(day, time(9), time(17)) for day in range(5))
USUAL = Bandwidth(FounderId("f1"), "Europe/Berlin", WORKDAYS)
EMPTY = CalendarState()


def offers(
    bandwidth: Bandwidth = USUAL,
    calendar: CalendarState = EMPTY,
    *,
    now: datetime = MONDAY,
    window: TimeWindow | None = None,
    zone: str = "Europe/Berlin",
    count: int = 3,
) -> list[datetime]:
    slots = free_slots(
        bandwidth=bandwidth,
        calendar=calendar,
        now=now,
        window=window,
        customer_zone=zone,
        count=count,
    )
    return [slot.start for slot in slots]


def book(
    start: datetime,
    bandwidth: Bandwidth = USUAL,
    calendar: CalendarState = EMPTY,
    *,
    now: datetime = MONDAY,
) -> Reservation | SlotTaken:
    return reserve(
        bandwidth=bandwidth, calendar=calendar, start=start, now=now, booking=BookingId("b1")
    )


def refused(answer: Reservation | SlotTaken) -> str:
    return answer.rule if isinstance(answer, SlotTaken) else ""


def berlin(day: int, hour: int, minute: int = 0, *, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def test_three_offers_lie_in_three_half_days() -> None:
    assert offers() == [berlin(14, 10), berlin(14, 12), berlin(15, 9)]


def test_a_reservation_names_its_cells_caps_day_and_week() -> None:
    booked = book(berlin(16, 10))
    assert isinstance(booked, Reservation)
    assert booked.slot.start == berlin(16, 10)
    assert booked.slot.end == berlin(16, 10, 15)
    assert booked.cells == tuple(berlin(16, 10, minute) for minute in (0, 5, 10, 15))
    assert (booked.day, booked.week) == (date(2026, 9, 16), date(2026, 9, 14))
    assert (booked.day_cap, booked.week_cap) == (4, 12)


def test_the_footprint_is_rounded_outward_to_whole_cells() -> None:
    assert cells(USUAL, start=berlin(16, 10, 3)) == tuple(
        berlin(16, 10, minute) for minute in (0, 5, 10, 15, 20)
    )


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        (berlin(14, 9, 59), "notice"),
        (berlin(14, 10), ""),
        (berlin(16, 8, 59), "hours"),
        (berlin(16, 9), ""),
        (berlin(16, 16, 45), ""),
        (berlin(16, 16, 46), "hours"),
        (berlin(19, 10), "hours"),
        (berlin(28, 8), "hours"),
        (berlin(28, 9), "horizon"),
    ],
)
def test_the_edges_of_notice_hours_and_horizon(start: datetime, rule: str) -> None:
    assert refused(book(start)) == rule


def test_time_off_is_whole_days_both_ends_included() -> None:
    away = replace(USUAL, time_off=((date(2026, 9, 15), date(2026, 9, 16)),))
    for day, rule in ((14, ""), (15, "time_off"), (16, "time_off"), (17, "")):
        assert refused(book(berlin(day, 11), away)) == rule


def test_a_busy_time_blocks_a_slot_whose_buffer_it_touches() -> None:
    busy = CalendarState(busy=((berlin(16, 11), berlin(16, 12)),))
    for hour, minute, rule in ((10, 40, ""), (10, 41, "busy"), (11, 59, "busy"), (12, 0, "")):
        assert refused(book(berlin(16, hour, minute), calendar=busy)) == rule


def test_full_days_and_weeks_take_no_more() -> None:
    day = CalendarState(booked_per_day=((date(2026, 9, 16), 4),))
    assert refused(book(berlin(16, 10), calendar=day)) == "per_day"
    assert refused(book(berlin(17, 10), calendar=day)) == ""
    week = CalendarState(booked_per_week=((date(2026, 9, 14), 12),))
    assert refused(book(berlin(18, 10), calendar=week)) == "per_week"
    assert refused(book(berlin(21, 10), calendar=week)) == ""


def test_days_and_weeks_are_the_founders_own() -> None:
    tokyo = Bandwidth(
        FounderId("f1"),
        "Asia/Tokyo",
        tuple(WorkingHours(day, time(0), time(0)) for day in range(7)),
        works_on_holidays=True,
    )
    booked = book(datetime(2026, 9, 20, 16, tzinfo=UTC), tokyo)
    assert isinstance(booked, Reservation)
    assert (booked.day, booked.week) == (date(2026, 9, 21), date(2026, 9, 21))


def test_the_customers_window_is_kept() -> None:
    thursday_afternoon = TimeWindow(
        earliest=date(2026, 9, 17), latest=date(2026, 9, 17), from_time=time(13), to_time=time(17)
    )
    found = offers(window=thursday_afternoon)
    assert len(found) == 3
    for start in found:
        local = start.astimezone(BERLIN)
        assert local.date() == date(2026, 9, 17)
        assert 13 <= local.hour < 17


def test_an_exact_time_is_offered_first_hand_if_it_is_free() -> None:
    named = TimeWindow(earliest=date(2026, 9, 17), at=datetime(2026, 9, 17, 14, 30))  # noqa: DTZ001
    assert berlin(17, 14, 30) in offers(window=named)
    taken = CalendarState(taken_cells=frozenset(cells(USUAL, start=berlin(17, 14, 30))))
    near = offers(calendar=taken, window=named)
    assert berlin(17, 14, 30) not in near
    assert all(abs(start - berlin(17, 14, 30)) <= timedelta(hours=2) for start in near)


def test_a_window_with_nothing_free_gets_the_nearest_others() -> None:
    sunday = TimeWindow(earliest=date(2026, 9, 20), latest=date(2026, 9, 20))
    found = offers(window=sunday)
    assert found
    assert all(abs(start - berlin(20, 9)) <= timedelta(days=3) for start in found)


def test_a_customer_far_away_is_offered_only_hours_fit_for_a_call() -> None:
    found = offers(zone="America/New_York")
    assert found
    assert all(8 <= start.astimezone(ZoneInfo("America/New_York")).hour < 20 for start in found)


def test_an_hour_the_customer_asks_for_is_offered_even_if_uncivil() -> None:
    early = TimeWindow(earliest=date(2026, 9, 17), from_time=time(5), to_time=time(8))
    found = offers(window=early, zone="America/New_York")
    assert found
    assert all(5 <= start.astimezone(ZoneInfo("America/New_York")).hour < 8 for start in found)


def test_a_clock_going_forward_shortens_the_window_and_going_back_does_not_double_it() -> None:
    night = replace(
        USUAL, hours=(WorkingHours(6, time(1), time(4)),), per_day=99, per_week=99, notice_minutes=0
    )
    ordinary = remaining(replace(night, horizon_days=6), EMPTY, datetime(2026, 9, 15, tzinfo=UTC))
    spring = remaining(replace(night, horizon_days=6), EMPTY, datetime(2026, 3, 24, tzinfo=UTC))
    autumn = remaining(replace(night, horizon_days=6), EMPTY, datetime(2026, 10, 20, tzinfo=UTC))
    # The hour that the clock shows twice is given once.
    assert (ordinary, spring, autumn) == (6, 4, 6)
    skipped = replace(night, hours=(WorkingHours(6, time(2), time(3)),), horizon_days=6)
    assert remaining(skipped, EMPTY, datetime(2026, 3, 24, tzinfo=UTC)) == 0


def test_what_remains_is_what_the_caps_leave() -> None:
    assert remaining(USUAL, EMPTY, MONDAY) == 24
    assert remaining(replace(USUAL, per_week=99), EMPTY, MONDAY) == 40
    some = CalendarState(
        booked_per_day=((date(2026, 9, 14), 3),), booked_per_week=((date(2026, 9, 14), 10),)
    )
    assert remaining(USUAL, some, MONDAY) == 14
    assert remaining(USUAL, EMPTY, berlin(18, 17)) == 24
    assert remaining(replace(USUAL, hours=()), EMPTY, MONDAY) == 0


def test_a_sensible_bandwidth_has_nothing_to_correct() -> None:
    assert validate(USUAL) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"time_zone": "Mars/Base"}, "time zone"),
        ({"hours": ()}, "window"),
        ({"hours": (WorkingHours(0, time(17), time(9)),)}, "ends before"),
        ({"hours": (WorkingHours(0, time(9), time(9, 10)),)}, "shorter than one conversation"),
        (
            {"hours": (WorkingHours(0, time(9), time(12)), WorkingHours(0, time(11), time(14)))},
            "overlap",
        ),
        ({"hours": (WorkingHours(7, time(9), time(12)),)}, "not in the week"),
        ({"talk_minutes": 30}, "no less than"),
        ({"talk_minutes": 0}, "at least 1 minute"),
        ({"held_minutes": 241}, "at most 4 hours"),
        ({"buffer_minutes": -1}, "pause"),
        ({"notice_minutes": -1}, "notice"),
        ({"notice_minutes": 14 * 24 * 60}, "longer than"),
        ({"horizon_days": 0}, "days ahead"),
        ({"horizon_days": 61}, "days ahead"),
        ({"per_day": 0}, "a day"),
        ({"per_week": 0}, "a week"),
        ({"time_off": ((date(2026, 9, 16), date(2026, 9, 15)),)}, "Time off"),
    ],
)
def test_each_mistake_is_named_in_words(changes: dict[str, object], words: str) -> None:
    messages = validate(replace(USUAL, **changes))  # type: ignore[arg-type]
    assert any(words in message for message in messages), messages


@pytest.mark.parametrize(
    "changes",
    [
        {"per_day": 1},
        {"per_week": 1},
        {"horizon_days": 60},
        {"horizon_days": 1},
        {"buffer_minutes": 0},
        {"notice_minutes": 0},
        {"held_minutes": 240},
        {"talk_minutes": 15},
        {"hours": (WorkingHours(0, time(9), time(9, 15)),)},
        {"hours": (WorkingHours(0, time(9), time(12)), WorkingHours(0, time(12), time(14)))},
        {"time_off": ((date(2026, 9, 15), date(2026, 9, 15)),)},
    ],
)
def test_the_edges_of_what_is_sensible_are_accepted(changes: dict[str, object]) -> None:
    assert validate(replace(USUAL, **changes)) == ()  # type: ignore[arg-type]


def test_eight_in_the_evening_is_too_late_unprompted() -> None:
    evening = replace(USUAL, hours=(WorkingHours(0, time(19, 30), time(22)),))
    assert all(start.astimezone(BERLIN).hour == 19 for start in offers(evening))
    assert berlin(14, 19, 30) in offers(evening)


def test_a_window_to_midnight_is_no_mistake() -> None:
    assert validate(replace(USUAL, hours=(WorkingHours(0, time(20), time(0)),))) == ()


ZONES = st.sampled_from(
    ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
)
WEEKLY = st.lists(
    st.builds(
        lambda day, start, length: WorkingHours(
            day, time(start), time(min(start + length, 23), 45)
        ),
        st.integers(0, 6),
        st.integers(0, 22),
        st.integers(0, 8),
    ),
    max_size=6,
).map(tuple)
BANDWIDTHS = st.builds(
    Bandwidth,
    founder=st.just(FounderId("f1")),
    time_zone=ZONES,
    hours=WEEKLY,
    held_minutes=st.sampled_from((5, 7, 15, 30, 60)),
    buffer_minutes=st.sampled_from((0, 3, 5, 15)),
    notice_minutes=st.sampled_from((0, 120, 1440)),
    horizon_days=st.integers(1, 10),
    per_day=st.integers(1, 4),
    per_week=st.integers(1, 8),
)
NEAR_CLOCK_CHANGES = st.sampled_from(
    (
        datetime(2026, 3, 5, 12, tzinfo=UTC),
        datetime(2026, 3, 27, 7, 3, tzinfo=UTC),
        datetime(2026, 4, 2, 22, tzinfo=UTC),
        datetime(2026, 10, 1, 2, tzinfo=UTC),
        datetime(2026, 10, 23, 17, 58, tzinfo=UTC),
        datetime(2026, 10, 30, 5, tzinfo=UTC),
        datetime(2026, 12, 29, 9, tzinfo=UTC),
    )
)


@st.composite
def calendars(draw: st.DrawFn, now: datetime) -> CalendarState:
    starts = draw(st.lists(st.integers(0, 10 * 24 * 12), max_size=12))
    spans = draw(st.lists(st.tuples(st.integers(0, 240), st.integers(1, 12)), max_size=5))
    day = now.replace(hour=0, minute=0)
    return CalendarState(
        taken_cells=frozenset(day + start * CELL for start in starts),
        busy=tuple(
            (day + timedelta(hours=at), day + timedelta(hours=at + long)) for at, long in spans
        ),
    )


@pytest.mark.slow
@settings(max_examples=examples(120))
@given(
    data=st.data(),
    bandwidth=BANDWIDTHS,
    now=NEAR_CLOCK_CHANGES,
    zone=ZONES,
    count=st.integers(1, 5),
)
def test_an_offered_slot_is_bookable_and_in_order(
    data: st.DataObject, bandwidth: Bandwidth, now: datetime, zone: str, count: int
) -> None:
    calendar = data.draw(calendars(now))
    window = data.draw(
        st.none()
        | st.builds(
            TimeWindow,
            earliest=st.integers(0, 12).map(lambda days: (now + timedelta(days=days)).date()),
            from_time=st.none() | st.integers(0, 12).map(time),
            to_time=st.none() | st.integers(13, 23).map(time),
            at=st.none() | st.integers(0, 240).map(
                lambda hours: (now + timedelta(hours=hours)).replace(tzinfo=None)
            ),
        )
    )  # fmt: skip
    found = offers(bandwidth, calendar, now=now, window=window, zone=zone, count=count)
    assert len(found) <= count
    assert found == sorted(set(found))
    for start in found:
        assert isinstance(book(start, bandwidth, calendar, now=now), Reservation)
    if remaining(bandwidth, calendar, now) > 0:
        assert found


@settings(max_examples=examples(120))
@given(data=st.data(), bandwidth=BANDWIDTHS, now=NEAR_CLOCK_CHANGES)
def test_no_sequence_of_reservations_breaks_a_limit(
    data: st.DataObject, bandwidth: Bandwidth, now: datetime
) -> None:
    calendar = data.draw(calendars(now))
    zone = ZoneInfo(bandwidth.time_zone)
    made: list[Reservation] = []
    wishes = data.draw(st.lists(st.integers(0, 10 * 24 * 60), max_size=30))
    picks = data.draw(st.lists(st.integers(0, 4), max_size=15))
    starts = [now + timedelta(minutes=minutes) for minutes in wishes]
    for turn in range(max(len(starts), len(picks))):
        wish = [starts[turn]] if turn < len(starts) else []
        if turn < len(picks):
            offered = offers(bandwidth, calendar, now=now, count=5)
            wish += offered[picks[turn] : picks[turn] + 1]
        for start in wish:
            answer = book(start, bandwidth, calendar, now=now)
            if isinstance(answer, Reservation):
                made.append(answer)
                calendar = after(calendar, answer)
                assert refused(book(start, bandwidth, calendar, now=now))
    held = [cell for reservation in made for cell in reservation.cells]
    assert len(held) == len(set(held))
    days = Counter(made.slot.start.astimezone(zone).date() for made in made)
    weeks = Counter(made.slot.start.astimezone(zone).isocalendar()[:2] for made in made)
    assert max(days.values(), default=0) <= bandwidth.per_day
    assert max(weeks.values(), default=0) <= bandwidth.per_week
    for one, other in pairwise(sorted(made, key=lambda made: made.slot.start)):
        assert one.slot.end + timedelta(minutes=bandwidth.buffer_minutes) <= other.slot.start
    for reservation in made:
        local = reservation.slot.start.astimezone(zone)
        assert any(
            hours.weekday == local.weekday() and hours.start <= local.time() < hours.end
            for hours in bandwidth.hours
        )


@pytest.mark.parametrize(
    ("link", "fits"),
    [
        ("https://meet.example.com/ana", True),
        ("https://meet.example.com:8443/a?b=c#d", True),
        ("http://meet.example.com/ana", False),
        ("https://meet", False),
        ("https://", False),
        ("https://ana:secret@meet.example.com/", False),
        ("https://meet.example.com/two words", False),
        ("https://meet.example.com:port/", False),
        ("https://[meet.example.com/", False),
        ("javascript:alert(1)//https://a.b", False),
        ("https://meet.example.com/" + "a" * 300, False),
    ],
)
def test_a_meeting_link_is_a_page_anybody_can_open(link: str, fits: bool) -> None:
    assert is_meeting_link(link) is fits
    assert (MEETING_LINK in validate(replace(USUAL, meeting_link=link))) is not fits


@settings(max_examples=examples(60))
@given(data=st.data(), bandwidth=BANDWIDTHS, now=NEAR_CLOCK_CHANGES)
def test_no_more_than_the_remaining_number_can_be_booked(
    data: st.DataObject, bandwidth: Bandwidth, now: datetime
) -> None:
    calendar = data.draw(calendars(now))
    expected = remaining(bandwidth, calendar, now)
    booked = 0
    while found := offers(bandwidth, calendar, now=now, zone=bandwidth.time_zone, count=200):
        answer = book(found[0], bandwidth, calendar, now=now)
        assert isinstance(answer, Reservation)
        calendar = after(calendar, answer)
        booked += 1
    assert booked <= expected
    assert (booked == 0) == (expected == 0)


def test_a_public_holiday_of_the_founder_is_not_offered_unless_they_say_so() -> None:
    """Thanksgiving 2026 is Thursday, November 26."""
    now = datetime(2026, 11, 24, 15, tzinfo=UTC)
    here = Bandwidth(
        FounderId("f1"),
        "America/New_York",
        tuple(WorkingHours(day, time(9), time(17)) for day in range(5)),
    )
    thursday = TimeWindow(earliest=date(2026, 11, 26), latest=date(2026, 11, 26))

    def days_offered(bandwidth: Bandwidth) -> set[date]:
        found = free_slots(
            bandwidth=bandwidth,
            calendar=CalendarState(),
            now=now,
            window=thursday,
            customer_zone="America/New_York",
        )
        return {slot.start.date() for slot in found}

    assert date(2026, 11, 26) not in days_offered(here)
    assert days_offered(here)
    assert days_offered(replace(here, works_on_holidays=True)) == {date(2026, 11, 26)}
    taken = reserve(
        bandwidth=here,
        calendar=CalendarState(),
        start=datetime(2026, 11, 26, 15, tzinfo=UTC),
        now=now,
        booking=BookingId("b1"),
    )
    assert taken == SlotTaken("holiday")


def test_a_zone_of_no_country_knows_no_holidays() -> None:
    assert country_of_zone("UTC") == ""
    assert country_of_zone("Europe/Vilnius") == "LT"
