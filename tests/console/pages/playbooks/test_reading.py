"""Reading before approving: nothing is approved at once that this founder was not shown."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from frontend_api.pages.playbooks.scenes import OCCASIONS, reading_pages
from frontend_api.pages.playbooks.text_changes import changed_text
from functions.outreach.domain.playbooks.playbook import Line, LineStatus, Part
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.console.doubles.sample_pool import pool_customer
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import Visit, location, signed_in, text, token_on

_BOOK = "/playbooks/win_back/en"
_READ = f"{_BOOK}/read"


def _lines(world: World, motion: Motion = Motion.WIN_BACK) -> tuple[Line, ...]:
    book = world.settings.load(TENANT).playbook(motion, "en")
    assert book
    return book.lines


def _opened() -> tuple[World, Visit]:
    world = World()
    return world, signed_in(world)


def _seen(page: str) -> tuple[str, ...]:
    return tuple(re.findall(r'name="seen" value="([^"]+)"', page))


def _read_all(visit: Visit, address: str = _READ) -> str:
    """Press Next until all can be approved; the last page."""
    page = text(visit.get(address))
    for _ in range(60):
        if "Approve all" in page:
            return page
        (following,) = re.findall(r'rel="next" href="([^"]+)"', page)
        page = text(visit.get(unescape(following)))
    raise AssertionError("the reading has no end")


def test_every_part_is_read_in_some_scene_and_no_page_is_long() -> None:
    assert set(OCCASIONS) == set(Part)
    lines = starter_lines(Motion.UPSELL, "lt")
    pages = reading_pages(lines)
    assert sorted(line.id for page in pages for line in page.lines) == sorted(
        line.id for line in lines
    )
    assert max(len(page.lines) for page in pages) == 6


def test_all_are_approved_at_once_only_when_each_was_shown() -> None:
    world, visit = _opened()
    page = text(visit.get(_READ))
    assert "Approve all" not in page
    drafts = tuple(f"{line.id}@{line.sha256}" for line in _lines(world))
    shown = {each.line for each in world.settings.shown["win_back", "en", FOUNDER].lines}
    refused = visit.post(f"{_BOOK}/approve-all", token_on(page), seen=drafts)
    assert refused.status == 422
    assert "You were not shown it yet." in text(refused)
    assert f"and {len(drafts) - len(shown) - 5} more" in text(refused)
    approved = {line.id for line in _lines(world) if line.status is LineStatus.APPROVED}
    assert approved == shown
    assert 0 < len(shown) <= 6

    last = _read_all(visit)
    answer = visit.post(f"{_BOOK}/approve-all", token_on(last), seen=_seen(last))
    assert location(answer) == f"{_BOOK}?done=approved"
    assert "is approved." in text(visit.get(_READ))


def test_a_line_changed_after_it_was_shown_is_read_once_more() -> None:
    world, visit = _opened()
    last = _read_all(visit)
    line = next(x for x in _lines(world) if x.part is Part.LEAVING_REASON)
    visit.post(f"{_BOOK}/lines/{line.id}", token_on(last), do="save", text="Why did you leave?")
    refused = visit.post(f"{_BOOK}/approve-all", token_on(last), seen=_seen(last))
    assert "It was changed after you were shown it." in text(refused)
    statuses = {x.id: x.status for x in _lines(world)}
    assert statuses[line.id] is LineStatus.DRAFT
    assert "Why did you leave?" in text(refused)
    again = text(visit.get(_READ))
    visit.post(f"{_BOOK}/approve-all", token_on(again), seen=_seen(again))
    assert {x.status for x in _lines(world) if x.id == line.id} == {LineStatus.APPROVED}


def test_what_one_founder_was_shown_another_was_not() -> None:
    world, visit = _opened()
    last = _read_all(visit)
    kept = world.settings.shown
    kept["win_back", "en", "f_mate"] = kept.pop(("win_back", "en", FOUNDER))
    refused = visit.post(f"{_BOOK}/approve-all", token_on(last), seen=_seen(last))
    assert refused.status == 422
    assert {line.status for line in _lines(world)} == {LineStatus.DRAFT}


def test_only_what_the_motion_needs_now_is_read_unless_everything_is_asked_for() -> None:
    world, visit = _opened()
    ready_to_rehearse(world)
    needed = text(visit.get(_READ))
    everything = text(visit.get(f"{_READ}?all=1"))
    counts = [
        int(re.findall(r"of (\d+) lines to approve", page)[0]) for page in (needed, everything)
    ]
    assert counts == [57, len(_lines(world))]


def test_lines_are_filled_with_the_facts_of_a_customer_of_the_base() -> None:
    world, visit = _opened()
    world.pool.customers = (
        replace(pool_customer(0), name="Grace Sample", language="en", churned_on=date(2026, 8, 1)),
        replace(pool_customer(1), name="Rob Sample", language="en"),
    )
    page = text(visit.get(f"{_READ}?channel=sms&at=0"))
    assert "As Grace Sample of your base would get it" in page
    assert "<mark>Grace</mark>, after your <mark>3</mark>-month break" in page
    arrives = page.partition('id="arrives"')[2].partition("</section>")[0]
    assert re.search(r"\b3\b", arrives)
    assert re.search(r"\d text messages?, \d+ characters", arrives)
    other = text(visit.get(f"{_READ}?channel=sms&at=0&customer=1"))
    assert "Nothing would open on SMS for Rob Sample" in other
    assert "Not said to Rob Sample: when they left is not on file." in other


def test_each_channel_looks_like_itself() -> None:
    _, visit = _opened()
    mail = text(visit.get(f"{_READ}?channel=email&at=0"))
    assert '<span class="soft">Subject:</span> <strong>' in mail
    assert "/u/a2b3c4d5e6f7g2h3" in mail
    call = text(visit.get(f"{_READ}?channel=voice&at=0"))
    assert 'data-speak="' in call
    assert 'data-language="en"' in call
    assert 'class="say on-whatsapp"' in text(visit.get(f"{_READ}?channel=whatsapp&at=0"))


def test_one_line_at_a_time_is_approved_on_the_way() -> None:
    world, visit = _opened()
    page = text(visit.get(f"{_READ}?view=line&at=0"))
    assert page.count('class="read-line"') == 1
    (action,) = re.findall(r'action="([^"]+/lines/[^"]+)"', page)
    line = next(x for x in _lines(world) if action.endswith(x.id))
    answer = visit.post(action, token_on(page), do="approve", text=line.text, read_on="1")
    assert location(answer) == f"{_READ}?view=line&at=1&done=approved"
    approved = [x.id for x in _lines(world) if x.status is LineStatus.APPROVED]
    assert approved == [line.id]


def test_a_changed_line_shows_its_difference_with_who_approved_and_when() -> None:
    world, visit = _opened()
    line = next(x for x in _lines_after_visit(world, visit) if x.part is Part.LEAVING_REASON)
    visit.send(_BOOK, f"{_BOOK}/lines/{line.id}", do="approve", text="Why did you leave?")
    visit.send(_BOOK, f"{_BOOK}/lines/{line.id}", do="save", text="Why did you really leave?")
    changed = next(x for x in _lines(world) if x.id == line.id)
    (before,) = changed.earlier
    assert (before.text, before.by, before.at) == ("Why did you leave?", FOUNDER, NOON)
    page = _page_with(visit, line.id)
    assert "Changed since version 2, approved by Ada" in page
    assert "Why did you <ins>really </ins>leave?" in page


def _lines_after_visit(world: World, visit: Visit) -> tuple[Line, ...]:
    visit.get(_BOOK)
    return _lines(world)


def _page_with(visit: Visit, line: str) -> str:
    pages = (text(visit.get(f"{_READ}?at={place}")) for place in range(20))
    return next(page for page in pages if f'id="{line}"' in page)


@pytest.mark.parametrize(
    ("before", "now", "cuts"),
    [
        ("a b c", "a c", (("same", "a "), ("taken", "b "), ("same", "c"))),
        ("a b", "a x", (("same", "a "), ("taken", "b"), ("added", "x"))),
        ("same", "same", (("same", "same"),)),
    ],
)
def test_two_wordings_are_compared_word_by_word(
    before: str, now: str, cuts: tuple[tuple[str, str], ...]
) -> None:
    assert changed_text(before, now).cuts == cuts


def test_a_draft_with_a_lone_brace_is_shown_as_it_stands() -> None:
    world, visit = _opened()
    broken = Line(_lines_after_visit(world, visit)[0].id, Part.DISCLOSURE, "Hello {first_name")
    world.settings.edit_playbook(
        TENANT,
        motion=Motion.WIN_BACK,
        language="en",
        change=lambda book: replace(book, lines=(broken, *book.lines[1:])),
    )
    page = _page_with(visit, broken.id)
    assert "Hello {first_name" in page
    assert "stands alone" in page


def test_a_channel_that_is_not_ready_is_not_read_for() -> None:
    world, visit = _opened()
    ready_to_rehearse(world)
    assert world.settings.load(TENANT).ready_channels == (Channel.EMAIL,)
    pages = "".join(text(visit.get(f"{_READ}?at={place}")) for place in range(12))
    assert "on SMS" not in pages
    assert "A machine takes the call" not in pages
