"""The month on the customer's page: their own days, only what is free, and links to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from functions.outreach.domain.calendar.founder_calendar import Slot
from functions.outreach.handlers.web.page_calendar import PageCalendar, lay_out_month


def slot(*when: int) -> Slot:
    start = datetime(*when, tzinfo=UTC)  # type: ignore[arg-type,misc]
    return Slot(start, start + timedelta(minutes=15))


FREE = (slot(2026, 11, 27, 15), slot(2026, 11, 30, 23, 30), slot(2026, 12, 3, 15))


def shown(
    *,
    month: str = "",
    day: str = "",
    proposed: tuple[Slot, ...] = FREE[:1],
    language: str = "en",
    zone: str = "America/New_York",
) -> PageCalendar:
    made = lay_out_month(
        FREE,
        proposed=proposed,
        month=month,
        day=day,
        changing=False,
        language=language,
        zone=zone,
    )
    assert made is not None
    return made


def linked(calendar: PageCalendar) -> list[str]:
    cells = [cell for week in calendar.weeks for cell in week if cell and cell.link]
    return [parse_qs(cell.link[1:])["day"][0] for cell in cells]


def test_days_are_those_of_the_customers_clock() -> None:
    assert linked(shown()) == ["2026-11-27", "2026-11-30"]
    vilnius = shown(zone="Europe/Vilnius")
    assert linked(vilnius) == ["2026-11-27"]
    assert linked(shown(zone="Europe/Vilnius", month="2026-12")) == ["2026-12-01", "2026-12-03"]


def test_the_day_of_what_is_proposed_stands_open() -> None:
    proposed = shown(proposed=FREE[2:])
    assert (proposed.month, proposed.day) == ("December 2026", "Thursday, December 3")
    assert [time.label for time in proposed.times] == ["10:00 AM"]
    assert proposed.times[0].link == "?start=2026-12-03T15%3A00Z"
    assert (parse_qs(proposed.earlier[1:]), proposed.later) == ({"month": ["2026-11"]}, "")


@pytest.mark.parametrize(
    ("month", "day"),
    [("2031-01", ""), ("x", "y"), ("", "2026-11-28"), ("2026-11", "2026-12-03"), ("", "")],
)
def test_what_has_nothing_free_is_as_if_it_was_not_asked_for(month: str, day: str) -> None:
    assert shown(month=month, day=day).day == "Friday, November 27"


def test_a_week_begins_as_the_language_has_it_and_every_day_stands_once() -> None:
    english, lithuanian = shown(), shown(language="lt")
    assert english.weekdays[0] == ("Sun", "Sunday")
    assert lithuanian.weekdays[0][1] == "pirmadienis"
    assert lithuanian.month == "2026 m. lapkritis"
    for calendar in (english, lithuanian):
        numbers = [cell.number for week in calendar.weeks for cell in week if cell]
        assert numbers == list(range(1, 31))


def test_without_a_free_time_there_is_no_month() -> None:
    nothing = lay_out_month(
        (), proposed=(), month="", day="", changing=False, language="en", zone="UTC"
    )
    assert nothing is None
