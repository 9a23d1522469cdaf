"""Signing up, confirming, signing in, forgetting and leaving."""

from __future__ import annotations

import pytest

from tests.console.fakes import CODE, TENANT, World
from tests.console.visits import Visit, location, signed_in, text, token_on

_FORM = {
    "name": "Ada",
    "business_name": "Acme Notes",
    "email": "Ada@Acme.example.com",
    "country": "LT",
    "time_zone": "Europe/Vilnius",
}


def test_a_founder_signs_up_confirms_and_signs_in() -> None:
    visit = Visit(World().ports())
    sent = visit.send("/sign-up", "/sign-up", **_FORM)
    assert location(sent) == "/confirm?email=ada%40acme.example.com"
    assert 'name="password"' not in text(visit.get("/sign-up"))
    confirmed = visit.send(
        "/confirm", "/confirm", email="ada@acme.example.com", code=CODE, password="correct horse 1"
    )
    assert location(confirmed) == "/sign-in?done=confirmed"
    opened = visit.send(
        "/sign-in", "/sign-in", email="ada@acme.example.com", password="correct horse 1"
    )
    assert location(opened) == "/"
    assert "Getting to launch" in text(visit.get("/"))


def test_a_refused_form_keeps_what_was_typed_but_never_the_password() -> None:
    visit = Visit(World().ports())
    page = visit.send("/sign-up", "/sign-up", **_FORM | {"email": "nonsense"})
    assert page.status == 422
    assert 'value="Acme Notes"' in text(page)
    assert "does not look like an email" in text(page)
    wrong = visit.send(
        "/confirm", "/confirm", email="ada@acme.example.com", code="1", password="correct horse 1"
    )
    assert wrong.status == 422
    assert "correct horse" not in text(wrong)


@pytest.mark.parametrize("password", ["short1a", "onlyletters", "1234567890123"])
def test_a_weak_password_is_refused_beside_its_field(password: str) -> None:
    page = Visit(World().ports()).send(
        "/confirm", "/confirm", email="ada@acme.example.com", code=CODE, password=password
    )
    assert 'id="password-wrong"' in text(page)


def test_signing_up_answers_the_same_for_a_known_and_an_unknown_address() -> None:
    world = World()
    world.with_founder()
    visit = Visit(world.ports())
    known = visit.send("/sign-up", "/sign-up", **_FORM | {"email": "ada@acme.example.com"})
    unknown = visit.send("/sign-up", "/sign-up", **_FORM | {"email": "bob@acme.example.com"})
    assert location(known).replace("ada", "bob") == location(unknown)
    assert known.status == unknown.status == 303


def test_a_wrong_password_does_not_tell_whether_the_address_is_known() -> None:
    world = World()
    world.with_founder()
    visit = Visit(world.ports())
    known = visit.send("/sign-in", "/sign-in", email="ada@acme.example.com", password="x")
    unknown = visit.send("/sign-in", "/sign-in", email="bob@acme.example.com", password="x")
    assert "do not fit together" in text(known)
    assert text(known).replace("ada@", "bob@") == text(unknown)


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example.com",
        "//evil.example.com",
        "/\\evil",
        "/\t/evil.example.com",
        "/\x0b/evil.example.com",
        "/\x00/evil.example.com",
        "/\u00a0/evil.example.com",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: a=b",
    ],
)
def test_signing_in_leads_to_our_own_pages_only(back: str) -> None:
    world = World()
    world.with_founder()
    opened = Visit(world.ports()).send(
        "/sign-in",
        "/sign-in",
        email="ada@acme.example.com",
        password="correct horse 1",
        next=back,
    )
    assert location(opened) == "/"


def test_the_page_asked_for_comes_after_signing_in() -> None:
    world = World()
    world.with_founder()
    visit = Visit(world.ports())
    assert location(visit.get("/bookings")) == "/sign-in?next=/bookings"
    assert 'value="/bookings"' in text(visit.get("/sign-in?next=/bookings"))


def test_signing_out_ends_the_session() -> None:
    world = World()
    visit = signed_in(world)
    visit.send("/", "/sign-out")
    assert not world.accounts.tokens
    assert location(visit.get("/")).startswith("/sign-in")


def test_a_forgotten_password_is_set_again_by_the_code() -> None:
    world = World()
    world.with_founder()
    visit = Visit(world.ports())
    visit.send("/forgot", "/forgot", email="ada@acme.example.com")
    done = visit.send(
        "/reset", "/reset", email="ada@acme.example.com", code=CODE, password="another horse 2"
    )
    assert location(done) == "/sign-in?done=password-set"
    opened = visit.send(
        "/sign-in", "/sign-in", email="ada@acme.example.com", password="another horse 2"
    )
    assert opened.status == 303


def test_a_form_sent_after_the_session_ended_says_so_and_leads_back_to_its_page() -> None:
    world = World()
    visit = signed_in(world)
    token = token_on(text(visit.get("/bandwidth?week=1")))
    visit.cookies.pop("warmline_session")
    sent = location(visit.post("/bandwidth", token, per_week="9"))
    assert sent == "/sign-in?next=/bandwidth%3Fweek%3D1&done=not-sent"
    page = text(visit.get(sent))
    assert "You were signed out meanwhile, so what you just sent was not saved." in page
    assert 'name="next" value="/bandwidth?week=1"' in page
    assert world.settings.load(TENANT).bandwidths == ()


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("/customers?q=ada&motion=upsell", "/customers?q=ada&motion=upsell"),
        ("/customers?q=Šarūnė%20%26%20co", "/customers?q=%C5%A0ar%C5%ABn%C4%97+%26+co"),
        ("/?show=steps", "/?show=steps"),
        ("/bandwidth?done=saved&week=1", "/bandwidth?week=1"),
        ("/bandwidth?done=saved", "/bandwidth"),
        ("/conversations?state=talking&offset=50", "/conversations?state=talking&offset=50"),
        ("/customers?client_secret=s", "/customers"),
        ("/bandwidth/calendar/google?state=s&code=4%2Fabc", "/bandwidth/calendar/google"),
        (f"/customers?q={'x' * 1000}", "/customers"),
    ],
)
def test_after_signing_in_the_same_page_answers_what_was_asked(asked: str, back: str) -> None:
    visit = signed_in(World())
    visit.cookies.pop("warmline_session")
    page = text(visit.get(location(visit.get(asked))))
    assert f'name="next" value="{back.replace("&", "&amp;")}"' in page
    opened = visit.send(
        "/sign-in",
        "/sign-in",
        email="ada@acme.example.com",
        password="correct horse 1",
        next=back,
    )
    assert location(opened) == back


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example.com", "//", "\t//x", "x"])
def test_a_form_from_nowhere_leads_to_the_first_page(referer: str) -> None:
    visit = signed_in(World())
    visit.cookies.pop("warmline_session")
    visit.at = referer
    assert location(visit.post("/bandwidth", "t")) == "/sign-in?next=/&done=not-sent"
