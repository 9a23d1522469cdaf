"""One client per process, and one request within a budget of time, its failures as values.

Never retries: a customer waits, and the readers that ship decide without it.
"""

from __future__ import annotations

import functools
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

DEFAULT_MODEL = "gpt-6-luna"
DEFAULT_URL = "https://api.openai.com/v1"
"""Named, so that no variable of the process can send customers' words elsewhere."""


class WireName(StrEnum):
    """How a model is asked."""

    DECISIONS = "decisions"
    """Typed questions, probabilities, no generated text (public beta since October 2026)."""
    RESPONSES = "responses"
    """Text that must follow a schema, for accounts and servers without the other."""


class Failure(StrEnum):
    """Why no answer came, in words for logs; none of them holds anything of the message."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    SERVER_ERROR = "server_error"
    KEY_REFUSED = "key_refused"
    UNKNOWN_MODEL = "unknown_model"
    REQUEST_REFUSED = "request_refused"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    """By the model itself, every question."""


@dataclass(frozen=True, slots=True)
class ModelAccount:
    """Which model reads, where, and with which key."""

    key: str = field(repr=False)
    model: str = DEFAULT_MODEL
    url: str = DEFAULT_URL
    """Of OpenAI, or of a server that speaks the same wire."""
    wire: WireName = WireName.DECISIONS


def account_from_environment(key: str) -> ModelAccount:
    """Raises ValueError for a wire nobody knows."""
    env = os.environ
    return ModelAccount(
        key=key,
        model=env.get("WARMLINE_OPENAI_MODEL") or DEFAULT_MODEL,
        url=env.get("WARMLINE_OPENAI_URL") or DEFAULT_URL,
        wire=WireName(env.get("WARMLINE_OPENAI_WIRE") or WireName.DECISIONS),
    )


class WireBody(BaseModel):
    """A part of an answer: what is not known is ignored, what is known must be of its type."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Connection:
    """The SDK's client, made in the request that first needs it, within that request's budget."""

    def __init__(
        self, account: ModelAccount, *, transport: httpx2.BaseTransport | None = None
    ) -> None:
        self.account = account
        self._transport = transport

    @functools.cached_property
    def _client(self) -> OpenAI:
        from openai import DefaultHttpxClient, OpenAI

        http = None if self._transport is None else DefaultHttpxClient(transport=self._transport)
        account = self.account
        return OpenAI(api_key=account.key, base_url=account.url, max_retries=0, http_client=http)

    def load(self) -> None:
        """Load the SDK ahead of the first request, which would spend most of its budget on it."""
        _ = self._client

    def request(self, send: Callable[[OpenAI], bytes], *, budget_s: float) -> bytes | Failure:
        """The body of a successful answer. The budget covers loading the SDK and finding the host,
        which no timeout of a socket does."""
        return within(budget_s, lambda: self._sent(send))

    def _sent(self, send: Callable[[OpenAI], bytes]) -> bytes | Failure:
        import openai

        try:
            return send(self._client)
        except openai.APITimeoutError:
            return Failure.TIMEOUT
        except openai.APIConnectionError:
            return Failure.UNREACHABLE
        except openai.APIStatusError as refused:
            return _failure_of(refused.status_code, _code_of(refused.body))
        except openai.OpenAIError:
            return Failure.UNREADABLE


def within(budget_s: float, call: Callable[[], bytes | Failure]) -> bytes | Failure:
    """What `call` returns, or that the time is over; it ends by itself in a thread of its own.

    Raises what `call` raises.
    """
    done: queue.Queue[bytes | Failure | BaseException] = queue.Queue(1)

    def run() -> None:
        try:
            done.put(call())
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            done.put(error)

    threading.Thread(target=run, daemon=True, name="reading").start()
    try:
        outcome = done.get(timeout=budget_s)
    except queue.Empty:
        return Failure.TIMEOUT
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _failure_of(status: int, code: str) -> Failure:
    if status in (401, 403):
        return Failure.KEY_REFUSED
    if status == 429:
        return Failure.BUSY
    if status >= 500:
        return Failure.SERVER_ERROR
    if code in ("model_not_found", "unsupported_model"):
        return Failure.UNKNOWN_MODEL
    return Failure.REQUEST_REFUSED


def _code_of(body: object) -> str:
    """The provider's own code, where the SDK kept one; never its message, which may quote."""
    return str(body.get("code") or "") if isinstance(body, dict) else ""
