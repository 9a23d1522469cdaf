"""The page about signing in: refusals stand beside their field, and a key is not lost by a slip."""

from __future__ import annotations

import re

from tests.console.fakes import CODE, World
from tests.console.visits import location, signed_in, text

RIGHT = "correct horse 1"
KEY = "SECRETKEYSECRET2"


def test_after_a_wrong_code_the_same_key_is_shown_again() -> None:
    visit = signed_in(World())
    shown = text(visit.send("/security", "/security/app", **{"app-password": RIGHT}))
    assert f"<code>{KEY}</code>" in shown
    form = {"app-password": RIGHT, "code": "000000", "secret": KEY}
    again = visit.send("/security", "/security/app/on", **form)
    assert again.status == 422
    assert f"<code>{KEY}</code>" in text(again)
    assert "not the code your app shows" in text(again)
    done = visit.send("/security", "/security/app/on", **form | {"code": f"{CODE[:3]} {CODE[3:]}"})
    assert location(done) == "/security?done=app-on"
    assert "Turn it off" in text(visit.get("/security"))


def test_a_key_that_is_none_is_not_shown() -> None:
    visit = signed_in(World())
    form = {"app-password": RIGHT, "code": "000000", "secret": '"><script>'}
    page = text(visit.send("/security", "/security/app/on", **form))
    assert not re.search(r"<code>|<script>[^<]", page)


def test_a_wrong_password_is_refused_beside_its_field_and_never_shown() -> None:
    visit = signed_in(World())
    form = {"current": "my other password", "password": "Chosen-anew-12"}
    refused = visit.send("/security", "/security/password", **form)
    assert refused.status == 422
    assert 'id="current-wrong"' in text(refused)
    assert "my other password" not in text(refused)
    assert "Chosen-anew-12" not in text(refused)


def test_with_an_app_signing_in_asks_for_its_code() -> None:
    world = World()
    visit = signed_in(world)
    form = {"app-password": RIGHT, "code": CODE, "secret": KEY}
    visit.send("/security", "/security/app/on", **form)
    other = signed_in(World())
    other.ports, other.cookies = visit.ports, {}
    me = {"email": "ada@acme.example.com", "password": RIGHT, "next": "/campaigns"}
    asked = other.send("/sign-in", "/sign-in", **me)
    assert asked.status == 200
    assert "authenticator app" in text(asked)
    hidden = dict(re.findall(r'name="(challenge|user|next|email)" value="([^"]*)"', text(asked)))
    let_in = other.send("/sign-in", "/sign-in/code", **hidden, code=CODE)
    assert location(let_in) == "/campaigns"
