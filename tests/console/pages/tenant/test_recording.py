"""Recording is off until an owner switches it on; then its lines are offered and the gate asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontend_api.launch.gate import parts_for, unapproved_parts
from functions.outreach.domain.campaigns.motions import RECORDING_PARTS
from functions.outreach.domain.playbooks.needed_answers import needed_answers
from functions.outreach.domain.playbooks.playbook import Answer, Approval, LineStatus, Part
from functions.outreach.domain.playbooks.starter import (
    LANGUAGES,
    starter_answers,
    starter_id,
    starter_lines,
)
from functions.outreach.domain.settings import Sender
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import Channel
from functions.product.motions import MOTIONS, Motion
from tenancy.tenant import FounderId
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import location, signed_in, text

PAGE, ACTION = "/settings", "/settings/recording"


def with_voice(world: World) -> None:
    """A playbook of before recording existed, whose every line is approved, and calls."""
    ready_to_rehearse(world)
    book = world.settings.settings.playbook(Motion.UPSELL, "en")
    assert book is not None
    before = tuple(line for line in book.lines if line.part not in RECORDING_PARTS)
    world.settings.edit_playbook(
        TENANT, motion=Motion.UPSELL, language="en", change=lambda one: replace(one, lines=before)
    )
    world.settings.save_sender(TENANT, Sender(Channel.VOICE, "+12025550100", ready=True))


def missing(world: World) -> set[Part]:
    settings = world.settings.settings
    needed = parts_for(Motion.UPSELL, None, settings)
    return set(unapproved_parts(settings.playbook(Motion.UPSELL, "en"), needed))


def test_it_is_off_and_nothing_is_asked_of_the_founder_for_it() -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    assert not world.settings.settings.recording.asks
    assert missing(world) == set()
    assert 'name="asks" value="on" checked' not in text(visit.get(PAGE))


def test_switched_on_its_lines_are_offered_as_drafts_and_the_gate_asks_for_them() -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    assert location(visit.send(PAGE, ACTION, asks="on")) == "/settings?done=saved"
    assert world.settings.settings.recording.asks
    book = world.settings.settings.playbook(Motion.UPSELL, "en")
    assert book is not None
    offered = [line for line in book.lines if line.part in RECORDING_PARTS]
    assert {line.part for line in offered} == RECORDING_PARTS
    assert {line.status for line in offered} == {LineStatus.DRAFT}
    assert missing(world) == RECORDING_PARTS
    page = text(visit.get("/playbooks/upsell/en/read"))
    assert "May I record this call" in page or "recorded" in page
    visit.send(PAGE, ACTION, asks="on")
    again = world.settings.settings.playbook(Motion.UPSELL, "en")
    assert again is not None
    assert len(again.lines) == len(book.lines), "offered once"
    assert [row.detail for row in world.audit.kept] == ["recording on", "recording on"]


def test_switched_off_again_the_gate_asks_no_more() -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    visit.send(PAGE, ACTION, asks="on")
    visit.send(PAGE, ACTION)
    assert not world.settings.settings.recording.asks
    assert missing(world) == set()


def test_without_calls_nothing_is_asked_of_the_founder() -> None:
    world = World()
    visit = signed_in(world)
    ready_to_rehearse(world)
    visit.send(PAGE, ACTION, asks="on")
    assert not RECORDING_PARTS & set(parts_for(Motion.UPSELL, None, world.settings.settings))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("motion", MOTIONS)
def test_every_starter_has_the_lines(motion: Motion, language: str) -> None:
    assert {line.part for line in starter_lines(motion, language)} >= RECORDING_PARTS


@pytest.mark.parametrize(
    ("text", "stays"), [("", True), ("The call is not recorded, I promise.", False)]
)
def test_an_answer_that_may_deny_it_waits_to_be_approved_again(text: str, stays: bool) -> None:
    """The starter's is true either way."""
    world = World()
    visit = signed_in(world)
    with_voice(world)
    answer = next(one for one in starter_answers("en") if one.id == starter_id("en", "recorded"))
    answer = replace(answer, text=text or answer.text)
    approval = Approval(FOUNDER, NOON, answer.sha256)
    world.settings.save_answer(TENANT, replace(answer, approval=approval))
    visit.send(PAGE, ACTION, asks="on")
    found = next(one for one in world.settings.settings.answers if one.id == answer.id)
    assert (found.approved, found.text) == (stays, answer.text)


