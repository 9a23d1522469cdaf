"""One sandbox for all tests of a file; each test has a customer's number of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from twilio.rest import Client

from functions.outreach.adapters.twilio.connection import connect
from infra.sandbox.app import create_app
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import ACCOUNT_SID, AUTH_TOKEN, Settings
from tests.infra.sandbox.conftest import OurSide, Served, serve
from tests.outreach.adapters.sample_outgoing import NOW

_numbers = itertools.count(2_125_550_100)


@pytest.fixture(scope="module")
def our_side() -> Iterator[OurSide]:
    side = OurSide()
    hooks = Route("/{path:path}", side.hook, methods=["GET", "POST"])
    running = serve(Starlette(routes=[WebSocketRoute("/voice", side.voice), hooks]))
    side.port = running.port
    yield side
    running.stop()


@pytest.fixture(scope="module")
def served(our_side: OurSide) -> Iterator[Served]:
    app = create_app(Settings(hooks_url=our_side.url, start=NOW, smtp_port=None))
    running = serve(app)
    yield Served(app.state.sandbox, f"http://127.0.0.1:{running.port}")
    running.stop()


@pytest.fixture
def world(served: Served) -> Iterator[SandboxClient]:
    with SandboxClient(served.url) as client:
        yield client
        client.faults()


@pytest.fixture(scope="module")
def twilio(served: Served) -> Iterator[Client]:
    """The client as it is wired, only less patient."""
    client = connect(
        account_sid=ACCOUNT_SID,
        auth_token=AUTH_TOKEN,
        base_url=f"{served.url}/twilio",
        timeout_s=0.6,
    )
    yield client
    client.http_client.session.close()


@pytest.fixture
def customer() -> str:
    """A valid US number nobody used before."""
    return f"+1{next(_numbers)}"
