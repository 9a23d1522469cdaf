"""Imports from the founder's side: tickets, attestation, the column check, accounting."""

from __future__ import annotations

import json
import re

from frontend_api.gateways.base import sample_file
from functions.customer_base.columns.presets.catalogue import PRESETS
from functions.customer_base.imports.records import KeptFile
from functions.customer_base.parsing.findings import RefusedCells
from functions.customer_base.segmentation.records import RunStatus
from tenancy.identity.audit import Action
from tests.console.fakes import NOON, World
from tests.console.sample_world import fill
from tests.console.visits import location, signed_in, text

_FACTS = {
    f"attest_{name}": "on"
    for name in ("in_sale", "similar_products", "opt_out_at_collection", "opt_out_in_each")
}


def test_an_upload_gets_one_presigned_form_per_file() -> None:
    world = World()
    answer = signed_in(world).send(
        "/customers",
        "/customers/imports",
        file_name=("customers.csv", "usage.csv"),
        default_country="US",
    )
    ticket = json.loads(answer.body)
    assert len(ticket["uploads"]) == 2
    assert world.base.begun[0].file_names == ("customers.csv", "usage.csv")
    assert not world.base.begun[0].attestation.complete


def test_all_four_facts_together_are_recorded_with_who_and_when() -> None:
    world = World()
    signed_in(world).send(
        "/customers", "/customers/imports", file_name="a.csv", default_country="LT", **_FACTS
    )
    assert world.base.begun[0].attestation.complete
    assert [row.action for row in world.audit.kept] == [Action.UPLOADED, Action.ATTESTED]


def test_three_of_the_four_facts_are_refused() -> None:
    world = World()
    facts = _FACTS | {"attest_in_sale": ""}
    page = signed_in(world).send(
        "/customers", "/customers/imports", file_name="a.csv", default_country="LT", **facts
    )
    assert page.status == 422
    assert "Tick all or none" in text(page)
    assert not world.base.begun


def test_something_that_is_no_csv_is_refused_before_it_is_sent() -> None:
    page = signed_in(World()).send(
        "/customers", "/customers/imports", file_name="base.xlsx", default_country="US"
    )
    assert "is not a CSV file" in text(page)


def test_progress_is_polled_until_it_settles_and_then_the_page_reloads() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    running = visit.get("/customers/imports/im_run", hx_request="true")
    assert 'hx-trigger="every 1s"' in text(running)
    assert "Cleaning phone numbers" in text(running)
    assert "<html" not in text(running)
    done = visit.get("/customers/imports/im_done", hx_request="true")
    assert dict(done.headers)["HX-Refresh"] == "true"


def test_the_accounting_shows_that_nothing_was_dropped() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    page = text(visit.get("/customers/imports/im_done"))
    assert "1,040 rows in = 1,000 accepted + 25 merged duplicates + 15 rejected" in page
    assert location(visit.get("/customers/imports/im_done/rejects")).endswith("rejects.csv")


def test_the_accounting_says_how_many_refusals_each_column_held_and_what_was_kept() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    record = world.base.records["im_done"]
    assert record.accounting is not None
    accounting = record.accounting.model_copy(
        update={
            "refused": (
                RefusedCells(file=1, header="Do not call", count=12),
                RefusedCells(file=1, header="(everybody)", count=3),
            ),
            "kept": (KeptFile(name="usage.csv", as_of=NOON.date(), customers=40),),
        }
    )
    world.base.records["im_done"] = record.model_copy(update={"accounting": accounting})
    page = text(visit.get("/customers/imports/im_done"))
    assert "15 refusals read" in page
    assert '<th scope="row">Do not call</th><td class="num">12</td>' in page
    assert '<th scope="row">every row of the file</th><td class="num">3</td>' in page
    assert "usage.csv of" in page
    assert "(40 customers)" in page


def test_the_difference_to_the_base_before_is_said_in_four_numbers() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    page = text(visit.get("/customers/imports/im_done"))
    figures = [
        "<strong>20</strong><span>new customers",
        "<strong>3</strong><span>no longer in the file",
        "<strong>7</strong><span>changed plan",
        "<strong>43</strong><span>moved to another motion",
    ]
    assert all(figure in page for figure in figures)
    moves = [
        "Into Upsell, from no motion",
        "From Upsell to Retention",
        "From Retention to no motion",
    ]
    for shown in (page, text(visit.get("/segments"))):
        assert [move for move in moves if f"<dt>{move}</dt>" in shown] == moves


