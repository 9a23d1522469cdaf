"""A message is understood by code and every reader together before a step is decided."""

from __future__ import annotations

from typing import Never

import pytest

from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.understanding.acts import Act, ActKind, Reading, ReadingRequest
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.understand import Reader, Unavailable
from functions.outreach.ports import InboundMessage
from functions.outreach.workflows.advance_conversation import Advance, decide
from functions.product.channels import Channel
from tenancy.tenant import TenantId
from tests.outreach.approved import NOW, conversation, settings


class Unclear:
    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()) -> Reading:
        return Reading((Act(ActKind.UNCLEAR),), reader="model")


class Gone:
    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...] = ()) -> Unavailable:
        return Unavailable("timeout")


class Approved:
    def load(self, tenant: TenantId) -> TenantSettings:
        return settings()


class Links:
    def page(self, conversation: Conversation) -> str:
        return "https://example.com/c/sample"

    def unsubscribe(self, conversation: Conversation) -> str:
        return "https://example.com/u/sample"


class Untouched:
    """A port that deciding about a stop has no business with."""

    def __getattr__(self, name: str) -> Never:
        raise AssertionError(f"{name} was asked for")


def ports(*readers: Reader) -> Advance:
    untouched = Untouched()
    return Advance(
        clock=untouched,
        conversations=untouched,
        settings=Approved(),
        calendar=untouched,
        readers=readers,
        postbox=untouched,
        links=Links(),
        newest=untouched,
        people=untouched,
    )


@pytest.mark.parametrize(
    "readers",
    [(), (Unclear(),), (Gone(),), (Unclear(), RuleReader()), (RuleReader(), Unclear(), Gone())],
    ids=["nobody", "unclear", "gone", "unclear first", "unclear and gone last"],
)
def test_a_stop_suppresses_whatever_the_readers_answer(readers: tuple[Reader, ...]) -> None:
    stop = InboundMessage("SM1", Channel.SMS, "STOP", conversation().facts.phone)
    decided = decide(ports(*readers), conversation(), stop, now=NOW)
    assert decided.suppress == "STOP"
