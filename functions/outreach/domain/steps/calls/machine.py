"""A machine took the call: the approved message is left after its greeting, or it is hung up on.

Must never leave a second message in one campaign, nor hang up on a person who is talking.
"""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import CallEnd, CallEnded, MachineAnswered
from functions.outreach.domain.conversation.state import State, Touch, Who
from functions.outreach.domain.conversation.turns import is_human_turn, last_human_turn
from functions.outreach.domain.permission.decide import Allowed
from functions.outreach.domain.scheduling.contact import may_contact
from functions.outreach.domain.speaking.voicemail import voicemail_of
from functions.outreach.domain.steps.calls.ending import leave_channel, reached_nobody
from functions.outreach.domain.steps.draft import Draft, Withheld
from functions.product.channels import Channel

_SETTLED = (State.BOOKED, State.CALLBACK, State.TAKEN_OVER, State.CLOSED)
"""What the call was about is settled by now."""


def machine_answered(draft: Draft, event: MachineAnswered) -> None:
    """Settle the touch, and decide which words are left and that the call ends."""
    conversation = draft.conversation
    if _is_under_way(draft, event):
        return
    touch = next((t for t in conversation.touches if t.effect == event.effect), None)
    over = event.call in conversation.calls_ended
    another = conversation.call not in ("", event.call)
    ended = CallEnded(event.call, end=CallEnd.MACHINE, effect=event.effect)
    if over or another or touch is None:
        reached_nobody(draft, ended, CallEnd.MACHINE.value)
        return
    draft.change(
        call=event.call,
        placed_by=event.effect,
        greeting=(),
        screened="",
        machine_heard="",
        calls_ended=(*conversation.calls_ended, event.call),
    )
    # Nobody heard what was spoken into the machine's own greeting.
    reached_nobody(draft, ended, CallEnd.MACHINE.value)
    if event.records and _leave_message(draft, touch):
        kept = (
            replace(one, failed="", voicemail=True) if one.effect == touch.effect else one
            for one in draft.conversation.touches
        )
        draft.change(touches=tuple(kept), channel=Channel.VOICE)
    draft.effect(EffectKind.HANG_UP)
    draft.change(call="", placed_by="")
    leave_channel(draft)


def _is_under_way(draft: Draft, event: MachineAnswered) -> bool:
    """Whether somebody talks with the agent in this call: then detection is mistaken.

    What was pressed on the page meanwhile is no word of the call.
    """
    conversation = draft.conversation
    greeted = [turn.number for turn in conversation.turns if turn.effect == event.effect]
    if not greeted or conversation.screened:
        return False
    here = [
        turn
        for turn in conversation.turns
        if turn.number > greeted[0] and turn.channel is Channel.VOICE
    ]
    spoke = [turn.number for turn in here if is_human_turn(turn) and not turn.pressed]
    return bool(spoke) and any(turn.who is Who.AGENT and turn.number > spoke[0] for turn in here)


def _leave_message(draft: Draft, touch: Touch) -> bool:
    """Speak the approved message into the recording, if permitted; True if it is spoken."""
    conversation = draft.conversation
    wrote = last_human_turn(conversation)
    if (
        conversation.state in _SETTLED
        or draft.context.person.suppressed
        or conversation.clarification is not None
        or (wrote is not None and wrote.at > touch.at)
    ):
        return False
    message = voicemail_of(conversation, draft.context)
    if message is None:
        return False
    others = tuple(one for one in conversation.touches if one.effect != touch.effect)
    permitted = may_contact(
        replace(conversation, touches=others),
        draft.context,
        channel=Channel.VOICE,
        purpose=touch.purpose,
        at=draft.now,
    )
    if not isinstance(permitted, Allowed):
        return False
    withheld = draft.utter((message,), channel=Channel.VOICE, purpose=touch.purpose)
    return not isinstance(withheld, Withheld)
