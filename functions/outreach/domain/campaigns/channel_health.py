"""Whether a channel works: what became of its touches, hour by hour, and when that stops openings.

A customer who does not answer says nothing against a channel; a provider that refuses does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from functions.outreach.domain.conversation.state import Conversation, Touch
from functions.outreach.domain.conversation.turns import is_human_turn
from functions.product.channels import Channel
from tenancy.values.lazy_dataclass import dataclass

WINDOW = timedelta(hours=6)
LEAST_TRIED = 20
"""Fewer touches than this prove nothing."""
MOST_FAILED = 0.5
"""Of the touches in the window; lists with many dead numbers stay below it."""
_FAULTS = frozenset({"failed", "undelivered", "bounced", "bounce"})


class TouchResult(StrEnum):
    TRIED = "tried"
    FAILED = "failed"
    """The provider could not deliver it or place the call. Nobody there, a busy line and a machine
    are no faults."""
    ANSWERED = "answered"
    """The customer answered there, once for each touch."""


@dataclass(frozen=True, slots=True)
class ResultChange:
    channel: Channel
    result: TouchResult
    change: int


@dataclass(frozen=True, slots=True)
class HourCount:
    """How often one result came on one channel, in the hour that begins at `hour` (aware UTC)."""

    hour: datetime
    channel: Channel
    result: TouchResult
    count: int


@dataclass(frozen=True, slots=True)
class ChannelShare:
    """Of one channel over some hours."""

    channel: Channel
    tried: int
    failed: int
    answered: int

    @property
    def answered_share(self) -> float | None:
        return self.answered / self.tried if self.tried else None


def hour_of(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def result_changes(before: Conversation, after: Conversation) -> tuple[ResultChange, ...]:
    """What one step adds to the counters, each counter once; a failure that is taken back is taken
    off."""
    known = {touch.effect: touch for touch in before.touches}
    sums: Counter[tuple[Channel, TouchResult]] = Counter()
    for touch in after.touches:
        earlier = known.get(touch.effect)
        sums[touch.channel, TouchResult.TRIED] += earlier is None
        failed_before = earlier is not None and _is_fault(earlier)
        sums[touch.channel, TouchResult.FAILED] += _is_fault(touch) - failed_before
    for channel, _ in _answered(after) - _answered(before):
        sums[channel, TouchResult.ANSWERED] += 1
    return tuple(
        ResultChange(channel, result, change)
        for (channel, result), change in sorted(sums.items())
        if change
    )


def _is_fault(touch: Touch) -> bool:
    """Providers' codes are numbers; names of rules and of calls that reached nobody are not."""
    return touch.failed.isdigit() or touch.failed in _FAULTS


def _answered(conversation: Conversation) -> set[tuple[Channel, str]]:
    """(channel, effect) of every touch that a person's word followed there before the next."""
    found: set[tuple[Channel, str]] = set()
    for turn in conversation.turns:
        if not is_human_turn(turn):
            continue
        before = [t for t in conversation.touches if t.channel is turn.channel and t.at <= turn.at]
        if before:
            found.add((turn.channel, before[-1].effect))
    return found


def shares(counts: Iterable[HourCount], *, since: datetime) -> tuple[ChannelShare, ...]:
    """Sums of the whole hours that begin at `since` or later, one for each channel."""
    sums: dict[Channel, dict[TouchResult, int]] = {}
    for count in counts:
        if count.hour >= since:
            of_channel = sums.setdefault(count.channel, dict.fromkeys(TouchResult, 0))
            of_channel[count.result] += count.count
    return tuple(
        ChannelShare(
            channel,
            tried=found[TouchResult.TRIED],
            failed=found[TouchResult.FAILED],
            answered=found[TouchResult.ANSWERED],
        )
        for channel, found in sorted(sums.items())
    )


def failing_channel(
    counts: Iterable[HourCount], *, now: datetime, resumed_at: datetime | None
) -> Channel | None:
    """The channel for which nothing more is opened; None while all work.

    After the founder went on nothing of before counts, the begun hour included.
    """
    since = hour_of(now) - WINDOW
    if resumed_at is not None:
        since = max(since, hour_of(resumed_at) + timedelta(hours=1))
    for share in shares(counts, since=since):
        if share.tried >= LEAST_TRIED and share.failed >= MOST_FAILED * share.tried:
            return share.channel
    return None


def pause_reason(channel: Channel) -> str:
    """Why a campaign was paused, as the console has words for it."""
    return f"{channel}_failing"
