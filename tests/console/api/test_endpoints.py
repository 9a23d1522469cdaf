"""What the API reads and does, over the same acts as the pages."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from functions.customer_base.imports.records import ImportStatus
from functions.outreach.domain.campaigns.campaign import CampaignStatus
from functions.outreach.domain.conversation.events import FounderAnswered, FounderTookOver
from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.playbooks.playbook import LineStatus
from functions.outreach.store.bookings import BookingStatus
from functions.product.motions import Motion
from tests.console.api.program import Program, problem, read
from tests.console.fakes import TENANT, World


def test_a_list_is_read_in_parts_to_its_end_without_a_gap(world: World, program: Program) -> None:
    first = world.bookings.rows["b_1"]
    for number in range(2, 8):
        identity = f"b_{number}"
        booking = replace(first.booking, id=identity)  # type: ignore[arg-type]
        world.bookings.rows[identity] = replace(first, booking=booking)
    found, cursor = [], ""
    while True:
        part = read(program.get(f"/bookings?limit=3&cursor={cursor}"))
        assert len(part["items"]) <= 3
        found += [item["id"] for item in part["items"]]
        cursor = part["next_cursor"]
        if not cursor:
            break
    assert found == sorted(world.bookings.rows)


@pytest.mark.parametrize("cursor", ["***", "x", "%00", "a" * 401])
@pytest.mark.parametrize("path", ["/customers", "/conversations"])
def test_a_cursor_that_is_none_of_ours_is_refused(program: Program, path: str, cursor: str) -> None:
    problem(program.get(f"{path}?cursor={cursor}"), 422)


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "order=newest"])
def test_what_a_list_does_not_know_is_refused_by_its_name(program: Program, query: str) -> None:
    name = query.partition("=")[0]
    assert problem(program.get(f"/bookings?{query}"), 422)["errors"][0]["pointer"] == f"/{name}"


def test_a_draft_waits_for_a_founders_eyes(world: World, program: Program) -> None:
    body = {"part": "opener", "text": "Hello {customer_name}"}
    made = read(program.post("/playbooks/upsell/en/lines", body))
    assert made["status"] == "draft"
    book = world.settings.load(TENANT).playbook(Motion.UPSELL, "en")
    assert book is not None
    assert book.lines[-1].status is LineStatus.DRAFT
    problem(program.post("/playbooks/upsell/xx/lines", body), 404)


def test_a_campaign_is_launched_through_the_gate_alone(world: World, program: Program) -> None:
    made = read(program.post("/campaigns", {"motion": "upsell", "offer_id": "offer_reports"}))
    assert made["status"] == "draft"
    world.settings.settings = replace(world.settings.settings, bandwidths=())
    refused = problem(program.post(f"/campaigns/{made['id']}/launch"), 409)
    assert refused["errors"]
    assert world.campaigns.rows[made["id"]].status is CampaignStatus.DRAFT


def test_a_campaign_of_an_offer_that_is_not_there_is_refused_beside_its_field(
    program: Program,
) -> None:
    refused = problem(program.post("/campaigns", {"motion": "upsell", "offer_id": "none"}), 422)
    assert [error["pointer"] for error in refused["errors"]] == ["/offer"]


def test_taking_over_and_answering_are_events_on_the_queue(world: World, program: Program) -> None:
    assert program.post("/conversations/c_1/take-over", {}).status == 202
    problem(program.post("/conversations/c_1/answer", {"text": "Hello"}), 409)
    loaded = world.conversations.whole["c_1"]
    talk = replace(loaded.conversation, state=State.TAKEN_OVER)
    world.conversations.whole["c_1"] = replace(loaded, conversation=talk)
    assert program.post("/conversations/c_1/answer", {"text": "Hello"}).status == 202
    kinds = [type(each[1]) for each in world.replies.events]
    assert kinds == [FounderTookOver, FounderAnswered]
    problem(program.post("/conversations/c_1/answer", {"text": "  "}), 422)


def test_an_outcome_needs_the_amount_that_was_won(world: World, program: Program) -> None:
    problem(program.post("/bookings/b_1/outcome", {"outcome": "won"}), 422)
    body = {"outcome": "won", "amount_cents": 4900}
    assert read(program.post("/bookings/b_1/outcome", body))["amount_cents"] == 4900
    assert world.bookings.rows["b_1"].status is BookingStatus.WON


def test_an_import_begins_asks_and_goes_on_with_what_its_columns_mean(
    world: World, program: Program
) -> None:
    begun = read(program.post("/imports", {"file_names": ["customers.csv"]}))
    assert begun["uploads"][0]["url"]
    assert program.post(f"/imports/{begun['id']}/start").status == 202
    assert begun["id"] in world.base.started
    asked = next(r for r in world.base.records.values() if r.status is ImportStatus.NEEDS_MAPPING)
    shown = read(program.get(f"/imports/{asked.id}"))
    columns = shown["files"][0]["columns"]
    assert {column["header"] for column in columns} == set(asked.files[0].headers)
    wrong = {"number": asked.files[0].number, "columns": {columns[0]["header"]: "nonsense"}}
    problem(program.post(f"/imports/{asked.id}/columns", {"files": [wrong]}), 422)
    assert not world.base.mappings


def test_limits_that_cannot_be_booked_with_are_refused(world: World, program: Program) -> None:
    before = world.settings.load(TENANT).bandwidths
    problem(program.post("/bandwidth", {"hours": []}), 422)
    problem(program.post("/bandwidth", {"time_zone": "Mars/Base"}), 422)
    assert world.settings.load(TENANT).bandwidths == before
    assert read(program.post("/bandwidth", {"per_day": 2}))["per_day"] == 2


def test_the_same_idempotency_key_does_it_once(world: World, program: Program) -> None:
    body = {"motion": "upsell", "offer_id": "offer_reports"}
    first = program.post("/campaigns", body, idempotency_key="k-1")
    again = program.post("/campaigns", body, idempotency_key="k-1")
    assert first.body == again.body
    assert again.status == 201
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(world.campaigns.rows) == 3
    other = {**body, "name": "Another"}
    problem(program.post("/campaigns", other, idempotency_key="k-1"), 422)
    problem(program.post("/campaigns/campaign_1/pause", idempotency_key="k-1"), 422)


def test_what_was_refused_for_how_things_stood_is_done_once_they_stand_otherwise(
    world: World, program: Program
) -> None:
    running = dict(world.campaigns.rows)
    program.post("/campaigns/campaign_1/pause")
    problem(program.post("/campaigns/campaign_1/pause", idempotency_key="k-3"), 409)
    world.campaigns.rows.update(running)
    paused = program.post("/campaigns/campaign_1/pause", idempotency_key="k-3")
    assert "Idempotency-Replayed" not in paused.headers
    assert read(paused)["status"] == "paused"


def test_a_request_whose_answer_was_lost_is_not_done_again(world: World, program: Program) -> None:
    body = {"motion": "upsell", "offer_id": "offer_reports"}
    program.post("/campaigns", body, idempotency_key="k-2")
    for place, (fingerprint, _) in tuple(world.api_access.answers.items()):
        world.api_access.answers[place] = (fingerprint, None)
    problem(program.post("/campaigns", body, idempotency_key="k-2"), 409)
    assert len(world.campaigns.rows) == 3


def test_what_is_not_valid_is_said_by_its_place_and_not_repeated(program: Program) -> None:
    refused = problem(program.post("/campaigns", {"motion": "secret-words", "x": 1}), 422)
    assert {error["pointer"] for error in refused["errors"]} == {"/motion", "/x"}
    assert "secret-words" not in json.dumps(refused)
    broken = program.ask("POST", "/campaigns", body=b"{")
    assert problem(broken, 422)["status"] == 422
    form = program.ask(
        "POST", "/campaigns", headers={"content-type": "text/plain"}, body=b"motion=upsell"
    )
    problem(form, 415)


def test_an_address_that_leads_nowhere_is_a_problem_too(program: Program) -> None:
    problem(program.get("/nowhere"), 404)
    refused = program.post("/usage", {})
    problem(refused, 405)
    assert refused.headers["Allow"] == "GET"