def test_moves_are_announced_while_the_customers_are_still_being_sorted() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    assert world.base.run is not None
    world.base.run = world.base.run.model_copy(update={"status": RunStatus.RUNNING})
    page = text(visit.get("/customers/imports/im_done"))
    assert "Look again in a moment to see who moved" in page
    assert "moved to another motion</span>" not in page


def test_the_column_check_is_taken_over_as_confirmed() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    columns = {"column:0:0": "name", "column:0:1": "email", "column:0:2": "paid_since"}
    answer = visit.send(
        "/customers/imports/im_map",
        "/customers/imports/im_map/mapping",
        **columns,
        **{"answer:0:0": "dmy"},
    )
    assert answer.status == 303
    assert world.base.mappings["im_map"] == (
        {0: {"Klient": "name", "Mail": "email", "Seit": "paid_since"}},
        {0: {"Seit": "dmy"}},
    )


def test_a_column_check_without_an_identifier_keeps_what_was_chosen() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    page = visit.send(
        "/customers/imports/im_map",
        "/customers/imports/im_map/mapping",
        **{"column:0:0": "name", "column:0:1": "", "column:0:2": "", "answer:0:0": ""},
    )
    assert page.status == 422
    assert "tells customers apart" in text(page)
    assert '<option value="name" selected>' in text(page)
    assert not world.base.mappings


def test_a_file_is_added_to_those_that_are_here_already() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    page = visit.get("/customers/imports/im_done")
    assert "Add a file" in text(page)
    assert 'name="add_to" value="im_done"' in text(page)
    assert world.ports().upload_origins[0] in dict(page.headers)["Content-Security-Policy"]
    answer = visit.send(
        "/customers/imports/im_done",
        "/customers/imports",
        file_name="subscriptions.csv",
        default_country="US",
        add_to="im_done",
    )
    assert len(json.loads(answer.body)["uploads"]) == 1
    (new,) = world.base.begun
    assert new.earlier == world.base.records["im_done"].files
    assert new.file_names == ("subscriptions.csv",)


def test_a_file_that_was_deleted_meanwhile_is_asked_for_once_more() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    world.base.expired.add("im_done")
    more = {"file_name": "more.csv", "default_country": "US", "add_to": "im_done"}
    refused = visit.send("/customers", "/customers/imports", **more)
    assert refused.status == 422
    assert "Uploaded files are deleted after 7 days, so “" in text(refused)
    assert not world.base.begun


def test_nothing_is_added_to_an_import_that_is_not_finished_or_is_not_there() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    for wrong in ("im_run", "im_nobody"):
        more = {"file_name": "more.csv", "default_country": "US", "add_to": wrong}
        refused = visit.send("/customers", "/customers/imports", **more)
        assert "to a finished import only" in text(refused)
    assert "Add a file" not in text(visit.get("/customers/imports/im_run"))


def test_one_import_never_holds_more_than_five_files() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    names = tuple(f"{number}.csv" for number in range(5))
    more = {"file_name": names, "default_country": "US", "add_to": "im_done"}
    refused = visit.send("/customers", "/customers/imports", **more)
    assert "One import holds at most 5 files." in text(refused)


def test_the_sample_is_as_fresh_as_the_day_it_is_used() -> None:
    moved = sample_file(NOON.date()).decode()
    assert "2026-11" in moved
    assert moved.count("\n") == 241


def test_sample_data_starts_an_import() -> None:
    world = World()
    answer = signed_in(world).send("/customers", "/customers/sample")
    assert location(answer).startswith("/customers/imports/im_")


def test_the_page_names_every_vendor_whose_exports_are_recognised() -> None:
    world = World()
    page = text(signed_in(world).get("/customers"))
    for preset in PRESETS:
        vendor = re.split(r" \w+ (?:export|report|file)$", preset.label)[0]
        assert vendor.removesuffix(" Subscriptions") in page, preset.label
