"""Which channel a silent customer is tried on next, and when. One channel at a time, never two.

It proposes and permission disposes: a rung that permission refuses for good is left out, one that
only time holds back is proposed for the moment it opens. Always decided again when that comes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.state import Conversation, State, Touch
from functions.outreach.domain.conversation.turns import is_automatic, last_human_turn
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Allowed, Rule
from functions.outreach.domain.scheduling.contact import attempts_of, may_contact
from functions.product.channels import Channel, Channels, ChannelSpec
from tenancy.values.lazy_dataclass import dataclass

SLOTS_UNCHOSEN_AFTER = timedelta(hours=4)
_SILENT_STATES = (State.BOOKED, State.TAKEN_OVER, State.CLOSED)
CLARIFYING = "clarifying"
"""Refused when it was claimed because it is open whether to stop."""
_HELD_BY_TIME = frozenset(
    {Rule.HOURS, Rule.HOLIDAY, Rule.PER_DAY, Rule.PER_WEEK, Rule.QUIET_DAYS, CLARIFYING},
)
"""A touch refused for these when it was claimed says nothing against its channel."""


@dataclass(frozen=True, slots=True)
class TouchDue:
    channel: Channel
    purpose: Purpose
    at: datetime
    """Aware; `now`, or the moment to be became_due at and decide again."""


@dataclass(frozen=True, slots=True)
class Exhausted:
    """Nothing more may be tried."""

    reason: str
    """`max_touches`, `no_channel`, a silent state, or the refusals as `channel:rule, ...`."""
    close_at: datetime | None = None
    """When the last touch has had its time to be answered; None if nothing was ever sent."""


@dataclass(frozen=True, slots=True)
class _Rung:
    channel: Channel
    purpose: Purpose
    not_before: datetime


def next_touch(*, conversation: Conversation, context: StepContext) -> TouchDue | Exhausted:
    """The next opening or follow-up for a customer who owes us the next word."""
    attempts = attempts_of(conversation)
    close_at = _answered_by(attempts, context.channels)
    if conversation.state in _SILENT_STATES:
        return Exhausted(conversation.state, close_at)
    if len(attempts) >= conversation.terms.max_touches:
        return Exhausted("max_touches", close_at)
    refused: list[str] = []
    quiet: list[TouchDue] = []
    for rung in _rungs(conversation, context):
        at, rule = _permitted_at(conversation, context, rung)
        if at is None:
            refused.append(f"{rung.channel}:{rule}")
        elif rule == Rule.QUIET_DAYS:
            # Somebody who shares this address said no; the person's other addresses go first.
            quiet.append(TouchDue(rung.channel, rung.purpose, at))
        else:
            return TouchDue(rung.channel, rung.purpose, at)
    if quiet:
        return min(quiet, key=lambda due: due.at)
    return Exhausted(", ".join(refused) or "no_channel", close_at)


def _wrote_at(conversation: Conversation, *, on: Channel | None = None) -> datetime | None:
    turn = last_human_turn(conversation, on=on)
    return turn.at if turn else None


def _permitted_at(
    conversation: Conversation, context: StepContext, rung: _Rung
) -> tuple[datetime | None, str]:
    """The moment permission grants from the rung's on, with the rule that holds it back till then;
    None with the rule that refuses for good."""
    at = max(rung.not_before, context.now)
    answer = may_contact(conversation, context, channel=rung.channel, purpose=rung.purpose, at=at)
    return (at, "") if isinstance(answer, Allowed) else (answer.retry_at, answer.rule)


def _rungs(conversation: Conversation, context: StepContext) -> tuple[_Rung, ...]:
    """What may be tried, best first, with the earliest moment each is due."""
    channels = context.channels
    attempts = attempts_of(conversation)
    promised = _promised(conversation, attempts)
    rungs = []
    for channel in _order(conversation, channels):
        purpose = _purpose(conversation, channels[channel])
        if purpose is not None:
            due = promised or _due(conversation, attempts, context, channel=channel)
            rungs.append(_Rung(channel, purpose, due))
    return tuple(rungs)


def _promised(conversation: Conversation, attempts: tuple[Touch, ...]) -> datetime | None:
    """The moment the customer named, until it has been kept once."""
    at = conversation.callback_at if conversation.state is State.CALLBACK else None
    kept = at is not None and any(touch.at >= at and not touch.failed for touch in attempts)
    return None if kept else at


def _order(conversation: Conversation, channels: Channels) -> tuple[Channel, ...]:
    """Usable channels: the one asked for, voice on interest, the one in use, then the ladder."""
    asked, current = conversation.asked_channel, conversation.channel
    interested = conversation.state is State.OFFERING or conversation.hot
    first = (asked, Channel.VOICE if interested else None, current)
    wished = (channel for channel in first if channel is not None)
    usable = [
        channel
        for channel in dict.fromkeys((*wished, *channels))
        if _usable(conversation, channels[channel]) and not _dead(conversation, channel)
    ]
    # Those that are no longer tried of our own accord serve a promised return where no other does.
    return tuple(sorted(usable, key=lambda channel: _given_up(conversation, channel)))


def _due(
    conversation: Conversation,
    attempts: tuple[Touch, ...],
    context: StepContext,
    *,
    channel: Channel,
) -> datetime:
    """When this channel's turn comes, counted from the last thing either side did."""
    channels, now = context.channels, context.now
    wrote = _wrote_at(conversation)
    reached = [touch for touch in attempts if not touch.failed]
    tried_since = [t for t in reached if wrote is None or t.at >= wrote]
    if wrote is not None and not tried_since:
        spoken = (turn.at for turn in conversation.turns if not is_automatic(turn))
        quiet_since = max(spoken, default=wrote)
        if channel is conversation.asked_channel and channel is not conversation.channel:
            return now
        offering = conversation.state is State.OFFERING
        in_use = channels[conversation.channel or channel]
        return quiet_since + (SLOTS_UNCHOSEN_AFTER if offering else in_use.follow_up_after)
    if not reached:
        return now
    last = max(reached, key=lambda touch: touch.at)
    used = channels[last.channel]
    again = channel is last.channel
    return last.at + (used.follow_up_after if again else used.next_channel_after)


