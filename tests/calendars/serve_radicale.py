"""Runs a Radicale on a loopback port of its own choice until standard input ends.

Started by the tests with the interpreter of the platform's environment: what Radicale needs must
not stand beside what ships. Prints the port. Arguments: the folder of calendars, the users' file.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from radicale import Application
from radicale import config as radicale_config


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Losing:
    """Radicale, which carries out one writing after each `LOSE` and does not say so."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._loses = False

    def __call__(self, asked: dict[str, Any], answer: Any) -> Iterable[bytes]:
        if asked["REQUEST_METHOD"] == "LOSE":
            self._loses = True
            answer("200 OK", [])
            return [b""]
        if asked["REQUEST_METHOD"] != "PUT" or not self._loses:
            return self._app(asked, answer)
        self._loses = False
        for _ in self._app(asked, lambda *_: None):
            pass
        answer("504 Gateway Timeout", [])
        return [b""]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """A test reads no access log."""


def serve(folder: str, users: str) -> None:
    configuration = radicale_config.load()
    configuration.update(
        {
            "auth": {
                "type": "htpasswd",
                "htpasswd_filename": users,
                "htpasswd_encryption": "plain",
                "delay": "0",
            },
            "storage": {"filesystem_folder": folder},
            "logging": {"level": "critical"},
        },
        "test",
    )
    server = make_server(
        "127.0.0.1",
        0,
        _Losing(Application(configuration)),
        server_class=_Server,
        handler_class=_Quiet,
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    serve(*sys.argv[1:])
