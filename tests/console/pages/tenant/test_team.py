"""Removing a teammate ends what Warmline could reach of theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, CALDAV
from tenancy.tenant import FounderId
from tests.console.fakes import FOUNDER, TENANT, World
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import location, signed_in

MATE = FounderId("mate")


@pytest.fixture
def world() -> World:
    made = World()
    ready_to_rehearse(made)
    known = made.settings.load(TENANT).bandwidth(FOUNDER)
    assert known is not None
    theirs = replace(known, founder=MATE, calendar=CALDAV, calendar_label="mia at example.com")
    made.settings.save_bandwidth(TENANT, theirs)
    return made


def test_a_teammate_who_is_removed_is_disconnected_from_their_calendar(world: World) -> None:
    answer = signed_in(world).send("/settings", f"/settings/team/{MATE}/remove")
    assert location(answer) == "/settings?done=teammate-removed"
    left = world.settings.load(TENANT).bandwidth(MATE)
    assert left is not None
    assert (left.calendar, left.calendar_label) == (BUILT_IN, "")
    assert world.own_calendars.forgotten == 1


def test_a_teammate_who_is_not_removed_keeps_their_calendar(world: World) -> None:
    world.team.refuses = "There is no such person."
    signed_in(world).send("/settings", f"/settings/team/{MATE}/remove")
    kept = world.settings.load(TENANT).bandwidth(MATE)
    assert kept is not None
    assert kept.calendar == CALDAV
    assert world.own_calendars.forgotten == 0
