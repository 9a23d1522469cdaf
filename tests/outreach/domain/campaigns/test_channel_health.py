"""A channel whose provider refuses stops openings; a customer who does not answer stops nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.campaigns.channel_health import (
    LEAST_TRIED,
    WINDOW,
    HourCount,
    ResultChange,
    TouchResult,
    failing_channel,
    hour_of,
    result_changes,
    shares,
)
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    DeliveryReported,
)
from functions.outreach.domain.conversation.state import Conversation, EffectId, Touch
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.understanding.acts import ActKind
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import MONDAY, Walk, walk

HOUR = hour_of(MONDAY)
FAILED, TRIED, ANSWERED = TouchResult.FAILED, TouchResult.TRIED, TouchResult.ANSWERED


def counted(*, tried: int, failed: int, hours_ago: int = 0) -> tuple[HourCount, ...]:
    hour = HOUR - timedelta(hours=hours_ago)
    return (
        HourCount(hour, Channel.VOICE, TRIED, tried),
        HourCount(hour, Channel.VOICE, FAILED, failed),
    )


def changes(before: Conversation, talk: Walk) -> set[tuple[Channel, TouchResult, int]]:
    made = result_changes(before, talk.talk)
    return {(change.channel, change.result, change.change) for change in made}


@pytest.mark.parametrize(
    ("tried", "failed", "failing"),
    [
        (LEAST_TRIED, LEAST_TRIED // 2, Channel.VOICE),
        (LEAST_TRIED, LEAST_TRIED // 2 - 1, None),
        (LEAST_TRIED - 1, LEAST_TRIED - 1, None),
        (0, 0, None),
    ],
)
def test_half_of_enough_touches_stop_a_channel(
    tried: int, failed: int, failing: Channel | None
) -> None:
    counts = counted(tried=tried, failed=failed)
    assert failing_channel(counts, now=MONDAY, resumed_at=None) == failing


def test_what_failed_long_ago_stops_nothing() -> None:
    hours = int(WINDOW / timedelta(hours=1))
    at_the_edge = counted(tried=50, failed=50, hours_ago=hours)
    before = counted(tried=50, failed=50, hours_ago=hours + 1)
    assert failing_channel(at_the_edge, now=MONDAY, resumed_at=None) is Channel.VOICE
    assert failing_channel(before, now=MONDAY, resumed_at=None) is None


def test_after_the_founder_went_on_only_what_fails_anew_counts() -> None:
    old = counted(tried=50, failed=50)
    assert failing_channel(old, now=MONDAY, resumed_at=MONDAY) is None
    later = MONDAY + timedelta(hours=2)
    fresh = counted(tried=20, failed=15, hours_ago=-1)
    assert failing_channel((*old, *fresh), now=later, resumed_at=MONDAY) is Channel.VOICE


def test_a_touch_counts_once_and_a_failure_that_is_taken_back_is_taken_off() -> None:
    fresh = walk(channels=(Channel.SMS,), opened=False)
    before = fresh.talk
    fresh.wakes()
    assert changes(before, fresh) == {(Channel.SMS, TRIED, 1)}
    (effect,) = (touch.effect for touch in fresh.talk.touches)
    before = fresh.talk
    fresh.happens(DeliveryReported(effect, status="failed", error="30003"))
    assert changes(before, fresh) == {(Channel.SMS, FAILED, 1)}
    before = fresh.talk
    fresh.happens(DeliveryReported(effect, status="delivered"))
    assert changes(before, fresh) == {(Channel.SMS, FAILED, -1)}


@pytest.mark.parametrize(
    ("end", "failed"),
    [
        (CallEnd.FAILED, True),
        (CallEnd.NO_ANSWER, False),
        (CallEnd.BUSY, False),
        (CallEnd.MACHINE, False),
        (CallEnd.COMPLETED, False),
    ],
)
def test_only_a_call_that_could_not_be_placed_speaks_against_the_channel(
    end: CallEnd, failed: bool
) -> None:
    talk = walk(channels=(Channel.VOICE, Channel.EMAIL))
    before = talk.talk
    talk.happens(CallEnded("CA1", end=end, effect=talk.effects[0].id))
    assert changes(before, talk) == ({(Channel.VOICE, FAILED, 1)} if failed else set())


def test_the_first_word_answers_a_touch_once() -> None:
    talk = walk(channels=(Channel.VOICE,))
    talk.happens(CallConnected("CA1"))
    before = talk.talk
    talk.says("yes sure", ActKind.INTERESTED, channel=Channel.VOICE)
    assert ResultChange(Channel.VOICE, ANSWERED, 1) in result_changes(before, talk.talk)
    before = talk.talk
    talk.says("how much?", ActKind.ASKS_PRICE, channel=Channel.VOICE)
    assert result_changes(before, talk.talk) == ()


def test_a_step_changes_each_counter_once_however_many_touches_it_settles() -> None:
    """One transaction may hold one change of a row."""
    talk = walk(channels=(Channel.SMS,), opened=False).talk
    touches = tuple(
        Touch(Channel.SMS, Purpose.OPENING, MONDAY, EffectId(f"e{n}"), "30003") for n in range(3)
    )
    assert result_changes(talk, replace(talk, touches=touches)) == (
        ResultChange(Channel.SMS, FAILED, 3),
        ResultChange(Channel.SMS, TRIED, 3),
    )


def test_shares_are_summed_over_whole_hours() -> None:
    counts = (
        *counted(tried=6, failed=1),
        *counted(tried=4, failed=1, hours_ago=1),
        HourCount(HOUR, Channel.VOICE, ANSWERED, 4),
        *counted(tried=90, failed=90, hours_ago=2),
    )
    (share,) = shares(counts, since=HOUR - timedelta(hours=1))
    assert (share.tried, share.failed, share.answered_share) == (10, 2, 0.4)
