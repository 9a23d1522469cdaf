"""What it costs is read before signing up, from the table that bills; our words are explained."""

from __future__ import annotations

import re

import pytest

from tenancy.billing.prices import METER_WORDS
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import Visit, signed_in, text


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def test_a_visitor_reads_every_price_of_the_table_in_force_and_an_example() -> None:
    visit = Visit(World().ports())
    shown = _words(text(visit.get("/pricing")))
    for words in METER_WORDS.values():
        assert words.capitalize() in shown
    assert "Conversation booked with you €12 6: €72" in shown
    assert "Together €128" in shown
    assert "The first €50 are ours" in shown
    assert 'href="/pricing"' in text(visit.get("/sign-up"))


@pytest.mark.parametrize(
    ("page", "question"),
    [
        ("/segments", "What is a motion?"),
        ("/rehearsal", "What is a rehearsal?"),
        ("/bandwidth", "What is bandwidth?"),
        ("/channels", "What is a touch?"),
    ],
)
def test_a_word_of_ours_is_explained_where_it_is_used(page: str, question: str) -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    assert question in _words(text(visit.get(page)))
