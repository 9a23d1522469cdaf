"""How long things are kept is the founder's choice, down to a floor."""

from __future__ import annotations

import re

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


def _form(page: str, **changed: str) -> dict[str, str]:
    """What a browser sends of the page: each field, and what it says was seen."""
    names = ("conversations", "recordings", "snapshots", "runs")
    shown = {name: _value(page, name) for name in names}
    seen = {f"seen-{name}": _value(page, f"seen-{name}") for name in names}
    return {**shown, **seen, **changed}


def _value(page: str, name: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert tag, name
    value = re.search(r'value="(\d+)"', tag[0])
    assert value, tag[0]
    return value[1]


def test_two_owners_at_once_each_keep_what_they_changed() -> None:
    world = World()
    one, other = signed_in(world), signed_in(world)
    mine, theirs = text(one.get(PAGE)), text(other.get(PAGE))
    one.send(PAGE, PAGE, **_form(mine, conversations="365"))
    assert location(other.send(PAGE, PAGE, **_form(theirs, runs="30"))) == f"{PAGE}?done=saved"
    assert world.rights.kept == Retention(conversations=365, runs=30)


def test_what_another_owner_set_meanwhile_is_shown_before_it_is_changed() -> None:
    world = World()
    one, other = signed_in(world), signed_in(world)
    mine, theirs = text(one.get(PAGE)), text(other.get(PAGE))
    one.send(PAGE, PAGE, **_form(mine, conversations="3650"))
    answer = other.send(PAGE, PAGE, **_form(theirs, conversations="90", runs="30"))
    assert answer.status == 422
    assert "Somebody set this to 3650 meanwhile." in text(answer)
    assert world.rights.kept == Retention(conversations=3650), "nothing of the form was kept"
    again = _form(text(answer))
    assert again["conversations"] == "90"
    assert location(other.send(PAGE, PAGE, **again)) == f"{PAGE}?done=saved"
    assert world.rights.kept == Retention(conversations=90, runs=30)
