"""What tests of reading elsewhere share: a request, an account, an allowance kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from functions.language_model.connection import Connection, ModelAccount, WireName
from functions.outreach.adapters.openai.reader import Budgets, OpenAiReader, open_readers
from functions.outreach.domain.conversation.request import request_for
from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.settings import ReadingRules
from functions.outreach.domain.understanding.acts import ReadingRequest
from functions.outreach.ports import ReadingRefused, ReservedReading
from functions.product.channels import Channel
from infra.sandbox.settings import OPENAI_KEY
from tenancy.tenant import TenantId
from tests.outreach.approved import TENANT
from tests.outreach.domain.sample_playbook import ANSWERS, MONDAY, conversation


@dataclass
class FreeAllowance:
    """Refuses nothing until told to, and keeps what was reserved and settled."""

    refuses: str = ""
    reserved: list[int] = field(default_factory=list)
    settled: list[tuple[int | None, bool]] = field(default_factory=list)

    def reserve(
        self, tenant: TenantId, *, microcents: int, monthly_cents: int
    ) -> ReservedReading | ReadingRefused:
        if self.refuses:
            return ReadingRefused(self.refuses)
        self.reserved.append(microcents)
        return ReservedReading(tenant, "2026-11", microcents)

    def settle(
        self, reserved: ReservedReading, *, spent_microcents: int | None, failed: bool
    ) -> None:
        self.settled.append((spent_microcents, failed))


@cache
def _connection(url: str, wire: WireName) -> Connection:
    """One for all readers: each makes a client of its own, which reads the certificates of all
    authorities of the world again."""
    return Connection(ModelAccount(key=OPENAI_KEY, url=f"{url}/openai/v1", wire=wire))


def reader_at(
    url: str, *, wire: WireName = WireName.DECISIONS, allowance: FreeAllowance | None = None
) -> OpenAiReader:
    readers = open_readers(_connection(url, wire), allowance=allowance or FreeAllowance())
    return OpenAiReader(readers, TENANT, ReadingRules())


def asked(
    text: str, *, channel: Channel = Channel.SMS, state: State = State.OPENED
) -> ReadingRequest:
    talk = replace(conversation(), state=state, channel=channel)
    return request_for(talk, text=text, channel=channel, headers=(), answers=ANSWERS, now=MONDAY)


def warm_up(url: str) -> None:
    """Load the SDK here and in the sandbox, which a message's budget may not suffice for."""
    reader = reader_at(url)
    unhurried = replace(reader.readers, budgets=Budgets(written_s=60))
    replace(reader, readers=unhurried).read(asked("sounds good"), ())
