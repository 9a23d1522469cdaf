"""Drafts of a model: shown to be read, never approved, and plainly absent without a key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontend_api.ports.authoring import Drafting, LineBrief, NoDrafts
from functions.outreach.domain.playbooks.playbook import Approval, Line, LineStatus, Part
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.console.fakes import FOUNDER, NOON, TENANT, FakeAuthoring, World
from tests.console.http.forms_on_a_page import form_on
from tests.console.visits import Visit, location, signed_in, text

PAGE = "/playbooks/upsell/en"


def opened(drafting: Drafting = Drafting.READY, **more: object) -> tuple[World, Visit]:
    world = World(authoring=FakeAuthoring(drafting, **more))  # type: ignore[arg-type]
    visit = signed_in(world)
    visit.get(PAGE)
    return world, visit


def lines(world: World, language: str = "en") -> tuple[Line, ...]:
    book = world.settings.load(TENANT).playbook(Motion.UPSELL, language)
    assert book
    return book.lines


@pytest.mark.parametrize(
    ("drafting", "words"),
    [
        (Drafting.NO_KEY, "this installation has no key"),
        (Drafting.SWITCHED_OFF, "switched off in"),
    ],
)
def test_without_a_model_the_pages_say_so_and_offer_nothing(drafting: Drafting, words: str) -> None:
    world, visit = opened(drafting)
    for address in (PAGE, "/knowledge"):
        page = text(visit.get(address))
        assert words in page
        assert "/drafts" not in page
        assert 'value="wordings"' not in page
    assert world.authoring.asked == []


def test_drafted_wordings_are_drafts_whatever_was_approved_before() -> None:
    drafts = ("Shall I tell you more?", "May I {offer} you?")
    world, visit = opened(drafts=drafts)
    before = lines(world)
    seen = mark_on(text(visit.get(PAGE)))
    form = {"part": "question", "product": "Notes for teams.", "seen": seen}
    sent = visit.send(PAGE, f"{PAGE}/drafts", **form)
    assert location(sent) == f"{PAGE}?done=drafted#part-question"
    added = lines(world)[len(before) :]
    assert [line.text for line in added] == [*drafts]
    assert {(line.part, line.status) for line in added} == {(Part.QUESTION, LineStatus.DRAFT)}
    (brief,) = world.authoring.asked
    assert isinstance(brief, LineBrief)
    assert brief.product == world.settings.load(TENANT).product == "Notes for teams."
    assert brief.wordings == tuple(line.text for line in before if line.part is Part.QUESTION)
    assert "Notes for teams." in text(visit.get(PAGE))


def test_two_founders_at_once_do_not_write_over_what_the_other_says_of_the_product() -> None:
    world, visit = opened(drafts=("Shall I tell you more?",))
    seen = mark_on(text(visit.get(PAGE)))
    form = {"part": "question", "seen": seen}
    assert visit.send(PAGE, f"{PAGE}/drafts", **form, product="Notes for teams.").status == 303
    late = visit.send(PAGE, f"{PAGE}/drafts", **form, product="Notes for schools.")
    assert late.status == 422
    assert "A teammate changed this description meanwhile" in text(late)
    assert ">Notes for schools.</textarea>" in text(late), "what was typed is not lost"
    assert world.settings.load(TENANT).product == "Notes for teams."
    assert len(world.authoring.asked) == 1, "nothing was spent"
    again = {"part": "question", "seen": mark_on(text(late)), "product": "Notes for schools."}
    assert visit.send(PAGE, f"{PAGE}/drafts", **again).status == 303
    assert world.settings.load(TENANT).product == "Notes for schools."


def test_the_mark_is_of_the_text_that_is_shown() -> None:
    """A teammate saves while the page is made: what is sent from it must not write theirs over."""
    world, visit = opened()
    page = text(visit.get(PAGE))
    first = mark_on(page)

    def teammate() -> None:
        world.settings.settings = replace(world.settings.settings, product="Notes for teams.")

    world.settings.meanwhile = teammate
    page = text(visit.get(PAGE))
    assert world.settings.settings.product == "Notes for teams."
    assert ">Notes for teams.</textarea>" not in page
    assert mark_on(page) == first


def mark_on(page: str) -> str:
    return form_on(page, f"{PAGE}/drafts")["seen"][0]


def test_a_draft_that_breaks_a_rule_says_so_and_cannot_be_approved() -> None:
    world, visit = opened(drafts=("Do you want {nonsense}?",))
    visit.send(PAGE, f"{PAGE}/drafts", part="question", product="")
    line = lines(world)[-1]
    refused = visit.send(PAGE, f"{PAGE}/lines/{line.id}", do="approve", text=line.text)
    assert refused.status == 422
    assert lines(world)[-1].status is LineStatus.DRAFT


@pytest.mark.parametrize(
    ("why", "done"), [(NoDrafts(), "no-drafts"), (NoDrafts(limit_reached=True), "no-money")]
)
def test_no_drafts_change_nothing_and_say_why(why: NoDrafts, done: str) -> None:
    world, visit = opened(drafts=why)
    before = lines(world)
    sent = visit.send(PAGE, f"{PAGE}/drafts", part="question", product="")
    assert location(sent) == f"{PAGE}?done={done}"
    assert lines(world) == before
    answer = world_answer(world, visit)
    said = visit.send("/knowledge", f"/knowledge/{answer}?language=en", do="wordings")
    assert location(said) == f"/knowledge?language=en&done={done}"


def test_only_what_a_language_lacks_is_translated_and_all_of_it_as_drafts() -> None:
    world, visit = opened(drafts=("unused",))
    founder = next(iter(world.accounts.accounts.values()))
    tenant = replace(founder.session.tenant, languages=("en", "lt"))
    founder.session = replace(founder.session, tenant=tenant)
    visit.get("/playbooks/upsell/lt")
    both = lines(world, "lt")
    own = Line(lines(world)[0].id, Part.QUESTION, "Only by text?", channel=Channel.SMS)
    approved = replace(own, approval=Approval(FOUNDER, NOON, own.sha256))
    world.settings.edit_playbook(
        TENANT,
        motion=Motion.UPSELL,
        language="en",
        change=lambda book: replace(book, lines=(*book.lines, approved)),
    )
    address = "/playbooks/upsell/lt"
    lacking = {(line.part, line.channel) for line in both}
    wanted = [line for line in lines(world) if (line.part, line.channel) not in lacking]
    sent = visit.send(address, f"{address}/translations", source="en")
    assert location(sent) == f"{address}?show=draft&done=drafted"
    added = lines(world, "lt")[len(both) :]
    assert [(each.text, each.channel) for each in added] == [
        (f"lt: {line.text}", line.channel) for line in wanted
    ]
    assert {line.status for line in added} == {LineStatus.DRAFT}
    again = visit.send(address, f"{address}/translations", source="en")
    assert location(again) == f"{address}?done=all-there"


def world_answer(world: World, visit: Visit) -> str:
    visit.get("/knowledge")
    return next(a.id for a in world.settings.load(TENANT).answers if a.language == "en")


def test_suggested_ways_of_asking_count_only_once_they_are_saved() -> None:
    world, visit = opened(drafts=("And how about that?", "And how about that?"))
    identity = world_answer(world, visit)

    def kept() -> tuple[str, ...]:
        return next(a.questions for a in world.settings.load(TENANT).answers if a.id == identity)

    before = kept()
    page = visit.send("/knowledge", f"/knowledge/{identity}?language=en", do="wordings")
    assert page.status == 200
    assert text(page).count("And how about that?") == 1
    assert "nothing counts before that" in text(page)
    assert kept() == before
