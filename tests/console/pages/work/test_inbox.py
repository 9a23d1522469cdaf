"""Conversations as an inbox: who needs the founder, search, last words, notes, what is live."""

from __future__ import annotations

import re
from dataclasses import replace

from functions.outreach.domain.conversation.state import ConversationId, Outcome, State
from functions.outreach.ports import FounderNote
from tests.console.fakes import FOUNDER, NOON, World
from tests.console.sample_world import conversation, fill
from tests.console.visits import Visit, signed_in, text


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    kept = world.conversations.whole["c_1"]
    for number, (name, state, outcome) in enumerate(
        (
            ("Ann Waits", State.CLOSED, Outcome.NEEDS_FOUNDER),
            ("Bob Talks", State.TALKING, None),
            ("Cy With-You", State.TAKEN_OVER, None),
        ),
        start=2,
    ):
        talk = conversation(State.TALKING)
        facts = replace(talk.facts, name=name, email=f"{number}@example.com")
        identity = ConversationId(f"c_{number}")
        talk = replace(talk, id=identity, facts=facts, state=state, outcome=outcome)
        world.conversations.whole[identity] = replace(kept, conversation=talk)
    return world, visit


def _names(page: str) -> set[str]:
    return set(re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page))


def test_the_tabs_show_who_needs_the_founder_and_who_talks() -> None:
    _, visit = _visit()
    page = text(visit.get("/conversations?show=needs-you"))
    assert _names(page) == {"Ann Waits", "Cy With-You"}
    assert "Needs you 2" in page
    assert _names(text(visit.get("/conversations?show=talking"))) == {"Bob Talks"}
    assert len(_names(text(visit.get("/conversations?show=guess")))) == 4


def test_search_looks_at_names_addresses_and_words_in_any_case() -> None:
    _, visit = _visit()
    assert _names(text(visit.get("/conversations?q=BOB"))) == {"Bob Talks"}
    assert _names(text(visit.get("/conversations?q=4%40example.com"))) == {"Cy With-You"}
    assert "Grace Sample" in _names(text(visit.get("/conversations?q=yes+please")))
    assert "Nothing fits these filters" in text(visit.get("/conversations?q=nobody+at+all"))


def test_the_list_asks_again_with_the_filters_it_was_asked_with() -> None:
    _, visit = _visit()
    page = text(visit.get("/conversations?show=talking&q=bob"))
    assert (
        'hx-get="/conversations?show=talking&amp;q=bob&amp;offset=0" hx-trigger="every 20s"' in page
    )


def test_an_open_conversation_looks_again_and_gets_nothing_while_nothing_happened() -> None:
    world, visit = _visit()
    page = text(visit.get("/conversations/c_3"))
    version = world.conversations.whole["c_3"].conversation.version
    assert f'hx-get="/conversations/c_3?since={version}"' in page
    assert visit.get(f"/conversations/c_3?since={version}", hx_request="true").status == 204
    later = visit.get(f"/conversations/c_3?since={version + 1}", hx_request="true")
    assert 'id="live"' in text(later)
    assert "?since=" not in text(visit.get("/conversations/c_2"))


def test_a_note_is_kept_with_who_wrote_it_and_goes_to_nobody() -> None:
    world, visit = _visit()
    visit.send("/conversations/c_1", "/conversations/c_1/note", text="Knows our CTO")
    visit.send("/conversations/c_1", "/conversations/c_1/note", text=" ")
    assert world.conversations.whole["c_1"].notes == (FounderNote(NOON, FOUNDER, "Knows our CTO"),)
    page = text(visit.get("/conversations/c_1?done=noted"))
    assert "Knows our CTO" in page
    assert "No customer and no agent reads it" in page
    assert not world.replies.events
