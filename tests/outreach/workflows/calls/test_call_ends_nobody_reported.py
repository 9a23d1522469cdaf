"""A placed call whose end nobody reported: asked for, decided like a report, metered once."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.adapters.twilio.calls import RING_SECONDS
from functions.outreach.call_ports import (
    CallState,
    CallUnderWay,
    CallUnknown,
)
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import CallConnected, CallEnd, CallEnded, Event
from functions.outreach.domain.conversation.state import (
    Conversation,
    EffectId,
    State,
    Touch,
    Transfer,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.steps.calls.call_limits import LONGEST_CALL_SECONDS
from functions.outreach.domain.steps.opening import CALL_LOST
from functions.outreach.domain.steps.step import step
from functions.outreach.ports import (
    AlreadyDone,
    Delivery,
    EffectRecord,
    EffectStatus,
    InboundMessage,
    LoadedConversation,
    Outgoing,
    ProviderBusy,
    Sent,
)
from functions.outreach.workflows.calls.find_call_end import (
    GIVE_UP_AFTER,
    LOOK_AFTER,
    LOOK_AGAIN_AFTER,
    report_call_end,
)
from functions.outreach.workflows.effects.compose import Composer
from functions.outreach.workflows.effects.perform import Perform, Performed, perform
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import TWILIO_CALLS, Channel
from tenancy.billing.usage import UsageKind
from tests.outreach.approved import NOW, TENANT, conversation, settings
from tests.simulation.doubles.memory import FixedSettings, Memory
from tests.simulation.world import Cards, Links, PaperInvitations

EFFECT = EffectId("e-1")
TALKED = CallEnded("CA1", end=CallEnd.COMPLETED, seconds=61, effect=EFFECT)
RANG_OUT = CallEnded("CA1", end=CallEnd.NO_ANSWER, effect=EFFECT)


@dataclass
class Network:
    """Takes one call, and knows how it stands."""

    state: CallState
    effect: EffectId = EFFECT
    """Whose end is asked for; empty for a call of the customer's own."""
    asked: list[str] = field(default_factory=list)
    limits: list[tuple[str, int]] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Delivery:
        if outgoing.effect.kind is EffectKind.WATCH_CALL:
            self.limits.append((outgoing.effect.notice, outgoing.call_seconds))
        return Sent("CA1")

    def find(self, outgoing: Outgoing) -> Sent | None:
        return None

    def look_up(self, call: str, *, effect: EffectId) -> CallState:
        assert effect == self.effect
        self.asked.append(call)
        return self.state


