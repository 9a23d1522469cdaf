"""What holds for every page: sessions, form tokens, escaping, headers, errors, static files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import get_type_hints

import pytest

from frontend_api import routes
from frontend_api.app import app
from frontend_api.dispatch import answer
from frontend_api.http.problems import OVERTAKEN
from frontend_api.http.session import Session, Visitor
from frontend_api.http.static_files import static_url
from frontend_api.ports import Ports
from frontend_api.routes import Private, Public
from functions.outreach.domain.permission.contact_facts import ChannelRules
from tenancy.data.edit_conflict import EditConflictError
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.tenant import TenantId
from tests.console.api.program import problem, with_key
from tests.console.doubles.recordings import RECORDED
from tests.console.doubles.settings import FakeSettings
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import Visit, location, signed_in, text

_VALUES = {
    "import_id": "im_done",
    "number": "3",
    "offer_id": "offer_reports",
    "motion": "upsell",
    "language": "en",
    "line_id": "upsell-en-opener-any-1",
    "answer_id": "new",
    "channel": "email",
    "campaign_id": "campaign_1",
    "move": "pause",
    "conversation_id": "c_1",
    "act": "take-over",
    "file": RECORDED,
    "turn": "2",
    "booking_id": "b_1",
    "founder_id": "f_mate",
    "token": "f_ada.ics",
    "key_id": "00000000000000000000",
    "customer_id": "cus_1",
    "list": "bookings",
    "endpoint_id": "hook_1",
    "webhook_id": "hook_1",
    "change": "off",
    "rehearsal_id": "rehearsal_1",
    "filter_id": "filter_1",
    "item_id": "q1",
}
ASKED = {
    "/segments/customer": "?id=cus_1",
    "/segments/customer/history": "?id=cus_1",
    "/api/v1/contactable": "?motion=upsell",
    "/api/v1/moves": "?was=run_1&now=run_1",
}
"""Queries without which a page or a list says nothing."""
NEED_A_SORTING = {"/api/v1/segments", "/api/v1/moves"}
_COMES_BACK = "/bandwidth/calendar/google"
"""Not a page: Google sends founders here, with a state of ours."""
_GETS = [
    route.path for route in routes.ROUTES
    if isinstance(route, Private) and route.method == "GET" and route.path != _COMES_BACK
]  # fmt: skip


def _address(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: _VALUES[found.group(1)], path)


@pytest.fixture
def world() -> World:
    return World()


def test_the_route_table_is_the_golden_one() -> None:
    golden = Path(__file__).parent / "golden_routes.txt"
    lines = [f"{type(r).__name__:8}{r.method:5} {r.path}" for r in routes.ROUTES]
    assert lines == golden.read_text().splitlines()


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("route", routes.ROUTES, ids=lambda r: f"{r.method} {r.path}")
def test_every_page_the_table_names_is_there_and_takes_what_it_is_given(
    route: Public | Private,
) -> None:
    hints = get_type_hints(route.load())
    asking = Visitor if isinstance(route, Public) else Session
    assert list(hints.values()) == [HttpRequest, asking, Ports, HttpResponse]


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("route", [r for r in routes.ROUTES if isinstance(r, Private)])
def test_no_private_page_answers_without_a_session(route: Private, world: World) -> None:
    cookie = {"cookie": "warmline_session=guessed"}
    response = answer(
        HttpRequest(route.method, _address(route.path), headers=cookie), world.ports()
    )
    if route.path.startswith("/api/"):
        assert response.status == 401
    else:
        assert response.status == 303
        assert location(response).startswith("/sign-in")


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("route", [r for r in routes.ROUTES if r.method == "POST"])
def test_no_form_is_acted_on_without_its_token(route: Public | Private, world: World) -> None:
    visit = signed_in(world)
    fill(world)
    for token in ("", "guessed"):
        assert visit.post(_address(route.path), token, do="approve").status == 403
    assert not world.audit.kept
    assert not world.replies.events


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("path", _GETS)
def test_every_page_of_a_working_tenant_renders(path: str, world: World) -> None:
    visit = signed_in(world)
    fill(world)
    response = visit.get(_address(path) + ASKED.get(path, ""))
    assert response.status in {200, 303}, text(response)


@pytest.mark.parametrize(
    "path",
    [p for p in _GETS if "{" not in p and "customer" not in p and p not in NEED_A_SORTING],
)
def test_every_list_renders_on_a_tenants_first_day(path: str, world: World) -> None:
    assert signed_in(world).get(path + ASKED.get(path, "")).status == 200


@pytest.mark.parametrize("path", ["/segments", "/conversations/c_1", "/bookings/b_1", "/knowledge"])
def test_what_customers_wrote_is_escaped(path: str, world: World) -> None:
    visit = signed_in(world)
    fill(world)
    page = text(visit.get(path))
    for raw in ("<script>alert", "<b>Robert", "<Notion>"):
        assert raw not in page
    assert "&lt;" in page


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("path", [p for p in _GETS if not p.startswith("/api/")])
def test_no_page_carries_a_script_or_style_of_its_own(path: str, world: World) -> None:
    visit = signed_in(world)
    fill(world)
    page = text(visit.get(_address(path)))
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)


def test_every_answer_has_the_security_headers(world: World) -> None:
    for path in ("/sign-in", "/nowhere", static_url("console.css")):
        headers = dict(Visit(world.ports()).get(path).headers)
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Strict-Transport-Security" not in headers


def test_cookies_are_secure_where_the_console_is_reached_by_https(world: World) -> None:
    world.console_url = "https://app.example.com"
    response = Visit(world.ports()).get("/sign-in")
    assert all("HttpOnly" in c and "SameSite=Lax" in c for c in response.cookies)
    assert all(c.endswith("; Secure") for c in response.cookies)
    assert "Strict-Transport-Security" in dict(response.headers)


def test_only_the_upload_page_may_talk_to_the_storage(world: World) -> None:
    visit = signed_in(world)
    upload = dict(visit.get("/customers").headers)["Content-Security-Policy"]
    other = dict(visit.get("/offers").headers)["Content-Security-Policy"]
    assert "connect-src 'self' http://127.0.0.1:9" in upload
    assert "connect-src 'self';" in other


def test_an_address_that_leads_nowhere_gets_our_own_page(world: World) -> None:
    response = Visit(world.ports()).get("/nowhere")
    assert response.status == 404
    assert "There is no page at this address" in text(response)


@pytest.mark.parametrize("value", ["", "a b", "a/b", "a%2Fb", "<b>", "x" * 401, "a\n"])
def test_a_placeholder_takes_one_piece_of_safe_characters_and_nothing_else(value: str) -> None:
    found = routes.match("GET", f"/campaigns/{value}")
    assert not isinstance(found, routes.Matched) or found.route.path == "/campaigns"


def test_a_placeholder_gives_what_stands_in_the_address() -> None:
    found = routes.match("HEAD", "/playbooks/win_back/en/")
    assert isinstance(found, routes.Matched)
    assert found.values == {"motion": "win_back", "language": "en"}


def test_a_wrong_method_names_the_right_ones(world: World) -> None:
    response = signed_in(world).post("/bookings", "x")
    assert response.status == 405
    assert dict(response.headers)["Allow"] == "GET"


def test_a_bug_becomes_a_page_with_a_reference_and_no_trace(world: World) -> None:
    visit = signed_in(world)
    ports = replace(world.ports(), campaigns=None)  # type: ignore[arg-type]
    response = Visit(ports, visit.cookies).get("/campaigns")
    assert response.status == 500
    page = text(response)
    assert re.search(r"<code>\d{10}</code>", page)
    assert "AttributeError" not in page


class Unreadable(str):
    """An address that the table's own reading breaks at."""

    __slots__ = ()

    def rstrip(self, chars: str | None = None) -> str:
        raise RecursionError(chars)


