"""Any address of a list is answered: where it says nothing readable, with the beginning."""

from __future__ import annotations

import pytest

from frontend_api.http.listing import place_in_list, place_within
from tenancy.runtime.http import HttpRequest


@pytest.mark.parametrize(
    ("asked", "place"),
    [("12", 12), ("", 0), ("-1", 0), ("1.5", 0), ("٣", 0), ("12345678", 0), ("9999999", 9999999)],
)
def test_a_place_is_a_number_of_a_few_digits_or_the_beginning(asked: str, place: int) -> None:
    assert place_in_list(HttpRequest("GET", "/audit", query={"offset": asked})) == place


def test_a_page_with_two_lists_names_their_places() -> None:
    request = HttpRequest("GET", "/bookings", query={"offset": "6", "ahead": "12"})
    assert (place_in_list(request), place_in_list(request, "ahead")) == (6, 12)


@pytest.mark.parametrize(
    ("place", "total", "shown"),
    [(0, 0, 0), (0, 1, 0), (10, 11, 10), (10, 10, 0), (20, 20, 10), (9999999, 25, 20), (7, 0, 0)],
)
def test_a_place_behind_the_end_is_the_last_page(place: int, total: int, shown: int) -> None:
    assert place_within(place, total, 10) == shown
