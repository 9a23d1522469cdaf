"""What a founder may turn off, and when the mail of the day is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from functions.notices.kinds import (
    KIND_OF,
    RULES,
    Delivery,
    Notice,
    NoticeChoices,
    NoticeKind,
    delivery_of,
    mailed_of,
    next_morning,
    rule_of,
)
from functions.outreach.workflows.effects.founder_mail import SUBJECTS
from functions.outreach.workflows.notices.tell_founders import _WORDS
from tenancy.tenant import Founder, FounderId, Role
from tests.outreach.approved import FOUNDER, NOW, TENANT


def test_every_mail_to_a_founder_is_of_a_kind_that_the_page_shows() -> None:
    assert {*SUBJECTS, *_WORDS, "calendar_trouble", "webhook_off"} == KIND_OF.keys()
    assert [rule.kind for rule in RULES] == list(NoticeKind)


def test_what_cannot_be_turned_off_says_why() -> None:
    fixed = {rule.kind for rule in RULES if Delivery.OFF not in rule.allowed}
    assert fixed == {
        NoticeKind.URGENT,
        NoticeKind.NEEDS_YOU,
        NoticeKind.CHANNELS,
        NoticeKind.CONNECTIONS,
        NoticeKind.MONEY,
    }
    assert fixed == {rule.kind for rule in RULES if rule.why}
    for kind in (NoticeKind.URGENT, NoticeKind.MONEY):
        assert rule_of(kind).allowed == (Delivery.INSTANT,)


def test_a_choice_that_is_not_allowed_is_none() -> None:
    choices = NoticeChoices(FOUNDER, {"urgent": "off", "needs_you": "off", "bookings": "off"})
    found = {kind: delivery_of(choices, kind) for kind in NoticeKind}
    assert found[NoticeKind.URGENT] is Delivery.INSTANT
    assert found[NoticeKind.NEEDS_YOU] is Delivery.INSTANT
    assert found[NoticeKind.BOOKINGS] is Delivery.OFF
    assert found[NoticeKind.IMPORTS] is Delivery.DAILY
    assert delivery_of(None, NoticeKind.BOOKINGS) is Delivery.INSTANT


def test_a_tenants_notice_is_for_its_owners_and_for_who_began_it() -> None:
    people = tuple(
        Founder(FounderId(f"f_{role}"), TENANT, "Sample", f"{role}@example.com", role=role)
        for role in Role
    )
    begun = Notice("import_done", "im_1", NOW, by=FounderId("f_member"))
    assert mailed_of(begun, people) == ("f_owner", "f_member")
    assert mailed_of(replace(begun, by=FounderId("f_owner")), people) == ("f_owner",)
    assert mailed_of(replace(begun, by=FounderId("f_left")), people) == ("f_owner",)
    assert mailed_of(Notice("spending_stopped", "x", NOW), people) == ("f_owner",)


@pytest.mark.parametrize(
    ("now", "zone", "morning"),
    [
        ((2026, 11, 24, 12, 0), "America/New_York", (2026, 11, 24, 13, 0)),
        ((2026, 11, 24, 13, 0), "America/New_York", (2026, 11, 25, 13, 0)),
        # The clock goes forward that night: the morning is an hour nearer.
        ((2026, 3, 28, 12, 0), "Europe/Vilnius", (2026, 3, 29, 5, 0)),
    ],
)
def test_the_next_morning_is_by_the_founders_clock(
    now: tuple[int, ...], zone: str, morning: tuple[int, ...]
) -> None:
    found = next_morning(datetime(*now, tzinfo=UTC), zone=zone)  # type: ignore[arg-type,misc]
    assert found == datetime(*morning, tzinfo=UTC)  # type: ignore[arg-type,misc]
