"""The agent's promise to return: the customer's own time, made concrete."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.scheduling.callback import LONGEST_DELAY, callback_instant
from functions.outreach.domain.understanding.time.values import TimeWindow

NOW = datetime(2026, 9, 14, 15, tzinfo=UTC)
ZONE = "America/New_York"
RULES = ChannelRules()


def local(window: TimeWindow | None, zone: str = ZONE) -> datetime | None:
    at = callback_instant(window, now=NOW, zone=zone, rules=RULES)
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if at else None


def test_a_day_without_a_time_is_ten_in_the_morning_there() -> None:
    assert local(TimeWindow(earliest=date(2026, 10, 14))) == datetime(2026, 10, 14, 10)  # noqa: DTZ001


def test_a_weekend_moves_to_the_next_contact_day() -> None:
    assert local(TimeWindow(earliest=date(2026, 10, 17))) == datetime(2026, 10, 19, 10)  # noqa: DTZ001


def test_an_exact_time_is_kept() -> None:
    at = datetime(2026, 9, 20, 19, 30)  # noqa: DTZ001
    assert local(TimeWindow(earliest=at.date(), at=at)) == at


def test_a_time_of_day_and_weekdays_are_kept() -> None:
    tuesdays = TimeWindow(earliest=date(2026, 9, 17), from_time=time(14), weekdays=(1,))
    assert local(tuesdays) == datetime(2026, 9, 22, 14)  # noqa: DTZ001


def test_today_after_the_hour_is_the_next_day_that_fits() -> None:
    today = TimeWindow(earliest=date(2026, 9, 14), from_time=time(10))
    assert local(today) == datetime(2026, 9, 15, 10)  # noqa: DTZ001


def test_a_time_in_the_past_or_years_away_is_no_promise() -> None:
    past = TimeWindow(earliest=date(2026, 9, 1), latest=date(2026, 9, 2))
    assert local(past) is None
    assert local(TimeWindow(earliest=date(2029, 1, 1))) is None


@given(
    days=st.integers(min_value=-5, max_value=500),
    hour=st.none() | st.integers(min_value=0, max_value=23),
    zone=st.sampled_from(["America/New_York", "Europe/Vilnius", "Asia/Kolkata", "UTC"]),
)
def test_a_promise_is_later_than_now_on_a_contact_day_in_contact_hours(
    days: int, hour: int | None, zone: str
) -> None:
    earliest = NOW.date() + timedelta(days=days)
    window = TimeWindow(earliest=earliest, from_time=None if hour is None else time(hour))
    at = callback_instant(window, now=NOW, zone=zone, rules=RULES)
    if at is None:
        assert days < 0 - 14 or NOW + timedelta(days=days + 20) > NOW + LONGEST_DELAY
        return
    there = at.astimezone(ZoneInfo(zone))
    assert NOW < at <= NOW + LONGEST_DELAY
    assert there.weekday() in RULES.weekdays
    assert RULES.hours_start <= there.hour < RULES.hours_end
