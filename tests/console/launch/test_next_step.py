"""What a page says comes next beside what was just done: the first thing that is missing."""

from __future__ import annotations

import re
from dataclasses import replace

from functions.product.offers import Catalogue
from tests.console.fakes import TENANT, World
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import Visit, signed_in, text


def _next(visit: Visit, page: str) -> str:
    found = re.search(r'<a href="([^"]+)">Next: ', text(visit.get(page)))
    return found.group(1) if found else ""


def test_each_thing_that_is_saved_leads_to_the_next_that_is_missing() -> None:
    world = World()
    visit = signed_in(world)
    ready_to_rehearse(world)
    whole = world.settings.settings
    assert _next(visit, "/bandwidth?done=saved") == "/rehearsal"

    world.settings.settings = replace(whole, bandwidths=())
    assert _next(visit, "/knowledge?done=approved") == "/bandwidth"
    world.settings.settings = replace(whole, bandwidths=(), answers=())
    assert _next(visit, "/playbooks/upsell/en?done=approved") == "/knowledge?language=en#answers"
    drafts = tuple(
        replace(book, lines=tuple(replace(line, approval=None) for line in book.lines))
        for book in whole.playbooks
    )
    world.settings.settings = replace(whole, playbooks=drafts)
    assert _next(visit, "/channels?done=channel") == "/playbooks"
    world.settings.settings = replace(whole, senders=())
    assert _next(visit, "/offers?done=saved") == "/channels"
    world.settings.save_catalogue(TENANT, Catalogue((), ()))
    assert _next(visit, "/offers?done=saved") == "/offers/new"


def test_a_page_on_which_nothing_was_done_leads_nowhere() -> None:
    world = World()
    visit = signed_in(world)
    for page in ("/offers", "/channels", "/offers?done=guessed"):
        assert _next(visit, page) == ""
