"""The front door: stands for the custom domains that AWS would give the console and the hooks.

It passes requests, bodies and socket frames through as they are, because signatures are computed
over them; it changes nothing but the address, and listens on loopback only.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from infra.local.platform import HOST

# These describe one connection, not the message (RFC 9110, 7.6.1).
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# The door makes a handshake of its own; every other header passes, the signature above all.
_HANDSHAKE = frozenset(
    {
        "host",
        "sec-websocket-extensions",
        "sec-websocket-key",
        "sec-websocket-protocol",
        "sec-websocket-version",
    }
)
# API Gateway cuts an answer at 29 seconds.
_TIMEOUT_S = 30
_OPEN_TIMEOUT_S = 60
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind one port: a REST stage, and a socket stage or an empty text for none."""

    rest: str
    socket: str = ""


def front_door(behind: Behind) -> ASGIApp:
    """The application of one port."""
    # One client serves every visitor, so it must keep no cookie: one visitor's would reach another.
    nobody = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    client = httpx.AsyncClient(
        timeout=_TIMEOUT_S, follow_redirects=False, trust_env=False, cookies=nobody
    )

    async def pass_request(request: Request) -> Response:
        return await _pass_request(request, behind=behind, client=client)

    async def pass_socket(socket: WebSocket) -> None:
        await _pass_socket(socket, behind=behind)

    @contextlib.asynccontextmanager
    async def closing(_: Starlette) -> AsyncIterator[None]:
        yield
        await client.aclose()

    routes = [Route("/{path:path}", pass_request, methods=_METHODS)]
    sockets = [WebSocketRoute("/voice", pass_socket)] if behind.socket else []
    return Starlette(routes=[*sockets, *routes], lifespan=closing)


async def _pass_request(request: Request, *, behind: Behind, client: httpx.AsyncClient) -> Response:
    path = request.scope["raw_path"].decode("ascii")
    query = request.scope["query_string"].decode("ascii")
    target = behind.rest + path + (f"?{query}" if query else "")
    headers = [
        (name, value)
        for name, value in request.headers.raw
        if name.decode("latin-1") not in _HOP_BY_HOP
    ]
    sent = client.build_request(request.method, target, headers=headers, content=request.stream())
    try:
        answer = await client.send(sent, stream=True)
    except httpx.HTTPError as error:
        return PlainTextResponse(f"The local platform did not answer: {error!r}", status_code=502)
    passed = StreamingResponse(
        answer.aiter_raw(),
        status_code=answer.status_code,
        background=BackgroundTask(answer.aclose),
    )
    passed.raw_headers = [
        (name.lower(), value)
        for name, value in answer.headers.raw
        if name.lower().decode("latin-1") not in _HOP_BY_HOP
    ]
    return passed


async def _pass_socket(socket: WebSocket, *, behind: Behind) -> None:
    """Both directions until either side closes; a refused handshake stays refused."""
    query = socket.scope["query_string"].decode("ascii")
    target = behind.socket + (f"?{query}" if query else "")
    headers = [
        (name, value)
        for name, value in socket.headers.items()
        if name not in _HOP_BY_HOP and name not in _HANDSHAKE
    ]
    try:
        async with connect(
            target, additional_headers=headers, proxy=None, open_timeout=_OPEN_TIMEOUT_S
        ) as inner:
            await socket.accept()
            outward = asyncio.create_task(_outward(inner, socket))
            inward = asyncio.create_task(_inward(socket, inner))
            _, waiting = await asyncio.wait({outward, inward}, return_when=asyncio.FIRST_COMPLETED)
            for task in waiting:
                task.cancel()
            await asyncio.gather(outward, inward, return_exceptions=True)
    except (InvalidStatus, OSError):
        # Closing before accepting is answered 403, as API Gateway answers a refused `$connect`.
        await socket.close()


async def _outward(inner: ClientConnection, socket: WebSocket) -> None:
    async for frame in inner:
        if isinstance(frame, str):
            await socket.send_text(frame)
        else:
            await socket.send_bytes(frame)
    with contextlib.suppress(RuntimeError):  # The other side may have closed first.
        await socket.close(inner.close_code or 1000)


async def _inward(socket: WebSocket, inner: ClientConnection) -> None:
    try:
        while True:
            frame = await socket.receive()
            if frame["type"] == "websocket.disconnect":
                await inner.close(frame.get("code") or 1000)
                return
            text = frame.get("text")
            await inner.send(text if text is not None else frame["bytes"])
    except (WebSocketDisconnect, ConnectionClosed):
        return


class Doors:
    """The front doors of both ports, served by one thread."""

    def __init__(self, doors: dict[int, Behind]) -> None:
        self._servers = [
            uvicorn.Server(
                uvicorn.Config(
                    front_door(behind),
                    host=HOST,
                    port=port,
                    log_level="warning",
                    access_log=False,
                    ws="websockets-sansio",
                    timeout_graceful_shutdown=2,
                )
            )
            for port, behind in doors.items()
        ]
        self._thread = threading.Thread(target=self._serve, name="front-door", daemon=True)

    def open(self) -> None:
        """Serve until `close`; returns once every port listens."""
        self._thread.start()
        while self._thread.is_alive() and not all(server.started for server in self._servers):
            self._thread.join(0.02)

    def close(self) -> None:
        for server in self._servers:
            server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(10)

    def _serve(self) -> None:
        async def all_of_them() -> None:
            await asyncio.gather(*(server.serve() for server in self._servers))

        asyncio.run(all_of_them())
