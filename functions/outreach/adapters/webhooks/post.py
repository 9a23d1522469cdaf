"""Posts one event to one address, signed by the Standard Webhooks scheme, in bounded time and size.

The name is resolved once, every address it leads to must be public, and exactly one of those is
connected to. Redirects are not followed. Must never log an address or a body.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from botocore.httpsession import where
from standardwebhooks.webhooks import Webhook

from functions.webhooks.deliveries import ReceiverAnswer
from functions.webhooks.endpoints import check_url
from tenancy.runtime.public_addresses import is_public_address
from tenancy.values.lazy_dataclass import dataclass

CONNECT_S = 3.0
WHOLE_S = 8.0
"""For everything after the connection, however slowly the answer trickles."""
ANSWER_BYTES = 16_384
"""Of an answer's body; what comes after is left unread."""
_GONE = 410
_NO_ANSWER = "No whole answer came in time."

Resolve = Callable[[str, int], tuple[str, ...]]


def resolve_name(host: str, port: int) -> tuple[str, ...]:
    """Every address a name leads to. Raises OSError or ValueError for one that leads nowhere."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


@dataclass(frozen=True, slots=True)
class WebhookPost:
    """Sends, and says what became of it. Never raises for what a receiver does."""

    private_allowed: bool = False
    """Plain http and private addresses, on the local stage alone."""
    resolve: Resolve = resolve_name
    whole_s: float = WHOLE_S

    def send(
        self, url: str, *, id: str, body: str, secrets: tuple[str, ...], now: datetime
    ) -> ReceiverAnswer:
        if check_url(url, http_allowed=self.private_allowed):
            return ReceiverAnswer(problem="The address is none that may be asked.")
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = self.resolve(host, port)
        except (OSError, ValueError):
            # A name that cannot be encoded is a ValueError.
            return ReceiverAnswer(problem="The name of the server leads nowhere.")
        if not self.private_allowed and not all(map(is_public_address, addresses)):
            return ReceiverAnswer(problem="The name leads into a private network.")
        pinned = _pinned(parts.scheme, host, port, addresses[0])
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Warmline-Webhooks/1",
            "Connection": "close",
            "webhook-id": id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(
                Webhook(secret).sign(msg_id=id, timestamp=now, data=body) for secret in secrets
            ),
        }
        try:
            return _exchange(pinned, path, body.encode(), headers, whole_s=self.whole_s)
        except (OSError, HTTPException, ValueError):
            return ReceiverAnswer(problem=_NO_ANSWER)
        finally:
            pinned.close()


def _pinned(scheme: str, host: str, port: int, address: str) -> HTTPConnection:
    """A connection to this very address; the certificate and the Host are those of the name."""
    if scheme == "http":
        return _PinnedConnection(host, port, address)
    return _PinnedTlsConnection(host, port, address)


class _PinnedConnection(HTTPConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=CONNECT_S)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), timeout=CONNECT_S)


class _PinnedTlsConnection(HTTPSConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context(cafile=where())
        super().__init__(host, port, timeout=CONNECT_S, context=self._tls)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), timeout=CONNECT_S)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def _exchange(
    connection: HTTPConnection, path: str, body: bytes, headers: dict[str, str], *, whole_s: float
) -> ReceiverAnswer:
    connection.connect()
    connected = connection.sock
    connected.settimeout(whole_s)
    # A receiver that sends a byte now and then would never let a read time out.
    too_late = threading.Event()
    ends = threading.Timer(whole_s, _end, (connected, too_late))
    ends.daemon = True
    ends.start()
    try:
        connection.request("POST", path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read(ANSWER_BYTES)
    finally:
        ends.cancel()
    if too_late.is_set():
        # Headers that were cut off look like headers that ended.
        return ReceiverAnswer(problem=_NO_ANSWER)
    if 200 <= answer.status < 300:
        return ReceiverAnswer(answer.status)
    return ReceiverAnswer(
        answer.status, f"The receiver answered {answer.status}.", gone=answer.status == _GONE
    )


def _end(connected: socket.socket, too_late: threading.Event) -> None:
    too_late.set()
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        # It was closed in the same moment.
        return
