"""Calls: connected, interrupted, ended. A machine is never a conversation.

The transcript keeps what was heard, not what was meant to be said.
"""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.conversation.effects import Usage
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    Interrupted,
)
from functions.outreach.domain.conversation.state import State, Turn, Who
from functions.outreach.domain.conversation.turns import is_automatic
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import text_of
from functions.outreach.domain.steps.draft import Draft
from functions.outreach.domain.steps.opening import greeting
from functions.outreach.domain.steps.replies.reply import failed_last
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind


def call_connected(draft: Draft, event: CallConnected) -> None:
    """The greeting is being spoken: it becomes a turn, so the disclosure counts as said."""
    conversation = draft.conversation
    silent = (State.CLOSED, State.TAKEN_OVER)
    called_by_us = conversation.clarification is not None and bool(conversation.greeting)
    if conversation.state in silent or draft.context.person.suppressed or called_by_us:
        draft.change(call=event.call, greeting=())
        draft.hang_up()
        return
    if conversation.call == event.call:
        return
    pieces = greeting(conversation, draft.context)
    placed = bool(conversation.greeting)
    draft.change(call=event.call, greeting=(), channel=Channel.VOICE)
    _forget_read_back(draft)
    if not pieces:
        draft.give_to_founder("a call came in and no approved greeting fits")
        return
    touch = next((t for t in reversed(conversation.touches) if t.channel is Channel.VOICE), None)
    turn = Turn(
        number=len(conversation.turns) + 1,
        who=Who.AGENT,
        channel=Channel.VOICE,
        at=draft.now,
        text=text_of(pieces, draft.context.channels[Channel.VOICE]),
        pieces=pieces,
        purpose=touch.purpose if placed and touch else Purpose.REPLY,
        effect=touch.effect if placed and touch else "",
    )
    draft.change(turns=(*conversation.turns, turn))
    if conversation.state is State.WAITING:
        draft.change(state=State.OPENED)
    if any(piece.part is Part.QUESTION for piece in pieces):
        draft.change(asked=Part.QUESTION)


def _forget_read_back(draft: Draft) -> None:
    """A time that waited for its yes in one call waits in no other: it is read back again."""
    if draft.conversation.read_back is None:
        return
    draft.change(read_back=None)
    if draft.conversation.asked is Part.SLOT_READ_BACK:
        draft.change(asked=Part.SLOT_OFFER if draft.conversation.offered else None)


def interrupted(draft: Draft, event: Interrupted) -> None:
    """The last thing spoken ends where the customer spoke over it."""
    turns = draft.conversation.turns
    for index in range(len(turns) - 1, -1, -1):
        turn = turns[index]
        if turn.who is Who.AGENT and turn.channel is Channel.VOICE:
            heard = event.heard.strip()
            if turn.cut_at is None and heard in turn.text:
                cut = replace(turn, cut_at=heard)
                draft.change(turns=(*turns[:index], cut, *turns[index + 1 :]))
            return


def call_ended(draft: Draft, event: CallEnded) -> None:
    """Metered once per call; whatever was not a conversation leads to the next rung."""
    conversation = draft.conversation
    known = event.call in conversation.calls_ended
    if conversation.call in ("", event.call):
        draft.change(call="", greeting=())
        _forget_read_back(draft)
    if known:
        return
    draft.change(calls_ended=(*conversation.calls_ended, event.call))
    if conversation.screened == event.call:
        # Nobody came to the phone: an assistant that screens calls is not who was rung.
        touches = failed_last(conversation.touches, Channel.VOICE, "machine")
        draft.change(screened="", touches=touches)
    if event.end is CallEnd.COMPLETED:
        if event.seconds > 0:
            draft.usage.append(Usage(UsageKind.VOICE_SECONDS, event.seconds))
        else:
            # Another report may still bring the seconds.
            draft.change(calls_ended=conversation.calls_ended)
        return
    touches = failed_last(conversation.touches, Channel.VOICE, event.end.value)
    draft.change(touches=touches)
    if conversation.state in (State.OPENED, State.TALKING) and not conversation.call:
        draft.change(channel=_last_channel_said_on(conversation.turns))


def _last_channel_said_on(turns: tuple[Turn, ...]) -> Channel | None:
    heard = (turn for turn in reversed(turns) if not turn.undelivered and not is_automatic(turn))
    return next((turn.channel for turn in heard), None)