def _purpose(conversation: Conversation, spec: ChannelSpec) -> Purpose | None:
    """What the next touch there would be; None once its opening and its follow-up are used.

    Each word of the customer's renews the one follow-up; where attempts are counted (voice) every
    one counts, unless the customer named the moment of a callback.
    """
    channel = spec.channel
    wrote = _wrote_at(conversation)
    attempts = [touch for touch in attempts_of(conversation) if touch.channel is channel]
    since = [touch for touch in attempts if wrote is None or touch.at >= wrote]
    promised = conversation.state is State.CALLBACK
    called = since if promised else attempts
    if spec.most_attempts is not None and len(called) >= spec.most_attempts:
        return None
    talked = _wrote_at(conversation, on=channel) is not None
    opened = talked or any(not touch.failed for touch in attempts)
    if not opened:
        return Purpose.OPENING if spec.may_open or conversation.reached else None
    followed = any(t.purpose is Purpose.FOLLOW_UP and not t.failed for t in since)
    given_up = _given_up(conversation, channel) and not promised
    return None if followed or given_up else Purpose.FOLLOW_UP


def _given_up(conversation: Conversation, channel: Channel) -> bool:
    """A channel that was tried and left for another is not returned to, unless the customer has
    talked there or asked for it."""
    if channel in (conversation.channel, conversation.asked_channel):
        return False
    attempts = (touch for touch in attempts_of(conversation) if touch.channel is channel)
    tried = any(not touch.failed for touch in attempts)
    return tried and _wrote_at(conversation, on=channel) is None


def _usable(conversation: Conversation, spec: ChannelSpec) -> bool:
    """The tenant has it ready, and the customer can be there."""
    channel, facts = spec.channel, conversation.facts
    if channel not in conversation.terms.channels:
        return False
    if not spec.address(facts):
        return False
    if spec.has_account is None:
        return True
    consents = (*facts.consents, *conversation.earned)
    agreed = any(c.channel is channel and c.revoked_at is None for c in consents)
    wrote = _wrote_at(conversation, on=channel) is not None
    known = spec.has_account(facts)
    return bool(known) or (known is None and agreed) or wrote


def _dead(conversation: Conversation, channel: Channel) -> bool:
    """A touch failed there, so the channel is skipped at once, until the customer writes there."""
    wrote = _wrote_at(conversation, on=channel)
    return any(
        touch.channel is channel
        and touch.failed
        and touch.failed not in _HELD_BY_TIME
        and (wrote is None or touch.at > wrote)
        for touch in conversation.touches
    )


def _answered_by(attempts: tuple[Touch, ...], channels: Channels) -> datetime | None:
    reached = [touch for touch in attempts if not touch.failed]
    return max((t.at + channels[t.channel].next_channel_after for t in reached), default=None)
