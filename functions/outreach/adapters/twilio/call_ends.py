"""Reads Twilio's words for how a call ended, in a webhook and in its Calls resource alike."""

from __future__ import annotations

from functions.outreach.domain.conversation.events import CallEnd, CallEnded
from functions.outreach.domain.conversation.state import EffectId

MACHINES = ("machine", "fax")
"""How an `AnsweredBy` begins that is no person."""
ENDS = {
    "no-answer": CallEnd.NO_ANSWER,
    "busy": CallEnd.BUSY,
    "failed": CallEnd.FAILED,
    "canceled": CallEnd.FAILED,
    "completed": CallEnd.COMPLETED,
}


def read_call_end(
    call: str, *, status: str, answered_by: str, seconds: str, effect: EffectId
) -> CallEnded | None:
    """None while the call is under way."""
    end = ENDS.get(status)
    if end is None:
        return None
    machine = answered_by.startswith(MACHINES)
    return CallEnded(
        call,
        end=CallEnd.MACHINE if machine and end is CallEnd.COMPLETED else end,
        seconds=0 if machine else int(seconds or 0),
        effect=effect,
    )
