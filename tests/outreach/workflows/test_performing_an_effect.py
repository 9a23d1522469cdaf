"""One effect performed: at most once to the customer, whatever dies or doubts in between."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Decided, Effect, EffectKind
from functions.outreach.domain.conversation.events import (
    BookingCancelled,
    DeliveryReported,
    EffectRefused,
    Event,
)
from functions.outreach.domain.conversation.state import (
    UNCONFIRMED,
    Booking,
    Clarification,
    ClarificationKind,
    ConversationId,
    EffectId,
    Outcome,
    State,
    Touch,
    Turn,
    UtterancePiece,
    Who,
)
from functions.outreach.domain.conversation.withdrawal import withdrawn_because
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import LineId, Part
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
            senders={EffectKind.CREATE_EVENT: self.provider},
            compose=dict.fromkeys((EffectKind.CONTACT_CUSTOMER, EffectKind.CREATE_EVENT), compose),
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
    decided: Decided | None = None,
    booking: Booking | None = None,
    **provider: bool,
) -> World:
    memory = Memory()
    before = conversation(state=State.TALKING, reached=True, booking=booking)
    memory.create(before, now=NOW)
    to = CHANNELS[channel].address(before.facts)
    effect = Effect(EFFECT, kind, to=to, channel=channel, purpose=purpose, decided=decided)
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


@pytest.mark.parametrize(
    ("error", "told"), [("taken", [BookingCancelled(BookingId("b1"))]), ("unreadable", [])]
)
def test_a_time_somebody_else_has_in_the_founders_calendar_calls_the_booking_off(
    error: str, told: list[Event]
) -> None:
    booking = Booking(BookingId("b1"), Slot(NOW, NOW + timedelta(minutes=15)), place="x")
    run = world(NotSent(error), kind=EffectKind.CREATE_EVENT, booking=booking)
    assert run.performs() == Performed(EffectStatus.FAILED)
    assert run.told == told


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


SETTLED: dict[str, dict[str, object]] = {
    "taken_over": {"state": State.TAKEN_OVER},
    "booked": {"state": State.BOOKED},
    "callback": {"state": State.CALLBACK, "callback_at": NOW + timedelta(days=9)},
    "closed": {"state": State.CLOSED, "outcome": Outcome.DECLINED},
    "answered": {"turns": (Turn(1, Who.CUSTOMER, Channel.EMAIL, NOW, "yes, on Monday"),)},
}


@pytest.mark.parametrize("purpose", [Purpose.OPENING, Purpose.FOLLOW_UP])
@pytest.mark.parametrize("why", SETTLED)
def test_a_touch_that_a_busy_provider_held_up_is_withdrawn(why: str, purpose: Purpose) -> None:
    """It went out half an hour later although everything was settled by then."""
    here = world(ProviderBusy("busy"), purpose=purpose, decided=Decided(State.TALKING))
    here.performs()
    kept = here.memory.partitions[here.talk]
    kept.conversation = replace(kept.conversation, **SETTLED[why])  # type: ignore[arg-type]
    here.later(minutes=30)
    assert here.performs() == Performed(EffectStatus.REFUSED)
    assert here.told == [EffectRefused(EFFECT, rule=f"withdrawn:{why}")]
    assert here.provider.taken == []


def test_a_withdrawn_touch_counts_for_nothing() -> None:
    here = world(purpose=Purpose.FOLLOW_UP, decided=Decided(State.TALKING))
    kept = here.memory.partitions[here.talk].conversation
    said = Turn(1, Who.AGENT, Channel.SMS, NOW, "Hi", purpose=Purpose.FOLLOW_UP, effect=EFFECT)
    touch = Touch(Channel.SMS, Purpose.FOLLOW_UP, NOW, EFFECT)
    booked = replace(kept, state=State.BOOKED, turns=(said,), touches=(touch,))
    around = build_step_context(booked, settings=here.settings, now=here.now_)
    decided = step(booked, EffectRefused(EFFECT, rule="withdrawn:booked"), around)
    assert isinstance(decided, Step)
    assert decided.conversation.touches == ()
    assert decided.conversation.turns[0].undelivered == "withdrawn:booked"
    assert decided.effects == ()


CONFIRMED = (UtterancePiece("Booked: Thursday", part=Part.SLOT_CONFIRM, line=LineId("l")),)


@pytest.mark.parametrize(
    "says",
    [
        Effect(EFFECT, EffectKind.CONTACT_CUSTOMER, pieces=CONFIRMED),
        Effect(EFFECT, EffectKind.INVITE_CUSTOMER),
        Effect(EFFECT, EffectKind.CREATE_EVENT),
        Effect(EFFECT, EffectKind.NOTIFY_FOUNDER, notice="booked"),
    ],
    ids=["the confirmation", "the invitation", "the founder's event", "the founder's mail"],
)
def test_what_says_a_booking_that_fell_away_is_withdrawn(says: Effect) -> None:
    """ "That's settled: Thursday" came after "your conversation is cancelled"."""
    decided = Decided(State.BOOKED, booking=BookingId("b1"))
    effect = replace(says, booking=BookingId("b1"), decided=decided)
    booking = Booking(BookingId("b1"), Slot(NOW, NOW + timedelta(minutes=15)), place="x")
    talk = conversation(state=State.BOOKED, booking=booking)
    assert withdrawn_because(effect, talk) == ""
    moved = replace(talk, booking=replace(booking, id=BookingId("b2")))
    assert withdrawn_because(effect, moved) == "withdrawn:moved"
    gone = replace(talk, state=State.OFFERING, booking=None)
    assert withdrawn_because(effect, gone) == "withdrawn:cancelled"


def test_a_promise_that_was_changed_is_not_confirmed_any_more() -> None:
    piece = UtterancePiece("On Monday then", part=Part.CALLBACK_CONFIRM, line=LineId("l"))
    at = NOW + timedelta(days=9)
    effect = Effect(
        EFFECT,
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.SMS,
        purpose=Purpose.REPLY,
        pieces=(piece,),
        decided=Decided(State.CALLBACK, callback_at=at),
    )
    talk = conversation(state=State.CALLBACK, callback_at=at)
    assert withdrawn_because(effect, talk) == ""
    later = replace(talk, callback_at=at + timedelta(days=9))
    assert withdrawn_because(effect, later) == "withdrawn:promise_changed"


@pytest.mark.parametrize(
    ("part", "state", "why"),
    [
        (Part.SLOT_OFFER, State.BOOKED, "withdrawn:booked"),
        (Part.PRICE, State.BOOKED, ""),
        (Part.PRICE, State.TAKEN_OVER, "withdrawn:taken_over"),
        (Part.PRICE, State.TALKING, ""),
    ],
)
def test_an_answer_goes_out_unless_it_asks_what_is_settled(
    part: Part, state: State, why: str
) -> None:
    effect = Effect(
        EFFECT,
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.SMS,
        purpose=Purpose.REPLY,
        pieces=(UtterancePiece("Words", part=part, line=LineId("l")),),
        decided=Decided(State.OFFERING),
    )
    assert withdrawn_because(effect, conversation(state=state)) == why


def test_a_founders_words_and_a_last_word_are_never_withdrawn() -> None:
    own = Effect(
        EFFECT,
        EffectKind.CONTACT_CUSTOMER,
        purpose=Purpose.FOLLOW_UP,
        pieces=(UtterancePiece("This is me."),),
        decided=Decided(State.TAKEN_OVER),
    )
    for state in State:
        assert withdrawn_because(own, conversation(state=state)) == ""
    last = replace(own, pieces=CONFIRMED, confirms_opt_out=True)
    assert withdrawn_because(last, conversation(state=State.CLOSED)) == ""
