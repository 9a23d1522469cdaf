"""What a founder sets, over the API: the same acts as the pages, and no word without their eyes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.domain.playbooks.needed_answers import needed_answers
from functions.outreach.domain.playbooks.playbook import Approval
from functions.product.channels import Channel
from functions.product.offers import Catalogue, OfferId
from tenancy.api_access.scopes import Scope
from tests.console.api.program import Program, problem, read, with_key
from tests.console.fake_proofs import ADDRESS_CODE
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import fill

OFFER = {
    "kind": "add_on",
    "name": "Reports",
    "yearly_value_cents": 120_000,
    "currency": "EUR",
    "trigger": "feature",
    "trigger_feature": "reports",
}


@pytest.fixture
def program(world: World) -> Program:
    made = with_key(world, Scope.LAUNCH)
    fill(world)
    return made


def test_an_offer_is_added_changed_and_removed_as_on_its_page(
    world: World, program: Program
) -> None:
    made = read(program.post("/offers", OFFER))
    kept = world.settings.load(TENANT).offer(OfferId(made["id"]))
    assert kept is not None
    assert (kept.name, kept.yearly_value_cents, kept.band) == ("Reports", 120_000, None)
    band = {"floor_cents": 900, "ceiling_cents": 1_900, "per": "month"}
    changed = read(program.post(f"/offers/{made['id']}", {**OFFER, "band": band}))
    assert changed["band"] == {**band, "currency": "EUR"}
    read(program.post(f"/offers/{made['id']}/remove"))
    assert world.settings.load(TENANT).offer(OfferId(made["id"])) is None
    problem(program.post(f"/offers/{made['id']}", OFFER), 404)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"trigger_feature": ""}, "/trigger_feature"),
        ({"kind": "seats"}, "/trigger"),
        ({"band": {"floor_cents": 2, "ceiling_cents": 1}}, "/band/floor_cents"),
        ({"yearly_value_cents": 0}, "/yearly_value_cents"),
        ({"currency": "eur"}, "/currency"),
        ({"name": " "}, "/name"),
    ],
)
def test_what_the_page_refuses_of_an_offer_the_api_refuses(
    world: World, program: Program, change: dict[str, object], pointer: str
) -> None:
    before = world.settings.load(TENANT).offers
    refused = problem(program.post("/offers", {**OFFER, **change}), 422)
    assert [error["pointer"] for error in refused["errors"]] == [pointer]
    assert world.settings.load(TENANT).offers == before


def test_what_the_agent_says_of_an_offer_at_work_is_for_a_founders_eyes(
    world: World, program: Program
) -> None:
    known = next(o for o in read(program.get("/offers"))["items"] if o["id"] == "offer_reports")
    sent = {name: known[name] for name in known if name not in {"id", "band"}}
    band = known["band"] and {n: v for n, v in known["band"].items() if n != "currency"}
    same = {**sent, "band": band, "yearly_value_cents": 7_700}
    assert read(program.post("/offers/offer_reports", same))["yearly_value_cents"] == 7_700
    for spoken in (
        {"name": "Buy now"},
        {"band": {"floor_cents": 1, "ceiling_cents": 1}},
        {"kind": "tier"},
        {"trigger": "support_ask"},
        {"trigger_feature": "whatever I say"},
    ):
        refused = problem(program.post("/offers/offer_reports", {**same, **spoken}), 409)
        assert "Offers page" in refused["detail"]
    assert "stays" in problem(program.post("/offers/offer_reports/remove"), 409)["detail"]
    kept = world.settings.load(TENANT).offer(OfferId("offer_reports"))
    assert kept is not None
    assert (kept.name, kept.yearly_value_cents) == (known["name"], 7_700)


def test_customers_are_sorted_again_only_for_a_value_that_changed(
    world: World, program: Program
) -> None:
    made = read(program.post("/offers", OFFER))
    assert world.base.segmented == 1
    read(program.post("/offers", {**OFFER, "name": "Exports"}))
    assert world.base.segmented == 2
    same = read(program.post(f"/offers/{made['id']}", OFFER))
    read(program.post("/thresholds", {"renewal_days": world.settings.numbers.renewal_days}))
    assert (same, world.base.segmented) == (made, 2)
    read(program.post(f"/offers/{made['id']}", {**OFFER, "yearly_value_cents": 1}))
    read(program.post("/thresholds", {"renewal_days": 45}))
    assert world.base.segmented == 4


def test_thresholds_change_one_by_one_and_sort_the_customers_again(
    world: World, program: Program
) -> None:
    condition = {"column": "usage_30d", "comparison": "<", "value": 5}
    sent = {"renewal_days": 45, "health_conditions": [condition]}
    answered = read(program.post("/thresholds", sent))
    kept = world.settings.thresholds(TENANT)
    assert (kept.renewal_days, kept.usage_drop, len(kept.health_conditions)) == (45, 0.5, 1)
    assert answered["health_conditions"] == [condition]
    assert read(program.get("/thresholds")) == answered
    read(program.post("/thresholds", {"health_score_line": 20}))
    assert read(program.post("/thresholds", {"health_score_line": None}))["renewal_days"] == 45


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"renewal_days": 0}, "/renewal_days"),
        ({"renewal_dayz": 1}, "/renewal_dayz"),
        ({"health_score_line": 1e300}, "/health_score_line"),
        ({"win_back_from_days": 200}, "/"),
        (
            {"health_conditions": [{"column": "plan", "comparison": "<", "value": "a"}]},
            "/health_conditions/0",
        ),
    ],
)
def test_a_number_outside_its_limits_changes_nothing(
    world: World, program: Program, sent: dict[str, object], pointer: str
) -> None:
    before = world.settings.thresholds(TENANT)
    refused = problem(program.post("/thresholds", sent), 422)
    assert [error["pointer"] for error in refused["errors"]] == [pointer]
    assert world.settings.thresholds(TENANT) == before


def test_an_answer_is_drafted_and_never_approved(world: World, program: Program) -> None:
    body = {"language": "en", "questions": ["Is it safe?", "is it SAFE?"], "text": "It is."}
    made = read(program.post("/answers", body))
    assert (made["approved"], made["questions"]) == (False, ["is it SAFE?"])
    changed = read(program.post(f"/answers/{made['id']}", {"text": "It is safe."}))
    assert (changed["text"], changed["approved"]) == ("It is safe.", False)
    read(program.post(f"/answers/{made['id']}/remove"))
    assert made["id"] not in {one["id"] for one in read(program.get("/answers"))["items"]}
    for wrong in ({"language": "xx"}, {"questions": ["two\nlines"]}, {"text": " "}):
        problem(program.post("/answers", {**body, **wrong}), 422)


def test_starters_are_stored_before_the_first_answer_changes_or_goes(
    world: World, program: Program
) -> None:
    world.settings.settings = replace(world.settings.settings, answers=())
    listed = {one["id"] for one in read(program.get("/answers?language=en"))["items"]}
    assert len(listed) > len(needed_answers("en"))
    read(program.post("/answers/starter-en-obligation/remove"))
    body = {"language": "en", "questions": ["Is it safe?"], "text": "It is."}
    made = read(program.post("/answers", body))
    expected = {*listed, made["id"]} - {"starter-en-obligation"}
    assert {one["id"] for one in read(program.get("/answers?language=en"))["items"]} == expected


def test_an_approved_answer_stays_as_its_founder_read_it(world: World, program: Program) -> None:
    approved = next(one for one in read(program.get("/answers"))["items"] if one["approved"])
    path = f"/answers/{approved['id']}"
    for refused in (program.post(path, {"text": "Trust me."}), program.post(f"{path}/remove")):
        assert "Knowledge page" in problem(refused, 409)["detail"]
    assert read(program.get("/answers?language=en"))["items"].count(approved) == 1


def test_a_draft_approved_while_a_program_changes_it_stays_approved(
    world: World, program: Program
) -> None:
    wording = {"language": "en", "questions": ["Is it safe?"], "text": "It is."}
    draft = read(program.post("/answers", wording))
    stored = next(one for one in world.settings.load(TENANT).answers if one.id == draft["id"])
    approved = replace(stored, approval=Approval(FOUNDER, NOON, stored.sha256))
    for asked in (
        lambda: program.post(f"/answers/{draft['id']}", {"text": "Trust me."}),
        lambda: program.post(f"/answers/{draft['id']}/remove"),
    ):
        world.settings.save_answer(TENANT, stored)
        world.settings.meanwhile = lambda: world.settings.save_answer(TENANT, approved)
        assert "meanwhile" in problem(asked(), 409)["detail"]
        assert approved in world.settings.load(TENANT).answers


def test_a_needed_draft_can_be_worded_and_not_removed(world: World, program: Program) -> None:
    needed = needed_answers("en")[0]
    world.settings.forget_answer(TENANT, needed.id)
    shown = read(program.get("/answers?language=en"))["items"]
    assert {one["id"]: one["approved"] for one in shown}[needed.id] is False
    problem(program.post(f"/answers/{needed.id}/remove"), 409)
    assert read(program.post(f"/answers/{needed.id}", {"text": "We."}))["text"] == "We."


def test_an_address_is_ours_once_its_code_comes_back(world: World, program: Program) -> None:
    named = read(program.post("/channels/sms", {"address": "+1 202 555 0177"}))
    assert (named["waits_for_code"], named["address"]) == ("+12025550177", "")
    read(program.post("/channels/sms/code/again", {"by_call": True}))
    assert [way for _, way in world.proofs.sent] == ["text", "call"]
    problem(program.post("/channels/sms/code", {"code": "000000"}), 422)
    proved = read(program.post("/channels/sms/code", {"code": ADDRESS_CODE}))
    assert (proved["waits_for_code"], proved["address"]) == ("", "+12025550177")
    senders = {one.channel: one.address for one in world.settings.load(TENANT).senders}
    assert senders[Channel.SMS] == "+12025550177"
    problem(program.post("/channels/pigeon", {"address": "+12025550177"}), 404)


@pytest.mark.parametrize(
    ("channel", "sent", "pointer"),
    [
        ("sms", {"address": "0202"}, "/address"),
        ("email", {"address": "a@b.example, c@d.example"}, "/address"),
        ("email", {"address": "a@b.example", "postal_address": " "}, "/postal_address"),
        ("voice", {"address": "+12025550177", "a2p_campaign": "C1"}, "/a2p_campaign"),
    ],
)
def test_an_address_that_is_none_is_sent_no_code(
    world: World, program: Program, channel: str, sent: dict[str, object], pointer: str
) -> None:
    refused = problem(program.post(f"/channels/{channel}", sent), 422)
    assert [error["pointer"] for error in refused["errors"]] == [pointer]
    assert world.proofs.sent == []


def test_contact_hours_stay_inside_what_is_permitted(world: World, program: Program) -> None:
    assert read(program.post("/contact-hours", {"hours_start": 9}))["hours_start"] == 9
    for wrong in ({"hours_start": 7}, {"hours_start": 18}, {"weekdays": []}, {"per_day": 4}):
        problem(program.post("/contact-hours", wrong), 422)
    assert world.settings.load(TENANT).rules.hours_start == 9


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/offers", OFFER),
        ("/thresholds", {"renewal_days": 45}),
        ("/channels/sms", {"address": "+12025550177"}),
        ("/contact-hours", {"per_day": 2}),
    ],
)
def test_what_reaches_customers_needs_a_key_that_may_launch(
    path: str, body: dict[str, object]
) -> None:
    world = World()
    program = with_key(world, Scope.WRITE)
    fill(world)
    problem(program.post(path, body), 403)


@pytest.mark.parametrize("reads", [1, 2])
@pytest.mark.parametrize("is_removed", [True, False])
def test_an_offer_changed_meanwhile_is_neither_undone_nor_brought_back(
    is_removed: bool, reads: int, world: World, program: Program
) -> None:
    """Between the program's read and the look at the catalogue, or behind that."""
    known, *others = world.settings.settings.offers
    renamed = () if is_removed else (replace(known, name="Renamed"),)

    def meanwhile() -> None:
        nonlocal reads
        reads -= 1
        if reads:
            world.settings.meanwhile = meanwhile
        else:
            world.settings.save_catalogue(TENANT, Catalogue(offers=(*renamed, *others)))

    shown = read(program.get("/offers"))["items"][0]
    worth = {name: value for name, value in shown.items() if name != "id"}
    worth["yearly_value_cents"] = 77_700
    worth["band"] = {name: value for name, value in shown["band"].items() if name != "currency"}
    world.settings.meanwhile = meanwhile
    answered = problem(program.post(f"/offers/{known.id}", worth), 409)
    assert "changed or removed meanwhile" in answered["detail"]
    assert world.settings.settings.offers == (*renamed, *others)


def test_what_another_sets_at_the_same_time_stays(world: World, program: Program) -> None:
    other = replace(world.settings.settings.offers[0], id=OfferId("offer_other"))
    catalogue = Catalogue(offers=(*world.settings.settings.offers, other))
    world.settings.meanwhile = lambda: world.settings.save_catalogue(TENANT, catalogue)
    read(program.post("/offers", OFFER))
    assert OfferId("offer_other") in {one.id for one in world.settings.settings.offers}

    def hours() -> None:
        rules = replace(world.settings.settings.rules, hours_start=10)
        world.settings.save_rules(TENANT, rules)

    world.settings.meanwhile = hours
    read(program.post("/channels/sms", {"address": "+12025550177", "a2p_campaign": "C1"}))
    rules = world.settings.settings.rules
    assert (rules.a2p_campaign, rules.hours_start) == ("C1", 10)

    def numbers() -> None:
        world.settings.numbers = world.settings.numbers.model_copy(update={"renewal_days": 30})

    world.settings.meanwhile = numbers
    answered = read(program.post("/thresholds", {"usage_drop": 0.25}))
    assert (answered["usage_drop"], answered["renewal_days"]) == (0.25, 30)
