"""A real Radicale on a loopback port, with one founder and two calendars, for as long as a test."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import quote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from radicale import Application
from radicale import config as radicale_config

USER = "ona@example.com"
PASSWORD = "app-password-1"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """A test reads no access log."""


@dataclass(frozen=True)
class Radicale:
    """A running server and what its owner can do by hand."""

    port: int
    users: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def diary(self) -> str:
        return f"{self.url}{quote(USER)}/diary/"

    @property
    def home(self) -> str:
        return f"{self.url}{quote(USER)}/home/"

    def asks(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """One request of the founder's own program."""
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {"Authorization": f"Basic {login}", **sent})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def puts(self, name: str, *lines: str, calendar: str = "diary") -> None:
        """Keep an event; `lines` are what stands between BEGIN:VEVENT and END:VEVENT."""
        text = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Founder//EN", "BEGIN:VEVENT",
            f"UID:{name}", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT", "END:VCALENDAR", "",
        ]  # fmt: skip
        status, said = self.asks(
            "PUT",
            f"/{USER}/{calendar}/{name}.ics",
            "\r\n".join(text).encode(),
            Content_Type="text/calendar",
        )
        assert status in (201, 204), said

    def changes_password(self, password: str) -> None:
        self.users.write_text(f"{USER}:{password}\n")


@contextmanager
def running_radicale(folder: Path) -> Iterator[Radicale]:
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    configuration = radicale_config.load()
    configuration.update(
        {
            "auth": {
                "type": "htpasswd",
                "htpasswd_filename": str(users),
                "htpasswd_encryption": "plain",
                "delay": "0",
            },
            "storage": {"filesystem_folder": str(folder / "calendars")},
            "logging": {"level": "critical"},
        },
        "test",
    )
    server = make_server(
        "127.0.0.1", 0, Application(configuration), server_class=_Server, handler_class=_Quiet
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        running = Radicale(server.server_port, users)
        for name in ("diary", "home"):
            status, said = running.asks("MKCALENDAR", f"/{USER}/{name}/")
            assert status == 201, said
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
