"""A real Radicale on a loopback port, with one founder and two calendars."""

from __future__ import annotations

import atexit
import base64
import functools
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-ministack" / "bin" / "python"
SCRIPT = Path(__file__).with_name("serve_radicale.py")
USER = "ona@example.com"
PASSWORD = "app-password-1"


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

    def loses_an_answer(self) -> None:
        """To the next writing, which it carries out."""
        status, _ = self.asks("LOSE", "/")
        assert status == 200

    def changes_password(self, password: str) -> None:
        self.users.write_text(f"{USER}:{password}\n")


@functools.cache
def _started() -> Radicale:
    """One server for all tests of this process; it ends with it."""
    folder = Path(tempfile.mkdtemp(prefix="warmline-radicale-"))
    users = folder / "users"
    users.write_text(f"{USER}:{PASSWORD}\n")
    process = subprocess.Popen(
        [PYTHON, SCRIPT, folder / "calendars", users],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def end() -> None:
        process.communicate(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return Radicale(int(process.stdout.readline()), users)


@contextmanager
def running_radicale() -> Iterator[Radicale]:
    """The server with the founder's password as it was, and two empty calendars."""
    running = _started()
    running.changes_password(PASSWORD)
    for name in ("diary", "home"):
        running.asks("DELETE", f"/{USER}/{name}/")
        status, said = running.asks("MKCALENDAR", f"/{USER}/{name}/")
        assert status == 201, said
    yield running
