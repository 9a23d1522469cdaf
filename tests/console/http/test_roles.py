"""Who may do what: each route names the least role, and who may less is refused in words."""

from __future__ import annotations

import json
import re

import pytest

from frontend_api import routes
from frontend_api.dispatch import answer
from frontend_api.http.session import SESSION_COOKIE
from frontend_api.routes import Private
from tenancy.runtime.http import HttpRequest
from tenancy.tenant import Role
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import signed_in, text

PRIVATE = [route for route in routes.ROUTES if isinstance(route, Private)]
OWNERS_ALONE = {
    "/billing/checkout",
    "/billing/limit",
    "/billing/portal",
    "/customers/person/erase",
    "/customers/person/export",
    "/customers/stripe",
    "/customers/stripe/disconnect",
    "/customers/stripe/webhook",
    "/api/v1/webhooks",
    "/api/v1/webhooks/{webhook_id}/remove",
    "/api/v1/webhooks/{webhook_id}/turn-on",
    "/api/v1/webhooks/{webhook_id}/turn-off",
    "/api/v1/retention",
    "/settings/invite",
    "/settings/keys",
    "/settings/keys/{key_id}/revoke",
    "/settings/recording",
    "/settings/retention",
    "/settings/team/{founder_id}/remove",
    "/settings/team/{founder_id}/role",
    "/settings/webhooks",
    "/settings/webhooks/{endpoint_id}/{change}",
}
"""Billing, people, keys, and what is kept of whom."""
COMES_BACK = {"/bandwidth/calendar/google"}
"""A provider sends the founder here, who began with a form of ours: it connects."""
IS_NO_PAGE = {"/conversations/{conversation_id}/recordings/{file}"}
"""A voice, which more than a transcript tells who somebody is: for who does the work."""
CHANGES_NOTHING = {"/segments/thresholds/preview", "/sign-out"}
ABOUT_ONESELF = {
    "/security/app",
    "/security/app/off",
    "/security/app/on",
    "/security/password",
    "/settings/notifications",
}


def test_every_route_names_the_least_role_that_may() -> None:
    for route in PRIVATE:
        if route.path in COMES_BACK | IS_NO_PAGE and route.method == "GET":
            assert route.least is Role.MEMBER, route.path
        elif route.method == "GET":
            # All that is held about one person, in one file, is not for every eye.
            seen = Role.OWNER if route.path == "/customers/person" else Role.VIEWER
            assert route.least is seen, route.path
        elif route.path in OWNERS_ALONE:
            assert route.least is Role.OWNER, route.path
        elif route.path in CHANGES_NOTHING | ABOUT_ONESELF:
            assert route.least is Role.VIEWER, route.path
        else:
            assert route.least is Role.MEMBER, route.path


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", PRIVATE, ids=lambda route: f"{route.method} {route.path}")
def test_whoever_may_not_is_refused_in_words_and_nothing_is_looked_at(
    route: Private, role: Role
) -> None:
    if role.covers(route.least):
        return
    world = World()
    token = world.with_founder()
    world.with_role(role)
    path = re.sub(r"\{\w+\}", "x_1", route.path)
    request = HttpRequest(
        route.method,
        path,
        headers={"cookie": f"{SESSION_COOKIE}={token}", "x-form-token": "csrf-0"},
    )
    response = answer(request, world.ports())
    assert response.status == 403
    if path.startswith("/api/"):
        assert "owner" in json.loads(response.body)["detail"]
    else:
        assert "Not allowed" in text(response)
        assert "owner" in text(response)
    assert not world.audit.kept


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_everybody_sees_every_page(role: Role) -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    world.with_role(role)
    for page in ("/", "/customers", "/campaigns", "/billing", "/settings", "/audit", "/security"):
        assert visit.get(page).status == 200, page


def test_a_member_does_the_work_and_a_viewer_does_not() -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    form = {"do": "save"}
    world.with_role(Role.VIEWER)
    assert visit.send("/channels", "/channels/rules", **form).status == 403
    assert visit.send("/knowledge", "/knowledge/needed").status == 403
    world.with_role(Role.MEMBER)
    assert visit.send("/knowledge", "/knowledge/needed").status != 403


def test_who_does_not_own_is_shown_no_form_for_people() -> None:
    world = World()
    visit = signed_in(world)
    assert 'action="/settings/invite"' in text(visit.get("/settings"))
    world.with_role(Role.MEMBER)
    assert 'action="/settings/invite"' not in text(visit.get("/settings"))
