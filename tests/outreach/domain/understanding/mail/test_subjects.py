"""A subject is its writer's words only where they began the mail."""

from __future__ import annotations

import pytest

from functions.outreach.domain.understanding.mail.subjects import own_subject


@pytest.mark.parametrize("subject", ["unsubscribe", "Please stop", "Respond to me", "Reports?", ""])
def test_a_new_subject_is_said_by_its_writer(subject: str) -> None:
    assert own_subject(subject) == subject


@pytest.mark.parametrize(
    "prefix",
    [
        *("Re:", "RE :", "AW:", "Antw:", "SV:", "Odp:", "RES:", "R:", "Ats:", "HA:", "Ответ:"),
        *("Fwd:", "FW:", "WG:", "TR:", "RV:", "I:", "PD:", "Re[2]:", "[ext] Re:", "返信："),
    ],
)
def test_the_subject_of_an_answer_or_a_forwarded_mail_is_not(prefix: str) -> None:
    assert own_subject(f"{prefix} Your account") == ""
