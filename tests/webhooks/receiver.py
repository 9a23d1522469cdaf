"""A founder's other tool: a real HTTP server that takes, fails, is slow, redirects and lies."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What it got, and how it behaves from now on."""

    url: str = ""
    manner: str = "takes"
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    asked_elsewhere: int = 0
    let_go: threading.Event = field(default_factory=threading.Event)
    """Set when a slow answer may end: no test waits for one."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            receiver.asked_elsewhere += 1
            self._plain(200)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
            getattr(self, receiver.manner)()

        def takes(self) -> None:
            self._plain(receiver.status)

        def redirects(self) -> None:
            self.send_response(302)
            self.send_header("Location", receiver.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def is_slow(self) -> None:
            # One header that goes on: many headers would end the answer at the hundredth.
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Wait: ")
            for _ in range(1000):
                if receiver.let_go.wait(0.02):
                    return
                try:
                    self.wfile.write(b"1")
                except OSError:
                    return

        def never_answers(self) -> None:
            receiver.let_go.wait(30)

        def sends_no_http(self) -> None:
            self.wfile.write(b"\x00\x01garbage\r\n\r\n")
            self.close_connection = True

        def promises_more(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 50_000)
            self.close_connection = True

        def hangs_up(self) -> None:
            self.close_connection = True

        def _plain(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook?from=warmline"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()
