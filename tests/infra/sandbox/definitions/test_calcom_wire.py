"""What the sandbox answers of a booking is what Cal.com's own definition says of one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from functions.calendars.provider import EventWritten
from tests.calendars.calcom_server import CHAT, KEY, PlayedFounder, running_calcom
from tests.calendars.test_calendar_contract import BOOKING, TUESDAY, written_at
from tests.infra.sandbox.definitions.shapes import definition, problems_in


@pytest.fixture
def played() -> Iterator[PlayedFounder]:
    with running_calcom() as running:
        yield running


def listed(played: PlayedFounder) -> list[dict[str, Any]]:
    """Every booking, as the API lists it."""
    answer = requests.get(
        f"{played.account().address}/bookings",
        params={"status": "upcoming,unconfirmed,cancelled"},
        headers={"Authorization": f"Bearer {KEY}", "cal-api-version": "2024-08-13"},
        timeout=10,
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def test_a_booking_is_whole_however_it_came_about_and_ended(played: PlayedFounder) -> None:
    calendar = played.opened()
    later = written_at(TUESDAY + timedelta(hours=2), moves=1)
    for writing in (BOOKING, later):
        assert isinstance(calendar.write(writing, within_s=10), EventWritten)
    moved_to = TUESDAY + timedelta(hours=4)
    played.does("move", event=BOOKING.event, start=moved_to.isoformat())
    played.does("books", id=CHAT, start=(TUESDAY + timedelta(hours=6)).isoformat())
    calendar.remove(BOOKING.event, within_s=10)
    found = listed(played)
    assert [one["status"] for one in found] == ["cancelled", "cancelled", "cancelled", "accepted"]
    assert [problem for one in found for problem in problems_in("calcom", "Booking", one)] == []
    ours = found[1]
    assert ours["rescheduledFromUid"] == found[0]["uid"]
    assert found[2]["rescheduledFromUid"] == ours["uid"]


@pytest.mark.parametrize("lacks", ["uid", "hosts", "updatedAt", "bookingFieldsResponses"])
def test_what_a_booking_always_says_is_missed(played: PlayedFounder, lacks: str) -> None:
    played.opened().write(BOOKING, within_s=10)
    (one,) = listed(played)
    del one[lacks]
    (problem,) = problems_in("calcom", "Booking", one)
    assert problem == f"calcom Booking: {lacks!r} is a required property"


def test_what_we_read_of_a_booking_is_named_there() -> None:
    named = definition("calcom")["$defs"]["Booking"]["properties"]
    read = {"id", "uid", "status", "start", "end", "eventTypeId", "metadata", "reschedulingReason",
            "rescheduledFromUid"}  # fmt: skip
    assert read <= named.keys()
