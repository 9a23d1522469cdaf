"""What became of an effect: undelivered, refused when it was claimed, or on its way.

Delivered words need nothing; undelivered ones are struck from what the customer has heard.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from functions.outreach.domain.conversation.events import DeliveryReported, EffectRefused
from functions.outreach.domain.conversation.state import (
    Conversation,
    EffectId,
    Outcome,
    State,
    Touch,
    Who,
)
from functions.outreach.domain.conversation.withdrawal import WITHDRAWN
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Allowed, Rule
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.draft import Draft, Withheld
from functions.outreach.domain.steps.replies.last_words import opt_out

UNDELIVERED = "undelivered"
FAILED = frozenset({"failed", UNDELIVERED, "bounced"})
ARRIVED = frozenset({"delivered", "read"})
SETTLES_AFTER = timedelta(minutes=5)
"""How long a report of `undelivered` stands before it is acted on: carriers send their reports
within seconds of each other, and in any order."""
OPTED_OUT_AT_PROVIDER = frozenset({"21610"})
"""Twilio: the recipient has replied STOP."""

SPENDING_STOPPED = "spending_stopped"
"""Says nothing about the customer or the channel: the touch is not counted."""
UNDISCLOSED = "disclosure"
"""What was to introduce these words never went out."""
HOLD = timedelta(days=1)
"""How long an opening waits for the tenant's spending to be possible again."""


def delivery_reported(draft: Draft, event: DeliveryReported) -> None:
    """Reports come in any order: `undelivered` acts once it has stood for a moment, and never
    against a report that the words arrived. Every other failure is final and acts at once."""
    if event.status in ARRIVED:
        _arrived(draft, event.effect)
    if event.status not in FAILED:
        return
    touch = next((t for t in draft.conversation.touches if t.effect == event.effect), None)
    if event.error in OPTED_OUT_AT_PROVIDER:
        channel = touch.channel if touch else draft.conversation.channel
        if channel is not None:
            opt_out(draft, channel=channel, evidence=f"provider error {event.error}", confirm=False)
        return
    why = event.error or event.status
    if event.status == UNDELIVERED and touch is not None:
        if not (touch.delivered or touch.failed or touch.doubted_at):
            _change_touch(draft, replace(touch, doubted_at=draft.now, doubted_because=why))
        return
    _not_arrived(draft, event.effect, why)


def settles_at(conversation: Conversation) -> datetime | None:
    """When the first reported failure has stood long enough to be acted on; None without one."""
    doubted = [touch.doubted_at for touch in conversation.touches if touch.doubted_at]
    return min(doubted) + SETTLES_AFTER if doubted else None


def settle_failures(draft: Draft) -> bool:
    """Act on the failures that have stood long enough; on all of them once it is closed, since
    nobody looks at it again. True if there were any."""
    over = draft.conversation.state is State.CLOSED
    stood = [
        touch
        for touch in draft.conversation.touches
        if touch.doubted_at is not None and (over or draft.now >= touch.doubted_at + SETTLES_AFTER)
    ]
    for touch in stood:
        _not_arrived(draft, touch.effect, touch.doubted_because)
    return bool(stood)


def _arrived(draft: Draft, effect: EffectId) -> None:
    """It arrived after all: what was struck stands again."""
    touch = next((t for t in draft.conversation.touches if t.effect == effect), None)
    if touch is not None:
        heard = replace(touch, failed="", delivered=True, doubted_at=None, doubted_because="")
        _change_touch(draft, heard)
    turns = draft.conversation.turns
    draft.change(
        turns=tuple(replace(t, undelivered="") if t.effect == effect else t for t in turns)
    )


def _change_touch(draft: Draft, changed: Touch) -> None:
    touches = draft.conversation.touches
    draft.change(touches=tuple(changed if t.effect == changed.effect else t for t in touches))


def effect_refused(draft: Draft, event: EffectRefused) -> None:
    """Refused in the very moment of sending: the customer heard nothing."""
    if event.rule == Rule.SUPPRESSED:
        strike_touch(draft, event.effect, event.rule)
        if draft.conversation.state is not State.CLOSED:
            draft.close(Outcome.OPTED_OUT, reason="suppressed")
            draft.tell_founder("opted_out")
        return
    if event.rule == SPENDING_STOPPED:
        _take_back(draft, event.effect, event.rule)
        draft.change(held_until=draft.now + HOLD)
        return
    if event.rule.startswith(WITHDRAWN):
        _take_back(draft, event.effect, event.rule)
        return
    if event.rule == UNDISCLOSED and _introduced_again(draft, event.effect):
        return
    _not_arrived(draft, event.effect, event.rule)


def _introduced_again(draft: Draft, effect: EffectId) -> bool:
    """Say it once more with the disclosure: a founder's own words, or the last answer if what was
    to introduce it was withdrawn.

    True if it is on its way.
    """
    turns = draft.conversation.turns
    lost = next((turn for turn in turns if turn.effect == effect), None)
    if lost is None or lost.purpose is None:
        return False
    withdrawn = any(
        turn.channel is lost.channel and turn.undelivered.startswith(WITHDRAWN) for turn in turns
    )
    last_answer = lost is turns[-1] and lost.purpose is Purpose.REPLY
    if lost.who is not Who.FOUNDER and not (withdrawn and last_answer):
        return False
    disclosure = draft.composed([Part.DISCLOSURE], lost.channel)
    if isinstance(disclosure, Withheld):
        return False
    before = draft.conversation
    _take_back(draft, effect, UNDISCLOSED)
    if isinstance(draft.may(lost.channel, lost.purpose), Allowed):
        pieces = (*disclosure, *lost.pieces)
        if not draft.utter(pieces, channel=lost.channel, purpose=lost.purpose, who=lost.who):
            return True
    draft.conversation = before
    return False


def _take_back(draft: Draft, effect: EffectId, why: str) -> None:
    """As if it had never been decided: it counts for no cap and against no channel."""
    strike_touch(draft, effect, why)
    kept = tuple(touch for touch in draft.conversation.touches if touch.effect != effect)
    draft.change(touches=kept)


def _not_arrived(draft: Draft, effect: str, why: str) -> None:
    answered = strike_touch(draft, effect, why)
    open_now = draft.conversation.state not in (State.CLOSED, State.TAKEN_OVER)
    if answered and open_now:
        # A touch goes on to the next rung by itself; an answer that got lost is the founder's.
        draft.change(reason=f"an answer did not arrive: {why}")
        draft.tell_founder("needs_founder")


def strike_touch(draft: Draft, effect: str, why: str) -> bool:
    """Mark the touch and its turn as not arrived. True if it was an answer to the customer."""
    conversation = draft.conversation
    draft.change(
        touches=tuple(
            replace(touch, failed=touch.failed or why, doubted_at=None, doubted_because="")
            if touch.effect == effect
            else touch
            for touch in conversation.touches
        ),
        turns=tuple(
            replace(turn, undelivered=turn.undelivered or why) if turn.effect == effect else turn
            for turn in conversation.turns
        ),
    )
    return any(
        turn.effect == effect and turn.purpose is Purpose.REPLY and not turn.undelivered
        for turn in conversation.turns
    )
