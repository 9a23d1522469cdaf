"""How long things are kept is the founder's choice, down to a floor."""

from __future__ import annotations

from functions.erasure.retention import FLOORS, Retention
from tests.console.fakes import World
from tests.console.visits import location, signed_in, text

PAGE = "/settings/retention"


def test_defaults_and_floors_are_shown_and_a_choice_is_kept() -> None:
    world = World()
    visit = signed_in(world)
    page = text(visit.get(PAGE))
    assert 'value="730"' in page
    assert "At least 90 days." in page
    days = {"conversations": "365", "recordings": "20", "snapshots": "100", "runs": "30"}
    assert location(visit.send(PAGE, PAGE, **days)) == f"{PAGE}?done=saved"
    assert world.rights.kept == Retention(365, 100, 30, recordings=20)


def test_below_a_floor_nothing_is_saved() -> None:
    world = World()
    days = {name: str(least) for name, least in FLOORS.items()} | {"conversations": "89"}
    answer = signed_in(world).send(PAGE, PAGE, **days)
    assert answer.status == 422
    assert world.rights.kept == Retention()
