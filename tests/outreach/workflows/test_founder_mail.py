"""What the founder reads in a mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.handoff import place_words
from functions.outreach.workflows.effects.founder_mail import body_of, subject_of
from tests.outreach.approved import NOW, conversation


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


@pytest.mark.parametrize("notice", ["callback", "callback_soon"])
def test_a_founder_reads_what_to_upload_before_a_promised_return(notice: str) -> None:
    promised = replace(
        conversation(),
        state=State.CALLBACK,
        outcome=Outcome.CALLBACK,
        callback_at=NOW + timedelta(days=30),
    )
    body = body_of(promised, notice, zone="America/New_York", link="https://app.example.com/c")
    assert "returns on Thursday 24 December 2026, 10:00 New York time" in body
    assert "of 24 November 2026" in body
    assert "upload a newer export of your customers" in body
    assert "Sample Person 1" in subject_of(promised, notice, zone="UTC")
    for fresh in (
        replace(promised, callback_at=NOW + timedelta(days=5)),
        replace(promised, facts=replace(promised.facts, synced=True)),
    ):
        assert "upload" not in body_of(fresh, notice, zone="UTC", link="")
