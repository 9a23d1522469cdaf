"""What the founder reads in a mail."""

from __future__ import annotations

import pytest

from functions.outreach.workflows.effects.founder_mail import place_words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("phone:+12125550123", "you ring +12125550123"),
        ("https://meet.example.com/ana", "https://meet.example.com/ana"),
        ("mailto:ada@example.com", "write to them first: ada@example.com"),
    ],
)
def test_the_place_of_a_booking_is_said_in_words(place: str, words: str) -> None:
    assert place_words(place) == words
