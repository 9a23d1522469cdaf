"""Removing a teammate ends what Warmline could reach of theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, CALDAV
from tenancy.tenant import FounderId
from tests.console.fakes import FOUNDER, TENANT, World
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import location, signed_in, text

MATE = FounderId("mate")
MATE_EMAIL = "mia@acme.example.com"


@pytest.fixture
def world() -> World:
    made = World()
    ready_to_rehearse(made)
    known = made.settings.load(TENANT).bandwidth(FOUNDER)
    assert known is not None
    theirs = replace(known, founder=MATE, calendar=CALDAV, calendar_label="mia at example.com")
    made.settings.save_bandwidth(TENANT, theirs)
    made.with_founder()
    (mine,) = made.accounts.accounts.values()
    person = replace(mine.session.founder, id=MATE, name="Mia", email=MATE_EMAIL)
    session = replace(mine.session, founder=person)
    made.accounts.accounts[MATE_EMAIL] = replace(mine, session=session)
    return made


def test_a_teammate_who_is_removed_is_disconnected_from_their_calendar(world: World) -> None:
    answer = signed_in(world).send("/settings", f"/settings/team/{MATE}/remove")
    assert location(answer) == "/settings?done=teammate-removed"
    left = world.settings.load(TENANT).bandwidth(MATE)
    assert left is not None
    assert (left.calendar, left.calendar_label) == (BUILT_IN, "")
    assert world.own_calendars.forgotten == 1
    assert world.team.closed == [MATE_EMAIL]


def test_a_teammate_who_is_not_removed_keeps_their_calendar(world: World) -> None:
    world.team.refuses = "There is no such person."
    signed_in(world).send("/settings", f"/settings/team/{MATE}/remove")
    kept = world.settings.load(TENANT).bandwidth(MATE)
    assert kept is not None
    assert kept.calendar == CALDAV
    assert world.own_calendars.forgotten == 0


def test_a_calendar_that_could_not_be_disconnected_is_said_and_ended_later(world: World) -> None:
    visit = signed_in(world)
    world.own_calendars.breaks = True
    assert visit.send("/settings", f"/settings/team/{MATE}/remove").status == 500
    assert MATE not in {one.id for one in world.accounts.founders(TENANT)}
    assert world.team.closed == [MATE_EMAIL]
    kept = world.settings.load(TENANT).bandwidth(MATE)
    assert kept is not None
    assert kept.calendar == BUILT_IN, "nothing asks for the credential any more"
    assert "mia at example.com" in text(visit.get("/settings"))
    world.own_calendars.breaks = False
    answer = visit.send("/settings", f"/settings/team/{MATE}/remove")
    assert location(answer) == "/settings?done=teammate-disconnected"
    assert world.own_calendars.forgotten == 1
    assert "mia at example.com" not in text(visit.get("/settings"))


def test_a_key_that_no_event_type_was_chosen_of_goes_with_its_teammate(world: World) -> None:
    known = world.settings.load(TENANT).bandwidth(MATE)
    assert known is not None
    unchosen = replace(known, calendar=BUILT_IN, calendar_label="")
    world.settings.save_bandwidth(TENANT, unchosen)
    signed_in(world).send("/settings", f"/settings/team/{MATE}/remove")
    assert world.own_calendars.forgotten == 1
    assert world.settings.load(TENANT).bandwidth(MATE) == unchosen


def test_who_is_nobody_here_is_refused(world: World) -> None:
    assert signed_in(world).send("/settings", "/settings/team/nobody/remove").status == 422
    assert world.own_calendars.forgotten == 0
