"""Connecting Cal.com by a key and an event type, and what the pages say of it."""

from __future__ import annotations

import pytest

from frontend_api.ports.founder_calendar import ListedEventType
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, CALCOM, Bandwidth
from tests.console.fakes import FOUNDER, TENANT, World
from tests.console.pages.calendars.test_own_calendar import LIMITS
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import location, signed_in, text

KEY = "cal_live_0a0a"
CHAT = ListedEventType(501, "Chat", 15, unfit="", is_chosen=False)
TALK = ListedEventType(502, "Talk", 30, unfit="30 minutes long, and you hold 15", is_chosen=False)
BEGIN, CHOOSE = "/bandwidth/calendar/calcom", "/bandwidth/calendar/event-types"


@pytest.fixture
def world() -> World:
    made = World()
    ready_to_rehearse(made)
    made.own_calendars.calcom.types = (CHAT, TALK)
    return made


def limits(world: World) -> Bandwidth:
    saved = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert saved is not None
    return saved


def test_cal_com_is_connected_by_a_key_a_choice_and_a_press(world: World) -> None:
    visit = signed_in(world)
    assert "Settings, Developer, API keys" in text(visit.get("/bandwidth"))
    begun = visit.send("/bandwidth", BEGIN, calcom_key=f" {KEY} ")
    assert location(begun) == CHOOSE
    assert [one.key for one in world.own_calendars.calcom.keys] == [KEY]
    assert limits(world).calendar == BUILT_IN, "nothing is connected before the choice"
    shown = text(visit.get(CHOOSE))
    assert "Chat (15 minutes)" in shown
    assert "Does not fit: 30 minutes long, and you hold 15." in shown
    assert KEY not in shown
    made = visit.send(CHOOSE, CHOOSE, event_type="501")
    assert location(made) == "/bandwidth?done=calendar-connected"
    assert (limits(world).calendar, limits(world).calendar_minutes) == (CALCOM, 15)
    after = text(visit.get("/bandwidth"))
    assert "ona@example.com at Cal.com: Chat" in after
    assert "Choose another event type" in after
    assert "of your calendars and appointments count" not in after


@pytest.mark.parametrize("key", ["", "refused", "k" * 301, "cal live", "cal_\u0161"], ids=range(5))
def test_a_key_that_is_none_is_refused_beside_its_field(world: World, key: str) -> None:
    visit = signed_in(world)
    answer = visit.send("/bandwidth", BEGIN, calcom_key=key)
    assert answer.status == 422
    assert world.own_calendars.calcom.keys == []
    assert f'value="{key}"' not in text(answer) or not key


def test_hours_come_before_cal_com() -> None:
    answer = signed_in(World()).send("/bandwidth", BEGIN, calcom_key=KEY)
    assert answer.status == 422
    assert "Save your weekly hours first" in text(answer)


@pytest.mark.parametrize("chosen", ["", "502", "999", "x", "9" * 40])
def test_only_an_event_type_that_fits_is_connected(world: World, chosen: str) -> None:
    visit = signed_in(world)
    visit.send("/bandwidth", BEGIN, calcom_key=KEY)
    answer = visit.send(CHOOSE, CHOOSE, event_type=chosen)
    assert answer.status == 422
    assert world.own_calendars.calcom.chosen == []
    assert limits(world).calendar == BUILT_IN


def test_where_none_fits_the_page_says_so_and_offers_no_press(world: World) -> None:
    world.own_calendars.calcom.types = (TALK,)
    visit = signed_in(world)
    visit.send("/bandwidth", BEGIN, calcom_key=KEY)
    shown = text(visit.get(CHOOSE))
    assert "None of them fits. Make one of 15 minutes" in shown
    assert "Connect this event type" not in shown


def test_without_a_key_there_is_nothing_to_choose_from(world: World) -> None:
    answer = signed_in(world).get(CHOOSE)
    assert answer.status == 200
    assert "Give your Cal.com key on the Bandwidth page first." in text(answer)


def test_another_length_stops_offers_and_the_page_says_what_to_do(world: World) -> None:
    visit = signed_in(world)
    visit.send("/bandwidth", BEGIN, calcom_key=KEY)
    visit.send(CHOOSE, CHOOSE, event_type="501")
    visit.send("/bandwidth", "/bandwidth", **LIMITS | {"held_minutes": "30"})
    assert not limits(world).fits_calendar
    shown = text(visit.get("/bandwidth"))
    assert "You hold 30 minutes for a conversation" in shown
    assert "is 15 minutes long" in shown
    visit.send("/bandwidth", "/bandwidth", **LIMITS)
    assert "is 15 minutes long" not in text(visit.get("/bandwidth"))


def test_going_back_to_the_built_in_calendar_forgets_its_length_too(world: World) -> None:
    visit = signed_in(world)
    visit.send("/bandwidth", BEGIN, calcom_key=KEY)
    visit.send(CHOOSE, CHOOSE, event_type="501")
    visit.send("/bandwidth", "/bandwidth/calendar/disconnect")
    assert (limits(world).calendar, limits(world).calendar_minutes) == (BUILT_IN, 0)
    assert world.own_calendars.forgotten == 1