DENIED = "No, we never record calls."
TRUE_ENOUGH = "No call is recorded unless you agreed to it."


@pytest.mark.parametrize(
    ("asks", "words", "approved"),
    [
        ("on", DENIED, False),
        ("", DENIED, True),
        ("on", TRUE_ENOUGH, True),
        ("on", "Your DNS records do not change.", True),
    ],
)
def test_an_answer_that_denies_it_is_not_approved_while_calls_may_be_recorded(
    asks: str, words: str, approved: bool
) -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    visit.send(PAGE, ACTION, asks=asks)
    sent = {"questions": "Is this taped?", "text": words, "do": "approve"}
    answer = visit.send("/knowledge", "/knowledge/new", **sent)
    kept = [one for one in world.settings.settings.answers if one.text == words]
    assert [one.approved for one in kept] == [True] * approved
    assert ("this would be untrue" in text(answer)) is not approved


def own_denial(world: World) -> Answer:
    (found,) = [one for one in world.settings.settings.answers if one.text == DENIED]
    return found


def test_an_answer_about_the_product_is_approved_once_the_founder_says_so() -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    visit.send(PAGE, ACTION, asks="on")
    sent = {"questions": "Does your app tape our calls?", "text": DENIED}
    refused = text(visit.send("/knowledge", "/knowledge/new", **sent, do="approve"))
    assert "Approve: it speaks of our product, not of this call" in refused
    assert "it speaks of our product" not in text(visit.get("/knowledge"))
    visit.send("/knowledge", "/knowledge/new", **sent, do="about_product")
    found = own_denial(world)
    assert found.approved
    assert found.about_product == Approval(FOUNDER, NOON, found.sha256_with_questions)
    assert found.speaks_of_product
    detail = f"{found.id} as speaking of the product"
    assert [row.detail for row in world.audit.kept][-1] == detail
    assert "Speaks of your product, not of this call" in text(visit.get("/knowledge"))
    visit.send(PAGE, ACTION)
    visit.send(PAGE, ACTION, asks="on")
    assert own_denial(world).approved, "switching on takes back no answer about the product"


THIS_CALL = "Does your app tape our calls?\nIs this call recorded?"


@pytest.mark.parametrize("door", ["new", "starter", "inbox"])
def test_nobody_can_say_of_an_answer_about_this_call_that_it_speaks_of_the_product(
    door: str,
) -> None:
    """One question about the call is enough, and the starter's answer is about nothing else."""
    world = World()
    visit = signed_in(world)
    with_voice(world)
    visit.send(PAGE, ACTION, asks="on")
    starter = starter_id("en", "recorded")
    for one in starter_answers("en"):
        if one.id == starter:
            world.settings.save_answer(TENANT, one)
    path = f"/knowledge/{starter if door == 'starter' else door}"
    asked = "Is the app secure?" if door == "starter" else THIS_CALL
    words = "Calls are never recorded by us." if door == "starter" else DENIED
    sent = {"questions": asked, "text": words}
    if door == "inbox":
        kind = InboxKind.UNKNOWN_QUESTION
        world.inbox.rows = {"q1": InboxItem("q1", kind, NOON, "Taped?", language="en")}
        sent["item"] = "q1"
    for press in ("approve", "about_product"):
        refused = text(visit.send("/knowledge", path, **sent, do=press))
        assert "this would be untrue" in refused
        assert "Customers ask about this very call with it" in refused
        assert "Approve: it speaks of our product" not in refused
    assert not [one for one in world.settings.settings.answers if one.text == words]


@pytest.mark.parametrize(
    ("asks", "words"), [("", DENIED), ("on", TRUE_ENOUGH)], ids=["not recorded", "no denial"]
)
def test_without_a_denial_to_vouch_for_the_press_approves_and_says_nothing_else(
    asks: str, words: str
) -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    visit.send(PAGE, ACTION, asks=asks)
    sent = {"questions": "Does your app tape our calls?", "text": words, "do": "about_product"}
    visit.send("/knowledge", "/knowledge/new", **sent)
    (found,) = [one for one in world.settings.settings.answers if one.text == words]
    assert (found.approved, found.about_product) == (True, None)
    assert [row.detail for row in world.audit.kept][-1] == found.id
    if not asks:
        visit.send(PAGE, ACTION, asks="on")
        assert not own_denial(world).approved