@dataclass
class Desk:
    """One conversation with the effect that places its call."""

    network: Network
    memory: Memory = field(default_factory=Memory)
    now_: datetime = NOW
    replies: list[tuple[Event | InboundMessage, str]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.now_

    def reply(self, *, event: Event | InboundMessage, dedupe: str, **_: object) -> None:
        self.replies.append((event, dedupe))

    def performs(self, *, after: timedelta = timedelta()) -> Performed | AlreadyDone:
        def compose(loaded: LoadedConversation, record: EffectRecord, *_: object) -> Outgoing:
            return Outgoing(
                TENANT, loaded.conversation.id, record.effect, text="Hi", from_address="x"
            )

        self.now_ += after
        composer = Composer(Cards(), PaperInvitations(), Links(), lambda *_: None)
        ports = Perform(
            clock=self,
            conversations=self.memory,
            settings=FixedSettings(settings(), lambda: None),
            postbox=self,  # type: ignore[arg-type]  only replies are sent here
            providers={TWILIO_CALLS: self.network},
            senders={EffectKind.WATCH_CALL: self.network},
            compose={**composer.table(), EffectKind.CONTACT_CUSTOMER: compose},
            calls=self.network,
        )
        return perform(ports, tenant=TENANT, conversation=self.talk.id, effect=self.effect)

    def hears(self, event: Event) -> None:
        before = self.talk
        around = build_step_context(before, settings=settings(), now=self.now_)
        decided = step(before, event, around)
        assert isinstance(decided, Step)
        self.memory.commit(before, decided, event_id="", now=self.now_)

    def hears_replies(self) -> None:
        for event, _ in self.replies:
            assert isinstance(event, CallEnded)
            self.hears(event)

    @property
    def talk(self) -> Conversation:
        (kept,) = self.memory.partitions.values()
        return kept.conversation

    @property
    def effect(self) -> EffectId:
        (kept,) = self.memory.partitions.values()
        (found,) = kept.effects
        return found

    @property
    def due(self) -> dict[EffectId, datetime]:
        (kept,) = self.memory.partitions.values()
        return kept.due

    @property
    def seconds(self) -> list[int]:
        rows = self.memory.usage.rows
        return [row.quantity for row in rows if row.kind is UsageKind.VOICE_SECONDS]


def desk(state: CallState, **changes: object) -> Desk:
    here = Desk(Network(state))
    touch = Touch(Channel.VOICE, Purpose.OPENING, NOW, EFFECT)
    before = conversation(state=State.OPENED, call="CA1", touches=(touch,), **changes)
    here.memory.create(before, now=NOW)
    effect = Effect(EFFECT, EffectKind.CONTACT_CUSTOMER, to="+12", channel=Channel.VOICE)
    here.memory.commit(
        before, Step(replace(before, version=1), effects=(effect,)), event_id="", now=NOW
    )
    assert here.performs() == Performed(EffectStatus.DONE)
    return here


def test_a_placed_call_comes_back_once_it_must_be_over_and_before_it_counts_as_lost() -> None:
    here = desk(CallUnderWay())
    assert here.due == {EFFECT: NOW + LOOK_AFTER}
    assert timedelta(seconds=RING_SECONDS + LONGEST_CALL_SECONDS) < LOOK_AFTER < CALL_LOST
    here.performs(after=LOOK_AFTER - timedelta(seconds=1))
    assert here.network.asked == []


@pytest.mark.parametrize("ended", [TALKED, RANG_OUT])
def test_an_end_nobody_reported_goes_the_way_of_the_report(ended: CallEnded) -> None:
    here = desk(ended)
    assert here.performs(after=LOOK_AFTER) == AlreadyDone()
    reported: Desk = Desk(Network(ended))
    report_call_end(
        reported,  # type: ignore[arg-type]  as the hook does
        tenant=TENANT,
        conversation=here.talk.id,
        event=ended,
    )
    assert here.replies == reported.replies
    assert here.due == {}


def test_minutes_whose_report_was_lost_are_metered_and_the_conversation_goes_on() -> None:
    here = desk(TALKED)
    here.performs(after=LOOK_AFTER)
    here.hears_replies()
    assert here.seconds == [61]
    assert (here.talk.call, here.talk.calls_ended) == ("", ("CA1",))


def test_a_call_nobody_took_and_nobody_reported_is_no_touch() -> None:
    here = desk(RANG_OUT)
    here.performs(after=LOOK_AFTER)
    here.hears_replies()
    assert here.seconds == []
    assert [touch.failed for touch in here.talk.touches] == ["no_answer"]


@pytest.mark.parametrize(
    "order", [*itertools.permutations(("asked", "reported", "again"))], ids="-".join
)
def test_a_late_or_repeated_report_beside_the_answer_meters_the_call_once(
    order: Sequence[str],
) -> None:
    here = desk(TALKED)
    for what in order:
        if what == "asked":
            here.replies.clear()
            here.performs(after=LOOK_AFTER)
            here.hears_replies()
        else:
            here.hears(TALKED)
    assert here.seconds == [61]
    assert here.talk.calls_ended == ("CA1",)
    assert here.due == {}


def test_a_call_whose_end_is_known_is_not_asked_for() -> None:
    here = desk(TALKED)
    here.hears(TALKED)
    assert here.performs(after=LOOK_AFTER) == AlreadyDone()
    assert (here.network.asked, here.replies, here.due) == ([], [], {})


@pytest.mark.parametrize("state", [CallUnderWay(), ProviderBusy("500")])
def test_what_goes_on_or_is_not_answered_is_asked_again_for_a_day(
    state: CallState, caplog: pytest.LogCaptureFixture
) -> None:
    here = desk(state)
    here.performs(after=LOOK_AFTER)
    assert here.due == {EFFECT: here.now_ + LOOK_AGAIN_AFTER}
    assert (here.replies, caplog.records) == ([], [])
    here.performs(after=GIVE_UP_AFTER)
    assert here.due == {}
    assert [(one.levelname, one.msg) for one in caplog.records] == [("ERROR", "call_end_unknown")]


def test_a_call_the_provider_does_not_know_is_the_operators(
    caplog: pytest.LogCaptureFixture,
) -> None:
    here = desk(CallUnknown())
    here.performs(after=LOOK_AFTER)
    assert (here.due, here.replies) == ({}, [])
    assert [one.msg for one in caplog.records] == ["call_end_unknown"]


OF_THEIRS = CallEnded("CA1", end=CallEnd.COMPLETED, seconds=200)


def rung(state: CallState) -> Desk:
    """A customer rang the tenant's number, and the agent took the call."""
    here = Desk(Network(state, effect=EffectId("")))
    here.memory.create(conversation(state=State.TALKING), now=NOW)
    here.hears(CallConnected("CA1", inbound=True))
    return here


def test_a_call_of_the_customers_is_limited_and_its_lost_end_is_found() -> None:
    here = rung(OF_THEIRS)
    assert here.performs() == Performed(EffectStatus.DONE)
    assert here.network.limits == [("CA1", LONGEST_CALL_SECONDS)]
    here.performs(after=LOOK_AFTER)
    here.hears_replies()
    assert here.seconds == [200]
    assert (here.talk.call, here.talk.calls_ended) == ("", ("CA1",))
    here.hears(OF_THEIRS)
    assert here.seconds == [200]


def test_a_call_of_the_customers_whose_end_came_is_not_asked_for() -> None:
    here = rung(OF_THEIRS)
    here.performs()
    here.hears(OF_THEIRS)
    here.performs(after=LOOK_AFTER)
    assert (here.network.asked, here.seconds) == ([], [200])


def test_a_call_that_goes_on_with_the_founder_keeps_its_own_limit() -> None:
    here = rung(CallUnderWay())
    transfer = Transfer("CA1", BookingId("b1"), asked_at=NOW)
    here.memory.commit(
        here.talk,
        Step(replace(here.talk, version=here.talk.version + 1, transfer=transfer)),
        event_id="",
        now=NOW,
    )
    assert here.performs() == Performed(EffectStatus.DONE)
    assert here.network.limits == [("CA1", 7_200)]
