"""The founder's switch and limit for a model outside, and what is said where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from frontend_api.ports.reading import RemoteReadingState
from functions.outreach.domain.settings import ReadingRules
from functions.outreach.ports import ModelHealth, ModelProblem
from tests.console.fakes import World
from tests.console.visits import location, signed_in, text

MODEL = "gpt-6-luna"


def with_key(health: ModelHealth | None = None, spent_cents: float = 0) -> World:
    state = RemoteReadingState(has_key=True, model=MODEL, spent_cents=spent_cents, health=health)
    return World(remote=state)


def test_without_a_key_the_page_says_so_and_offers_no_switch() -> None:
    page = text(signed_in(World()).get("/settings"))
    assert "this installation has no key" in page
    assert 'action="/settings/reading"' not in page


def test_it_is_on_until_a_founder_switches_it_off_and_the_limit_is_kept() -> None:
    world = with_key(spent_cents=12.4)
    visit = signed_in(world)
    page = text(visit.get("/settings"))
    assert "0.12 US dollars" in page
    assert ReadingRules().openai
    sent = visit.send("/settings", "/settings/reading", monthly_limit="7,50")
    assert location(sent) == "/settings?done=saved"
    assert world.settings.settings.reading == ReadingRules(openai=False, monthly_cents=750)
    assert [row.detail for row in world.audit.kept] == ["reading"]
    visit.send("/settings", "/settings/reading", openai="on", monthly_limit="0")
    assert world.settings.settings.reading == ReadingRules(openai=True, monthly_cents=0)


@pytest.mark.parametrize("typed", ["", "much", "-1", "1000.01"])
def test_a_limit_that_is_no_amount_is_refused_and_nothing_changes(typed: str) -> None:
    world = with_key()
    before = world.settings.settings
    page = signed_in(world).send("/settings", "/settings/reading", monthly_limit=typed)
    assert page.status == 422
    assert 'id="monthly_limit-wrong"' in text(page)
    assert world.settings.settings == before


@pytest.mark.parametrize(
    ("health", "words"),
    [
        (ModelHealth(MODEL, ModelProblem.UNKNOWN), f"knows no model {MODEL}"),
        (ModelHealth(MODEL, ModelProblem.RETIRES, date(2026, 12, 11)), "shuts down on 2026-12-11"),
        (ModelHealth(MODEL, ModelProblem.RETIRED, date(2026, 11, 1)), "shut down on 2026-11-01"),
        (ModelHealth(MODEL, ModelProblem.KEY_REFUSED), "refuses the key"),
    ],
)
def test_a_model_with_a_problem_is_named(health: ModelHealth, words: str) -> None:
    assert words in text(signed_in(with_key(health)).get("/settings"))
    fine = replace(health, problem=None)
    assert words not in text(signed_in(with_key(fine)).get("/settings"))
