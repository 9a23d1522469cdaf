"""What a program may send to break a page, a mail, a call or a log; each was once let through."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

import frontend_api
from frontend_api import routes
from frontend_api.api.contract.endpoint import OPERATIONS, AskedModel
from frontend_api.http.forms import Entries
from frontend_api.routes import Private
from tenancy.runtime.http import HttpRequest
from tests.console.api.program import Program, problem
from tests.console.api.test_contract import KNOWN
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import signed_in

POSTS = [
    route
    for route in routes.ROUTES
    if isinstance(route, Private) and route.scope is not None and route.method == "POST"
]


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("route", POSTS, ids=lambda route: route.path)
@pytest.mark.parametrize("control", ["\0", "\x1b", "\x85"])
def test_no_text_with_control_characters_is_taken_anywhere(
    world: World, program: Program, route: Private, control: str
) -> None:
    """A NUL is no XML, so no call could say it; an escape moves the cursor of who reads a log."""
    body = OPERATIONS[route.load()].body
    assert issubclass(body, AskedModel)
    path = route.path.removeprefix("/api/v1")
    for name, value in KNOWN.items():
        path = path.replace(f"{{{name}}}", value)
    for sent in ({"text": f"a{control}b"}, {"deep": [{f"a{control}": 1}]}):
        refused = problem(program.post(path, sent), 422)
        assert refused["errors"][0]["detail"].endswith("text has no control characters")
        assert control not in json.dumps(refused, ensure_ascii=False)
    assert not world.replies.events


def test_ends_of_lines_and_tabs_are_text(world: World, program: Program) -> None:
    kept = program.post("/conversations/c_1/notes", {"text": "They called:\n\tno."})
    assert kept.status == 201
    assert world.conversations.whole["c_1"].notes[-1].text == "They called:\n\tno."


def test_the_name_of_a_business_is_one_line(world: World, program: Program) -> None:
    """It begins the mails and the calls of the business."""
    refused = problem(program.post("/business", {"business_name": "Acme\r\nBcc: x@y.example"}), 422)
    assert refused["errors"][0]["pointer"] == "/business_name"


def test_what_is_typed_on_a_page_has_none_either(world: World) -> None:
    fill(world)
    visit = signed_in(world)
    sent = visit.send("/conversations/c_1", "/conversations/c_1/note", text="They\0 called\x1b.")
    assert sent.status == 303
    assert world.conversations.whole["c_1"].notes[-1].text == "They called."


def test_what_a_refused_form_shows_again_has_none() -> None:
    body = urlencode({"name": ["Ac\0me "], "days": ["1\x1b", " 2"]}, doseq=True).encode()
    form = {"content-type": "application/x-www-form-urlencoded"}
    request = HttpRequest("POST", "/x", headers=form, body=body)
    assert request.all_typed("days") == ("1", "2")
    assert Entries(request).form().values == {"name": "Acme", "days": "1, 2"}


def test_no_page_reads_a_field_but_by_the_readers_that_take_them_out() -> None:
    raw = re.compile(r"\.form\.(items|values|get)\(|\.form\[")
    files = sorted(Path(frontend_api.__file__).parent.rglob("*.py"))
    assert len(files) > 100
    assert [file.name for file in files if raw.search(file.read_text(encoding="utf-8"))] == []


def test_a_page_that_fails_writes_its_route_and_nobodys_address_or_token(
    world: World, program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Program(replace(world.ports(), base=None), program.key)  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR, logger="warmline.console"):
        assert broken.get("/customers/grace@example.com").status == 500
    (line,) = [record for record in caplog.records if record.name == "warmline.console"]
    assert line.__dict__["route"] == "/api/v1/customers/{customer_id}"
    kept = {name: one for name, one in line.__dict__.items() if name not in {"exc_info"}}
    assert "grace@example.com" not in str(kept)


@pytest.mark.slow
def test_a_body_of_a_hundred_thousand_wrong_fields_gets_a_short_answer(program: Program) -> None:
    """A function's answer may have 6 MB, and what is longer is an error of the server's."""
    sent = {f"f{number}": 1 for number in range(60_000)} | {"x" * 100_000: 1}
    refused = program.post("/conversations/c_1/notes", sent)
    assert len(refused.body) < 20_000
    assert len(problem(refused, 422)["errors"]) == 50
