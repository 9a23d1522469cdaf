"""Bookings by the week, with the bandwidth; the outcome in one press from the list."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.store.bookings import BookingStatus
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import Visit, location, signed_in, text


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    row = world.bookings.rows[BookingId("b_1")]
    slot = replace(
        row.booking.slot,
        start=row.booking.slot.start - timedelta(days=7),
        end=row.booking.slot.end - timedelta(days=7),
    )
    over = replace(row, booking=replace(row.booking, id=BookingId("b_0"), slot=slot))
    world.bookings.rows[BookingId("b_0")] = over
    return world, visit


def _days(page: str) -> dict[str, str]:
    week = page.partition('<ol class="days">')[2].partition("</ol>")[0]
    found = re.findall(r"<h3>([^<]+)</h3>(.*?)(?=<h3>|$)", week, re.DOTALL)
    return {day: " ".join(re.sub(r"<[^>]+>", " ", rest).split()) for day, rest in found}


def test_a_week_shows_each_day_and_how_much_of_the_bandwidth_is_taken() -> None:
    _, visit = _visit()
    page = text(visit.get("/bookings"))
    days = _days(page)
    assert list(days) == ["Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27", "Sat 28", "Sun 29"]
    assert days["Tue 24"] == "14:00 Grace Sample"
    assert days["Wed 25"] == "Nothing"
    assert "1 of 12 conversations of your week are taken." in page
    assert 'href="/bookings?week=2026-11-16"' in page
    assert _days(text(visit.get("/bookings?week=2026-11-16")))["Tue 17"] == "14:00 Grace Sample"


@pytest.mark.parametrize("week", ["0001-01-01", "9999-12-31", "next", "2026-02-30"])
def test_any_address_of_a_week_is_answered(week: str) -> None:
    _, visit = _visit()
    assert visit.get(f"/bookings?week={week}").status == 200


def test_what_is_over_is_marked_in_one_press_and_the_list_comes_back() -> None:
    world, visit = _visit()
    page = text(visit.get("/bookings"))
    assert 'aria-label="Outcome with Grace Sample"' in page
    sent = visit.send("/bookings", "/bookings/b_0/outcome", outcome="no_show", **{"from": "list"})
    assert location(sent) == "/bookings?done=saved"
    assert world.bookings.rows[BookingId("b_0")].status is BookingStatus.NO_SHOW
    assert "How did these go?" not in text(visit.get("/bookings"))


def test_a_win_in_the_list_still_needs_its_amount() -> None:
    world, visit = _visit()
    form = {"outcome": "won", "from": "list"}
    refused = visit.send("/bookings", "/bookings/b_0/outcome", **form, amount="")
    assert refused.status == 422
    visit.send("/bookings", "/bookings/b_0/outcome", **form, amount="1,250")
    assert world.bookings.rows[BookingId("b_0")].amount_cents == 125000


def test_a_handoff_can_be_printed() -> None:
    _, visit = _visit()
    assert "data-print hidden" in text(visit.get("/bookings/b_1"))


def test_a_long_list_is_read_page_by_page_and_the_latest_are_marked_first() -> None:
    world, visit = _visit()
    row = world.bookings.rows[BookingId("b_0")]
    for number in range(10):
        for days in (number + 8, -number - 7):
            start = row.booking.slot.start - timedelta(days=days)
            slot = replace(row.booking.slot, start=start, end=start + timedelta(minutes=15))
            identity = BookingId(f"b_{days}")
            made = replace(row, booking=replace(row.booking, id=identity, slot=slot))
            world.bookings.rows[identity] = made
    first = text(visit.get("/bookings"))
    assert first.count('aria-label="Outcome with') == 3
    assert "8 more follow once these are marked." in first
    assert "1–6 of 11" in first.partition("Upcoming")[2]
    assert "7–11 of 11" in text(visit.get("/bookings?ahead=6")).partition("Upcoming")[2]
    assert "7–11 of 11" in text(visit.get("/bookings?offset=6")).partition('id="past"')[2]
    assert "7–11 of 11" in text(visit.get("/bookings?offset=600")).partition('id="past"')[2]
