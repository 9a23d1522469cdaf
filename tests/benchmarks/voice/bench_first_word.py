"""How long a person who answers waits for the first word, in the sandbox: what of it is our own.

From the answer to the greeting: our voice hook, then the handshake of our socket. The account is in
this process and the network is the loopback, so what a Lambda and a carrier add is not counted.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from functions.outreach import wiring
from functions.outreach.adapters.twilio.calls import TwilioCalls
from functions.outreach.adapters.twilio.connection import connect
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import EffectId, State, Touch, UtterancePiece
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.handlers import voice_socket
from functions.outreach.handlers.web import twilio
from functions.outreach.ports import InDoubt, NotSent, Outgoing, ProviderBusy
from functions.product.channels import Channel
from infra.sandbox.app import create_app
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import ACCOUNT_SID, AUTH_TOKEN, Settings
from tenancy.runtime.http import HttpRequest
from tests.benchmarks.measured import Row
from tests.cloud_account import cloud_account
from tests.infra.sandbox.conftest import serve, until
from tests.outreach.approved import NOW, TENANT, customer
from tests.outreach.handlers.deployed import OURS, Deployed, deployed_stage

CALLS = 30
GOAL_S = 0.3
PLACED = EffectId("e-1")
GREETING = (UtterancePiece("Hello, this is the AI assistant of Sample Desk calling."),)


def rows() -> list[Row]:
    """The median and the worst of the calls, in seconds."""
    waited = _waits()
    return [
        _row(f"first word of a call, median of {CALLS}", statistics.median(waited)),
        _row(f"first word of a call, longest of {CALLS}", max(waited)),
    ]


def _row(name: str, value: float) -> Row:
    return {
        "name": name,
        "value": round(value, 3),
        "unit": "s",
        "baseline": None,
        "ratio": None,
        "goal": GOAL_S,
        "holds": value <= GOAL_S,
    }


def _waits() -> list[float]:
    account = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN}
    ours = serve(Starlette(routes=[WebSocketRoute("/voice", _socket), _hooks()]))
    hooks_url, socket_url = f"http://127.0.0.1:{ours.port}", f"ws://127.0.0.1:{ours.port}/voice"
    theirs = serve(create_app(Settings(hooks_url=hooks_url, socket_url=socket_url, start=NOW)))
    url = f"http://127.0.0.1:{theirs.port}"
    try:
        with (
            cloud_account(),
            deployed_stage(providers={"twilio": account}) as stage,
            _served_at(hooks_url, socket_url, f"{url}/twilio"),
            SandboxClient(url) as world,
        ):
            client = connect(
                account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, base_url=f"{url}/twilio"
            )
            calls = TwilioCalls(client=client, hooks_url=hooks_url)
            waited = [_first_word(stage, world, calls, number) for number in range(1 + CALLS)]
            client.http_client.session.close()
            # The first one makes what every later one finds made.
            return waited[1:]
    finally:
        theirs.stop()
        ours.stop()


@contextmanager
def _served_at(hooks_url: str, socket_url: str, twilio_url: str) -> Iterator[None]:
    """The stage puts back what the environment was before it."""
    os.environ["WARMLINE_HOOKS_URL"] = hooks_url
    os.environ["WARMLINE_SOCKET_URL"] = socket_url
    os.environ["WARMLINE_TWILIO_URL"] = twilio_url
    wiring.environment.cache_clear()
    yield
    del os.environ["WARMLINE_TWILIO_URL"]


def _first_word(stage: Deployed, world: SandboxClient, calls: TwilioCalls, number: int) -> float:
    phone = f"+1212555{1000 + number}"
    fresh = stage.open(number % 10, id=f"c_call{number:02}", facts=customer(number, phone=phone))
    effect = Effect(
        PLACED,
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.VOICE,
        to=phone,
        pieces=GREETING,
        purpose=Purpose.OPENING,
    )
    touch = Touch(Channel.VOICE, Purpose.OPENING, NOW, PLACED)
    talk = stage.decided(fresh, effect, state=State.OPENED, greeting=GREETING, touches=(touch,))
    world.set_person(phone, answers_as="human")
    outgoing = Outgoing(TENANT, talk.id, effect, text=GREETING[0].text, from_address=OURS)
    match calls.send(replace(outgoing, claimed_at=NOW)):
        case NotSent(error=error) | InDoubt(error=error) | ProviderBusy(error=error):
            raise RuntimeError(f"the call was not placed: {error}")

    def heard() -> Any:
        return (world.last_call(phone) or {}).get("first_word_ms")

    waited = until(heard, "the first word is heard")
    world.hang_up(phone)
    until(lambda: (world.last_call(phone) or {}).get("end_time"), "the call is over")
    world.settle()
    return float(waited) / 1000


def _hooks() -> Route:
    async def hook(request: Request) -> Response:
        asked = HttpRequest(
            request.method,
            request.url.path,
            query=dict(request.query_params),
            headers=dict(request.headers),
            body=await request.body(),
        )
        answer = await run_in_threadpool(twilio.handle, asked)
        return Response(answer.body, answer.status, media_type=answer.content_type)

    return Route("/{path:path}", hook, methods=["POST"])


async def _socket(socket: WebSocket) -> None:
    """The handshake as API Gateway has it; frames are no part of the first word."""
    allowed = await run_in_threadpool(voice_socket.connect, {"headers": dict(socket.headers)})
    if allowed["statusCode"] != 200:
        await socket.close()
        return
    await socket.accept()
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        return
