"""The front door changes nothing that a signature is computed over."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from infra.local.front_door import Behind, Doors


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def echo(request: Request) -> Response:
    """Says what arrived; two cookies, so that neither is lost on the way back."""
    body = await request.body()
    answer = JSONResponse(
        {
            "method": request.method,
            "path": request.scope["raw_path"].decode(),
            "query": request.scope["query_string"].decode(),
            "headers": dict(request.headers),
            "body": body.decode("latin-1"),
        },
        status_code=207,
    )
    answer.set_cookie("one", "1")
    answer.set_cookie("two", "2")
    return answer


async def elsewhere(_: Request) -> Response:
    return Response(status_code=303, headers={"location": "http://example.com/x"})


async def speak(websocket: WebSocket) -> None:
    if websocket.headers.get("x-twilio-signature") != "signed":
        await websocket.close()
        return
    await websocket.accept()
    async for frame in websocket.iter_text():
        await websocket.send_text(f"{websocket.url.query}|{frame}")


@pytest.fixture(scope="module")
def door() -> Iterator[int]:
    """The port of a front door with an echo behind it."""
    inner, outer = free_port(), free_port()
    app = Starlette(
        routes=[
            WebSocketRoute("/stage", speak),
            Route("/stage/moved", elsewhere),
            Route("/stage/{path:path}", echo, methods=["GET", "POST"]),
        ]
    )
    config = uvicorn.Config(
        app, host="127.0.0.1", port=inner, log_level="error", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
    behind = Behind(rest=f"http://127.0.0.1:{inner}/stage", socket=f"ws://127.0.0.1:{inner}/stage")
    doors = Doors({outer: behind})
    doors.open()
    with contextlib.ExitStack() as after:
        after.callback(thread.join, 5)
        after.callback(setattr, server, "should_exit", True)
        after.callback(doors.close)
        yield outer


def test_method_path_query_and_body_arrive_as_they_were_sent(door: int) -> None:
    body = b"Body=hi+there&From=%2B15550100&Blank="
    answer = httpx.post(
        f"http://127.0.0.1:{door}/hooks/a%2Fb?x=1&x=2&y=%20z",
        content=body,
        headers={"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "s="},
        trust_env=False,
    )
    arrived = answer.json()
    assert answer.status_code == 207
    assert arrived["method"] == "POST"
    assert arrived["path"] == "/stage/hooks/a%2Fb"
    assert arrived["query"] == "x=1&x=2&y=%20z"
    assert arrived["body"].encode("latin-1") == body
    assert arrived["headers"]["x-twilio-signature"] == "s="
    assert arrived["headers"]["host"] == f"127.0.0.1:{door}"


def test_every_cookie_comes_back(door: int) -> None:
    answer = httpx.get(f"http://127.0.0.1:{door}/page", trust_env=False)
    assert {cookie.partition("=")[0] for cookie in answer.headers.get_list("set-cookie")} == {
        "one",
        "two",
    }


def test_a_redirect_is_passed_on_and_not_followed(door: int) -> None:
    answer = httpx.get(f"http://127.0.0.1:{door}/moved", trust_env=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "http://example.com/x")


def test_socket_frames_pass_both_ways_with_the_signature_of_the_handshake(door: int) -> None:
    async def talk() -> str:
        signed = {"X-Twilio-Signature": "signed"}
        url = f"ws://127.0.0.1:{door}/voice?a=1"
        async with connect(url, additional_headers=signed, proxy=None) as wire:
            await wire.send('{"type": "setup"}')
            return str(await wire.recv())

    assert asyncio.run(talk()) == 'a=1|{"type": "setup"}'


def test_a_refused_handshake_stays_refused(door: int) -> None:
    async def knock() -> int:
        try:
            async with connect(f"ws://127.0.0.1:{door}/voice", proxy=None):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    assert asyncio.run(knock()) == 403
