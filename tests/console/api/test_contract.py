"""The OpenAPI document and the API say the same: no server error and no undeclared answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontend_api import routes
from frontend_api.dispatch import answer
from frontend_api.ports import Ports
from frontend_api.routes import Private
from functions.outreach.domain.playbooks.needed_answers import needed_answers
from tenancy.runtime.http import HttpRequest
from tests.console.api.program import read, with_key
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.hypothesis_profiles import examples

ROUTES = [
    (r.method, r.path) for r in routes.ROUTES if isinstance(r, Private) and r.scope is not None
]
KNOWN = {
    "customer_id": "cus_1",
    "import_id": "im_done",
    "motion": "upsell",
    "language": "en",
    "campaign_id": "campaign_1",
    "conversation_id": "c_1",
    "booking_id": "b_1",
    "webhook_id": "hook_1",
    "offer_id": "offer_reports",
    "answer_id": needed_answers("en")[0].id,
    "channel": "sms",
    "line_id": "upsell-en-opener-any-1",
    "turn": "2",
    "item_id": "q1",
    "filter_id": "filter_1",
}
CASES = 12
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]


def as_wsgi(ports: Ports) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """The console as a WSGI application, with no server and no socket."""
    from urllib.parse import parse_qsl

    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        headers = {
            name[5:].replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if environ.get("CONTENT_TYPE"):
            headers["content-type"] = environ["CONTENT_TYPE"]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        request = HttpRequest(
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"),
            query=dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)),
            headers=headers,
            body=environ["wsgi.input"].read(length),
        )
        response = answer(request, ports)
        sent = [("Content-Type", response.content_type), *response.headers.items()]
        start(f"{response.status} X", sent)
        return [response.body]

    return app


@pytest.mark.slow
def test_the_document_is_there_for_everybody_and_names_every_route() -> None:
    world = World()
    found = answer(HttpRequest("GET", "/api/v1/openapi.json"), world.ports())
    written = read(found)
    assert written["openapi"] == "3.1.0"
    named = {
        (method.upper(), path) for path, methods in written["paths"].items() for method in methods
    }
    assert named == set(ROUTES)
    ids = [
        each["operationId"] for methods in written["paths"].values() for each in methods.values()
    ]
    assert len(ids) == len(set(ids))
    assert not found.cookies


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_answer_is_a_server_error_or_undeclared(method: str, path: str) -> None:
    # Imported here: collecting the tests would otherwise take seconds longer.
    import schemathesis
    from schemathesis.generation import GenerationMode

    world = World()
    program = with_key(world)
    fill(world)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", as_wsgi(world.ports()))
    operation = schema[path][method]
    checks = schemathesis.checks.CHECKS.get_by_names(CHECKS)
    headers = {"Authorization": f"Bearer {program.key}"}

    @settings(
        max_examples=examples(CASES),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(
        case=st.one_of(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        ),
        known=st.booleans(),
    )
    def check(case: Any, known: bool) -> None:
        if known:
            for name in case.path_parameters or {}:
                case.path_parameters[name] = KNOWN[name]
        response = case.call(headers=headers)
        case.validate_response(response, checks=checks)

    check()


def test_a_program_reads_its_first_list_as_the_document_says() -> None:
    world = World()
    program = with_key(world)
    fill(world)
    listed = read(program.get("/campaigns"))["items"]
    assert {each["id"]: each["counts"]["created"] for each in listed} == {
        "campaign_1": 40,
        "campaign_2": 0,
    }
