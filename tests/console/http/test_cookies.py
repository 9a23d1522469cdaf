"""Cookies over TLS carry the prefix with which no other host can plant one."""

from __future__ import annotations

from frontend_api.dispatch import answer
from tenancy.runtime.http import HttpRequest
from tests.console.fakes import World
from tests.console.visits import Visit, text, token_on

SECURE = "https://app.example.com"


def test_over_tls_every_cookie_is_this_very_hosts() -> None:
    world = World(console_url=SECURE)
    world.with_founder()
    visit = Visit(world.ports())
    page = visit.get("/sign-in")
    signed = visit.post(
        "/sign-in",
        token_on(text(page)),
        email="ada@acme.example.com",
        password="correct horse 1",
    )
    for cookie in (*page.cookies, *signed.cookies):
        name, *attributes = cookie.split("; ")
        assert name.startswith("__Host-warmline_")
        assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} <= set(attributes)
        assert not [one for one in attributes if one.startswith("Domain")]
    assert visit.get("/").status == 200


def test_a_cookie_another_host_could_have_planted_is_not_looked_at() -> None:
    """A neighbour of the domain may set a plain name for all of it: with its own session, a
    founder would upload customers into a stranger's account."""
    world = World(console_url=SECURE)
    token = world.with_founder()
    for name, status in (("warmline_session", 303), ("__Host-warmline_session", 200)):
        request = HttpRequest("GET", "/", headers={"cookie": f"{name}={token}"})
        assert answer(request, world.ports()).status == status


def test_a_form_token_planted_by_a_neighbour_opens_no_form() -> None:
    world = World(console_url=SECURE)
    headers = {
        "cookie": "warmline_visitor=planted",
        "content-type": "application/x-www-form-urlencoded",
    }
    body = b"form_token=planted&email=ada%40acme.example.com&password=x"
    request = HttpRequest("POST", "/sign-in", headers=headers, body=body)
    assert answer(request, world.ports()).status == 403
