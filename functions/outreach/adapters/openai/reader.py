"""A reader that asks a model elsewhere, within a tenant's limits of money and everyone's of time.

It adds to what the readers that ship found; where it cannot answer, it says so and changes nothing.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import field
from threading import Lock

from functions.language_model.connection import Connection, Failure, WireName
from functions.language_model.prices import TokenPrice, price_of
from functions.outreach.adapters.openai.decisions import decisions_wire
from functions.outreach.adapters.openai.questions import (
    INSTRUCTIONS,
    Asked,
    ModelAnswers,
    Wire,
    acts_in,
    as_json,
    ask_about,
)
from functions.outreach.adapters.openai.redaction import outgoing_text
from functions.outreach.adapters.openai.responses import OUTPUT_TOKENS_AT_MOST, responses_wire
from functions.outreach.domain.settings import ReadingRules
from functions.outreach.domain.understanding.acts import ActKind, Reading, ReadingRequest
from functions.outreach.domain.understanding.understand import Reader, Unavailable
from functions.outreach.ports import ReadingAllowance, ReservedReading
from functions.product.channels import Channel
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

NAME = "openai"


@dataclass(frozen=True, slots=True)
class Budgets:
    """How long a customer's message waits for it, in seconds: less in a call, where silence is
    heard."""

    written_s: float = 4.0
    spoken_s: float = 1.5


RECENT = 64
"""Answers kept for a message that is decided again after a conflict, or delivered twice."""
BYTES_A_TOKEN = 2
"""Fewer than any language the product speaks needs, so that an estimate is never too low."""
FAILURES = frozenset(Failure) - {Failure.REFUSED}
"""A refusal is an answer: the model is there."""

logger = logging.getLogger(__name__)


class RecentAnswers:
    """What was answered lately, so that the same question is paid for once."""

    def __init__(self, most: int = RECENT) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, ModelAnswers] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> ModelAnswers | None:
        with self._lock:
            return self._known.get(key)

    def put(self, key: Hashable, answered: ModelAnswers) -> None:
        with self._lock:
            self._known[key] = answered
            while len(self._known) > self._most:
                self._known.popitem(last=False)


@dataclass(frozen=True, slots=True)
class OpenAiReaders:
    """A `RemoteReaders` port over one account of the deployment."""

    wire: Wire
    price: TokenPrice
    allowance: ReadingAllowance
    budgets: Budgets = field(default_factory=Budgets)
    elapsed_s: Callable[[], float] = time.monotonic
    recent: RecentAnswers = field(default_factory=RecentAnswers)

    def load(self, tenant: TenantId, rules: ReadingRules) -> tuple[Reader, ...]:
        """The tenant's reader, or none where its founder switched it off."""
        return (OpenAiReader(self, tenant, rules),) if rules.openai else ()

    def prepare(self) -> None:
        self.wire.connection.load()


def open_readers(connection: Connection, *, allowance: ReadingAllowance) -> OpenAiReaders:
    """Readers over one account; nothing is sent, and no SDK loaded, before the first message."""
    account = connection.account
    wire_over = decisions_wire if account.wire is WireName.DECISIONS else responses_wire
    return OpenAiReaders(wire_over(connection), price_of(account.model, account.wire), allowance)


@dataclass(frozen=True, slots=True)
class OpenAiReader:
    """Implements `understand.Reader` for one tenant."""

    readers: OpenAiReaders
    tenant: TenantId
    rules: ReadingRules

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...]) -> Reading | Unavailable:
        """All acts with their probabilities. Nothing is sent where code is certain already."""
        began = self.readers.elapsed_s()
        text = outgoing_text(request).strip()
        if not text or _is_certain_already(earlier):
            return Unavailable("nothing to add")
        asked = ask_about(request, text)
        key = (self.tenant, asked.questions, tuple(asked.message.items()))
        answered = self.readers.recent.get(key)
        if answered is None:
            found = self._ask(asked, ends=began + self._budget_s(request.channel))
            if isinstance(found, Unavailable):
                return found
            answered = found
            self.readers.recent.put(key, answered)
        return Reading(acts_in(answered, request), NAME, calibrated=True, remote=True)

    def _budget_s(self, channel: Channel) -> float:
        budgets = self.readers.budgets
        return budgets.spoken_s if channel is Channel.VOICE else budgets.written_s

    def _ask(self, asked: Asked, *, ends: float) -> ModelAnswers | Unavailable:
        price, allowance = self.readers.price, self.readers.allowance
        most = price.microcents(_tokens_at_most(asked), OUTPUT_TOKENS_AT_MOST)
        reserved = allowance.reserve(
            self.tenant, microcents=most, monthly_cents=self.rules.monthly_cents
        )
        if not isinstance(reserved, ReservedReading):
            return Unavailable(reserved.rule)
        budget_s = ends - self.readers.elapsed_s()
        answered = (
            self.readers.wire.ask(asked, budget_s=budget_s)
            if budget_s > 0
            else Unavailable(Failure.TIMEOUT)
        )
        if isinstance(answered, Unavailable):
            failed = answered.reason in FAILURES
            allowance.settle(reserved, spent_microcents=None, failed=failed)
            _log(answered.reason)
            return answered
        spent = price.microcents(answered.input_tokens, answered.output_tokens)
        allowance.settle(reserved, spent_microcents=spent, failed=False)
        return answered


def _log(reason: str) -> None:
    """A model that is gone stays gone until somebody chooses another."""
    gone = reason in (Failure.UNKNOWN_MODEL, Failure.KEY_REFUSED)
    level = logging.ERROR if gone else logging.WARNING
    logger.log(level, "no_remote_reading", extra={"reason": str(reason)})


def _is_certain_already(earlier: tuple[Reading, ...]) -> bool:
    """A bare STOP needs no second reader, and its words need not leave."""
    found = earlier[0].acts if earlier else ()
    return any(act.kind is ActKind.OPT_OUT and act.confidence == 1.0 for act in found)


def _tokens_at_most(asked: Asked) -> int:
    sent = f"{INSTRUCTIONS}{asked.questions!r}{as_json(asked)}"
    return len(sent.encode()) // BYTES_A_TOKEN
