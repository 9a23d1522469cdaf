"""Reports of calls come in any order, twice and late: what they end in is always the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

import pytest

from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    MachineAnswered,
)
from functions.outreach.domain.conversation.state import Conversation, EffectId, Outcome, State
from functions.outreach.domain.steps.calls.ending import NEVER_PUT_THROUGH
from functions.outreach.domain.understanding.acts import ActKind
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import Walk, walk

VOICE = (Channel.VOICE, Channel.EMAIL)
UNREACHED = (
    (CallEnd.NO_ANSWER, 0, "no_answer"),
    (CallEnd.BUSY, 0, "busy"),
    (CallEnd.FAILED, 0, "failed"),
    (CallEnd.MACHINE, 0, "machine"),
    (CallEnd.COMPLETED, 0, NEVER_PUT_THROUGH),
)


def placed() -> tuple[Walk, EffectId]:
    talk = walk(channels=VOICE)
    return talk, talk.effects[0].id


def ended(
    effect: EffectId, end: CallEnd | None, seconds: int = 0, call: str = "CA1"
) -> CallEnded | MachineAnswered:
    if end is None:
        return MachineAnswered(call, effect=effect, records=False)
    return CallEnded(call, end=end, seconds=seconds, effect=effect)


def state_after(talk: Walk, reports: Iterable[CallEnded | MachineAnswered]) -> Conversation:
    """Everything of the conversation but how often it was looked at."""
    for report in reports:
        talk.happens(report)
    ends = tuple(sorted(talk.talk.calls_ended))
    return replace(talk.talk, version=0, calls_ended=ends)


@pytest.mark.parametrize(("end", "seconds", "why"), UNREACHED)
def test_a_call_that_reached_nobody_is_no_answer_of_the_customers(
    end: CallEnd, seconds: int, why: str
) -> None:
    talk, effect = placed()
    talk.happens(ended(effect, end, seconds))
    assert [touch.failed for touch in talk.talk.touches] == [why]
    assert not talk.talk.reached
    assert talk.talk.state is State.OPENED
    assert talk.talk.outcome is None
    assert not talk.usage
    talk.wakes()
    assert talk.kinds == [Channel.EMAIL]
    assert talk.parts[:2] == ["disclosure", "opener"]


@pytest.mark.parametrize(("end", "seconds", "why"), UNREACHED)
def test_whom_no_call_reached_is_closed_as_unreachable_and_never_as_declining(
    end: CallEnd, seconds: int, why: str
) -> None:
    talk = walk(channels=(Channel.VOICE,))
    for number in range(10):
        if talk.talk.state is State.CLOSED:
            break
        if talk.kinds == [Channel.VOICE]:
            effect = talk.effects[-1].id
            talk.happens(ended(effect, end, seconds, call=f"CA{number}"))
            continue
        talk.wakes()
    assert talk.talk.outcome is Outcome.UNREACHABLE
    assert {touch.failed for touch in talk.talk.touches} == {why}


DETECTED = (None, 0)
"""Detection tells of a machine by an event of its own."""
STORIES: dict[str, tuple[tuple[CallEnd | None, int], ...]] = {
    **{f"{end}": ((end, seconds),) for end, seconds, _ in UNREACHED},
    "talked": ((CallEnd.COMPLETED, 30),),
    "seconds in a second report": ((CallEnd.COMPLETED, 0), (CallEnd.COMPLETED, 30)),
    "machine that hangs up": ((CallEnd.MACHINE, 0), (CallEnd.COMPLETED, 9)),
    "machine, detected beside the call": (DETECTED, (CallEnd.COMPLETED, 9)),
    "machine, seconds later": (
        (CallEnd.MACHINE, 0),
        (CallEnd.COMPLETED, 0),
        (CallEnd.COMPLETED, 9),
    ),
}


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("connected", [False, True])
@pytest.mark.parametrize("story", STORIES)
def test_reports_of_one_call_end_the_same_in_any_order_and_however_often(
    story: str, connected: bool
) -> None:
    told = STORIES[story]

    def after(order: Iterable[tuple[CallEnd | None, int]]) -> Conversation:
        talk, effect = placed()
        if connected:
            talk.happens(CallConnected("CA1"))
        return state_after(talk, [ended(effect, end, seconds) for end, seconds in order])

    expected = after(told)
    for order in set(itertools.permutations((*told, *told))):
        assert after(order) == expected


@pytest.mark.parametrize("story", STORIES)
def test_seconds_are_metered_at_most_once_in_any_order(story: str) -> None:
    told = STORIES[story]
    for order in set(itertools.permutations((*told, *told))):
        talk, effect = placed()
        state_after(talk, [ended(effect, end, seconds) for end, seconds in order])
        assert len(talk.usage) <= 1


@pytest.mark.parametrize(("end", "seconds", "why"), UNREACHED)
def test_a_late_report_of_the_first_call_says_nothing_of_the_second(
    end: CallEnd, seconds: int, why: str
) -> None:
    """It may come when the next one rings, and while somebody talks in it."""
    for is_open in (False, True):
        talk, first = placed()
        talk.happens(CallConnected("CA1"))
        talk.says("call me again", ActKind.UNCLEAR, channel=Channel.VOICE)
        talk.happens(ended(first, CallEnd.COMPLETED, 20))
        talk.wakes()
        assert talk.kinds == [Channel.VOICE]
        greeting = talk.talk.greeting
        if is_open:
            talk.happens(CallConnected("CA2"))
        talk.happens(ended(first, end, seconds))
        assert talk.talk.touches[-1].failed == ""
        assert talk.talk.greeting == (() if is_open else greeting)
        assert talk.talk.call == ("CA2" if is_open else "")


def test_a_call_that_connects_after_its_end_was_reported_opens_nothing() -> None:
    talk, effect = placed()
    talk.happens(ended(effect, CallEnd.COMPLETED, 12))
    talk.happens(CallConnected("CA1"))
    assert talk.talk.call == ""


def test_a_person_who_spoke_was_reached_whatever_length_is_reported() -> None:
    talk, effect = placed()
    talk.happens(CallConnected("CA1"))
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    talk.happens(ended(effect, CallEnd.COMPLETED, 0))
    assert talk.talk.reached
    assert [touch.failed for touch in talk.talk.touches] == [""]


def test_what_a_machine_alone_heard_is_not_picked_up_from_on_the_next_channel() -> None:
    talk, effect = placed()
    talk.happens(CallConnected("CA1"))
    talk.happens(ended(effect, CallEnd.MACHINE))
    assert talk.talk.turns[0].undelivered == "machine"
    talk.wakes()
    assert talk.parts[:2] == ["disclosure", "opener"]


def test_a_machine_that_rings_us_says_nothing_against_the_call_we_placed() -> None:
    talk, effect = placed()
    talk.happens(CallConnected("CA1"))
    talk.happens(ended(effect, CallEnd.COMPLETED, 20))
    talk.happens(CallConnected("CA2"))
    talk.says("leave a message", ActKind.AUTOMATIC, channel=Channel.VOICE)
    talk.happens(CallEnded("CA2", end=CallEnd.COMPLETED))
    assert [touch.failed for touch in talk.talk.touches] == [""]
