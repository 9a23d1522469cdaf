"""Serves the console's pages on loopback: `python -m tests.console.preview large`.

For looking at pages; nothing is stored and nothing is sent. Sign in is not needed.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from frontend_api.dispatch import answer  # noqa: E402
from frontend_api.http.session import SESSION_COOKIE  # noqa: E402
from tenancy.runtime.http import HttpRequest  # noqa: E402


class Size(StrEnum):
    """Of the tenant whose pages are served."""

    EMPTY = "empty"
    """The first day."""
    SMALL = "small"
    CONNECTED = "connected"
    """Small, with everything connected that can be."""
    LARGE = "large"
    """100,000 customers, and lists as long as they become."""


def serve(port: int = 8455, *, size: Size = Size.SMALL) -> HTTPServer:
    """A server over one world of fakes."""
    from tests.console.doubles.connected_tenant import fill_connected
    from tests.console.doubles.large_tenant import fill_large
    from tests.console.fakes import World
    from tests.console.sample_world import fill

    world = World()
    token = world.with_founder()
    fillers = {Size.SMALL: fill, Size.CONNECTED: fill_connected, Size.LARGE: fill_large}
    if size in fillers:
        fillers[size](world)
    ports = world.ports()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            if SESSION_COOKIE not in headers.get("cookie", ""):
                headers["cookie"] = f"{SESSION_COOKIE}={token}"
            query = dict(parse_qsl(parts.query))
            request = HttpRequest(self.command, parts.path, query, headers, body)
            response = answer(request, ports)
            self.send_response(response.status)
            self.send_header("Content-Type", response.content_type)
            for name, value in response.headers.items():
                self.send_header(name, value)
            for cookie in response.cookies:
                self.send_header("Set-Cookie", cookie)
            self.end_headers()
            self.wfile.write(response.body)

        def log_message(self, *arguments: object) -> None:
            """Stay quiet: a preview has no log."""

    return HTTPServer(("127.0.0.1", port), Handler)


@contextmanager
def served(size: Size) -> Iterator[str]:
    """The address of such a server, which ends with the block."""
    server = serve(0, size=size)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


if __name__ == "__main__":
    serve(size=Size(sys.argv[1] if len(sys.argv) > 1 else Size.SMALL)).serve_forever()
