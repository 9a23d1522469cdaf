"""Times that somebody keeps say whose they are, and every page says it once of all it shows."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from frontend_api.wording.formats import appointment
from functions.outreach.domain.conversation.state import ConversationId, State
from functions.outreach.ports import LoadedConversation
from tests.console.fakes import NOON, World
from tests.console.sample_world import conversation, fill
from tests.console.visits import Visit, signed_in, text

WHOSE = "Vilnius time"
PROMISED = replace(
    conversation(State.CALLBACK), id=ConversationId("c_later"), callback_at=NOON, booking=None
)


@pytest.fixture(scope="module")
def visit() -> Visit:
    world = World()
    visiting = signed_in(world)
    fill(world)
    world.conversations.whole[PROMISED.id] = LoadedConversation(PROMISED, frozenset(), ())
    return visiting


def _main(visit: Visit, path: str) -> str:
    page = text(visit.get(path)).partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/New_York", "Mon 23 Nov 2026, 05:00 New York time"),
        ("Europe/Vilnius", "Mon 23 Nov 2026, 12:00 Vilnius time"),
        ("UTC", "Mon 23 Nov 2026, 10:00 UTC"),
    ],
)
def test_an_appointment_says_whose_time_it_is(zone: str, words: str) -> None:
    assert appointment(NOON.replace(day=23, hour=10, minute=0), zone) == words


@pytest.mark.parametrize(
    "path",
    [
        "/bookings",
        "/bookings/b_1",
        "/bookings?show=callbacks",
        "/conversations/c_1",
        f"/conversations/{PROMISED.id}",
        "/bandwidth",
        "/",
    ],
)
def test_what_a_founder_or_the_agent_keeps_says_whose_time_it_is(path: str, visit: Visit) -> None:
    assert re.search(rf"\d\d:\d\d {WHOSE}|right now, {WHOSE}", _main(visit, path))


@pytest.mark.parametrize("path", ["/customers", "/audit", "/knowledge"])
def test_every_page_says_once_whose_times_it_shows(path: str, visit: Visit) -> None:
    assert f"Times shown: {WHOSE}" in text(visit.get(path))
