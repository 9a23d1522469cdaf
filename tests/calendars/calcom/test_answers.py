"""What Cal.com answers, read: addresses, event types, bookings and slots."""

from __future__ import annotations

from typing import Any

import pytest

from functions.calendars.calcom.account import HOSTED, api_address
from functions.calendars.calcom.bookings import read_booking, read_moment, read_slots
from functions.calendars.calcom.event_types import read_event_type


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", HOSTED),
        ("https://cal.example.com", "https://cal.example.com/v2"),
        ("https://cal.example.com/api/v2/", "https://cal.example.com/api/v2"),
        ("https://cal.example.com:8443/api", "https://cal.example.com:8443/api/v2"),
        ("cal.example.com", ""),
        ("https://ona:pw@cal.example.com", ""),
        ("https://cal.example.com/?x=1", ""),
        ("https://", ""),
        ("https://[::1", ""),
    ],
)
def test_an_address_ends_where_the_api_begins(typed: str, address: str) -> None:
    assert api_address(typed) == address


USUAL = {"id": 1, "lengthInMinutes": 15, "title": "Chat"}


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({}, ""),
        ({"confirmationPolicy": {"disabled": True}, "seats": {"disabled": True}}, ""),
        ({"confirmationPolicy": {"type": "always"}}, "confirm"),
        ({"recurrence": {"interval": 1}}, "series"),
        ({"seats": {"seatsPerTimeSlot": 2}}, "seats"),
        ({"seatsPerTimeSlot": 2}, "seats"),
        ({"price": 500}, "paid"),
        ({"requiresBookerEmailVerification": True}, "mail"),
        ({"bookerActiveBookingsLimit": {"maximumActiveBookings": 1}}, "limits"),
        ({"disableRescheduling": {"disabled": True}}, "moved"),
        ({"disableRescheduling": {"minutesBefore": 60}}, "moved"),
        ({"disableCancelling": {"disabled": True}}, "cancelled"),
        ({"disableCancelling": {"disabled": False}}, ""),
        ({"bookingFields": [{"slug": "budget", "required": True}]}, "question"),
        ({"bookingFields": [{"slug": "budget", "required": False}, {"slug": "name",
                                                                    "required": True}]}, ""),
    ],
)  # fmt: skip
def test_what_only_the_founder_could_do_does_not_fit(rules: dict[str, Any], words: str) -> None:
    found = read_event_type({**USUAL, **rules})
    assert found is not None
    unfit = found.unfit_for(15)
    assert words in unfit
    assert bool(words) == bool(unfit)
    assert found.unfit_for(30)


@pytest.mark.parametrize("found", [None, [], {}, {"id": "1"}, {**USUAL, "title": None}])
def test_what_is_no_event_type_is_left_out(found: object) -> None:
    assert read_event_type(found) is None


OURS = {"id": 1, "uid": "u", "eventTypeId": 5, "status": "accepted",
        "start": "2026-11-24T10:00:00.000Z", "end": "2026-11-24T10:15:00.000Z",
        "metadata": {"warmlineEvent": "c1", "warmlineStart": "2026-11-24T09:00:00Z"}}  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "cancelled"},
        {"status": "rejected"},
        {"metadata": {}},
        {"metadata": None},
        {"start": "soon"},
        {"end": "2026-11-24T10:15:00"},
        {"uid": None},
        {"id": "1"},
    ],
)
def test_a_booking_that_is_not_ours_or_stands_no_more_is_left_out(changed: dict[str, Any]) -> None:
    assert read_booking({**OURS, **changed}) is None
    known = read_booking(OURS)
    assert known is not None
    assert known.own.event == "c1"


def test_where_we_put_it_last_is_told_by_the_reason_of_a_move() -> None:
    first = read_booking(OURS)
    moved = read_booking(
        {**OURS, "reschedulingReason": "Moved with Warmline, to 2026-11-24T10:00:00Z (3)"}
    )
    other = read_booking({**OURS, "reschedulingReason": "Moved with Warmline, to noon (4)"})
    assert first is not None
    assert moved is not None
    assert other is not None
    assert first.own.written_start == read_moment("2026-11-24T09:00:00Z")
    assert moved.own.written_start == read_moment("2026-11-24T10:00:00Z")
    assert other.own.written_start is None
    assert [one.origin.moves for one in (first, moved)] == [0, 3]


def test_a_move_of_before_moves_had_numbers_tells_where_we_put_it() -> None:
    moved = read_booking(
        {**OURS, "reschedulingReason": "Moved with Warmline, to 2026-11-24T10:00Z"}
    )
    assert moved is not None
    assert moved.own.written_start == read_moment("2026-11-24T10:00:00Z")
    assert moved.origin.moves == 0


@pytest.mark.parametrize("said", ["", "many", "-1", "1" * 10, 3.5])
def test_a_number_that_is_not_as_we_say_it_is_none(said: object) -> None:
    found = read_booking({**OURS, "metadata": {"warmlineEvent": "c1", "warmlineMoves": said}})
    known = read_booking({**OURS, "metadata": {"warmlineEvent": "c1", "warmlineMoves": "2"}})
    assert found is not None
    assert known is not None
    assert (found.origin.moves, known.origin.moves) == (0, 2)


@pytest.mark.parametrize(
    "found",
    [
        None,
        [],
        {"2026-11-24": None},
        {"2026-11-24": [{}]},
        {"2026-11-24": [{"start": "2026-11-24T10:00:00Z"}]},
    ],
)
def test_slots_that_cannot_be_read_are_not_taken_for_none(found: object) -> None:
    assert read_slots(found) is None
    assert read_slots({}) == []
