"""Connecting a founder's own calendar on the Bandwidth page, and what the page says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.domain.calendar.founder_calendar import (
    BUILT_IN,
    CALDAV,
    CalendarKind,
    CalendarState,
)
from tenancy.identity.address_proofs import AddressClaim, own_phone_name
from tests.console.fake_proofs import ADDRESS_CODE
from tests.console.fakes import FOUNDER, TENANT, World
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import location, signed_in, text, token_on

DETAILS = {"provider": "icloud", "user": "ona@example.com", "app_password": "abcd-efgh"}

LIMITS = {
    "talk_minutes": "4",
    "held_minutes": "15",
    "buffer_minutes": "5",
    "notice_minutes": "60",
    "horizon_days": "10",
    "per_day": "3",
    "per_week": "9",
    "time_zone": "Europe/Vilnius",
    "start:1:0": "09:30",
    "end:1:0": "12:00",
}


@pytest.fixture
def world() -> World:
    made = World()
    ready_to_rehearse(made)
    return made


def test_a_calendar_is_connected_by_choice_details_and_one_press(world: World) -> None:
    visit = signed_in(world)
    answer = visit.send("/bandwidth", "/bandwidth/calendar", **DETAILS, all_day_busy="on")
    assert location(answer) == "/bandwidth?done=calendar-connected"
    (details,) = world.own_calendars.connected
    assert details.address == "https://caldav.icloud.com/"
    assert (details.all_day_busy, details.tentative_busy) == (True, False)
    saved = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert saved is not None
    assert saved.calendar == CALDAV
    assert "ona@example.com at example.com" in text(visit.get("/bandwidth"))


@pytest.mark.parametrize(("kind", "chooses"), [(CALDAV, True), (CalendarKind("single"), False)])
def test_only_where_there_are_several_calendars_the_page_leads_to_a_choice(
    world: World, kind: CalendarKind, chooses: bool
) -> None:
    world.settings.edit_bandwidth(
        TENANT, FOUNDER, lambda known: replace(known, calendar=kind, calendar_label="A diary")
    )
    page = text(signed_in(world).get("/bandwidth"))
    assert "A diary." in page
    assert ("/bandwidth/calendars" in page) is chooses


def test_what_is_wrong_stands_beside_its_field_and_the_password_nowhere(world: World) -> None:
    visit = signed_in(world)
    wrong = DETAILS | {"app_password": "refused"}
    answer = visit.send("/bandwidth", "/bandwidth/calendar", **wrong)
    assert answer.status == 422
    assert "does not accept this" in text(answer)
    assert 'value="ona@example.com"' in text(answer)
    assert 'value="refused"' not in text(answer)
    saved = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert saved is not None
    assert saved.calendar == BUILT_IN


@pytest.mark.parametrize("missing", ["user", "app_password"])
def test_nothing_is_tried_without_a_name_or_a_password(world: World, missing: str) -> None:
    visit = signed_in(world)
    answer = visit.send("/bandwidth", "/bandwidth/calendar", **DETAILS | {missing: ""})
    assert answer.status == 422
    assert world.own_calendars.connected == []


def test_another_provider_needs_its_address(world: World) -> None:
    visit = signed_in(world)
    other = DETAILS | {"provider": "other"}
    assert visit.send("/bandwidth", "/bandwidth/calendar", **other).status == 422
    named = other | {"address": "https://dav.example.com/"}
    assert visit.send("/bandwidth", "/bandwidth/calendar", **named).status == 303
    assert world.own_calendars.connected[0].address == "https://dav.example.com/"


def test_hours_come_before_a_calendar() -> None:
    world = World()
    answer = signed_in(world).send("/bandwidth", "/bandwidth/calendar", **DETAILS)
    assert answer.status == 422
    assert "Save your weekly hours first" in text(answer)


def test_going_back_to_the_built_in_calendar_forgets_the_credential(world: World) -> None:
    visit = signed_in(world)
    visit.send("/bandwidth", "/bandwidth/calendar", **DETAILS)
    visit.send("/bandwidth", "/bandwidth/calendar/disconnect")
    saved = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert saved is not None
    assert (saved.calendar, saved.calendar_label) == (BUILT_IN, "")
    assert world.own_calendars.forgotten == 1


def test_limits_saved_later_keep_the_calendar(world: World) -> None:
    visit = signed_in(world)
    known = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert known is not None
    world.settings.save_bandwidth(TENANT, replace(known, calendar=CALDAV, calendar_label="mine"))
    visit.send("/bandwidth", "/bandwidth", **LIMITS)
    saved = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert saved is not None
    assert (saved.calendar, saved.calendar_label) == (CALDAV, "mine")


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/bandwidth/calendar", DETAILS),
        ("/bandwidth/calendar/disconnect", {}),
        ("/bandwidth/phone/code", {"code": ADDRESS_CODE}),
    ],
)
def test_limits_set_while_a_provider_answers_stay(
    world: World, path: str, form: dict[str, str]
) -> None:
    visit = signed_in(world)
    token = token_on(text(visit.get("/bandwidth")))
    name = own_phone_name(FOUNDER)
    world.proofs.claims[name] = AddressClaim(name, "+12025550143")
    known = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert known is not None
    known = replace(known, calendar=CALDAV)
    world.settings.save_bandwidth(TENANT, known)
    set_meanwhile = replace(known, per_day=1)
    world.settings.meanwhile = lambda: world.settings.save_bandwidth(TENANT, set_meanwhile)
    assert visit.post(path, token, **form).status == 303
    assert [one.per_day for one in world.settings.settings.bandwidths] == [1]


def test_a_phone_removed_while_limits_are_saved_takes_no_calls(world: World) -> None:
    visit = signed_in(world)
    token = token_on(text(visit.get("/bandwidth")))
    known = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert known is not None
    world.settings.save_bandwidth(TENANT, replace(known, own_phone="+12025550143"))
    world.settings.meanwhile = lambda: world.settings.save_bandwidth(TENANT, known)
    assert visit.post("/bandwidth", token, **LIMITS, takes_calls="on").status == 303
    (saved,) = world.settings.settings.bandwidths
    assert (saved.own_phone, saved.takes_calls, saved.per_day) == ("", False, 3)


def test_a_calendar_that_refuses_us_is_said_in_plain_words(world: World) -> None:

    world.calendars.now = CalendarState(paused=True)
    shown = text(signed_in(world).get("/bandwidth"))
    assert "no longer lets us in" in shown
    assert "offers no times" in shown
    assert "None until your calendar is connected again" in shown


def test_appointments_that_could_not_be_read_are_said_not_to_be_kept_free(world: World) -> None:
    assert "could not be read" not in text(signed_in(world).get("/bandwidth"))
    world.calendars.now = CalendarState(unread=2)
    shown = text(signed_in(world).get("/bandwidth"))
    assert "2 appointments in your calendar could not be read" in shown
    assert "their times are not kept free" in shown
