"""Whatever leaves the console as a file is in the audit, by who took it and what it was.

Every route is asked: a page that becomes a file is found by what it answers, not by a list.
"""

from __future__ import annotations

import re

import pytest

from frontend_api import routes
from frontend_api.routes import Private, Route
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpResponse
from tests.console.doubles.accounts import FOUNDER
from tests.console.fakes import NOON, World
from tests.console.sample_world import fill
from tests.console.test_dispatch import _VALUES
from tests.console.visits import Visit, signed_in, token_on

PAGES = ("text/html", "application/problem+json")
FORMS = {
    "/customers/person/export": {"customer_id": "cus_1"},
}
"""What a form that gives a file is filled in with."""
DOWNLOADS = {
    ("GET", "/customers/imports/{import_id}/rejects"): Action.DOWNLOADED,
    ("POST", "/customers/person/export"): Action.EXPORTED_PERSON,
    ("GET", "/calendar/{token}"): Action.DOWNLOADED,
    ("GET", "/conversations/{conversation_id}/recordings/{file}"): Action.HEARD_RECORDING,
    ("GET", "/corrections.tsv"): Action.EXPORTED,
    ("GET", "/lists/{list}/csv"): Action.EXPORTED,
}
ROUTES = [
    route
    for route in routes.ROUTES
    if not route.path.startswith("/api/") and (route.method == "GET" or route.path in FORMS)
]


def _asked(visit: Visit, route: Route) -> HttpResponse:
    address = re.sub(r"\{(\w+)\}", lambda found: _VALUES[found.group(1)], route.path)
    if route.method == "GET":
        return visit.get(address)
    token = token_on(visit.get("/customers/person").text)
    return visit.post(address, token, **FORMS[route.path])


def _is_a_file(response: HttpResponse) -> bool:
    named = {name.lower() for name in response.headers}
    elsewhere = response.headers.get("Location", "").startswith("http")
    return (
        "content-disposition" in named
        or elsewhere
        or (response.status == 200 and not response.content_type.startswith(PAGES))
    )


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_route_that_gives_a_file_says_so_in_the_audit(route: Route) -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    world.rights.held["cus_1"] = {"rows": []}
    before = len(world.audit.kept)
    response = _asked(visit, route)
    named = DOWNLOADS.get((route.method, route.path))
    assert _is_a_file(response) is (named is not None), "DOWNLOADS names every file, and only files"
    noted = [(row.by, row.action) for row in world.audit.kept[before:]]
    assert noted == ([(FOUNDER, named)] if named else [])


def test_every_named_download_is_a_route() -> None:
    assert set(DOWNLOADS) <= {(route.method, route.path) for route in ROUTES}
    assert {path for _, path in DOWNLOADS} >= FORMS.keys()
    private = {route.path for route in ROUTES if isinstance(route, Private)}
    assert {path for _, path in DOWNLOADS} - private == {"/calendar/{token}"}


def test_a_feed_that_is_read_all_day_is_one_row_of_that_day() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    for _ in range(3):
        assert visit.get("/calendar/f_ada.ics").status == 200
    (row,) = [one for one in world.audit.kept if one.action is Action.DOWNLOADED]
    assert (row.by, row.detail, row.at.date()) == (FOUNDER, "calendar feed", NOON.date())
    assert (row.at.hour, row.at.minute) == (0, 0)
