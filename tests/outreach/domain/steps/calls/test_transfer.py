"""A customer who asks for the founder in a call is put through, and otherwise hears free times."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import CalendarState, Slot, cells
from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.conversation.effects import TRANSFER, EffectKind
from functions.outreach.domain.conversation.events import (
    BecameDue,
    BookingCancelled,
    CallConnected,
    CallEnd,
    CallEnded,
    FounderTookOver,
    OptedOutByLink,
    SlotPicked,
    TransferEnded,
    TransferResult,
)
from functions.outreach.domain.conversation.state import Booking, Outcome, State
from functions.outreach.domain.speaking.whisper import whisper_of
from functions.outreach.domain.steps.calls.call_limits import LONGEST_TALK
from functions.outreach.domain.steps.opening import CALL_LOST, SILENCE
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
    talk.around = replace(
        talk.around, bandwidth=replace(talk.around.bandwidth, own_phone=phone, takes_calls=True)
    )
    talk.happens(CallConnected("CA1"))
    return talk


def asks(talk: Walk) -> Walk:
    talk.says("can I talk to the founder now?", ActKind.HUMAN_WANTED, channel=Channel.VOICE)
    return talk


def gives_back(talk: Walk) -> Booking:
    """The booking whose time the last step freed."""
    assert talk.last is not None
    assert talk.last.release is not None
    return talk.last.release


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
    asked_at = talk.around.now
    for _ in range(2):
        talk.happens(TransferEnded("CA1", result=TransferResult.TALKED))
    talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=200))
    assert (talk.talk.state, talk.talk.outcome) == (State.BOOKED, Outcome.BOOKED)
    booking = talk.talk.booking
    assert booking is not None
    assert booking.slot.start == asked_at
    assert [usage.kind for usage in talk.usage].count(UsageKind.BOOKED) == 1


@pytest.mark.parametrize("result", [TransferResult.TALKED, *MISSED])
def test_what_is_reported_of_another_call_says_nothing_of_the_one_under_way(
    result: TransferResult,
) -> None:
    talk = asks(talking())
    before = talk.talk
    talk.happens(TransferEnded("CA0", result=result))
    assert replace(talk.talk, version=before.version) == before
    assert talk.last is not None
    assert (talk.last.release, talk.kinds) == (None, [])


@pytest.mark.parametrize("result", MISSED)
def test_whatever_is_no_talk_gives_the_time_back_and_offers_times(result: TransferResult) -> None:
    talk = asks(talking())
    taken = talk.talk.booking
    talk.happens(TransferEnded("CA1", result=result))
    assert talk.parts == ["transfer_failed", "slot_offer"]
    assert talk.kinds == [EffectKind.SPEAK]
    assert gives_back(talk) == taken
    assert talk.talk.booking is None
    assert talk.talk.state is State.OFFERING
    assert not [usage for usage in talk.usage if usage.kind is UsageKind.BOOKED]


@pytest.mark.parametrize("result", TransferResult)
def test_reports_of_a_transfer_whose_customer_hung_up_end_the_same_in_any_order_and_however_often(
    result: TransferResult,
) -> None:
    def after(order: Iterable[int]) -> Walk:
        talk = asks(talking())
        reports = [
            CallEnded("CA1", end=CallEnd.COMPLETED, seconds=40, effect=talk.effects[0].id),
            TransferEnded("CA1", result=result, hung_up=True),
        ]
        for number in order:
            talk.happens(reports[number])
        return talk

    expected = after((0, 1))
    talked = result is TransferResult.TALKED
    assert (expected.talk.booking is not None) is talked
    assert (expected.talk.state is State.BOOKED) is talked
    assert (expected.talk.transfer, expected.talk.call) == (None, "")
    for order in set(itertools.permutations((0, 0, 1, 1))):
        found = after(order)
        assert replace(found.talk, version=0) == replace(expected.talk, version=0), order
        assert sorted(found.usage, key=str) == sorted(expected.usage, key=str), order


@pytest.mark.parametrize("result", MISSED)
def test_a_transfer_reported_twice_offers_times_once_to_who_stays_in_the_call(
    result: TransferResult,
) -> None:
    talk = asks(talking())
    told = TransferEnded("CA1", result=result)
    ended = CallEnded("CA1", end=CallEnd.COMPLETED, seconds=40, effect=talk.effects[0].id)
    talk.happens(told)
    once = talk.talk
    for late in (told, ended, told, ended):
        talk.happens(late)
    assert talk.talk.turns == once.turns
    assert (talk.talk.state, talk.talk.offered) == (State.OFFERING, once.offered)
    assert [usage.kind for usage in talk.usage].count(UsageKind.VOICE_SECONDS) == 1


def opts_out_by_link(talk: Walk) -> None:
    talk.happens(OptedOutByLink("o1", Channel.SMS))


def opts_out_in_writing(talk: Walk) -> None:
    talk.says("STOP", ActKind.OPT_OUT, channel=Channel.EMAIL)


def is_the_wrong_person(talk: Walk) -> None:
    talk.says("wrong person", ActKind.WRONG_PERSON, channel=Channel.EMAIL)
    if talk.talk.clarification is not None:
        talk.says("yes", ActKind.YES, channel=Channel.EMAIL)


def is_taken_over(talk: Walk) -> None:
    talk.happens(FounderTookOver(talk.talk.terms.founder))


def is_suppressed_elsewhere(talk: Walk) -> None:
    talk.around = replace(talk.around, person=replace(talk.around.person, suppressed=True))


WHILE_IT_RINGS = (
    opts_out_by_link,
    opts_out_in_writing,
    is_the_wrong_person,
    is_taken_over,
    is_suppressed_elsewhere,
)


@pytest.mark.parametrize("hung_up", [False, True])
@pytest.mark.parametrize("result", TransferResult)
@pytest.mark.parametrize("ends", WHILE_IT_RINGS)
def test_what_ended_it_while_the_phone_rang_is_not_undone_by_the_dial(
    ends: Callable[[Walk], None], result: TransferResult, hung_up: bool
) -> None:
    talk = asks(talking())
    ends(talk)
    if hung_up:
        talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=40))
    before = talk.talk
    talk.happens(TransferEnded("CA1", result=result))
    assert (talk.talk.state, talk.talk.outcome) == (before.state, before.outcome)
    assert (talk.talk.transfer, talk.talk.booking) == (None, None)
    assert talk.kinds == []
    assert talk.last is not None
    assert talk.last.release == before.booking
    assert not [usage for usage in talk.usage if usage.kind is UsageKind.BOOKED]


def test_a_transfer_of_a_founder_who_took_over_leaves_them_the_conversation() -> None:
    talk = asks(talking())
    taken = talk.talk.booking
    is_taken_over(talk)
    talk.wakes()
    assert gives_back(talk) == taken
    assert (talk.talk.state, talk.talk.call, talk.kinds) == (State.TAKEN_OVER, "", [])
    assert talk.talk.due_at == talk.around.now + SILENCE


def test_who_is_suppressed_by_the_next_look_leaves_no_time_taken() -> None:
    talk = asks(talking())
    taken = talk.talk.booking
    is_suppressed_elsewhere(talk)
    talk.wakes()
    assert gives_back(talk) == taken
    assert (talk.talk.state, talk.talk.outcome) == (State.CLOSED, Outcome.OPTED_OUT)
    assert (talk.talk.transfer, talk.talk.booking) == (None, None)


def picks_on_the_page(talk: Walk) -> Slot:
    free = free_slots(
        bandwidth=talk.around.bandwidth,
        calendar=talk.calendar,
        now=talk.around.now,
        window=None,
        customer_zone=talk.talk.time_zone,
        count=3,
    )
    talk.happens(SlotPicked("p1", start=free[-1].start))
    return free[-1]


@pytest.mark.parametrize("result", TransferResult)
def test_a_time_picked_while_the_phone_rings_stays_booked(result: TransferResult) -> None:
    talk = asks(talking())
    taken = talk.talk.booking
    picked = picks_on_the_page(talk)
    assert talk.last is not None
    assert talk.last.release == taken
    # Nobody was invited to the talk, so no invitation is taken back.
    assert EffectKind.CANCEL_EVENT not in talk.kinds
    assert talk.notices == ["booked"]
    talk.happens(TransferEnded("CA1", result=result))
    assert talk.last.release is None
    assert talk.talk.booking is not None
    assert talk.talk.booking.slot == picked
    assert (talk.talk.transfer, talk.talk.state) == (None, State.BOOKED)
    assert talk.kinds == []
    assert [usage.kind for usage in talk.usage].count(UsageKind.BOOKED) == 1


@pytest.mark.parametrize("result", MISSED)
def test_only_the_time_of_the_talk_is_given_back(result: TransferResult) -> None:
    talk = asks(talking())
    transfer = talk.talk.transfer
    picks_on_the_page(talk)
    talk.talk = replace(talk.talk, transfer=transfer)
    before = talk.talk.booking
    talk.happens(TransferEnded("CA1", result=result))
    assert talk.last is not None
    assert talk.last.release is None
    assert (talk.talk.booking, talk.talk.state) == (before, State.BOOKED)
    assert (talk.talk.transfer, talk.talk.outcome) == (None, Outcome.BOOKED)


def test_a_cancelled_talk_leaves_no_transfer_behind() -> None:
    talk = asks(talking())
    assert talk.talk.booking is not None
    talk.happens(BookingCancelled(talk.talk.booking.id))
    assert (talk.talk.transfer, talk.talk.booking) == (None, None)
    assert EffectKind.CANCEL_EVENT not in talk.kinds


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
    talk.around = replace(
        talk.around, bandwidth=replace(talk.around.bandwidth, own_phone=PHONE, takes_calls=True)
    )
    talk.says("can I talk to the founder now?", ActKind.HUMAN_WANTED)
    assert talk.parts == ["human_handover"]


def test_a_transfer_nobody_reports_the_end_of_gives_the_time_back() -> None:
    talk = asks(talking())
    taken = talk.talk.booking
    talk.wakes()
    assert gives_back(talk) == taken
    assert talk.talk.state is State.TAKEN_OVER


@pytest.mark.parametrize("hung_up", [False, True])
def test_the_longest_talk_is_over_before_its_report_counts_as_lost(hung_up: bool) -> None:
    talk = asks(talking())
    asked_at = talk.around.now
    talk.later(timedelta(minutes=59))
    talk.happens(BecameDue())
    if hung_up:
        talk.happens(CallEnded("CA1", end=CallEnd.COMPLETED, seconds=3_500))
    transfer = talk.talk.transfer
    assert transfer is not None
    assert transfer.call == "CA1"
    assert talk.talk.due_at == asked_at + LONGEST_TALK + CALL_LOST
    talk.happens(TransferEnded("CA1", result=TransferResult.TALKED))
    assert (talk.talk.state, talk.talk.outcome) == (State.BOOKED, Outcome.BOOKED)


def test_the_founder_hears_who_it_is_and_in_their_own_words_why() -> None:
    talk = asks(talking())
    words = whisper_of(talk.talk)
    assert words == (
        "Ada Sample, on Basic, about Sample Boost, asks for you now. "
        "They said: can I talk to the founder now? Press 1 to talk."
    )
