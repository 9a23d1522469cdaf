"""One effect performed: at most once to the customer, whatever dies or doubts in between."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import DeliveryReported, EffectRefused, Event
from functions.outreach.domain.conversation.state import (
    UNCONFIRMED,
    Clarification,
    ClarificationKind,
    ConversationId,
    EffectId,
    State,
    Turn,
    Who,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.steps.step import step
from functions.outreach.ports import (
    AlreadyDone,
    Delivery,
    EffectRecord,
    EffectStatus,
    InboundMessage,
    InDoubt,
    LoadedConversation,
    NotSent,
    Outgoing,
    ProviderBusy,
    Sent,
)
from functions.outreach.workflows.effects.perform import Perform, Performed, perform
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import CHANNELS, SES_MAIL, TWILIO_MESSAGES, Channel
from tests.outreach.approved import NOW, TENANT, conversation, settings
from tests.simulation.doubles.memory import FixedSettings, Memory

EFFECT = EffectId("e-1")


class DiedError(Exception):
    """The process was cut off here."""


@dataclass
class Provider:
    """Takes what it is given, answers as told, and keeps its own list."""

    answers: list[Delivery | type[DiedError]] = field(default_factory=list)
    takes: bool = True
    """Whether what is in doubt or died was taken all the same."""
    listed: bool = True
    taken: list[str] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Delivery:
        answer = self.answers.pop(0) if self.answers else Sent(f"P{len(self.taken) + 1}")
        doubtful = answer is DiedError or isinstance(answer, InDoubt)
        if isinstance(answer, Sent) or (doubtful and self.takes):
            self.taken.append(f"P{len(self.taken) + 1}")
        if isinstance(answer, type):
            raise answer
        return answer

    def find(self, outgoing: Outgoing) -> Sent | None:
        return Sent(self.taken[0]) if self.listed and self.taken else None


@dataclass
class World:
    """One conversation with one effect to perform, and a clock that is moved by hand."""

    provider: Provider
    memory: Memory
    now_: datetime = NOW
    settings: TenantSettings = field(default_factory=settings)
    told: list[Event | InboundMessage] = field(default_factory=list)

    def now(self) -> datetime:
        return self.now_

    def reply(self, *, event: Event | InboundMessage, **_: object) -> None:
        self.told.append(event)

    def performs(self) -> Performed | AlreadyDone:
        def compose(
            loaded: LoadedConversation,
            record: EffectRecord,
            settings: TenantSettings,
            now: datetime,
        ) -> Outgoing:
            return Outgoing(
                TENANT, loaded.conversation.id, record.effect, text="Hi", from_address="x"
            )

        ports = Perform(
            clock=self,
            conversations=self.memory,
            settings=FixedSettings(self.settings, lambda: None),
            postbox=self,  # type: ignore[arg-type]  only replies are sent here
            providers=dict.fromkeys((TWILIO_MESSAGES, SES_MAIL), self.provider),
            senders={},
            compose={EffectKind.CONTACT_CUSTOMER: compose},
        )
        return perform(ports, tenant=TENANT, conversation=self.talk, effect=EFFECT)

    def later(self, **span: float) -> None:
        self.now_ += timedelta(**span)

    @property
    def talk(self) -> ConversationId:
        return next(iter(self.memory.partitions))

    @property
    def record(self) -> EffectRecord:
        return self.memory.partitions[self.talk].effects[EFFECT]


def world(
    *answers: Delivery | type[DiedError],
    kind: EffectKind = EffectKind.CONTACT_CUSTOMER,
    channel: Channel = Channel.SMS,
    purpose: Purpose = Purpose.REPLY,
    **provider: bool,
) -> World:
    memory = Memory()
    before = conversation(state=State.TALKING, reached=True)
    memory.create(before, now=NOW)
    to = CHANNELS[channel].address(before.facts)
    effect = Effect(EFFECT, kind, to=to, channel=channel, purpose=purpose)
    after = replace(before, version=1)
    memory.commit(before, Step(after, effects=(effect,)), event_id="", now=NOW)
    return World(Provider(list(answers), **provider), memory)  # type: ignore[arg-type]


def test_what_was_sent_is_done_and_never_looked_at_again() -> None:
    here = world()
    assert here.performs() == Performed(EffectStatus.DONE)
    assert here.record.provider_id == "P1"
    here.later(hours=1)
    assert here.performs() == AlreadyDone()
    assert here.provider.taken == ["P1"]
    assert here.memory.partitions[here.talk].due == {}


def test_a_crash_after_the_provider_took_it_is_reconciled_not_repeated() -> None:
    here = world(DiedError)
    with pytest.raises(DiedError):
        here.performs()
    assert here.performs() == AlreadyDone()  # Somebody may still be at it.
    here.later(minutes=2)
    assert here.performs() == Performed(EffectStatus.DONE)
    assert (here.provider.taken, here.record.provider_id) == (["P1"], "P1")


def test_a_crash_before_the_provider_took_it_is_made_good() -> None:
    here = world(DiedError, takes=False)
    with pytest.raises(DiedError):
        here.performs()
    here.later(minutes=2)
    assert here.performs() == Performed(EffectStatus.DONE)
    assert here.provider.taken == ["P1"]


def test_a_text_in_doubt_that_arrived_is_done_even_when_it_may_no_longer_be_sent() -> None:
    here = world(InDoubt("timeout"), purpose=Purpose.OPENING)
    assert here.performs() == Performed(EffectStatus.CLAIMED)
    here.later(hours=10)  # Nobody is texted at this hour.
    assert here.performs() == Performed(EffectStatus.DONE)
    assert (here.provider.taken, here.told) == (["P1"], [])


def test_a_mail_in_doubt_is_unconfirmed_told_and_never_sent_again() -> None:
    for took in (True, False):
        here = world(InDoubt("timeout"), channel=Channel.EMAIL, listed=False, takes=took)
        assert here.performs() == Performed(EffectStatus.CLAIMED)
        here.later(minutes=2)
        assert here.performs() == Performed(EffectStatus.UNCONFIRMED)
        assert here.told == [DeliveryReported(EFFECT, status="failed", error=UNCONFIRMED)]
        here.later(hours=1)
        assert here.performs() == AlreadyDone()
        assert len(here.provider.taken) == int(took)


def test_an_answer_by_mail_in_doubt_becomes_the_founders() -> None:
    here = world(InDoubt("timeout"), channel=Channel.EMAIL, listed=False)
    here.performs()
    here.later(minutes=2)
    here.performs()
    kept = here.memory.partitions[here.talk].conversation

    said = Turn(1, Who.AGENT, Channel.EMAIL, NOW, "Hi", purpose=Purpose.REPLY, effect=EFFECT)
    around = build_step_context(kept, settings=here.settings, now=here.now_)
    (event,) = here.told
    assert isinstance(event, DeliveryReported)
    decided = step(replace(kept, turns=(said,)), event, around)
    assert isinstance(decided, Step)
    notices = [e.notice for e in decided.effects if e.kind is EffectKind.NOTIFY_FOUNDER]
    assert notices == ["needs_founder"]


def test_a_busy_provider_is_asked_again_until_the_moment_has_passed() -> None:
    here = world(*[ProviderBusy("busy")] * 3)
    assert here.performs() == Performed(EffectStatus.PENDING)
    assert here.memory.partitions[here.talk].due[EFFECT] == NOW + timedelta(minutes=2)
    here.later(hours=2)
    assert here.performs() == Performed(EffectStatus.PENDING)
    assert here.told == []
    here.later(hours=4)
    assert here.performs() == Performed(EffectStatus.FAILED)
    assert here.told == [DeliveryReported(EFFECT, status="failed", error="busy")]


def test_a_refusal_for_good_goes_back_to_the_conversation() -> None:
    here = world(NotSent("21610"))
    assert here.performs() == Performed(EffectStatus.FAILED)
    assert here.told == [DeliveryReported(EFFECT, status="failed", error="21610")]
    assert here.performs() == AlreadyDone()


def test_permission_is_asked_again_at_the_moment_of_sending() -> None:
    here = world(purpose=Purpose.OPENING)
    here.later(hours=10)
    assert here.performs() == Performed(EffectStatus.REFUSED)
    (event,) = here.told
    assert isinstance(event, EffectRefused)
    assert (here.provider.taken, here.record.error) == ([], event.rule)


def test_who_opted_out_in_the_meantime_is_not_written_to() -> None:
    here = world()
    here.memory.people.addresses.add(("phone", conversation().facts.phone))
    assert here.performs() == Performed(EffectStatus.REFUSED)
    assert here.told == [EffectRefused(EFFECT, rule="suppressed")]
    assert here.provider.taken == []


@pytest.mark.parametrize(
    ("purpose", "status"),
    [(Purpose.OPENING, EffectStatus.REFUSED), (Purpose.REPLY, EffectStatus.DONE)],
)
def test_spending_that_stopped_holds_openings_and_no_answers(
    purpose: Purpose, status: EffectStatus
) -> None:
    here = world(purpose=purpose)
    here.settings = replace(here.settings, blocked="spending_limit")
    assert here.performs() == Performed(status)
    refused = [EffectRefused(EFFECT, rule="spending_stopped")]
    assert here.told == (refused if status is EffectStatus.REFUSED else [])


@pytest.mark.parametrize(
    ("purpose", "status"),
    [(Purpose.FOLLOW_UP, EffectStatus.REFUSED), (Purpose.REPLY, EffectStatus.DONE)],
)
def test_while_it_is_open_whether_to_stop_only_answers_leave_the_outbox(
    purpose: Purpose, status: EffectStatus
) -> None:
    here = world(purpose=purpose)
    kept = here.memory.partitions[here.talk]
    asked = Clarification(ClarificationKind.OPT_OUT, NOW)
    kept.conversation = replace(kept.conversation, clarification=asked)
    assert here.performs() == Performed(status)
    if status is EffectStatus.REFUSED:
        assert here.told == [EffectRefused(EFFECT, rule="clarifying")]
        assert here.provider.taken == []
