"""The list of conversations: pages of the newest, and older ones looked through with a limit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

import pytest

from functions.outreach.domain.conversation.state import ConversationId, State
from tests.console.fakes import World
from tests.console.sample_world import conversation, fill
from tests.console.visits import Visit, signed_in, text


def _with(count: int, named: Sequence[int] = ()) -> tuple[World, Visit]:
    """`count` conversations, the newest first; those numbered so are with Ann Rare."""
    world = World()
    visit = signed_in(world)
    fill(world)
    kept = world.conversations.whole.pop("c_1")
    for number in range(count):
        talk = conversation(State.TALKING)
        name = "Ann Rare" if number in named else f"Customer {number}"
        talk = replace(talk, id=ConversationId(f"c_{number}"), facts=replace(talk.facts, name=name))
        world.conversations.whole[talk.id] = replace(kept, conversation=talk)
    return world, visit


def _names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page)


def _link(page: str, words: str) -> str:
    (found,) = re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>{words}</a>', page)
    return unescape(found)


def test_the_newest_are_shown_a_page_at_a_time() -> None:
    _, visit = _with(35)
    page = text(visit.get("/conversations"))
    assert _names(page) == [f"Customer {number}" for number in range(12)]
    last = text(visit.get(_link(text(visit.get(_link(page, "More"))), "More")))
    assert _names(last) == [f"Customer {number}" for number in range(24, 35)]
    assert "25–35 of 35" in last
    assert "older" not in last


@pytest.mark.slow
def test_a_search_goes_on_beyond_the_newest_and_says_what_it_looked_through() -> None:
    _, visit = _with(1500, named=(350, 1450))
    page = text(visit.get("/conversations?q=rare"))
    assert "Nothing fits these filters" in page
    assert "These are the 200 conversations with the newest steps" in page
    first = text(visit.get(_link(page, "Look through older ones")))
    assert _names(first) == ["Ann Rare"]
    assert "Looked through 1,000 older conversations, opened since" in first
    last = text(visit.get(_link(first, "Look through older ones")))
    assert _names(last) == ["Ann Rare"]
    assert "Looked through 300 older conversations" in last
    assert "Look through older ones" not in last
    assert _link(last, "Back to the newest") == "/conversations?show=all&q=rare"


def test_a_press_ends_where_it_found_enough() -> None:
    _, visit = _with(900)
    older = text(visit.get(_link(text(visit.get("/conversations")), "Look through older ones")))
    assert "Looked through 200 older conversations" in older
    assert _names(older)[0] == "Customer 200"
    assert "hx-get" not in older.partition('id="rows"')[2]


def test_a_place_that_is_none_is_not_found() -> None:
    _, visit = _with(3)
    assert visit.get("/conversations?after=guessed").status == 404
