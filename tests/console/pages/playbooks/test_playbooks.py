"""Lines and answers: nothing counts as approved that the founder did not see and approve."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from functions.outreach.domain.playbooks.needed_answers import needed_answers
from functions.outreach.domain.playbooks.playbook import Line, LineStatus, Part
from functions.outreach.domain.playbooks.starter import starter_id
from functions.outreach.domain.playbooks.whatsapp_templates import templates_of
from functions.outreach.domain.settings import Sender
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.identity.audit import Action
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import fill, ready_to_rehearse
from tests.console.visits import Visit, location, signed_in, text, token_on

_PAGE = "/playbooks/upsell/en"


def _lines(world: World) -> tuple[Line, ...]:
    book = world.settings.load(TENANT).playbook(Motion.UPSELL, "en")
    assert book
    return book.lines


def _line(world: World, part: Part) -> Line:
    return next(line for line in _lines(world) if line.part is part)


def _opened() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    visit.get(_PAGE)
    return world, visit


def test_the_first_visit_brings_the_starter_lines_as_drafts() -> None:
    world, _ = _opened()
    assert {line.status for line in _lines(world)} == {LineStatus.DRAFT}
    assert {Part.DISCLOSURE, Part.OPENER, Part.HANDOFF} <= {line.part for line in _lines(world)}


def test_approving_a_line_records_who_when_and_the_hash_of_the_text() -> None:
    world, visit = _opened()
    line = _line(world, Part.QUESTION)
    visit.send(_PAGE, f"{_PAGE}/lines/{line.id}", do="approve", text=line.text)
    approval = _line(world, Part.QUESTION).approval
    assert approval
    assert (approval.by, approval.at, approval.sha256) == (FOUNDER, NOON, line.sha256)
    assert world.audit.kept[-1].action is Action.APPROVED_LINE


def _with_whatsapp() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    sender = Sender(Channel.WHATSAPP, "+12025550100", ready=True)
    world.settings.save_sender(TENANT, sender)
    return world, visit


def test_whatsapps_template_is_shown_as_the_agent_will_say_it() -> None:
    world, visit = _with_whatsapp()
    page = text(visit.get(_PAGE))
    section = unescape(page.partition('id="whatsapp"')[2])
    book = world.settings.load(TENANT).playbook(Motion.UPSELL, "en")
    assert book
    for use in templates_of(book):
        assert not use.missing
        for template in use.templates:
            assert template.text in section
    assert "<code>{{1}}</code>" in section
    assert "Copy text" in section


def test_a_content_sid_is_kept_beside_the_opener_without_touching_its_words() -> None:
    world, visit = _with_whatsapp()
    opener = next(line for line in _lines(world) if line.part is Part.OPENER)
    sid = "HX" + "0" * 32
    address = f"{_PAGE}/lines/{opener.id}"
    visit.send(_PAGE, address, text=opener.text, content_sid=f" {sid} ", do="save")
    kept = next(line for line in _lines(world) if line.id == opener.id)
    assert (kept.content_sid, kept.approval) == (sid, opener.approval)
    assert "Template set" in text(visit.get(_PAGE))
    assert "waits for an approved template" not in text(visit.get("/channels"))


def test_what_is_no_content_sid_is_refused_in_words() -> None:
    world, visit = _with_whatsapp()
    opener = next(line for line in _lines(world) if line.part is Part.OPENER)
    address = f"{_PAGE}/lines/{opener.id}"
    refused = visit.send(_PAGE, address, text=opener.text, content_sid="template-1", do="save")
    assert refused.status == 422
    assert "begins with HX" in text(refused)
    assert next(x for x in _lines(world) if x.id == opener.id).content_sid == ""


def test_without_whatsapp_its_templates_are_not_shown() -> None:
    _, visit = _opened()
    assert 'id="whatsapp"' not in text(visit.get(_PAGE))


def test_an_edit_returns_the_line_to_draft() -> None:
    world, visit = _opened()
    line = _line(world, Part.QUESTION)
    visit.send(_PAGE, f"{_PAGE}/lines/{line.id}", do="approve", text=line.text)
    visit.send(_PAGE, f"{_PAGE}/lines/{line.id}", do="save", text="Is that of use to you?")
    edited = _line(world, Part.QUESTION)
    assert edited.status is LineStatus.DRAFT
    assert edited.version == 2


def test_a_line_with_a_problem_cannot_be_approved_and_what_was_typed_stays() -> None:
    world, visit = _opened()
    line = _line(world, Part.QUESTION)
    typed = "Shall I send you a payment link? Or your card number?"
    page = visit.send(_PAGE, f"{_PAGE}/lines/{line.id}", do="approve", text=typed)
    assert page.status == 422
    assert "exactly one question" in text(page)
    assert typed in text(page)
    assert _line(world, Part.QUESTION) == line


def test_line_endings_of_the_browser_do_not_change_a_text() -> None:
    world, visit = _opened()
    line = next(x for x in _lines(world) if "\n" in x.text)
    typed = line.text.replace("\n", "\r\n")
    visit.send(_PAGE, f"{_PAGE}/lines/{line.id}", do="approve", text=typed)
    after = next(x for x in _lines(world) if x.id == line.id)
    assert after.text == line.text
    assert after.status is LineStatus.APPROVED


def test_a_playbook_of_another_language_does_not_exist() -> None:
    _, visit = _opened()
    assert visit.get("/playbooks/upsell/fr").status == 404
    assert visit.get("/playbooks/begging/en").status == 404


def test_a_question_from_the_inbox_becomes_approved_knowledge_in_one_click() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    answer = visit.send(
        "/knowledge",
        "/knowledge/inbox",
        item="q1",
        do="approve",
        questions="Does it work with Notion?",
        text="Yes, pages can be linked.",
    )
    assert "done=answered" in location(answer)
    known = [a for a in world.settings.load(TENANT).answers if "Notion" in a.questions[0]]
    assert known[0].approved
    assert not world.inbox.rows


def test_an_empty_answer_is_refused_and_the_question_waits() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    page = visit.send(
        "/knowledge", "/knowledge/inbox", item="q1", do="approve", questions="Notion?", text=""
    )
    assert page.status == 422
    assert "Write what may be said" in text(page)
    assert "q1" in world.inbox.rows


def test_changing_an_answer_takes_its_approval_away() -> None:
    world = World()
    visit = signed_in(world)
    visit.get("/knowledge")
    answer = world.settings.load(TENANT).answers[0]
    address = f"/knowledge/{answer.id}"
    asked = "\n".join(answer.questions)
    visit.send("/knowledge", address, do="approve", questions=asked, text=answer.text)
    assert next(a for a in world.settings.load(TENANT).answers if a.id == answer.id).approved
    visit.send("/knowledge", address, do="save", questions=asked, text="Something else.")
    assert not next(a for a in world.settings.load(TENANT).answers if a.id == answer.id).approved


def test_needed_answers_are_approved_only_as_they_were_shown() -> None:
    world = World()
    visit = signed_in(world)
    page = text(visit.get("/knowledge"))
    seen = tuple(re.findall(r'name="seen" value="([^"]+)"', page))
    known = {answer.id: answer for answer in world.settings.load(TENANT).answers}
    changed = known[starter_id("en", "my-data")]
    world.settings.save_answer(TENANT, replace(changed, text="Everything is sold."))
    visit.post("/knowledge/needed", token_on(page), language="en", seen=seen)
    answers = world.settings.load(TENANT).answers
    approved = {answer.id for answer in answers if answer.approved}
    assert approved == {answer.id for answer in needed_answers("en")} - {changed.id}


def test_a_needed_answer_can_be_changed_and_not_removed() -> None:
    world = World()
    visit = signed_in(world)
    page = text(visit.get("/knowledge"))
    who, obligation = starter_id("en", "who-are-you"), starter_id("en", "obligation")
    refused = visit.post(f"/knowledge/{who}", token_on(page), do="remove")
    assert "Nothing launches without this answer" in text(refused)
    visit.post(f"/knowledge/{obligation}", token_on(page), do="remove")
    left = {answer.id for answer in world.settings.load(TENANT).answers}
    assert who in left
    assert obligation not in left


def test_a_needed_answer_that_is_missing_comes_back_as_a_draft() -> None:
    world = World()
    visit = signed_in(world)
    visit.get("/knowledge")
    who = starter_id("en", "who-are-you")
    world.settings.forget_answer(TENANT, who)
    visit.get("/knowledge")
    back = next(a for a in world.settings.load(TENANT).answers if a.id == who)
    assert not back.approved


def _asked(world: World, words: str) -> None:
    ready_to_rehearse(world)
    world.inbox.rows = {
        "q9": InboxItem("q9", InboxKind.UNKNOWN_QUESTION, NOON, words, language="en")
    }


def test_a_question_from_the_inbox_becomes_one_more_wording_in_one_click() -> None:
    world = World()
    visit = signed_in(world)
    _asked(world, "where on earth have you got my number from")
    page = text(visit.get("/knowledge"))
    offered = re.findall(r'name="do" value="same:([^"]+)"', page)
    assert offered[0] == starter_id("en", "how-number")
    assert len(offered) == 3
    before = next(a for a in world.settings.load(TENANT).answers if a.id == offered[0])
    answer = visit.post(
        "/knowledge/inbox",
        token_on(page),
        item="q9",
        do=f"same:{offered[0]}",
        questions="where on earth have you got my number from",
    )
    assert location(answer).endswith("done=saved#inbox")
    after = next(a for a in world.settings.load(TENANT).answers if a.id == offered[0])
    assert after.questions == (*before.questions, "where on earth have you got my number from")
    assert after.approved
    assert after.approval == before.approval
    assert not world.inbox.rows


def test_a_wording_beyond_the_twentieth_is_refused_and_the_question_waits() -> None:
    world = World()
    visit = signed_in(world)
    _asked(world, "who might you be")
    who = next(a for a in world.settings.load(TENANT).answers if a.id.endswith("who-are-you"))
    full = replace(who, questions=tuple(f"Who are you, number {n}?" for n in range(20)))
    world.settings.save_answer(TENANT, full)
    page = visit.send(
        "/knowledge", "/knowledge/inbox", item="q9", do=f"same:{who.id}", questions="who is it"
    )
    assert page.status == 422
    assert "Up to 20 questions" in text(page)
    assert "q9" in world.inbox.rows


def test_a_wording_is_added_to_approved_answers_alone() -> None:
    world = World()
    visit = signed_in(world)
    _asked(world, "who might you be")
    who = next(a for a in world.settings.load(TENANT).answers if a.id.endswith("who-are-you"))
    world.settings.save_answer(TENANT, replace(who, text="Somebody else."))
    page = visit.send(
        "/knowledge", "/knowledge/inbox", item="q9", do=f"same:{who.id}", questions="who is it"
    )
    assert page.status == 404
    assert "q9" in world.inbox.rows


def test_an_answer_that_a_teammate_changed_meanwhile_is_not_written_over_in_silence() -> None:
    world = World()
    visit = signed_in(world)
    opened = text(visit.get("/knowledge"))
    who = world.settings.load(TENANT).answers[0]
    form = opened.partition(f'id="{who.id}"')[2]
    seen = re.findall(r'name="seen" value="([^"]+)"', form)[0]
    theirs = replace(who, text="What my teammate wrote.")
    world.settings.save_answer(TENANT, theirs)
    mine = {"questions": "Who is it?", "text": "What I wrote."}
    for do in ("save", "approve", "remove", "wordings"):
        refused = visit.post(f"/knowledge/{who.id}", token_on(opened), do=do, seen=seen, **mine)
        assert refused.status == 422
        assert "What my teammate wrote." in text(refused)
        assert "What I wrote." in text(refused)
        assert theirs in world.settings.load(TENANT).answers
    again = re.findall(r'name="seen" value="([^"]+)"', text(refused).partition(f'id="{who.id}"')[2])
    visit.post(f"/knowledge/{who.id}", token_on(opened), do="save", seen=again[0], **mine)
    kept = next(one for one in world.settings.load(TENANT).answers if one.id == who.id)
    assert kept.text == "What I wrote."
