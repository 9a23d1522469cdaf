"""Knowledge with more answers than a page shows: each is reached, and a save leads back to it."""

from __future__ import annotations

import re

import pytest

from functions.outreach.domain.playbooks.playbook import Answer, Approval
from functions.outreach.domain.understanding.knowledge import AnswerId
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.visits import Visit, location, signed_in, text, token_on


def _with_sixty() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    visit.get("/knowledge")
    for number in range(60):
        answer = Answer(AnswerId(f"own_{number}"), "en", (f"Question {number}?",), "Yes.")
        kept = Answer(
            answer.id, "en", answer.questions, "Yes.", Approval(FOUNDER, NOON, answer.sha256)
        )
        world.settings.save_answer(TENANT, kept)
    return world, visit


def _shown(page: str) -> list[str]:
    return re.findall(r'action="/knowledge/([^"?]+)\?', page.partition('id="new"')[0])


def test_every_answer_stands_on_one_page_and_drafts_on_the_first() -> None:
    world, visit = _with_sixty()
    pages = [text(visit.get(f"/knowledge?offset={offset}")) for offset in (0, 25, 50)]
    shown = [_shown(page) for page in pages]
    stored = {answer.id for answer in world.settings.load(TENANT).answers}
    assert sorted(one for page in shown for one in page) == sorted(stored)
    assert max(map(len, shown)) == 25
    assert not {one for one in shown[0][:7] if one.startswith("own_")}
    assert "No answers in this language" not in text(visit.get("/knowledge?offset=900"))


LAST_PAGE = 50


@pytest.mark.parametrize(
    ("offset", "do", "typed", "leads_to"),
    [
        (LAST_PAGE, "save", "Yes.", LAST_PAGE),
        (LAST_PAGE, "save", "Another text.", 0),
        (0, "approve", "Any text.", LAST_PAGE),
        (None, "approve", "A new one.", 0),
        (None, "save", "A new draft.", 0),
    ],
)
def test_a_save_leads_to_the_page_on_which_the_answer_stands_now(
    offset: int | None, do: str, typed: str, leads_to: int
) -> None:
    """A draft that is approved, and an approved text that is changed, stand elsewhere then."""
    _, visit = _with_sixty()
    page, known = f"/knowledge?offset={offset or 0}", "new"
    if offset is not None:
        shown = _shown(text(visit.get(page)))
        known = shown[-1] if offset else next(one for one in shown if "what-about" in one)
    action = f"/knowledge/{known}?language=en" + (f"&offset={offset}" if offset else "")
    saved = location(visit.send(page, action, do=do, questions="Changed?", text=typed))
    address, _, saved_id = saved.partition("#")
    assert saved_id in _shown(text(visit.get(address)))
    assert re.findall(r"offset=(\d+)", address) == [str(leads_to)] * bool(leads_to)


def test_a_refused_save_shows_the_page_of_the_answer() -> None:
    _, visit = _with_sixty()
    page = f"/knowledge?offset={LAST_PAGE}"
    known = _shown(text(visit.get(page)))[-1]
    action = f"/knowledge/{known}?language=en&offset={LAST_PAGE}"
    refused = visit.send(page, action, do="save", questions="", text="Yes.")
    assert refused.status == 422
    assert known in _shown(text(refused))


def test_after_the_last_answer_of_the_last_page_is_gone_the_page_before_it_stands_there() -> None:
    world, visit = _with_sixty()
    total = len(world.settings.load(TENANT).answers)
    for number in range(total - LAST_PAGE - 1):
        world.settings.forget_answer(TENANT, AnswerId(f"own_{number}"))
    last = text(visit.get(f"/knowledge?offset={LAST_PAGE}"))
    (only,) = _shown(last)
    removed = visit.post(f"/knowledge/{only}?offset={LAST_PAGE}", token_on(last), do="remove")
    after = text(visit.get(location(removed)))
    assert len(_shown(after)) == 25
    assert "26–50 of 50" in after
