"""A customer who asks for the founder in a call is put through, and otherwise hears free times."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import CalendarState, cells
from functions.outreach.domain.conversation.effects import TRANSFER, EffectKind
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    TransferEnded,
    TransferResult,
)
from functions.outreach.domain.conversation.state import Outcome, State
from functions.outreach.domain.speaking.whisper import whisper_of
from functions.outreach.domain.understanding.acts import ActKind
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind
from tests.outreach.domain.sample_playbook import Walk, busy_all_day, walk

VOICE = (Channel.VOICE, Channel.EMAIL)
PHONE = "+12025550166"
MISSED = (
    TransferResult.BUSY,
    TransferResult.NO_ANSWER,
    TransferResult.DECLINED,
    TransferResult.FAILED,
)


def talking(*, phone: str = PHONE) -> Walk:
    talk = walk(channels=VOICE)
    talk.around = replace(talk.around, bandwidth=replace(talk.around.bandwidth, live_phone=phone))
    talk.happens(CallConnected("CA1"))
    return talk


def asks(talk: Walk) -> Walk:
    talk.says("can I talk to the founder now?", ActKind.HUMAN_WANTED, channel=Channel.VOICE)
    return talk


def test_a_founder_who_is_free_now_is_rung_and_the_time_is_taken() -> None:
    talk = asks(talking())
    assert talk.parts == ["transfer"]
    assert talk.kinds == [EffectKind.SPEAK, EffectKind.HANG_UP]
    assert talk.last is not None
    assert talk.last.effects[-1].notice == TRANSFER
    reserve = talk.last.reserve
    assert reserve is not None
    assert reserve.slot.start == talk.around.now
    assert talk.calendar.taken_cells == set(cells(talk.around.bandwidth, start=talk.around.now))
    assert talk.talk.state is State.TALKING
    assert not [usage for usage in talk.usage if usage.kind is UsageKind.BOOKED]


def test_they_talked_is_a_conversation_with_the_founder() -> None:
    talk = asks(talking())
    for _ in range(2):
        talk.happens(TransferEnded("CA1", result=TransferResult.TALKED))
    talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=200))
    assert (talk.talk.state, talk.talk.outcome) == (State.BOOKED, Outcome.BOOKED)
    assert talk.talk.booking is not None
    assert [usage.kind for usage in talk.usage].count(UsageKind.BOOKED) == 1


@pytest.mark.parametrize("result", MISSED)
def test_whatever_is_no_talk_gives_the_time_back_and_offers_times(result: TransferResult) -> None:
    talk = asks(talking())
    talk.happens(TransferEnded("CA1", result=result))
    assert talk.parts == ["transfer_failed", "slot_offer"]
    assert talk.kinds == [EffectKind.SPEAK]
    assert talk.last is not None
    assert talk.last.release is not None
    assert talk.talk.booking is None
    assert talk.talk.state is State.OFFERING
    assert not [usage for usage in talk.usage if usage.kind is UsageKind.BOOKED]


@pytest.mark.parametrize("first", ["end of the call", "end of the transfer"])
def test_a_customer_who_hangs_up_while_it_rings_gives_the_time_back(first: str) -> None:
    """Which of the two reports comes first does not show."""
    talk = asks(talking())
    reports = [
        CallEnded("CA1", end=CallEnd.COMPLETED, seconds=40, effect=talk.effects[0].id),
        TransferEnded("CA1", result=TransferResult.NO_ANSWER),
    ]
    for report in reports if first == "end of the call" else reversed(reports):
        talk.happens(report)
    assert talk.talk.booking is None
    assert talk.talk.transfer is None
    assert talk.talk.call == ""


@pytest.mark.parametrize("order", [1, -1])
def test_a_talk_is_one_whichever_report_comes_first(order: int) -> None:
    talk = asks(talking())
    reports = [
        CallEnded("CA1", end=CallEnd.COMPLETED, seconds=300, effect=talk.effects[0].id),
        TransferEnded("CA1", result=TransferResult.TALKED),
    ]
    for report in reports[::order]:
        talk.happens(report)
    assert (talk.talk.state, talk.talk.outcome) == (State.BOOKED, Outcome.BOOKED)
    assert talk.talk.call == ""


def test_a_founder_without_a_phone_here_gets_the_conversation_as_before() -> None:
    talk = asks(talking(phone=""))
    assert talk.parts == ["human_handover"]
    assert talk.talk.state is State.TAKEN_OVER


def test_a_founder_who_is_busy_or_off_now_is_not_rung() -> None:
    busy, evening = talking(), talking()
    busy.calendar = busy_all_day()
    evening.later(timedelta(hours=8))
    reserved = talking()
    reserved.calendar = CalendarState(
        taken_cells=frozenset(cells(reserved.around.bandwidth, start=reserved.around.now))
    )
    unread = talking()
    unread.calendar = CalendarState(unconfirmed=True)
    for talk in (busy, evening, reserved, unread):
        asks(talk)
        assert talk.parts == ["human_handover"]
        assert talk.talk.booking is None


def test_in_writing_nobody_is_rung() -> None:
    talk = walk(channels=(Channel.SMS,))
    talk.around = replace(talk.around, bandwidth=replace(talk.around.bandwidth, live_phone=PHONE))
    talk.says("can I talk to the founder now?", ActKind.HUMAN_WANTED)
    assert talk.parts == ["human_handover"]


def test_a_transfer_nobody_reports_the_end_of_gives_the_time_back() -> None:
    talk = asks(talking())
    talk.wakes()
    assert talk.last is not None
    assert talk.last.release is not None
    assert talk.talk.state is State.TAKEN_OVER


def test_the_founder_hears_who_it_is_and_in_their_own_words_why() -> None:
    talk = asks(talking())
    words = whisper_of(talk.talk)
    assert words == (
        "Ada Sample, on Basic, about Sample Boost, asks for you now. "
        "They said: can I talk to the founder now? Press 1 to talk."
    )
