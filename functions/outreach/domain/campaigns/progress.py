"""How far conversations came: what one step adds to the weekly counters of the funnel.

Each conversation counts once for each stage, in the week and on the channel where it got there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.playbooks.playbook import Part
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.values.lazy_dataclass import dataclass


class Stage(StrEnum):
    """In the order a conversation passes them."""

    PERMITTED = "permitted"
    """Their turn came in the pool, and they may be contacted on some channel."""
    OPENED = "opened"
    """A first message or call was decided."""
    REACHED = "reached"
    """The customer answered."""
    INTERESTED = "interested"
    """They asked for a time, a price or a call, or were offered times."""
    BOOKED = "booked"
    """Bookings that stand: a cancelled one is taken off in the week it is cancelled."""
    WON = "won"
    """Bookings that their founder marks as won, in the week of the talk; no step adds to it."""


@dataclass(frozen=True, slots=True)
class StageChange:
    stage: Stage
    channel: Channel
    change: int


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How many got to a stage in one week, of one motion, on one channel."""

    week: date
    """Its Monday, in UTC."""
    motion: Motion
    channel: Channel | None
    """None before one was used."""
    stage: Stage
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """The counters of some weeks. Amounts in minor units of the price table's currency."""

    counts: tuple[WeekCount, ...] = ()
    spent_cents: tuple[tuple[date, Motion, int], ...] = ()
    """(week, motion, what its conversations cost)."""
    spent_ever_cents: int = 0


def week_of(moment: datetime) -> date:
    """The Monday of the week an aware moment lies in, in UTC."""
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def stage_changes(before: Conversation, step: Step) -> tuple[StageChange, ...]:
    """What the step adds to the counters; a stage once passed never counts again."""
    after = step.conversation
    opened = bool(after.touches) - bool(before.touches)
    changes = {
        Stage.OPENED: opened,
        Stage.REACHED: int(after.reached and not before.reached),
        Stage.INTERESTED: int(_interested(after) and not _interested(before)),
        Stage.BOOKED: (step.reserve is not None) - (step.release is not None),
    }
    channel = _channel(after) or _channel(before)
    if channel is None:
        return ()
    return tuple(StageChange(stage, channel, by) for stage, by in changes.items() if by)


def _channel(talk: Conversation) -> Channel | None:
    return talk.channel or (talk.touches[0].channel if talk.touches else None)


def _interested(talk: Conversation) -> bool:
    return talk.hot or any(
        piece.part is Part.SLOT_OFFER for turn in talk.turns for piece in turn.pieces
    )