def test_a_bug_while_the_route_is_looked_for_becomes_a_page_too(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RecursionError):
        routes.match("GET", Unreadable("/campaigns"))
    response = answer(HttpRequest("GET", Unreadable("/campaigns")), world.ports())
    assert response.status == 500
    assert re.search(r"<code>\d{10}</code>", text(response))
    (line,) = [record for record in caplog.records if record.name == "warmline.console"]
    assert line.__dict__["route"] == ""


class ContestedSettings(FakeSettings):
    """Others save contact hours faster than anybody can read them."""

    def edit_rules(
        self, tenant: TenantId, change: Callable[[ChannelRules], ChannelRules]
    ) -> ChannelRules:
        raise EditConflictError("rules")


def test_an_edit_that_always_loses_its_race_is_a_page_in_words(world: World) -> None:
    visit = signed_in(world)
    world.settings = ContestedSettings(settings=world.settings.settings)
    visit.ports = world.ports()
    hours = {
        "hours_start": "9",
        "hours_end": "18",
        "weekdays": "0",
        "per_day": "1",
        "per_week": "2",
    }
    failed = visit.send("/channels", "/channels/rules", **hours)
    assert failed.status == 409
    assert "Others kept changing the same thing" in text(failed)


def test_an_edit_that_always_loses_its_race_is_a_problem_of_the_api(world: World) -> None:
    calm = world.settings
    world.settings = ContestedSettings(settings=calm.settings)
    program = with_key(world)
    hours = {"hours_start": 9, "hours_end": 18}
    lost = problem(program.post("/contact-hours", hours, idempotency_key="k1"), 409)
    assert lost["detail"] == OVERTAKEN
    world.settings = calm
    program.ports = world.ports()
    done = program.post("/contact-hours", hours, idempotency_key="k1")
    assert (done.status, "Idempotency-Replayed" in done.headers) == (200, False)
    again = program.post("/contact-hours", hours, idempotency_key="k1")
    assert (again.status, again.headers["Idempotency-Replayed"]) == (200, "true")


def test_static_files_are_kept_for_ever_under_a_name_made_of_their_content(world: World) -> None:
    response = Visit(world.ports()).get(static_url("console.css"))
    assert response.status == 200
    assert "immutable" in dict(response.headers)["Cache-Control"]
    assert re.fullmatch(r"/static/console-[0-9a-f]{12}\.css", static_url("console.css"))
    assert Visit(world.ports()).get("/static/../app.py").status == 404


def test_a_part_of_a_page_sends_an_expired_session_to_the_sign_in(world: World) -> None:
    response: HttpResponse = Visit(world.ports()).get("/customers/imports/im_1", hx_request="true")
    assert response.status == 401
    assert dict(response.headers)["HX-Redirect"] == "/sign-in"
    shown = {
        "hx_request": "true",
        "hx_current_url": "http://127.0.0.1:8400/rehearsal?motion=upsell",
    }
    visit = Visit(world.ports())
    part = visit.get("/customers/imports/im_1", **shown)
    assert dict(part.headers)["HX-Redirect"] == "/sign-in?next=/rehearsal%3Fmotion%3Dupsell"


def test_answer_reads_no_session_for_a_static_file(world: World) -> None:
    ports = replace(world.ports(), accounts=None)  # type: ignore[arg-type]
    assert answer(HttpRequest("GET", static_url("mark.svg")), ports).status == 200


def test_every_address_is_answered_by_the_one_function() -> None:
    assert set(app.routes) == {"/", "/{proxy+}"}
