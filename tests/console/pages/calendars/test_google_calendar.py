"""To Google's consent page and back: three presses, bound to the session that began."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from frontend_api.acts.google_consent import (
    LASTS,
    ConsentAsked,
    code_verifier,
    read_state,
    sign_state,
)
from frontend_api.ports.founder_calendar import CalendarChoices, ChosenCalendars, ListedCalendar
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, GOOGLE
from tests.console.fakes import FOUNDER, TENANT, World
from tests.console.http.forms_on_a_page import form_on
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import Visit, location, signed_in, text, token_on

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
ASKED = ConsentAsked("google_abc123", all_day_busy=True, tentative_busy=False)


@pytest.fixture
def world() -> World:
    made = World()
    ready_to_rehearse(made)
    return made


def begin(visit: Visit) -> dict[str, str]:
    """What the founder takes to Google."""
    sent = visit.send("/bandwidth", "/bandwidth/calendar/google", all_day_busy="on")
    found = parse_qs(urlsplit(location(sent)).query)
    return {name: values[0] for name, values in found.items()}


def calendar_of(world: World) -> str:
    saved = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert saved is not None
    return saved.calendar


def test_a_state_comes_back_to_its_own_session_and_in_time() -> None:
    state = sign_state(ASKED, session="csrf-1", now=NOW)
    last = NOW + LASTS - timedelta(seconds=1)
    assert read_state(state, session="csrf-1", now=last) == ASKED
    assert read_state(state, session="csrf-1", now=NOW + LASTS) is None
    assert read_state(state, session="csrf-2", now=NOW) is None


@pytest.mark.parametrize("state", ["", ".", "a.b.c.d", "ė.10.1.x"])
def test_what_is_no_state_of_ours_is_none(state: str) -> None:
    assert read_state(state, session="csrf-1", now=NOW) is None


def test_a_changed_state_is_none() -> None:
    state = sign_state(ASKED, session="csrf-1", now=NOW)
    assert read_state(state.replace(".10.", ".11."), session="csrf-1", now=NOW) is None


def test_a_verifier_is_of_its_session_and_way_alone() -> None:
    other = ConsentAsked("google_other", all_day_busy=True, tentative_busy=False)
    one = code_verifier(ASKED, session="csrf-1")
    assert len(one) == 43
    assert one == code_verifier(ASKED, session="csrf-1")
    assert one != code_verifier(ASKED, session="csrf-2")
    assert one != code_verifier(other, session="csrf-1")


def test_a_google_calendar_is_connected_by_one_press_here_and_one_there(world: World) -> None:
    visit = signed_in(world)
    page = visit.get("/bandwidth")
    assert "Connect Google Calendar" in text(page)
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://accounts.example.com;" in policy
    taken = begin(visit)
    back = visit.get(f"/bandwidth/calendar/google?state={taken['state']}&code=4%2Fabc")
    assert location(back) == "/bandwidth?done=calendar-connected"
    (given,) = world.own_calendars.codes
    assert (given.code, given.verifier) == ("4/abc", taken["verifier"])
    assert (given.all_day_busy, given.tentative_busy) == (True, False)
    assert calendar_of(world) == GOOGLE
    assert "ona@example.com at Google" in text(visit.get("/bandwidth"))


def test_a_founder_who_did_not_allow_it_reads_so(world: World) -> None:
    visit = signed_in(world)
    state = begin(visit)["state"]
    back = visit.get(f"/bandwidth/calendar/google?state={state}&error=access_denied")
    assert back.status == 422
    assert "You did not allow it at Google" in text(back)
    refused = visit.get(f"/bandwidth/calendar/google?state={state}&code=spent")
    assert "Google does not let us in" in text(refused)
    assert calendar_of(world) == BUILT_IN


def test_a_code_of_somebody_else_is_not_taken(world: World) -> None:
    visit = signed_in(world)
    stolen = sign_state(ASKED, session="another", now=world.clock.now())
    back = visit.get(f"/bandwidth/calendar/google?state={stolen}&code=4%2Fabc")
    assert back.status == 422
    assert "took too long, or began in another window" in text(back)
    assert world.own_calendars.codes == []


def test_where_google_is_not_set_up_it_is_not_offered(world: World) -> None:
    world.own_calendars.google = ""
    visit = signed_in(world)
    page = visit.get("/bandwidth")
    assert "Connect Google Calendar" not in text(page)
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]
    sent = visit.send("/bandwidth", "/bandwidth/calendar/google")
    assert sent.status == 422
    assert "not set up here yet" in text(sent)


def test_hours_come_before_google() -> None:
    world = World()
    sent = signed_in(world).send("/bandwidth", "/bandwidth/calendar/google")
    assert sent.status == 422
    assert "Save your weekly hours first" in text(sent)


def listed(address: str, **changed: bool) -> ListedCalendar:
    parts = {"is_writable": True, "shows_times_only": False, "is_counted": True, "is_target": False}
    return ListedCalendar(address, address.title(), **parts | changed)


def test_a_founder_chooses_which_calendars_count_and_where_bookings_go(world: World) -> None:
    visit = signed_in(world)
    visit.get(f"/bandwidth/calendar/google?state={begin(visit)['state']}&code=4%2Fabc")
    world.own_calendars.choices = CalendarChoices(
        (
            listed("ona", is_target=True),
            listed("family", is_counted=False),
            listed("mate", is_writable=False, shows_times_only=True, is_counted=False),
        )
    )
    shown = text(visit.get("/bandwidth/calendars"))
    assert shown.count('name="counted"') == 3
    assert shown.count('name="target"') == 2
    assert "Mate (shows only when its owner is busy)" in shown
    chosen = {"counted": ("ona", "mate"), "target": "family"}
    sent = visit.send("/bandwidth/calendars", "/bandwidth/calendars", **chosen)
    assert location(sent) == "/bandwidth?done=calendars-chosen"
    neither = {"all_day_busy": False, "tentative_busy": False}
    assert world.own_calendars.chosen == [ChosenCalendars(("ona", "mate"), "family", **neither)]
    assert "ona@example.com: chosen" in text(visit.get("/bandwidth"))


def test_a_choice_names_what_it_was_made_over(world: World) -> None:
    visit = signed_in(world)
    visit.get(f"/bandwidth/calendar/google?state={begin(visit)['state']}&code=4%2Fabc")
    only = ListedCalendar(*("ona", "Ona"), True, False, True, True)
    world.own_calendars.choices = CalendarChoices((only,), version="calendar_1")
    form = form_on(text(visit.get("/bandwidth/calendars")), "/bandwidth/calendars")
    token = form.pop("form_token")[0]
    visit.post("/bandwidth/calendars", token, **form)
    assert [one.over for one in world.own_calendars.chosen] == ["calendar_1"]


def test_whole_days_and_what_is_not_confirmed_count_as_the_founder_chooses(world: World) -> None:
    visit = signed_in(world)
    visit.get(f"/bandwidth/calendar/google?state={begin(visit)['state']}&code=4%2Fabc")
    world.own_calendars.choices = CalendarChoices(
        (listed("ona", is_target=True),), all_day_busy=False, tentative_busy=True
    )
    shown = text(visit.get("/bandwidth/calendars"))
    assert re.findall(r'name="(\w+_busy)"( checked)?', shown) == [
        ("all_day_busy", ""),
        ("tentative_busy", " checked"),
    ]
    assert "takes all hours of that day in your time zone" in shown
    chosen = {"counted": "ona", "target": "ona", "all_day_busy": "on"}
    visit.send("/bandwidth/calendars", "/bandwidth/calendars", **chosen)
    assert world.own_calendars.chosen == [
        ChosenCalendars(("ona",), "ona", all_day_busy=True, tentative_busy=False)
    ]


def test_limits_set_while_google_answers_stay(world: World) -> None:
    def set_per_day(number: int) -> None:
        (now,) = world.settings.settings.bandwidths
        world.settings.save_bandwidth(TENANT, replace(now, per_day=number))

    visit = signed_in(world)
    taken = begin(visit)
    world.settings.meanwhile = lambda: set_per_day(1)
    visit.get(f"/bandwidth/calendar/google?state={taken['state']}&code=4%2Fabc")
    (connected,) = world.settings.settings.bandwidths
    assert (connected.calendar, connected.per_day) == (GOOGLE, 1)
    world.own_calendars.choices = CalendarChoices((listed("ona", is_target=True),))
    token = token_on(text(visit.get("/bandwidth/calendars")))
    world.settings.meanwhile = lambda: set_per_day(2)
    visit.post("/bandwidth/calendars", token, counted="ona", target="ona")
    (chosen,) = world.settings.settings.bandwidths
    assert (chosen.calendar_label, chosen.per_day) == ("ona@example.com: chosen", 2)


def test_a_choice_that_cannot_be_is_refused_in_words(world: World) -> None:
    visit = signed_in(world)
    assert "Connect your own calendar first" in text(visit.get("/bandwidth/calendars"))
    visit.get(f"/bandwidth/calendar/google?state={begin(visit)['state']}&code=4%2Fabc")
    world.own_calendars.choices = CalendarChoices((listed("ona", is_target=True),))
    none = visit.send("/bandwidth/calendars", "/bandwidth/calendars", counted="ona")
    assert none.status == 422
    assert "Choose where bookings are written" in text(none)
    wrong = visit.send("/bandwidth/calendars", "/bandwidth/calendars", target="read-only")
    assert "cannot be written into this calendar" in text(wrong)
    assert world.own_calendars.chosen == []
