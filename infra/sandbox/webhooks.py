"""Delivers what a provider tells our side, signed the way that provider signs.

Never leaves this machine: a callback URL that is not loopback is not called but reported, as
Twilio's debugger reports a URL it could not reach.
"""

from __future__ import annotations

import asyncio
import functools
import ssl
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from twilio.request_validator import RequestValidator

from infra.sandbox.faults import Faults
from infra.sandbox.ledger import Ledger

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
RETRIES = 2
"""After the first attempt, on a 5xx or no answer at all."""
TIMEOUT_S = 30.0
AT_ONCE = 3
"""Deliveries on the wire; others wait. The local cloud starts a worker for every request that finds
none free, so a campaign's hundred status reports would start a hundred of them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What our side answered."""

    status: int
    body: str

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def is_loopback(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname in LOOPBACK


@functools.cache
def trusted_certificates() -> ssl.SSLContext:
    """For every client of this process: reading them takes longer than a request does."""
    return httpx.create_ssl_context(trust_env=False)


class Webhooks:
    """Every delivery under way, so a script can wait until the sandbox is quiet."""

    def __init__(self, *, ledger: Ledger, faults: Faults, auth_token: str) -> None:
        self._ledger = ledger
        self._faults = faults
        self._validator = RequestValidator(auth_token)
        self._client = httpx.AsyncClient(
            verify=trusted_certificates(),
            trust_env=False,
            timeout=httpx.Timeout(TIMEOUT_S, pool=None),
            limits=httpx.Limits(max_connections=AT_ONCE),
        )
        self._tasks: set[asyncio.Task[Any]] = set()
        self.begun = 0

    @property
    def pending(self) -> int:
        return len(self._tasks)

    def sign(self, url: str, params: dict[str, str] | None = None) -> str:
        return str(self._validator.compute_signature(url, params or {}))

    def later(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Do this in the background; it counts as pending until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        self.begun += 1
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._ledger.alert(0, f"The sandbox failed: {error!r}")
        self._ledger.touch()

    async def over(self) -> None:
        """Return when no delivery is under way."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    async def twilio(
        self, url: str, params: dict[str, str], *, method: str = "POST", wire: str = "twilio"
    ) -> Answer | None:
        """One signed Twilio request with its retries. None if nobody answered properly."""
        copies = 2 if self._faults.on_wire(wire).duplicate_webhooks else 1
        token = str(uuid.uuid4())
        answer: Answer | None = None
        for _ in range(copies):
            answer = await self._twilio_with_retries(url, params, method=method, token=token)
        return answer

    async def _twilio_with_retries(
        self, url: str, params: dict[str, str], *, method: str, token: str
    ) -> Answer | None:
        full = str(httpx.URL(url).copy_merge_params(params)) if method == "GET" else url
        signed = self.sign(full, {} if method == "GET" else params)
        headers = {"X-Twilio-Signature": signed, "I-Twilio-Idempotency-Token": token}
        data = None if method == "GET" else params
        for _ in range(1 + RETRIES):
            answer = await self._send(method, full, headers=headers, data=data)
            if answer is not None and answer.status < 500:
                break
        if answer is None or not answer.ok:
            status = answer.status if answer else "no answer"
            self._ledger.alert(11200, f"HTTP retrieval failure: {status}", url=url)
        return answer

    async def json_text(self, url: str, content: str, *, headers: dict[str, str]) -> Answer | None:
        """One JSON delivery with its retries, as Stripe makes them."""
        copies = 2 if self._faults.on_wire("stripe").duplicate_webhooks else 1
        answer: Answer | None = None
        for _ in range(copies):
            for _ in range(1 + RETRIES):
                answer = await self._send("POST", url, headers=headers, content=content)
                if answer is not None and answer.ok:
                    break
        return answer

    async def plain_form(self, url: str, data: dict[str, str]) -> Answer | None:
        """An unsigned form post, such as a mailbox provider's one-click unsubscribe."""
        return await self._send("POST", url, headers={}, data=data)

    async def once(self, url: str, content: str, headers: dict[str, str]) -> Answer | None:
        """One message without a second try, as Cal.com sends them."""
        copies = 2 if self._faults.on_wire("calcom").duplicate_webhooks else 1
        answer: Answer | None = None
        for _ in range(copies):
            answer = await self._send("POST", url, headers=headers, content=content)
        return answer

    async def bare(self, url: str, headers: dict[str, str]) -> Answer | None:
        """One message of headers alone with its retries, as Google's push channels send them."""
        copies = 2 if self._faults.on_wire("google").duplicate_webhooks else 1
        answer: Answer | None = None
        for _ in range(copies):
            for _ in range(1 + RETRIES):
                answer = await self._send("POST", url, headers=headers)
                if answer is not None and answer.status < 500:
                    break
        return answer

    async def _send(
        self,
        method: str,
        url: str,
        *,
        headers: dict[str, str],
        data: dict[str, str] | None = None,
        content: str | None = None,
    ) -> Answer | None:
        if not is_loopback(url):
            return None
        try:
            response = await self._client.request(
                method, url, headers=headers, data=data, content=content
            )
        except httpx.HTTPError:
            return None
        return Answer(status=response.status_code, body=response.text)

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()
