"""A call is open: its greeting is a turn, and so is what was heard of it.

The transcript keeps what was heard, not what was meant to be spoken.
"""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import CallConnected, Interrupted
from functions.outreach.domain.conversation.state import State, Turn, Who
from functions.outreach.domain.conversation.turns import only_asks_to_record
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import text_of
from functions.outreach.domain.steps.calls.ending import forget_read_back, last_call_placed
from functions.outreach.domain.steps.calls.recording import greet, stop_recording
from functions.outreach.domain.steps.draft import Draft
from functions.outreach.domain.steps.opening import greeting
from functions.product.channels import Channel


def call_connected(draft: Draft, event: CallConnected) -> None:
    """The greeting is being spoken: it becomes a turn, so the disclosure counts as given."""
    conversation = draft.conversation
    if event.call in conversation.calls_ended:
        # Its end was reported first; nobody is on the line any more.
        return
    if event.inbound and conversation.call != event.call:
        draft.effect(EffectKind.WATCH_CALL, channel=Channel.VOICE, notice=event.call)
    silent = (State.CLOSED, State.TAKEN_OVER)
    placed = bool(conversation.greeting) and not event.inbound
    called_by_us = conversation.clarification is not None and placed
    if conversation.state in silent or draft.context.person.suppressed or called_by_us:
        draft.change(call=event.call, greeting=())
        draft.hang_up()
        return
    if conversation.call == event.call:
        return
    # Whatever was agreed to in a call that goes on beside this one ends with it.
    stop_recording(draft)
    pieces = greeting(conversation, draft.context, inbound=event.inbound)
    draft.change(call=event.call, greeting=(), channel=Channel.VOICE)
    forget_read_back(draft)
    if not pieces:
        draft.give_to_founder("a call came in and no approved greeting fits")
        return
    heard = greet(draft, pieces, asked=event.asked)
    touch = last_call_placed(conversation) if placed else None
    turn = Turn(
        number=len(conversation.turns) + 1,
        who=Who.AGENT,
        channel=Channel.VOICE,
        at=draft.now,
        text=text_of(heard, draft.context.channels[Channel.VOICE]),
        pieces=heard,
        purpose=touch.purpose if touch else Purpose.REPLY,
        effect=touch.effect if touch else "",
    )
    draft.change(turns=(*conversation.turns, turn), placed_by=turn.effect)
    if conversation.state is State.WAITING:
        draft.change(state=State.OPENED)
    if any(piece.part is Part.QUESTION for piece in pieces):
        draft.change(asked=Part.QUESTION)


def interrupted(draft: Draft, event: Interrupted) -> None:
    """The last thing spoken ends where the customer spoke over it."""
    turns = draft.conversation.turns
    for index in range(len(turns) - 1, -1, -1):
        turn = turns[index]
        if turn.who is Who.AGENT and turn.channel is Channel.VOICE:
            heard = event.heard.strip()
            if heard not in turn.text and only_asks_to_record(turn):
                # Nobody can say how much of the question was heard: none of it counts as heard.
                heard = ""
            if turn.cut_at is None and heard in turn.text:
                cut = replace(turn, cut_at=heard)
                draft.change(turns=(*turns[:index], cut, *turns[index + 1 :]))
            return
