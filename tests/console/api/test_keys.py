"""Who may ask what: keys, their scopes and limits, and the page where an owner makes them."""

from __future__ import annotations

import re

import pytest

from frontend_api import routes
from frontend_api.routes import Private
from tenancy.api_access.scopes import Scope
from tenancy.tenant import Role
from tests.console.api.program import Program, problem, read, with_key
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import signed_in, text

ROUTES = [r for r in routes.ROUTES if isinstance(r, Private) and r.scope is not None]


def test_every_route_of_the_api_names_a_scope_and_no_page_does() -> None:
    for route in routes.ROUTES:
        scope = route.scope if isinstance(route, Private) else None
        assert (scope is not None) == route.path.startswith("/api/"), route.path


def test_a_scope_gives_the_role_its_route_asks_for() -> None:
    for route in ROUTES:
        assert route.scope is not None
        assert route.scope.role.covers(route.least), route.path
        if route.method == "POST":
            assert route.scope is not Scope.READ


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_a_key_of_less_scope_is_refused_and_nothing_is_done(route: Private, scope: Scope) -> None:
    assert route.scope is not None
    if scope.covers(route.scope):
        return
    world = World()
    program = with_key(world, scope)
    fill(world)
    path = re.sub(r"\{\w+\}", "x_1", route.path).removeprefix("/api/v1")
    refused = problem(program.ask(route.method, path), 403)
    assert route.scope in refused["detail"]
    assert not world.audit.kept
    assert not world.replies.events


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer ", "Bearer wlk_x", "Basic wlk", "wlk_acme_1_2", "Bearer *"]
)
def test_what_is_no_key_opens_nothing_and_is_told_nothing(sent: str) -> None:
    world = World()
    program = with_key(world)
    refused = program.ask("GET", "/customers", headers={"authorization": sent})
    assert problem(refused, 401)["title"] == "Not signed in"
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_key_does_no_more_than_its_maker_may_today() -> None:
    world = World()
    program = with_key(world, Scope.LAUNCH)
    fill(world)
    assert program.post("/campaigns/campaign_1/pause").status == 200
    world.with_role(Role.VIEWER)
    assert (
        "may not do this any more"
        in problem(program.post("/campaigns/campaign_1/stop"), 403)["detail"]
    )
    assert program.get("/campaigns").status == 200


def test_a_key_asks_no_page_and_signs_nobody_in() -> None:
    world = World()
    program = with_key(world)
    request = program.ask("GET", "/../../settings")
    assert request.status == 404
    for path in ("/settings", "/billing", "/settings/keys"):
        from frontend_api.dispatch import answer
        from tenancy.runtime.http import HttpRequest

        asked = HttpRequest("GET", path, headers={"authorization": f"Bearer {program.key}"})
        assert answer(asked, program.ports).status == 303


def test_a_key_that_asks_too_often_waits_and_reads_for_how_long() -> None:
    world = World()
    program = with_key(world)
    world.api_access.limit = 2
    first = program.get("/offers")
    assert first.headers["RateLimit-Limit"] == "2"
    assert first.headers["RateLimit-Remaining"] == "1"
    assert first.headers["RateLimit-Reset"] == "30"
    program.get("/offers")
    refused = program.get("/offers")
    assert problem(refused, 429)["title"] == "Too many requests"
    assert refused.headers["Retry-After"] == "30"
    assert refused.headers["RateLimit-Remaining"] == "0"


def test_what_a_program_does_is_in_the_audit_with_its_key() -> None:
    world = World()
    program = with_key(world)
    fill(world)
    program.post("/campaigns/campaign_1/pause")
    newest = world.audit.kept[-1]
    assert newest.detail == "campaign_1 by key 00000000000000000000"


def test_an_owner_makes_a_key_sees_it_once_and_revokes_it() -> None:
    world = World()
    visit = signed_in(world)
    made = text(visit.send("/settings/keys", "/settings/keys", name="Our <CRM>", scope="write"))
    found = re.search(r"<code>(wlk_[a-z0-9]+_[a-z0-9]+_[a-z0-9]{40})</code>", made)
    assert found
    assert "Our &lt;CRM&gt;" in made
    listed = text(visit.get("/settings/keys"))
    assert "Our &lt;CRM&gt;" in listed
    assert found[1] not in listed
    program = Program(world.ports(), found[1])
    assert read(program.get("/offers"))["items"] == []
    assert visit.send("/settings/keys", f"/settings/keys/{'0' * 20}/revoke").status == 303
    assert program.get("/offers").status == 401
    assert visit.send("/settings/keys", f"/settings/keys/{'0' * 20}/revoke").status == 404


@pytest.mark.parametrize("form", [{"name": "", "scope": "read"}, {"name": "x", "scope": "all"}])
def test_a_key_without_a_name_or_a_scope_is_not_made(form: dict[str, str]) -> None:
    world = World()
    visit = signed_in(world)
    assert visit.send("/settings/keys", "/settings/keys", **form).status == 422
    assert not world.api_access.made
