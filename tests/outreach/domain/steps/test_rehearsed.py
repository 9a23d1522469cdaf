"""A rehearsal over the founder's phone runs on the engine, and leaves no trace but its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import CalendarState
from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.conversation.effects import TRANSFER, EffectKind, Usage
from functions.outreach.domain.conversation.events import (
    BecameDue,
    CallConnected,
    CallEnd,
    CallEnded,
    ConsentGiven,
    RehearsalEnded,
    SlotPicked,
)
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.steps.opening import CALL_LOST
from functions.outreach.domain.steps.rehearsed import LASTS
from functions.outreach.domain.understanding.acts import ActKind
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind
from tests.outreach.domain.sample_playbook import MONDAY, Walk, consents, walk

PHONE = "+12025550166"
REACHES_THE_PHONE = {EffectKind.CONTACT_CUSTOMER, EffectKind.SPEAK, EffectKind.HANG_UP}


def rehearsed(channel: Channel = Channel.SMS, *, opened: bool = True) -> Walk:
    made = walk(channels=(channel,), opened=False)
    made.talk = replace(
        made.talk, rehearsal=True, facts=replace(made.talk.facts, phone=PHONE, email="")
    )
    limits = replace(made.around.bandwidth, own_phone=PHONE, takes_calls=True)
    made.around = replace(made.around, bandwidth=limits)
    if opened:
        made.happens(BecameDue())
    return made


def leaves_no_trace(talk: Walk) -> None:
    assert talk.last is not None
    assert {effect.kind for effect in talk.effects} <= REACHES_THE_PHONE
    assert {effect.to for effect in talk.effects if effect.to} <= {PHONE}
    assert (talk.last.reserve, talk.last.release) == (None, None)
    assert (talk.last.suppress, talk.last.written_from, talk.last.resubscribe) == ("", (), False)
    assert {usage.kind for usage in talk.usage} <= {UsageKind.VOICE_SECONDS}


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.VOICE])
def test_the_agent_opens_as_it_would_with_a_customer(channel: Channel) -> None:
    played, real = rehearsed(channel), walk(channels=(channel,))
    assert played.kinds == [channel]
    assert (played.parts, played.words) == (real.parts, real.words)


def test_at_night_it_opens_no_rehearsal_either() -> None:
    talk = rehearsed(opened=False)
    talk.later(timedelta(hours=9))
    talk.happens(BecameDue())
    assert talk.effects == ()


def test_a_booking_takes_no_time_of_the_founders_and_is_not_billed() -> None:
    talk = rehearsed()
    talk.says("yes, tell me more", ActKind.INTERESTED)
    slot = free_slots(
        bandwidth=talk.around.bandwidth,
        calendar=CalendarState(),
        now=talk.around.now,
        window=None,
        customer_zone="America/New_York",
        count=1,
    )[0]
    talk.happens(SlotPicked("p1", slot.start))
    assert talk.talk.state is State.BOOKED
    assert talk.parts == ["slot_confirm"]
    assert talk.calendar == CalendarState()
    leaves_no_trace(talk)


def test_stop_ends_the_rehearsal_and_suppresses_nobody() -> None:
    talk = rehearsed()
    talk.says("STOP", ActKind.OPT_OUT)
    assert (talk.talk.state, talk.talk.outcome) == (State.CLOSED, Outcome.OPTED_OUT)
    assert talk.parts == ["opt_out"]
    assert talk.last is not None
    assert talk.last.unlock
    leaves_no_trace(talk)


def test_minutes_of_a_call_count_and_nothing_else_does() -> None:
    talk = rehearsed(Channel.VOICE)
    talk.happens(CallConnected("CA1"))
    talk.says("what does it cost?", ActKind.ASKS_PRICE, channel=Channel.VOICE)
    placed = talk.effects[0].id
    for _ in range(2):
        talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=70, effect=placed))
    assert talk.usage == (Usage(UsageKind.VOICE_SECONDS, 70),)
    leaves_no_trace(talk)


def test_nobody_is_put_through_to_the_phone_that_is_in_the_call() -> None:
    talk = rehearsed(Channel.VOICE)
    talk.happens(CallConnected("CA1"))
    talk.says("can I talk to the founder now?", ActKind.HUMAN_WANTED, channel=Channel.VOICE)
    assert talk.talk.transfer is None
    assert TRANSFER not in {effect.notice for effect in talk.effects}
    leaves_no_trace(talk)


def test_a_number_typed_on_the_page_is_not_written_to() -> None:
    talk = rehearsed()
    (agreed,) = consents(Channel.SMS)
    talk.happens(ConsentGiven("k1", agreed, phone="+12125550199"))
    assert talk.talk.facts.phone == PHONE
    leaves_no_trace(talk)


def test_it_is_over_after_an_hour_and_follows_up_on_nothing() -> None:
    talk = rehearsed()
    talk.says("call me tomorrow", ActKind.INTERESTED)
    assert talk.talk.due_at is not None
    assert talk.talk.due_at <= MONDAY + LASTS
    before = talk.effects
    while talk.talk.state is not State.CLOSED:
        talk.wakes()
    assert talk.around.now == MONDAY + LASTS
    assert (talk.effects, talk.talk.due_at) == (before, None)
    assert talk.last is not None
    assert talk.last.unlock


def test_a_call_under_way_is_given_the_time_to_end() -> None:
    talk = rehearsed(Channel.VOICE)
    talk.happens(CallConnected("CA1"))
    talk.later(LASTS)
    talk.happens(BecameDue())
    assert talk.talk.state is not State.CLOSED
    talk.later(CALL_LOST)
    talk.happens(BecameDue())
    assert talk.talk.state is State.CLOSED


def test_the_founder_ends_it_once() -> None:
    talk = rehearsed()
    assert talk.happens(RehearsalEnded()).unlock
    assert (talk.talk.state, talk.talk.outcome) == (State.CLOSED, Outcome.EXPIRED)
    assert not talk.happens(RehearsalEnded()).unlock
