"""A founder chooses what is mailed to them; what must reach them cannot be turned off."""

from __future__ import annotations

from functions.notices.kinds import RULES
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


def test_what_cannot_be_turned_off_is_refused_with_its_reason() -> None:
    world = World()
    answer = signed_in(world).send(PAGE, PAGE, urgent="off", needs_you="off")
    assert answer.status == 422
    assert "such a customer waits for you" in answer.text
    assert world.settings.settings.notices == ()
