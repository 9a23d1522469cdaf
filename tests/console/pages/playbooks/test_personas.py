"""Twelve personas play a founder's own playbook, and a real conversation is played again."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from frontend_api.http.session import Session
from frontend_api.rehearsal.performance import Cast, play_persona
from frontend_api.rehearsal.personas import PERSONAS, Persona
from functions.outreach.domain.conversation.state import Outcome, Turn, Who
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.console.fakes import NOON, TENANT, World
from tests.console.sample_world import REPORTS, fill, ready_to_rehearse
from tests.console.visits import Visit, signed_in, text


def _cast(language: str) -> Cast:
    world = World()
    token = world.with_founder()
    ready_to_rehearse(world, language=language)
    session = world.accounts.session(token, now=NOON)
    assert isinstance(session, Session)
    ports = world.ports()
    return Cast(
        session.tenant,
        session.founder,
        Motion.UPSELL,
        language,
        REPORTS,
        world.settings.settings,
        ports.readers,
        lambda bandwidth, now: ports.calendars.state(TENANT, bandwidth, now=now),
        NOON,
    )


@pytest.fixture(scope="module", params=["en", "lt", "ru"])
def cast(request: pytest.FixtureRequest) -> Cast:
    return _cast(request.param)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.name)
def test_what_comes_of_a_persona_on_the_starter_lines_is_fitting(
    persona: Persona, cast: Cast
) -> None:
    played = play_persona(persona, cast, number=1)
    assert played.opened
    assert played.outcome in persona.fitting


def test_there_are_twelve_of_them_and_one_is_a_machine() -> None:
    assert len({persona.name for persona in PERSONAS}) == 12
    assert [persona.name for persona in PERSONAS if persona.machine] == ["Answering machine"]


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("language", ["en", "lt", "ru"])
def test_each_talk_can_be_heard_whole_in_its_language(language: str) -> None:
    world, visit = _visit()
    world.accounts.edit_tenant(TENANT, lambda own: replace(own, languages=("en", "lt", "ru")))
    ready_to_rehearse(world, language=language)
    for number, talk in enumerate(_talks(visit, language), start=1):
        assert f'<section class="card" id="talk-{number}"' in talk
        assert talk.count(f'data-speak-talk="talk-{number}" hidden') == 1
        said = re.findall(r'<div class="say (\w+)"><p lang="(\w+)">', talk)
        assert {spoken for _, spoken in said} == {language}
        assert "agent" in {who for who, _ in said}


def _talks(visit: Visit, language: str = "en") -> list[str]:
    """Each talk, as the page asks for it."""
    page = text(visit.get(f"/rehearsal/personas?motion=upsell&language={language}"))
    parts = re.findall(r'<section class="card" id="(talk-\d+)"[^>]* hx-get="([^"]+)"', page)
    assert [name for name, _ in parts] == [f"talk-{number}" for number in range(1, 13)]
    assert all(f'href="{address}"' in page for _, address in parts), "without scripts too"
    return [text(visit.get(address.replace("&amp;", "&"))) for _, address in parts]


def test_a_talk_is_open_where_it_is_asked_for_itself_and_what_had_no_answer_always_stands() -> None:
    """Among all twelve it is folded, and what the founder can do stands below it."""
    _, visit = _visit()
    open_when, asked_below = {}, set()
    for number in (1, 10):
        address = f"/rehearsal/personas/{number}?motion=upsell&language=en"
        for part in ({}, {"hx_request": "true"}):
            talk = text(visit.get(address, **part))
            (drawn,) = re.findall(r'<details class="talk-of"( open)?>', talk)
            folded, _, below = talk.partition("</details>")
            assert "The agent could not answer" not in folded
            if "The agent could not answer" in below:
                asked_below.add(number)
            open_when[number, bool(part)] = bool(drawn)
    assert asked_below == {10}
    assert open_when == {(number, part): not part for number in (1, 10) for part in (False, True)}


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def test_one_press_shows_each_talk_and_keeps_and_sends_nothing() -> None:
    world, visit = _visit()
    talks = _talks(visit)
    assert [talk.count('class="talk-of"') for talk in talks] == 12 * [1]
    assert "Eager Says yes and takes the first time offered. Booked" in _words(talks[0])
    assert not [talk for talk in talks if "look at this" in talk]
    assert not world.replies.events
    assert not world.settings.stored
    assert not world.inbox.rows.keys() - {"q1"}


def test_what_could_not_be_answered_leads_to_an_answer() -> None:
    _, visit = _visit()
    page = next(talk for talk in _talks(visit) if "accounting software" in talk)
    assert "no answer" in page
    assert "The agent could not answer" in page
    asked = re.search(r'href="(/knowledge\?language=en&amp;question=Does[^"#]*)#new"', page)
    assert asked
    answer = text(visit.get(asked.group(1).replace("&amp;", "&")))
    new = answer.partition('id="new"')[2]
    assert "Does it work with our accounting software?</textarea>" in new


def test_personas_wait_until_the_lines_are_approved() -> None:
    world, visit = _visit()
    world.settings.settings = replace(world.settings.settings, playbooks=())
    page = _words(text(visit.get("/rehearsal/personas?motion=upsell&language=en")))
    assert "not approved yet" in page
    assert "Eager" not in page
    whole = text(visit.get("/rehearsal/personas/1?motion=upsell&language=en", hx_request="true"))
    one = _words(whole)
    assert "not approved yet" in one
    assert "Says yes" not in one
    part = whole.partition('<section class="card" id="talk-1"')[2].partition("</section>")[0]
    assert "not approved yet" in _words(f"<main {part}"), "in what takes the place of the card"


@pytest.mark.parametrize("number", ["0", "13", "x", "²", "1" * 9])
def test_there_is_no_thirteenth(number: str) -> None:
    _, visit = _visit()
    assert visit.get(f"/rehearsal/personas/{number}?motion=upsell&language=en").status == 404


def _said(world: World, *messages: str, outcome: Outcome | None) -> None:
    kept = world.conversations.whole["c_1"]
    turns = tuple(
        Turn(number, Who.CUSTOMER, Channel.SMS, NOON, words)
        for number, words in enumerate(messages, start=1)
    )
    talk = replace(kept.conversation, turns=turns, outcome=outcome)
    world.conversations.whole["c_1"] = replace(kept, conversation=talk)


def test_a_real_conversation_is_played_again_with_todays_lines() -> None:
    world, visit = _visit()
    _said(world, "No thanks, I am not interested", outcome=Outcome.DECLINED)
    assert "Today it would end the same way" in text(visit.get("/rehearsal/replay/c_1"))
    _said(world, "No thanks, I am not interested", outcome=Outcome.BOOKED)
    page = _words(text(visit.get("/rehearsal/replay/c_1")))
    assert "Today it would end differently: Declined instead of Booked" in page
    assert page.count("No thanks, I am not interested") == 2
    assert not world.replies.events
