"""The local stage's clock: what the sandbox says, as `tenancy.runtime.clock` builds it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from infra.local.lambda_clock import SandboxClock


class Sandbox(BaseHTTPRequestHandler):
    """Answers `/clock` and counts how often it was asked."""

    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        body = b'{"now": "2027-03-01T09:00:00Z", "running": false}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Sandbox) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/clock"
        server.shutdown()
        thread.join()


def test_now_is_what_the_sandbox_says_aware_and_in_utc(url: str) -> None:
    now = SandboxClock(url).now()
    assert now == datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert now.utcoffset() == timedelta()


def test_one_step_asks_the_sandbox_once(url: str) -> None:
    clock = SandboxClock(url)
    Sandbox.asked = 0
    for _ in range(5):
        clock.now()
    assert Sandbox.asked == 1


def test_without_a_sandbox_there_is_no_time() -> None:
    with pytest.raises(OSError, match="refused"):
        SandboxClock("http://127.0.0.1:9/clock").now()
