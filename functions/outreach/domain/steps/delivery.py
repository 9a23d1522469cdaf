"""What became of an effect: undelivered, refused when it was claimed, or on its way.

Delivered words need nothing; undelivered ones are struck from what the customer has heard.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from functions.outreach.domain.conversation.events import DeliveryReported, EffectRefused
from functions.outreach.domain.conversation.state import EffectId, Outcome, State, Who
from functions.outreach.domain.conversation.withdrawal import WITHDRAWN
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Allowed, Rule
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.draft import Draft, Unsaid
from functions.outreach.domain.steps.replies.last_words import opt_out

FAILED = frozenset({"failed", "undelivered", "bounced"})
OPTED_OUT_AT_PROVIDER = frozenset({"21610"})
"""Twilio: the recipient has replied STOP."""

SPENDING_STOPPED = "spending_stopped"
"""Says nothing about the customer or the channel: the touch is not counted."""
UNDISCLOSED = "disclosure"
"""What was to introduce these words never went out."""
HOLD = timedelta(days=1)
"""How long an opening waits for the tenant's spending to be possible again."""


def delivery_reported(draft: Draft, event: DeliveryReported) -> None:
    if event.status not in FAILED:
        return
    if event.error in OPTED_OUT_AT_PROVIDER:
        channel = next(
            (t.channel for t in draft.conversation.touches if t.effect == event.effect),
            draft.conversation.channel,
        )
        if channel is not None:
            opt_out(draft, channel=channel, evidence=f"provider error {event.error}", confirm=False)
        return
    _not_arrived(draft, event.effect, event.error or event.status)


def effect_refused(draft: Draft, event: EffectRefused) -> None:
    """Refused in the very moment of sending: the customer heard nothing."""
    if event.rule == Rule.SUPPRESSED:
        _strike(draft, event.effect, event.rule)
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
    if isinstance(disclosure, Unsaid):
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
    _strike(draft, effect, why)
    kept = tuple(touch for touch in draft.conversation.touches if touch.effect != effect)
    draft.change(touches=kept)


def _not_arrived(draft: Draft, effect: str, why: str) -> None:
    answered = _strike(draft, effect, why)
    open_now = draft.conversation.state not in (State.CLOSED, State.TAKEN_OVER)
    if answered and open_now:
        # A touch goes on to the next rung by itself; an answer that got lost is the founder's.
        draft.change(reason=f"an answer did not arrive: {why}")
        draft.tell_founder("needs_founder")


def _strike(draft: Draft, effect: str, why: str) -> bool:
    """Mark the touch and its turn. True if it was an answer to the customer."""
    conversation = draft.conversation
    draft.change(
        touches=tuple(
            replace(touch, failed=touch.failed or why) if touch.effect == effect else touch
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
