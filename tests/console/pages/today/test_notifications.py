"""A founder chooses what is mailed to them; what must reach them cannot be turned off."""

from __future__ import annotations

import pytest

from functions.notices.kinds import RULES
from tenancy.tenant import Role
from tests.console.fakes import World
from tests.console.visits import location, signed_in, text

PAGE = "/settings/notifications"


def test_every_kind_is_shown_with_its_reason_and_a_choice_is_kept() -> None:
    world = World()
    visit = signed_in(world)
    page = text(visit.get(PAGE))
    for rule in RULES:
        assert rule.label in page
        assert rule.why in page
    assert location(visit.send(PAGE, PAGE, bookings="daily")) == f"{PAGE}?done=saved"
    (kept,) = world.settings.settings.notices
    assert kept.chosen == {"bookings": "daily"}
    assert '<option value="daily" selected>In one mail a day</option>' in visit.get(PAGE).text


def test_what_is_left_out_stays_as_it_was() -> None:
    world = World()
    visit = signed_in(world)
    visit.send(PAGE, PAGE, bookings="daily", ended="off")
    visit.send(PAGE, PAGE, ended="daily")
    (kept,) = world.settings.settings.notices
    assert kept.chosen == {"bookings": "daily", "ended": "daily"}
    refused = visit.send(PAGE, PAGE, urgent="off")
    assert refused.text.count('<option value="daily" selected>') == 3, "imports begin daily"


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        (Role.OWNER, set()),
        (Role.MEMBER, {"channels", "money"}),
        (Role.VIEWER, {"channels", "money", "imports"}),
    ],
)
def test_who_is_mailed_nothing_of_a_kind_neither_sees_nor_sets_it(
    role: Role, hidden: set[str]
) -> None:
    world = World()
    visit = signed_in(world)
    world.with_role(role)
    page = text(visit.get(PAGE))
    assert {rule.kind for rule in RULES if rule.label not in page} == hidden
    assert ("goes to its owners" in page) is (role is not Role.OWNER)
    visit.send(PAGE, PAGE, channels="daily", imports="off", ended="off")
    (kept,) = world.settings.settings.notices
    assert {"channels", "imports"} - kept.chosen.keys() == hidden - {"money"}


def test_what_cannot_be_turned_off_is_refused_with_its_reason() -> None:
    world = World()
    answer = signed_in(world).send(PAGE, PAGE, urgent="off", needs_you="off")
    assert answer.status == 422
    assert "such a customer waits for you" in answer.text
    assert world.settings.settings.notices == ()
