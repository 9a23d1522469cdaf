"""Whose word a turn is. An automatic reply is recorded, but it is nobody's word.

Everything that asks when or where the customer last wrote asks here, so that no auto-responder
buys a follow-up, opens a window or counts as an answer anywhere.
"""

from __future__ import annotations

from functions.outreach.domain.conversation.request import OPEN_QUESTIONS
from functions.outreach.domain.conversation.state import Conversation, Turn, Who
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.counted_acts import counted
from functions.product.channels import Channel

_SITUATIONS = {
    Part.SLOT_OFFER: "slots",
    Part.SLOT_READ_BACK: "slots",
    Part.SLOT_CONFIRM: "booked",
    Part.SLOT_MOVED: "booked",
    Part.SLOT_CHECK: "booked",
    **{part: question.value for part, question in OPEN_QUESTIONS.items()},
}
"""What a part waits for, in the words of the exemplars."""


def situation_before(conversation: Conversation, turn: Turn) -> str:
    """What the customer answered with this turn; `other` where the agent waited for nothing."""
    earlier = [each for each in conversation.turns if each.number < turn.number]
    before = next((each for each in reversed(earlier) if each.who is Who.AGENT), None)
    parts = [piece.part for piece in before.pieces if piece.part] if before else []
    return next((_SITUATIONS[part] for part in reversed(parts) if part in _SITUATIONS), "other")


def is_automatic(turn: Turn) -> bool:
    """Whether the turn is an automatic reply of the customer's side."""
    reading = turn.reading
    return reading is not None and any(
        act.kind is ActKind.AUTOMATIC for act in counted(reading, channel=turn.channel)
    )


def sent_texts(conversation: Conversation) -> tuple[str, ...]:
    """What our side wrote to the customer so far: what a mail of theirs may quote."""
    return tuple(
        turn.text for turn in conversation.turns if turn.who is not Who.CUSTOMER and turn.text
    )


def was_delivered(conversation: Conversation, part: Part) -> bool:
    """Whether the agent's line of that part went out and nothing says that it did not arrive."""
    return any(
        piece.part is part
        for turn in conversation.turns
        if turn.who is Who.AGENT and not turn.undelivered
        for piece in turn.pieces
    )


def is_human_turn(turn: Turn) -> bool:
    """Whether the customer wrote or spoke it in person."""
    return turn.who is Who.CUSTOMER and not is_automatic(turn)


def last_human_turn(conversation: Conversation, *, on: Channel | None = None) -> Turn | None:
    """The last thing the customer wrote or spoke in person, on one channel or on any."""
    return next(
        (
            turn
            for turn in reversed(conversation.turns)
            if is_human_turn(turn) and (on is None or turn.channel is on)
        ),
        None,
    )


def only_asks_to_record(turn: Turn) -> bool:
    """Whether a greeting ended with the question whether the call may be recorded: what the call is
    about comes later."""
    return bool(turn.pieces) and turn.pieces[-1].part is Part.RECORDING_CONSENT
