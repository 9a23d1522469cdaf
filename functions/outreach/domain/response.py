"""What a customer's own words and presses say of where they stand.

It reports only words and pressed buttons; nothing is concluded from how far a conversation went.
"""

from __future__ import annotations

from enum import StrEnum

from functions.outreach.domain.conversation.state import Conversation, Turn
from functions.outreach.domain.conversation.turns import is_human_turn
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.counted_acts import counted


class Temperature(StrEnum):
    HOT = "hot"
    """Said yes, or asked for price or time."""
    WARM = "warm"
    """Talks about the matter, undecided."""
    COLD = "cold"
    """Said no, or has a reason not to be sold to."""
    OPEN = "no sign yet"
    """No words yet that show it."""


_WORDS: dict[ActKind, tuple[Temperature, str]] = {
    ActKind.INTERESTED: (Temperature.HOT, "said yes"),
    ActKind.ASKS_PRICE: (Temperature.HOT, "asked for the price"),
    ActKind.NEGOTIATES: (Temperature.HOT, "asked for another price"),
    ActKind.CHOOSES_SLOT: (Temperature.HOT, "chose a time"),
    ActKind.OTHER_TIMES: (Temperature.HOT, "asked for other times"),
    ActKind.RESCHEDULES: (Temperature.HOT, "asked for another time"),
    ActKind.UNSURE: (Temperature.WARM, "is unsure"),
    ActKind.ANSWERS: (Temperature.WARM, "answered the question"),
    ActKind.ASKS_QUESTION: (Temperature.WARM, "asked a question"),
    ActKind.NOT_NOW: (Temperature.WARM, "said not now"),
    ActKind.CHOOSES_CHANNEL: (Temperature.WARM, "asked for another channel"),
    ActKind.REFERRAL: (Temperature.WARM, "named somebody else"),
    ActKind.DECLINED: (Temperature.COLD, "said no"),
    ActKind.CANCELS_BOOKING: (Temperature.COLD, "cancelled"),
    ActKind.COMPLAINT: (Temperature.COLD, "complained"),
    ActKind.HOSTILE: (Temperature.COLD, "was upset"),
    ActKind.DISTRESS: (Temperature.COLD, "is in distress"),
    ActKind.ALREADY_DONE: (Temperature.COLD, "says it is done already"),
    ActKind.OPT_OUT: (Temperature.COLD, "opted out"),
    ActKind.POSSIBLE_OPT_OUT: (Temperature.COLD, "perhaps opted out"),
    ActKind.WRONG_PERSON: (Temperature.COLD, "is not the customer"),
    ActKind.POSSIBLE_WRONG_PERSON: (Temperature.COLD, "is perhaps not the customer"),
}


def temperature(conversation: Conversation) -> Temperature:
    """By the last words or button that show one; a yes before a question stays a yes."""
    signs = [heat for turn in conversation.turns for heat, _ in _signs(turn)]
    decided = [heat for heat in signs if heat in (Temperature.HOT, Temperature.COLD)]
    return decided[-1] if decided else (signs[-1] if signs else Temperature.OPEN)


def response(conversation: Conversation) -> str:
    """What the customer did, each thing once, in order; or that nothing shows where they stand."""
    human = any(is_human_turn(turn) for turn in conversation.turns)
    done = dict.fromkeys(words for turn in conversation.turns for _, words in _signs(turn))
    if done:
        return ", ".join(done)
    return "wrote nothing that tells where they stand" if human else "no reply"


def _signs(turn: Turn) -> list[tuple[Temperature, str]]:
    if not is_human_turn(turn):
        return []
    if turn.pressed:
        heat = Temperature.HOT if turn.pressed.startswith("chose") else Temperature.WARM
        return [(heat, f"{turn.pressed} on the page")]
    acts = counted(turn.reading, channel=turn.channel) if turn.reading else ()
    return [_WORDS[act.kind] for act in acts if act.kind in _WORDS]
