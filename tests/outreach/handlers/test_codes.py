"""The function the console invokes to send a code: its event, and what it refuses."""

from __future__ import annotations

import pytest

from functions.outreach.handlers.codes import send_code
from tests.outreach.handlers.deployed import Deployed


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "<b>123", "123456\n"])
def test_nothing_but_six_digits_is_sent(code: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        send_code({"way": "mail", "to": "ada@acme.example.com", "code": code})


@pytest.mark.parametrize("way", ["text", "call"])
def test_without_a_number_of_our_own_no_number_is_proved(way: str, stage: Deployed) -> None:
    assert send_code({"way": way, "to": "+12025550123", "code": "246810"}) == {
        "problem": "no_number"
    }
