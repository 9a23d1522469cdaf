"""Every list as a file: bounded, safe for a spreadsheet, and in the audit."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from frontend_api import routes
from frontend_api.api import csv_lists
from frontend_api.api.contract.endpoint import OPERATIONS
from frontend_api.api.csv_lists import MOST_ROWS
from frontend_api.pages.tenant.api_keys import LISTS
from frontend_api.routes import Private
from tenancy.identity.audit import Action
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import Visit, signed_in, text


def rows(visit: Visit, name: str) -> list[dict[str, str]]:
    answered = visit.get(f"/lists/{name}/csv")
    assert answered.status == 200
    assert answered.headers["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answered.body.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_a_file_and_each_is_in_the_audit(name: str) -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    rows(visit, name)
    assert (world.audit.kept[-1].action, world.audit.kept[-1].detail) == (Action.EXPORTED, name)
    assert f'href="/lists/{name}/csv"' in text(visit.get("/settings/keys"))


def test_the_lists_that_are_files_are_those_that_are_offered() -> None:
    assert tuple(csv_lists._WHERE) == LISTS


def test_every_list_of_the_api_is_a_file() -> None:
    """A new list is thought of here, or it would be read by programs alone."""
    lists = {
        route.path.removeprefix("/api/v1/")
        for route in routes.ROUTES
        if isinstance(route, Private) and route.scope is not None and route.method == "GET"
        if "items" in OPERATIONS[route.load()].answer.model_fields
        # What has to be asked for, such as a motion, is a question rather than a list.
        and not any(x.is_required() for x in OPERATIONS[route.load()].query.model_fields.values())
    }
    assert lists == set(LISTS)


def test_what_stands_inside_an_item_has_columns_of_its_own() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    found = {row["id"]: row for row in rows(visit, "campaigns")}
    assert found["campaign_1"]["counts.created"] == "40"
    assert found["campaign_1"]["motion"] == "upsell"


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
)
def test_no_cell_begins_as_a_formula(name: str) -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    row = world.bookings.rows["b_1"]
    world.bookings.rows["b_1"] = replace(row, customer_name=name, amount_cents=-5)
    (found,) = rows(visit, "bookings")
    assert found["customer_name"].startswith("'")
    assert found["amount_cents"] == "-5"


@pytest.mark.slow
def test_a_file_ends_somewhere_and_says_where_the_next_one_begins() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    first = world.bookings.rows["b_1"]
    for number in range(2, MOST_ROWS + 52):
        identity = f"b_{number:05d}"
        booking = replace(first.booking, id=identity)  # type: ignore[arg-type]
        world.bookings.rows[identity] = replace(first, booking=booking)
    answered = visit.get("/lists/bookings/csv")
    begun = list(csv.DictReader(io.StringIO(answered.body.decode("utf-8-sig"))))
    cursor = answered.headers["X-Next-Cursor"]
    other = visit.get(f"/lists/bookings/csv?cursor={cursor}")
    rest = list(csv.DictReader(io.StringIO(other.body.decode("utf-8-sig"))))
    assert len(begun) == MOST_ROWS
    assert {row["id"] for row in begun + rest} == set(world.bookings.rows)
    assert len(begun) + len(rest) == MOST_ROWS + 51
    assert "X-Next-Cursor" not in other.headers


def test_a_list_nobody_offers_is_not_there() -> None:
    world = World()
    assert signed_in(world).get("/lists/secrets/csv").status == 404