def test_the_founder_who_vouched_is_named_beside_the_one_who_approved() -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    (ada,) = world.accounts.accounts.values()
    bea = replace(ada.session.founder, id=FounderId("f_bea"), name="Bea Example")
    session = replace(ada.session, founder=bea)
    world.accounts.accounts["bea@acme.example.com"] = replace(ada, session=session)
    own = Answer(AnswerId("own"), "en", ("Does your app tape our calls?",), DENIED)
    said = replace(
        own,
        approval=Approval(FOUNDER, NOON, own.sha256),
        about_product=Approval(bea.id, NOON, own.sha256_with_questions),
    )
    world.settings.save_answer(TENANT, said)
    page = text(visit.get("/knowledge"))
    assert "Speaks of your product, not of this call: Bea Example" in page


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        ("Does your app tape our calls?\nIs this call taped?", DENIED),
        ("Does your app tape our calls?", f"{DENIED} Ever."),
    ],
    ids=["questions", "text"],
)
def test_what_was_said_of_an_answer_holds_for_its_text_and_its_questions(
    questions: str, words: str
) -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    visit.send(PAGE, ACTION, asks="on")
    sent = {"questions": "Does your app tape our calls?", "text": DENIED, "do": "about_product"}
    visit.send("/knowledge", "/knowledge/new", **sent)
    kept = own_denial(world)
    visit.send("/knowledge", f"/knowledge/{kept.id}", questions=questions, text=words, do="save")
    (found,) = [one for one in world.settings.settings.answers if one.id == kept.id]
    assert (found.approved, found.speaks_of_product) == (False, False)
    path = f"/knowledge/{kept.id}"
    again = visit.send("/knowledge", path, questions=questions, text=words, do="approve")
    assert "this would be untrue" in text(again)


def test_a_question_from_the_inbox_is_not_added_to_what_was_said_of_the_product() -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    visit.send(PAGE, ACTION, asks="on")

    def waits(item: str, words: str) -> None:
        kind = InboxKind.UNKNOWN_QUESTION
        world.inbox.rows = {item: InboxItem(item, kind, NOON, words, language="en")}

    first, second = "Does your app tape our calls?", "Am I on tape now?"
    waits("q1", first)
    sent = {"item": "q1", "questions": first, "text": DENIED}
    refused = text(visit.send("/knowledge", "/knowledge/inbox", **sent, do="approve"))
    assert "Approve: it speaks of our product, not of this call" in refused
    visit.send("/knowledge", "/knowledge/inbox", **sent, do="about_product")
    kept = own_denial(world)
    assert (kept.approved, kept.speaks_of_product) == (True, True)
    waits("q2", second)
    same = {"item": "q2", "questions": second, "do": f"same:{kept.id}"}
    assert "and approve it again" in text(visit.send("/knowledge", "/knowledge/inbox", **same))
    assert own_denial(world) == kept
    assert "q2" in world.inbox.rows


def test_a_needed_answer_that_denies_it_stays_a_draft_and_says_why() -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    visit.send(PAGE, ACTION, asks="on")
    visit.get("/knowledge")
    needed = needed_answers("en")
    denial = replace(needed[0], text=DENIED)
    world.settings.save_answer(TENANT, denial)
    seen = [f"{one.id}@{one.sha256}" for one in (denial, *needed[1:])]
    answer = visit.send("/knowledge", "/knowledge/needed", language="en", seen=tuple(seen))
    assert answer.status == 422
    assert text(answer).count("this would be untrue") == 1
    kept = {one.id: one.approved for one in world.settings.settings.answers}
    assert [kept[one.id] for one in needed] == [False, *[True] * (len(needed) - 1)]


def test_any_approved_answer_that_denies_it_waits_once_recording_is_switched_on() -> None:
    world = World()
    visit = signed_in(world)
    with_voice(world)
    own = Answer(AnswerId("own"), "en", ("Is it taped?",), DENIED)
    world.settings.save_answer(TENANT, replace(own, approval=Approval(FOUNDER, NOON, own.sha256)))
    visit.send(PAGE, ACTION, asks="on")
    found = next(one for one in world.settings.settings.answers if one.id == own.id)
    assert not found.approved
