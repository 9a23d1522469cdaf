"""How many text messages a text becomes, at the edges of both alphabets."""

from __future__ import annotations

import pytest

from functions.outreach.domain.playbooks.sms_length import SmsLength, sms_length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, SmsLength(1, 160, "")),
        ("a" * 161, SmsLength(2, 161, "")),
        ("a" * 306, SmsLength(2, 306, "")),
        ("a" * 307, SmsLength(3, 307, "")),
        ("Costs 5 €", SmsLength(1, 10, "")),
        ("€" * 80, SmsLength(1, 160, "")),
        ("ž" * 70, SmsLength(1, 70, "ž")),
        ("Ačiū " * 14 + "!", SmsLength(2, 71, "č")),
        ("a" * 69 + "😀", SmsLength(2, 71, "😀")),
        ("", SmsLength(1, 0, "")),
    ],
)
def test_a_text_takes_as_many_messages_as_the_network_needs(text: str, expected: SmsLength) -> None:
    assert sms_length(text) == expected


def test_a_character_of_two_is_not_cut_between_messages() -> None:
    assert sms_length("a" * 152 + "€" + "a" * 152).segments == 3
    assert sms_length("ą" * 66 + "😀" + "ą" * 66).segments == 3
