"""A sandbox and our side, each a real server on a loopback port of its own."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from infra.sandbox.app import Sandbox, create_app
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import ACCOUNT_SID, AUTH_TOKEN, STRIPE_KEY, Settings
from tests.infra.sandbox.definitions.calcom_wire import message_problems
from tests.infra.sandbox.definitions.contract import Checked, event_problems

START = datetime(2027, 3, 1, 15, 0, tzinfo=UTC)
OURS = "+12025550100"
ANN = "+12025550143"
IRENA = "+37061234567"


@dataclass
class Hook:
    """One request our side received."""

    url: str
    params: dict[str, str]
    headers: dict[str, str]
    body: str


@dataclass
class OurSide:
    """Stands for our hooks and our voice socket, and remembers everything."""

    port: int = 0
    hooks: list[Hook] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)
    handshakes: list[dict[str, str]] = field(default_factory=list)
    answers: dict[str, str | list[tuple[int, str]]] = field(default_factory=dict)
    """Path → the body answered, or a list of (status, body) used up one by one."""
    on_frame: Callable[[dict[str, Any]], list[str]] = lambda _frame: []
    """What the voice socket answers to a frame; None as text closes it."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/voice"

    def at(self, path: str) -> list[Hook]:
        return [hook for hook in self.hooks if hook.url.split("?")[0] == self.url + path]

    async def hook(self, request: Request) -> Response:
        body = (await request.body()).decode()
        form = {key: str(value) for key, value in (await request.form()).items()}
        self.hooks.append(Hook(str(request.url), form, dict(request.headers), body))
        answer = self.answers.get(request.url.path, "")
        if isinstance(answer, list):
            status, content = answer.pop(0) if answer else (200, "")
            return Response(content, status_code=status)
        return Response(answer, media_type="text/xml")

    async def voice(self, socket: WebSocket) -> None:
        self.handshakes.append(dict(socket.headers))
        await socket.accept()
        try:
            while True:
                frame = json.loads(await socket.receive_text())
                self.frames.append(frame)
                for text in self.on_frame(frame):
                    if text == "CLOSE":
                        await socket.close()
                        return
                    await socket.send_text(text)
        except WebSocketDisconnect:
            self.frames.append({"type": "disconnected"})


class Server(uvicorn.Server):
    """Ends as soon as it is asked to: uvicorn's own looks for that ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._asked = threading.Event()
        self._wake: Callable[[], None] = lambda: None

    def ask_to_stop(self) -> None:
        self._asked.set()
        self._wake()

    async def main_loop(self) -> None:
        loop, ending = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: loop.call_soon_threadsafe(ending.set)  # type: ignore[assignment]
        await self.on_tick(0)
        if not self._asked.is_set():
            await ending.wait()


@dataclass
class Running:
    """A server in a thread."""

    server: Server
    thread: threading.Thread
    port: int
    checked: Checked

    def stop(self) -> None:
        """Ends it; whatever passed over a provider's wire was legal by its own definition."""
        self.server.ask_to_stop()
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()
        assert self.checked.problems == []


def until[T](probe: Callable[[], T], what: str = "it happens", *, patience_s: float = 10) -> T:
    """The first truthy answer of `probe`, polled."""
    end, pause = time.monotonic() + patience_s, threading.Event()
    while not (found := probe()):
        assert time.monotonic() < end, f"waited in vain until {what}"
        pause.wait(0.01)
    return found


def serve(app: ASGIApp, *, for_good: bool = False) -> Running:
    """`for_good` is one that the process itself ends, and that does not keep it from ending."""
    checked = Checked(app)
    config = uvicorn.Config(
        checked,
        host="127.0.0.1",
        port=0,
        log_level="error",
        ws="websockets-sansio",
        timeout_graceful_shutdown=1,
    )
    server = Server(config)
    thread = threading.Thread(target=server.run, daemon=for_good)
    thread.start()
    until(lambda: server.started, "the server listens")
    return Running(server, thread, server.servers[0].sockets[0].getsockname()[1], checked)


@dataclass
class OurServer:
    """One server for the sides of many tests, of which one is there at a time."""

    side: OurSide = field(default_factory=OurSide)
    port: int = 0

    async def hook(self, request: Request) -> Response:
        return await self.side.hook(request)

    async def voice(self, socket: WebSocket) -> None:
        await self.side.voice(socket)


@pytest.fixture(scope="session")
def our_server() -> Iterator[OurServer]:
    ours = OurServer()
    routes = [
        WebSocketRoute("/voice", ours.voice),
        Route("/{path:path}", ours.hook, methods=["GET", "POST"]),
    ]
    running = serve(Starlette(routes=routes))
    ours.port = running.port
    yield ours
    running.stop()


@pytest.fixture
def our_side(our_server: OurServer) -> Iterator[OurSide]:
    """What it is sent as Stripe's events, and as Cal.com's messages, is legal by their own
    definitions."""
    side = our_server.side = OurSide(port=our_server.port)
    yield side
    events = [hook.body for hook in side.hooks if "stripe-signature" in hook.headers]
    assert [problem for event in events for problem in event_problems(event)] == []
    messages = [hook.body for hook in side.hooks if "x-cal-signature-256" in hook.headers]
    assert [problem for message in messages for problem in message_problems(message)] == []


@dataclass
class Served:
    """A sandbox that is listening."""

    sandbox: Sandbox
    url: str


@pytest.fixture
def served(our_side: OurSide) -> Iterator[Served]:
    app = create_app(
        Settings(hooks_url=our_side.url, socket_url=our_side.socket_url, start=START, smtp_port=0)
    )
    running = serve(app)
    yield Served(app.state.sandbox, f"http://127.0.0.1:{running.port}")
    running.stop()


@pytest.fixture
def world(served: Served) -> Iterator[SandboxClient]:
    with SandboxClient(served.url) as client:
        yield client


class Rerouted(TwilioHttpClient):
    """The SDK's own client with only the base URL changed."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self._base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(
            method, url.replace("https://api.twilio.com", self._base), *args, **kwargs
        )


@pytest.fixture
def twilio(served: Served) -> Iterator[Client]:
    http = Rerouted(f"{served.url}/twilio")
    yield Client(ACCOUNT_SID, AUTH_TOKEN, http_client=http)
    http.session.close()


def stripe_client(url: str, key: str = STRIPE_KEY) -> stripe.StripeClient:
    base = f"{url}/stripe"
    return stripe.StripeClient(
        key,
        base_addresses={"api": base, "meter_events": base},
        http_client=stripe.RequestsClient(timeout=5),
        max_network_retries=0,
    )


@pytest.fixture
def money(served: Served) -> Iterator[stripe.StripeClient]:
    client = stripe_client(served.url)
    yield client
    client._requestor._get_http_client().close()
