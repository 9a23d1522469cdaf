"""What providers report of one message ends the same in any order, however often and however late.

Reports of calls are held to the same in `tests/outreach/domain/steps/calls`, payments and a
founder's own Stripe account where their webhooks are tested.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import (
    BecameDue,
    DeliveryReported,
    Event,
    OptedOutByLink,
)
from functions.outreach.domain.conversation.state import Conversation, EffectId
from functions.outreach.domain.steps.step import step
from functions.outreach.ports import EffectRecord, EffectStatus, InboundMessage
from functions.outreach.workflows.receive_inbound import Receive, report_delivery
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import Channel
from tests.outreach.approved import NOW, TENANT, conversation, settings
from tests.simulation.doubles.memory import Memory, Partition

Report = tuple[str, str]
"""(status, error code)"""
LOST, GONE, STOPPED = ("undelivered", "30003"), ("failed", "30006"), ("failed", "21610")
SENT, ARRIVED, READ = ("sent", ""), ("delivered", ""), ("read", "")
BOUNCED = ("bounced", "bounce")
COMPLAINED = ("complaint", "")
"""No status of the message: its recipient says that they do not want such mail."""
STORIES: dict[str, tuple[Channel, tuple[Report, ...]]] = {
    "a text arrives": (Channel.SMS, (SENT, ARRIVED)),
    "a text is lost": (Channel.SMS, (SENT, LOST)),
    "a text is lost, and arrives after all": (Channel.SMS, (SENT, LOST, ARRIVED)),
    "a text cannot be sent": (Channel.SMS, (("queued", ""), GONE)),
    "the customer stopped texts at their carrier": (Channel.SMS, (("queued", ""), STOPPED)),
    "a WhatsApp message is read": (Channel.WHATSAPP, (SENT, ARRIVED, READ)),
    "a WhatsApp message cannot be sent": (Channel.WHATSAPP, (SENT, GONE)),
    "a mail arrives": (Channel.EMAIL, (ARRIVED,)),
    "a mail bounces at once": (Channel.EMAIL, (BOUNCED,)),
    "a mail bounces after it was taken": (Channel.EMAIL, (ARRIVED, BOUNCED)),
    "a mail is called unwanted": (Channel.EMAIL, (ARRIVED, COMPLAINED)),
    "a mail bounces and is called unwanted": (Channel.EMAIL, (BOUNCED, COMPLAINED)),
}
SETTLED = timedelta(minutes=10)


@dataclass
class Desk:
    """One conversation whose opening is on its way."""

    memory: Memory
    effect: EffectId
    talk_id: str
    now_: datetime = NOW
    waiting: list[DeliveryReported | OptedOutByLink] = field(default_factory=list)
    contacts: int = 0
    """Messages to the customer that were decided since."""
    queued: set[str] = field(default_factory=set)

    @property
    def talk(self) -> Conversation:
        (kept,) = self.memory.partitions.values()
        return kept.conversation

    def now(self) -> datetime:
        return self.now_

    def reply(self, *, event: Event | InboundMessage, dedupe: str, **_: object) -> None:
        assert isinstance(event, DeliveryReported | OptedOutByLink)
        if dedupe not in self.queued:
            self.queued.add(dedupe)
            self.waiting.append(event)

    def hears(self, event: Event) -> None:
        before = self.talk
        around = build_step_context(before, settings=settings(), now=self.now_)
        decided = step(before, event, around)
        assert isinstance(decided, Step)
        self.contacts += sum(one.kind is EffectKind.CONTACT_CUSTOMER for one in decided.effects)
        self.memory.commit(before, decided, event_id="", now=self.now_)

    def reports(self, told: Iterable[Report], *, promptly: bool) -> None:
        """Each report comes to the hook; its event is decided at once, or with all others later."""
        ports = Receive(self, None, self.memory, None, None, self)  # type: ignore[arg-type]
        for status, error in told:
            if (status, error) == COMPLAINED:
                name = f"complaint-{self.effect}"
                self.reply(event=OptedOutByLink(name, channel=Channel.EMAIL), dedupe=name)
            else:
                report_delivery(
                    ports,
                    tenant=TENANT,
                    conversation=self.talk.id,
                    effect=self.effect,
                    status=status,
                    error=error,
                )
            if promptly:
                self.decides()
        self.decides()

    def decides(self) -> None:
        while self.waiting:
            self.hears(self.waiting.pop(0))

    def lets_time_pass(self) -> None:
        """Beyond the memory of the queue for what it was sent, too."""
        self.now_ += SETTLED
        self.queued.clear()
        for _ in range(3):
            due = self.talk.due_at
            if due is not None and due <= self.now_:
                self.hears(BecameDue())

    def stands(self) -> tuple[object, ...]:
        """All that anything follows from; a report of an arrival is kept beside, where it is to
        stand against a failure that comes later."""
        talk = self.talk
        return (
            talk.state,
            talk.outcome,
            talk.due_at,
            [(one.channel, one.failed, one.doubted_at) for one in talk.touches],
            [(one.text, one.undelivered) for one in talk.turns],
            self.contacts,
        )


@functools.cache
def _opening(channel: Channel) -> tuple[Conversation, Effect]:
    fresh = conversation(1)
    channels = (channel, Channel.EMAIL) if channel is not Channel.EMAIL else (channel,)
    abroad = {"phone": "+447700900123", "country": "GB", "region": "", "whatsapp": True}
    facts = replace(fresh.facts, **(abroad if channel is Channel.WHATSAPP else {}))
    fresh = replace(fresh, terms=replace(fresh.terms, channels=channels), facts=facts)
    opened = step(fresh, BecameDue(), build_step_context(fresh, settings=settings(), now=NOW))
    assert isinstance(opened, Step)
    (effect,) = opened.effects
    assert effect.channel is channel
    return opened.conversation, effect


def _desk(channel: Channel) -> Desk:
    talk, effect = _opening(channel)
    sent = EffectRecord(effect, EffectStatus.DONE, claimed_at=NOW, provider_id="SM1")
    memory = Memory(partitions={talk.id: Partition(talk, effects={effect.id: sent})})
    return Desk(memory, effect.id, talk.id)


def _after(channel: Channel, told: Sequence[Report], *, promptly: bool) -> Desk:
    desk = _desk(channel)
    desk.reports(told, promptly=promptly)
    desk.lets_time_pass()
    return desk


@pytest.mark.parametrize("story", STORIES)
def test_reports_of_one_message_end_the_same_in_any_order_and_however_often(story: str) -> None:
    channel, told = STORIES[story]
    expected = _after(channel, told, promptly=True).stands()
    for order in set(itertools.permutations((*told, *told))):
        for promptly in (True, False):
            assert _after(channel, order, promptly=promptly).stands() == expected, order


@pytest.mark.parametrize("story", STORIES)
def test_a_report_that_comes_once_more_when_all_is_settled_changes_nothing(story: str) -> None:
    channel, told = STORIES[story]
    desk = _after(channel, told, promptly=True)
    before = desk.stands()
    for order in itertools.permutations(told):
        desk.reports(order, promptly=True)
        desk.lets_time_pass()
    assert desk.stands() == before
