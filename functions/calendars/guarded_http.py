"""HTTP to addresses that a founder typed: public ones alone, in bounded time and size.

The address that was really connected to is looked at before a byte is sent, so no name can lead
into a private network. Credentials and bodies are never logged.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from botocore.httpsession import where
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from functions.calendars.provider import CalendarProblem, CalendarTrouble
from tenancy.runtime.public_addresses import is_public_address
from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

BODY_BYTES_AT_MOST = 8_000_000
REDIRECTS_AT_MOST = 3
POOLS_AT_MOST = 50
"""Servers to which a connection is kept."""
_CHUNK = 65_536
_SHORT_LETTERS = 3
"""Second levels that registries sell names below (co, com, org, net, gov, ac) are that short."""
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str
    """Where it came from, after redirects."""


class PrivateAddressError(HTTPError):
    """The name leads to an address that is not on the public internet."""


def _refuse_private(connected: socket.socket) -> socket.socket:
    if is_public_address(str(connected.getpeername()[0])):
        return connected
    connected.close()
    raise PrivateAddressError("not a public address")


class _PublicConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _refuse_private(super()._new_conn())


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class _LoopbackConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        if ipaddress.ip_address(connected.getpeername()[0]).is_loopback:
            return connected
        connected.close()
        raise PrivateAddressError("not this machine")


class _LoopbackPool(HTTPConnectionPool):
    ConnectionCls = _LoopbackConnection


class GuardedHttp:
    """Asks calendars' servers. Connections are kept for the next question."""

    def __init__(self, *, loopback_allowed: bool = False) -> None:
        """`loopback_allowed` lets plain http to this machine through, for a local stage alone."""
        self._loopback_allowed = loopback_allowed
        self._pools: dict[tuple[str, str, int], HTTPConnectionPool] = {}

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        until_s: float,
    ) -> HttpAnswer | CalendarProblem:
        """One question; redirects of the same provider are followed, and with a bearer token those
        of the same host alone.

        `until_s` is the moment of `time.monotonic` at which nobody waits any longer.
        """
        for _ in range(REDIRECTS_AT_MOST + 1):
            answer = self._ask_once(method, url, headers=headers, body=body, until_s=until_s)
            if isinstance(answer, CalendarProblem) or answer.status not in _REDIRECTS:
                return answer
            target = urljoin(url, answer.headers.get("location", ""))
            if not _may_follow(url, target, headers):
                return CalendarProblem(CalendarTrouble.NO_CALENDAR)
            url = target
        return CalendarProblem(CalendarTrouble.NO_CALENDAR)

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def _ask_once(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, until_s: float
    ) -> HttpAnswer | CalendarProblem:
        try:
            pool = self._pool(url)
        except ValueError:
            return CalendarProblem(CalendarTrouble.FORBIDDEN_ADDRESS)
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            return CalendarProblem(CalendarTrouble.UNREACHABLE)
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            answer = pool.urlopen(
                method,
                target,
                body=body or None,
                headers=dict(headers),
                retries=False,
                redirect=False,
                timeout=Timeout(total=left_s),
                preload_content=False,
            )
            try:
                read = _read(answer, until_s=until_s)
            finally:
                answer.release_conn()
        except PrivateAddressError:
            return CalendarProblem(CalendarTrouble.FORBIDDEN_ADDRESS)
        except (HTTPError, OSError):
            return CalendarProblem(CalendarTrouble.UNREACHABLE)
        if isinstance(read, CalendarProblem):
            answer.close()
            return read
        plain = {name.lower(): value for name, value in answer.headers.items()}
        return HttpAnswer(answer.status, plain, read, url)

    def _pool(self, url: str) -> HTTPConnectionPool:
        """Raises ValueError for an address that may not be asked at all."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        plain = all("!" <= letter <= "~" for letter in url)
        if not host or not plain or parts.username is not None:
            raise ValueError("no address of a server")
        key = (parts.scheme, host, port or 0)
        if key not in self._pools:
            if len(self._pools) >= POOLS_AT_MOST:
                self.close()
            if parts.scheme == "https":
                self._pools[key] = _PublicPool(host, port=port or 443, maxsize=1, ca_certs=where())
            elif parts.scheme == "http" and self._loopback_allowed:
                self._pools[key] = _LoopbackPool(host, port=port or 80, maxsize=1)
            else:
                raise ValueError("not https")
        return self._pools[key]


def _may_follow(url: str, target: str, headers: Mapping[str, str]) -> bool:
    """A token was given for one host; a password is a provider's, whose hosts it may name."""
    if headers.get("Authorization", "").startswith("Bearer "):
        one, other = urlsplit(url), urlsplit(target)
        return (one.scheme, one.netloc) == (other.scheme, other.netloc)
    return same_provider(url, target)


def same_provider(one: str, other: str) -> bool:
    """Whether a password for one address may be shown to another: https and the same host, or hosts
    below one domain, as large providers have them. Both may be this machine over plain http."""
    first, second = urlsplit(one), urlsplit(other)
    if first.scheme != second.scheme or not second.hostname:
        return False
    if first.hostname == second.hostname:
        return first.port == second.port
    mine, theirs = (first.hostname or "").split("."), second.hostname.split(".")
    named = not mine[-1].isdigit() and len(mine) > 2 and len(theirs) > 2
    shared = mine[1:]
    return named and second.port in (None, 443) and shared == theirs[1:] and not _sold(shared)


def _sold(domain: list[str]) -> bool:
    """Whether anybody may register a name below it, as below "co.uk" and "com.au"."""
    return len(domain) == 2 and len(domain[1]) == 2 and len(domain[0]) <= _SHORT_LETTERS


def _read(answer: BaseHTTPResponse, *, until_s: float) -> bytes | CalendarProblem:
    read = bytearray()
    while chunk := answer.read1(_CHUNK):
        read += chunk
        if len(read) > BODY_BYTES_AT_MOST:
            return CalendarProblem(CalendarTrouble.UNREADABLE)
        if time.monotonic() > until_s:
            return CalendarProblem(CalendarTrouble.UNREACHABLE)
    return bytes(read)
