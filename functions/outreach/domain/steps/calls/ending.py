"""A call ended: what it was to whom it was placed, whatever order its reports come in.

A call that reached nobody is no conversation and never an answer of the customer's.
"""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.conversation.effects import Usage
from functions.outreach.domain.conversation.events import CallEnd, CallEnded
from functions.outreach.domain.conversation.state import (
    Conversation,
    EffectId,
    State,
    Touch,
    Turn,
)
from functions.outreach.domain.conversation.turns import (
    is_automatic,
    is_human_turn,
    last_human_turn,
)
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.delivery import strike_touch
from functions.outreach.domain.steps.draft import Draft
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind

NEVER_PUT_THROUGH = "never_put_through"
"""Why the touch of a completed call of 0 seconds failed."""


def call_ended(draft: Draft, event: CallEnded) -> None:
    """Metered once per call; whatever reached nobody leads to the next rung.

    Reports of one call come in any order and more than once, and may come after the next call was
    placed: each is about the touch that placed it, and the order does not change the end.
    """
    conversation = draft.conversation
    known = event.call in conversation.calls_ended
    _leave_call(draft, event)
    if conversation.screened == event.call:
        # Nobody came to the phone: an assistant that screens calls is not who was rung.
        draft.change(screened="")
        reached_nobody(draft, event, CallEnd.MACHINE.value)
    if conversation.machine_heard == event.call:
        # It hung up before it recorded.
        draft.change(machine_heard="")
        reached_nobody(draft, event, CallEnd.MACHINE.value)
    if event.end is CallEnd.COMPLETED:
        if known:
            return
        if event.seconds == 0:
            # Another report may still bring the seconds.
            if not has_human_word(conversation, event.effect):
                reached_nobody(draft, event, NEVER_PUT_THROUGH)
            return
        _was_put_through(draft, event.effect)
        draft.usage.append(Usage(UsageKind.VOICE_SECONDS, event.seconds))
    else:
        reached_nobody(draft, event, event.end.value)
    if not known:
        draft.change(calls_ended=(*conversation.calls_ended, event.call))


def _leave_call(draft: Draft, event: CallEnded) -> None:
    """The call is over, and what it was to say first with it; the next one keeps its own."""
    conversation = draft.conversation
    if conversation.call not in ("", event.call):
        return
    placed = last_call_placed(conversation)
    if not event.effect or placed is None or placed.effect == event.effect:
        draft.change(greeting=())
    draft.change(call="", placed_by="")
    forget_read_back(draft)


def last_call_placed(conversation: Conversation) -> Touch | None:
    calls = (touch for touch in reversed(conversation.touches) if touch.channel is Channel.VOICE)
    return next(calls, None)


def has_human_word(conversation: Conversation, effect: EffectId) -> bool:
    """Whether a person spoke after the greeting of this call."""
    greeted = [turn.number for turn in conversation.turns if effect and turn.effect == effect]
    return any(
        turn.number > greeted[-1] and turn.channel is Channel.VOICE and is_human_turn(turn)
        for turn in conversation.turns
        if greeted
    )


def reached_nobody(draft: Draft, event: CallEnded, why: str) -> None:
    """The touch that placed the call failed, and nobody heard its greeting. A message left on a
    machine is a touch all the same.

    Which report comes first does not show: a machine that answered is the better reason.
    """
    conversation = draft.conversation
    placed = last_call_placed(conversation)
    effect = event.effect or (placed.effect if placed and why != NEVER_PUT_THROUGH else "")
    if not effect:
        return
    left = any(touch.effect == effect and touch.voicemail for touch in conversation.touches)
    if left:
        return
    _withdraw_reason(draft, effect, NEVER_PUT_THROUGH)
    strike_touch(draft, effect, why)
    leave_channel(draft)


def leave_channel(draft: Draft) -> None:
    """Once no call is open, the conversation is where something was heard last."""
    conversation = draft.conversation
    if conversation.state in (State.OPENED, State.TALKING) and not conversation.call:
        draft.change(channel=find_last_channel(conversation.turns))


def _was_put_through(draft: Draft, effect: EffectId) -> None:
    """A report brought the seconds after one without: the call was a touch after all."""
    before = draft.conversation
    _withdraw_reason(draft, effect, NEVER_PUT_THROUGH)
    touch = last_call_placed(before)
    if touch is None or touch.effect != effect or not touch.failed:
        return
    wrote = last_human_turn(before)
    if before.state in (State.OPENED, State.TALKING) and (wrote is None or wrote.at <= touch.at):
        draft.change(channel=Channel.VOICE)


def _withdraw_reason(draft: Draft, effect: str, why: str) -> None:
    """As if this failure of the touch had never been reported."""
    if not effect:
        return
    draft.change(
        touches=tuple(
            replace(touch, failed="") if touch.effect == effect and touch.failed == why else touch
            for touch in draft.conversation.touches
        ),
        turns=tuple(
            replace(turn, undelivered="")
            if turn.effect == effect and turn.undelivered == why
            else turn
            for turn in draft.conversation.turns
        ),
    )


def find_last_channel(turns: tuple[Turn, ...]) -> Channel | None:
    heard = (turn for turn in reversed(turns) if not turn.undelivered and not is_automatic(turn))
    return next((turn.channel for turn in heard), None)


def forget_read_back(draft: Draft) -> None:
    """A time that waited for its yes in one call waits in no other: it is read back again."""
    if draft.conversation.read_back is None:
        return
    draft.change(read_back=None)
    if draft.conversation.asked is Part.SLOT_READ_BACK:
        draft.change(asked=Part.SLOT_OFFER if draft.conversation.offered else None)
