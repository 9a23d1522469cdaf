"""Misbehaviour of a provider, switched per wire: slow, failing, repeating, reordering.

Faults touch only the provider's own side of the wire; the switches and the phone page never fail.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

WIRES = ("twilio", "stripe", "mail", "openai", "google", "calcom")
GIVE_UP_S = 60.0
"""How long an accepted request is left without an answer when the client never gives up."""


@dataclass(frozen=True, slots=True)
class Fault:
    """How one wire misbehaves now. Counters go down as they are used up.

    Mail is sent through the local cloud, so of these only `duplicate_webhooks` (events) touches it.
    """

    delay_ms: int = 0
    """Before every answer of the API."""
    fail_next: int = 0
    """So many requests are refused with `status` and do nothing."""
    status: int = 500
    retry_after_s: int = 0
    """What a 429 asks to wait; 0 asks for nothing."""
    duplicate_webhooks: bool = False
    reorder_status_callbacks: bool = False
    drop_status_callbacks: bool = False
    """What a call's status callbacks would say is reported to nobody."""
    timeout_after_accept: int = 0
    """So many requests are carried out, but their answer never arrives."""


class Faults:
    """The switches of every wire."""

    def __init__(self) -> None:
        self._by_wire = {wire: Fault() for wire in WIRES}

    def on_wire(self, wire: str) -> Fault:
        return self._by_wire[wire]

    def as_json(self) -> dict[str, Any]:
        return {wire: asdict(fault) for wire, fault in self._by_wire.items()}

    def change(self, wire: str, switches: dict[str, Any]) -> str | None:
        """Set some switches of one wire; the others keep their value. A sentence if refused."""
        if wire not in self._by_wire:
            return f"There is no wire {wire!r}; there are {', '.join(WIRES)}."
        known = {field.name for field in fields(Fault)}
        if unknown := set(switches) - known:
            return f"There is no switch {', '.join(sorted(unknown))}."
        self._by_wire[wire] = replace(self._by_wire[wire], **switches)
        return None

    def clear(self) -> None:
        self._by_wire = {wire: Fault() for wire in WIRES}

    def take_failure(self, wire: str) -> int | None:
        fault = self.on_wire(wire)
        if fault.fail_next <= 0:
            return None
        self._by_wire[wire] = replace(fault, fail_next=fault.fail_next - 1)
        return fault.status

    def take_lost_answer(self, wire: str) -> bool:
        fault = self.on_wire(wire)
        if fault.timeout_after_accept <= 0:
            return False
        left = fault.timeout_after_accept - 1
        self._by_wire[wire] = replace(fault, timeout_after_accept=left)
        return True


def failure_body(wire: str, status: int) -> dict[str, Any]:
    """The error each provider answers with when it fails or is too busy."""
    if wire == "twilio":
        code = 20429 if status == 429 else 20500
        message = "Too Many Requests" if status == 429 else "An internal server error has occurred"
        info = f"https://www.twilio.com/docs/errors/{code}"
        return {"code": code, "message": message, "more_info": info, "status": status}
    if wire == "openai":
        about = {"type": "requests", "code": "rate_limit_exceeded"} if status == 429 else {}
        error = {"message": "Try again later.", "type": "server_error", "param": None, "code": None}
        return {"error": {**error, **about}}
    if wire == "google":
        word = "rateLimitExceeded" if status in (403, 429) else "backendError"
        message = "Rate Limit Exceeded" if status in (403, 429) else "Backend Error"
        about = {"domain": "usageLimits", "reason": word, "message": message}
        return {"error": {"errors": [about], "code": status, "message": message}}
    if wire == "calcom":
        word = "ThrottlerException" if status == 429 else "InternalServerErrorException"
        message = "Too Many Requests" if status == 429 else "Internal Server Error"
        return {"status": "error", "error": {"code": word, "message": message}}
    if status == 429:
        message = "Too many requests hit the API too quickly."
        kind = {"type": "invalid_request_error", "code": "rate_limit"}
        return {"error": {**kind, "message": message}}
    return {"error": {"type": "api_error", "message": "An unknown error occurred."}}


class FaultyWires:
    """ASGI middleware that lets the API of a wire misbehave as its switches say."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wire = wire_of(scope["path"]) if scope["type"] == "http" else None
        if wire is None:
            await self._app(scope, receive, send)
            return
        if delay_ms := self._faults.on_wire(wire).delay_ms:
            await asyncio.sleep(delay_ms / 1000)
        if (status := self._faults.take_failure(wire)) is not None:
            wait_s = self._faults.on_wire(wire).retry_after_s if status == 429 else 0
            await _answer(send, status, failure_body(wire, status), retry_after_s=wait_s)
            return
        if self._faults.take_lost_answer(wire):
            await self._accept_and_stay_silent(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _accept_and_stay_silent(self, scope: Scope, receive: Receive, send: Send) -> None:
        answered: list[Message] = []

        async def swallow(message: Message) -> None:
            answered.append(message)

        await self._app(scope, receive, swallow)
        try:
            async with asyncio.timeout(GIVE_UP_S):
                while (await receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            await _answer(send, 504, {})


def wire_of(path: str) -> str | None:
    """Which provider's API a path belongs to; None for everything that is not one."""
    if path.startswith("/twilio/2010-04-01/"):
        return "twilio"
    if path.startswith("/openai/v1/"):
        return "openai"
    if path.startswith("/google/calendar/v3/"):
        return "google"
    if path.startswith("/calcom/v2/"):
        return "calcom"
    return "stripe" if path.startswith("/stripe/v1/") else None


async def _answer(send: Send, status: int, body: dict[str, Any], *, retry_after_s: int = 0) -> None:
    content = json.dumps(body).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(content))]
    if retry_after_s:
        headers.append((b"retry-after", b"%d" % retry_after_s))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
