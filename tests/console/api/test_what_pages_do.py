"""What a founder does on pages beside campaigns and settings of words, done by a program."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontend_api.acts.saved_filters import KEPT_AT_MOST
from frontend_api.ports.founder_calendar import CalendarChoices, ListedCalendar
from functions.erasure.retention import FLOORS
from functions.outreach.domain.conversation.events import FounderSettled, OptedOutByLink
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.playbooks.playbook import LineId, LineStatus
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.motions import Motion
from functions.product.offers import PlanRole
from tenancy.identity.audit import Action
from tenancy.tenant import Role
from tests.console.api.program import Program, problem, read
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import snapshot_pointer

LINES = "/playbooks/upsell/en/lines"


def waits(world: World) -> None:
    loaded = world.conversations.whole["c_1"]
    talk = replace(
        loaded.conversation, state=State.TAKEN_OVER, outcome=Outcome.NEEDS_FOUNDER, settled_at=None
    )
    world.conversations.whole["c_1"] = replace(loaded, conversation=talk)


def test_what_was_looked_at_is_settled_and_no_more(world: World, program: Program) -> None:
    problem(program.post("/conversations/c_1/settle", {}), 409)
    waits(world)
    assert program.post("/conversations/c_1/settle", {"turns": 1}).status == 202
    assert [event for _, event, _ in world.replies.events] == [FounderSettled(FOUNDER, 1)]


def test_a_note_stands_beside_the_conversation_and_nobody_is_written_to(
    world: World, program: Program
) -> None:
    kept = program.post("/conversations/c_1/notes", {"text": " Called them. "})
    assert kept.status == 201
    assert "Called" not in kept.text
    notes = read(program.get("/conversations/c_1"))["notes"]
    assert [(note["founder_id"], note["text"]) for note in notes] == [(FOUNDER, "Called them.")]
    assert not world.replies.events
    problem(program.post("/conversations/c_1/notes", {"text": " "}), 422)
    problem(program.post("/conversations/c_9/notes", {"text": "x"}), 404)


def test_a_reading_is_corrected_and_a_no_for_good_is_heard_at_once(
    world: World, program: Program
) -> None:
    turn = "/conversations/c_1/turns/2"
    assert read(program.post(turn, {"meaning": "interested"}))["ends_contact"] is False
    assert not world.replies.events
    assert read(program.post(turn, {"meaning": "opt_out"}))["ends_contact"] is True
    ((about, event, _),) = world.replies.events
    assert (about, type(event)) == ("c_1", OptedOutByLink)
    kept = world.settings.corrections(TENANT, "c_1")
    assert kept[-1].act is ActKind.OPT_OUT
    problem(program.post(turn, {"meaning": "possible_opt_out"}), 422)
    problem(program.post("/conversations/c_1/turns/1", {"meaning": "interested"}), 404)


def test_an_opt_out_is_attributed_once_and_anything_is_put_away(
    world: World, program: Program
) -> None:
    item = InboxItem("o1", InboxKind.OPT_OUT, NOON, "stop", channel="sms", address="+12025550177")
    world.inbox.rows["o1"] = item
    problem(program.post("/inbox/q1/attribute", {"conversation_id": "c_1"}), 404)
    refused = problem(program.post("/inbox/o1/attribute", {"conversation_id": "c_9"}), 422)
    assert refused["errors"][0]["pointer"] == "/conversation_id"
    assert "o1" in world.inbox.rows
    assert program.post("/inbox/o1/attribute", {"conversation_id": "c_1"}).status == 202
    problem(program.post("/inbox/o1/attribute", {"conversation_id": "c_1"}), 404)
    assert [(about, event.address) for about, event, _ in world.replies.events] == [
        ("c_1", "+12025550177")
    ]
    assert read(program.post("/inbox/q1/done"))["id"] == "q1"
    assert not world.inbox.rows
    problem(program.post("/inbox/q1/done"), 404)


def test_a_draft_is_reworded_and_removed_and_an_approved_line_is_not(
    world: World, program: Program
) -> None:
    made = read(program.post(LINES, {"part": "opener", "text": "Hello"}))["id"]
    assert read(program.post(f"{LINES}/{made}", {"text": "Good day"}))["text"] == "Good day"
    book = world.settings.load(TENANT).playbook(Motion.UPSELL, "en")
    assert book is not None
    assert [line.text for line in book.lines if line.id == made] == ["Good day"]
    approved = next(line for line in book.lines if line.status is LineStatus.APPROVED)
    problem(program.post(f"{LINES}/{approved.id}", {"text": "Cheaper now"}), 409)
    problem(program.post(f"{LINES}/{approved.id}/remove"), 409)
    problem(program.post(f"{LINES}/{LineId('line_none')}", {"text": "x"}), 404)
    assert read(program.post(f"{LINES}/{made}/remove"))["id"] == made
    after = world.settings.load(TENANT).playbook(Motion.UPSELL, "en")
    assert after is not None
    assert after.lines == tuple(line for line in book.lines if line.id != made)


def test_plans_are_said_all_together_and_only_those_there_are(
    world: World, program: Program
) -> None:
    shown = read(program.get("/plans"))
    assert shown["saved"] is True
    roles = {one["plan"]: one["role"] for one in shown["plans"]}
    assert (roles["Starter"], roles["Pro"]) == ("base", "tier")
    said = [{"plan": "Pro", "role": "base", "family": "Acme"}]
    assert read(program.post("/plans", {"plans": said})) == {"plans": 1, "sorted_again": True}
    assert world.settings.settings.plans == (PlanRole("Pro", "base", "Acme"),)
    unknown = {"plans": [*said, {"plan": "Gold", "role": "tier"}]}
    refused = problem(program.post("/plans", unknown), 422)
    assert [error["pointer"] for error in refused["errors"]] == ["/plans/1/plan"]
    assert world.settings.settings.plans == (PlanRole("Pro", "base", "Acme"),)


def test_a_filter_is_saved_read_and_removed_and_a_customer_is_never_looked_for(
    world: World, program: Program
) -> None:
    body = {"list": "conversations", "name": "Grace", "fields": {"q": "grace", "state": "open"}}
    kept = program.post("/filters", body)
    assert kept.status == 201
    assert "race" not in kept.text
    (shown,) = read(program.get("/filters"))["filters"]
    assert (shown["name"], shown["fields"]) == ("Grace", {"q": "grace", "state": "open"})
    person = {"list": "customers", "name": "One", "fields": {"q": "grace@example.com"}}
    assert problem(program.post("/filters", person), 422)["errors"][0]["pointer"] == "/fields/q"
    read(program.post(f"/filters/{shown['id']}/remove"))
    assert not world.settings.filters
    problem(program.post(f"/filters/{shown['id']}/remove"), 404)


def test_a_list_has_so_many_filters_and_one_of_the_same_name_is_replaced(
    world: World, program: Program
) -> None:
    for number in range(KEPT_AT_MOST):
        body = {"list": "customers", "name": f"F{number}", "fields": {"motion": "upsell"}}
        read(program.post("/filters", body))
    problem(program.post("/filters", {**body, "name": "One more"}), 409)
    read(program.post("/filters", {**body, "name": "f3", "fields": {"motion": "renewal"}}))
    assert len(world.settings.filters) == KEPT_AT_MOST
    assert [one.query for one in world.settings.filters.values() if one.name == "f3"] == [
        "motion=renewal"
    ]


def test_the_base_before_comes_back_only_over_the_one_that_was_seen(
    world: World, program: Program
) -> None:
    now = snapshot_pointer("im_done", "snap_2")
    before = snapshot_pointer("im_first", "snap_1")
    world.base.current = now
    problem(program.post("/base/restore", {"over": "snap_2"}), 409)
    world.base.current = now.model_copy(update={"previous": before})
    shown = read(program.get("/base"))
    assert (shown["snapshot"], shown["before"]) == ("snap_2", "im_first")
    problem(program.post("/base/restore", {"over": "snap_1"}), 409)
    assert program.post("/base/restore", {"over": "snap_2"}).status == 202
    assert world.base.restored == ["snap_2"]


def test_columns_are_forgotten_and_stripe_is_read_now(world: World, program: Program) -> None:
    read(program.post("/imports/im_done/forget-columns"))
    assert world.base.forgotten == ["im_done"]
    assert read(program.get("/stripe"))["connected"] is True
    assert program.post("/stripe/sync").status == 202
    world.stripe.kept = None
    assert read(program.get("/stripe"))["connected"] is False
    problem(program.post("/stripe/sync"), 409)
    assert world.stripe.asked == 1


def test_a_test_mail_is_asked_for_the_founder_alone(world: World, program: Program) -> None:
    assert program.post("/channels/email/test").status == 202
    ((asked, _),) = world.replies.tests
    assert asked.founder == FOUNDER
    world.settings.settings = replace(world.settings.settings, senders=())
    problem(program.post("/channels/email/test"), 409)
    assert len(world.replies.tests) == 1


def test_notices_are_chosen_within_what_a_kind_allows(world: World, program: Program) -> None:
    kept = read(program.post("/notices", {"notices": {"ended": "off"}}))["notices"]
    assert {one["kind"]: one["delivery"] for one in kept}["ended"] == "off"
    both = {"notices": {"callbacks": "off", "urgent": "off"}}
    refused = problem(program.post("/notices", both), 422)
    assert [error["pointer"] for error in refused["errors"]] == ["/urgent"]
    shown = {one["kind"]: one["delivery"] for one in read(program.get("/notices"))["notices"]}
    assert (shown["ended"], shown["callbacks"], shown["urgent"]) == ("off", "instant", "instant")
    world.with_role(Role.MEMBER)
    assert "money" not in {one["kind"] for one in read(program.get("/notices"))["notices"]}
    problem(program.post("/notices", {"notices": {"money": "instant"}}), 422)


def test_calendars_are_chosen_of_a_connected_account_alone(world: World, program: Program) -> None:
    body = {"counted": ["work"], "target": "work", "all_day_busy": False}
    assert read(program.get("/calendars"))["connected"] is False
    problem(program.post("/calendars", body), 409)
    limits = world.settings.bandwidth(TENANT, FOUNDER)
    assert limits is not None
    world.settings.save_bandwidth(TENANT, replace(limits, calendar="google"))
    work = ListedCalendar("work", "Work", True, False, True, True)
    world.own_calendars.choices = CalendarChoices((work,))
    shown = read(program.get("/calendars"))
    assert [(one["address"], one["target"]) for one in shown["calendars"]] == [("work", True)]
    assert read(program.post("/calendars", body)) == {"counted": 1}
    (chosen,) = world.own_calendars.chosen
    assert (chosen.counted, chosen.target, chosen.all_day_busy) == (("work",), "work", False)
    refused = problem(program.post("/calendars", {**body, "target": "read-only"}), 422)
    assert [error["pointer"] for error in refused["errors"]] == ["/target"]


def test_the_business_is_changed_by_what_is_sent_and_judged_as_on_its_page(
    world: World, program: Program
) -> None:
    before = read(program.get("/business"))
    changed = read(program.post("/business", {"business_name": "Acme Two", "currency": "eur"}))
    assert changed == {**before, "business_name": "Acme Two", "currency": "EUR"}
    for wrong, field in (
        ({"currency": "EURO"}, "/currency"),
        ({"time_zone": "Mars/Base"}, "/time_zone"),
        ({"country": "XX"}, "/country"),
        ({"languages": ["xx", "en"]}, "/languages"),
        ({"languages": ["lt"]}, "/default_language"),
    ):
        refused = problem(program.post("/business", wrong), 422)
        assert field in {error["pointer"] for error in refused["errors"]}, wrong
    assert read(program.get("/business")) == changed


def test_retention_is_shortened_no_further_than_its_floor(world: World, program: Program) -> None:
    before = read(program.get("/retention"))
    assert read(program.post("/retention", {"runs": 20})) == {**before, "runs": 20}
    problem(program.post("/retention", {"runs": FLOORS["runs"] - 1}), 422)
    assert world.rights.kept.runs == 20
    act = world.audit.kept[-1]
    was = before["runs"]
    assert (act.action, act.detail.partition(" by key")[0]) == (
        Action.CHANGED_SETTINGS,
        f"retention: runs from {was} to 20 days",
    )


@pytest.mark.parametrize("body", [{}, {"runs": None}, {"snapshots": 365}])
def test_retention_that_stays_is_no_act(
    world: World, program: Program, body: dict[str, int | None]
) -> None:
    before, acts = read(program.get("/retention")), len(world.audit.kept)
    assert before["snapshots"] == 365
    assert read(program.post("/retention", body)) == before
    assert len(world.audit.kept) == acts


def test_a_webhook_is_turned_off_and_on_again(program: Program) -> None:
    made = read(program.post("/webhooks", {"url": "https://hooks.example.com/x"}))["id"]
    off = read(program.post(f"/webhooks/{made}/turn-off"))
    assert off["status"] == "off"
    on = read(program.post(f"/webhooks/{made}/turn-on"))
    assert on["status"] == "on"
    problem(program.post("/webhooks/hook_none/turn-off"), 404)
