"""An opt-out nobody could be matched to is shown until the founder says whose it is."""

from __future__ import annotations

from dataclasses import replace

from frontend_api.ports.work import OptOutRow
from functions.outreach.domain.conversation.events import OptedOutByLink
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import Channel
from tenancy.identity.audit import Action
from tests.console.fakes import NOON, World
from tests.console.sample_world import fill
from tests.console.visits import Visit, location, signed_in, text

USER = "US.13491208655302741918"


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    world.inbox.rows["stranger#SM1"] = InboxItem(
        "stranger#SM1",
        InboxKind.OPT_OUT,
        NOON,
        "STOP <now>",
        channel="whatsapp",
        address=USER,
        sender_name="Gr & Co",
        perhaps=(ConversationId("c_1"),),
    )
    return world, visit


def test_an_opt_out_without_a_name_is_shown_with_whom_it_may_be() -> None:
    _, visit = _visit()
    assert "Opt-out to attribute" in text(visit.get("/today/needs-you"))
    page = text(visit.get("/bookings?show=opt-outs"))
    for words in ("Whose opt-out is this?", USER, "Gr &amp; Co", "STOP &lt;now&gt;", "(perhaps)"):
        assert words in page
    assert "STOP &lt;now&gt;" not in text(visit.get("/knowledge"))


def test_opt_outs_are_paged_and_those_without_a_name_come_two_at_a_time() -> None:
    world, visit = _visit()
    item = world.inbox.rows["stranger#SM1"]
    for number in range(3):
        world.inbox.rows[f"n{number}"] = replace(item, id=f"n{number}")
    world.conversations.suppressed = tuple(
        OptOutRow(NOON, ("phone",), f"Customer {number}", "stop") for number in range(10)
    )
    page = text(visit.get("/bookings?show=opt-outs"))
    assert page.count('action="/opt-outs"') == 2
    assert "2 more follow once these are settled." in page
    assert "Customer 7<" in page
    assert "Customer 8<" not in page
    assert "Customer 8<" in text(visit.get("/bookings?show=opt-outs&offset=8"))


def test_the_founder_says_who_it_was_and_outreach_suppresses_them() -> None:
    world, visit = _visit()
    answer = visit.send(
        "/bookings?show=opt-outs",
        "/opt-outs",
        item="stranger#SM1",
        do="attribute",
        conversation="c_1",
    )
    assert location(answer) == "/bookings?show=opt-outs&done=attributed"
    ((conversation, event, _),) = world.replies.events
    assert conversation == "c_1"
    assert event == OptedOutByLink(
        "attributed-stranger#SM1", channel=Channel.WHATSAPP, address=USER
    )
    kept = world.audit.kept[-1]
    assert (kept.action, kept.detail) == (Action.ATTRIBUTED_OPT_OUT, "stranger#SM1 c_1")
    assert "stranger#SM1" not in world.inbox.rows


def test_an_opt_out_of_nobody_known_is_put_away() -> None:
    world, visit = _visit()
    visit.send("/bookings?show=opt-outs", "/opt-outs", item="stranger#SM1", do="done")
    assert world.replies.events == []
    assert "stranger#SM1" not in world.inbox.rows


def test_what_is_no_opt_out_or_no_conversation_is_not_attributed() -> None:
    world, visit = _visit()
    for item, conversation in (("q1", "c_1"), ("stranger#SM1", "c_9"), ("gone", "c_1")):
        answer = visit.send(
            "/bookings?show=opt-outs",
            "/opt-outs",
            item=item,
            do="attribute",
            conversation=conversation,
        )
        assert answer.status == 404
    assert world.replies.events == []
    assert {"q1", "stranger#SM1"} <= set(world.inbox.rows)
