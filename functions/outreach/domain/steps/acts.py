"""Which acts of a reading count: sure enough for what would follow from them, in one fixed order.

It sorts and drops; what follows from an act is decided in `step_reply`.
"""

from __future__ import annotations

from functions.outreach.domain.conversation.state import Turn
from functions.outreach.domain.understanding.acts import (
    LOWEST_CONFIDENCE,
    Act,
    ActKind,
    Reading,
)
from functions.product.channels import Channel

ORDER = (
    ActKind.OPT_OUT,
    ActKind.HOSTILE,
    ActKind.HUMAN_WANTED,
    ActKind.WRONG_PERSON,
    ActKind.CANCELS_BOOKING,
    ActKind.RESCHEDULES,
    ActKind.CHOOSES_SLOT,
    ActKind.CHOOSES_CHANNEL,
    ActKind.NOT_NOW,
    ActKind.DECLINED,
    ActKind.OTHER_TIMES,
    ActKind.INTERESTED,
    ActKind.UNSURE,
    ActKind.ANSWERS,
    ActKind.THANKS,
    ActKind.UNCLEAR,
)
"""Acts that decide where the conversation goes; the first one present decides."""

SAYS_ALONG = (
    ActKind.ARE_YOU_A_PERSON,
    ActKind.ASKS_PRICE,
    ActKind.NEGOTIATES,
    ActKind.ASKS_QUESTION,
)
"""Acts that are answered on the way, whatever decides."""

QUOTABLE = frozenset(
    {
        ActKind.INTERESTED,
        ActKind.UNSURE,
        ActKind.NOT_NOW,
        ActKind.DECLINED,
        ActKind.HOSTILE,
        ActKind.HUMAN_WANTED,
        ActKind.OPT_OUT,
        ActKind.WRONG_PERSON,
    }
)
"""Acts whose words tell the founder where the customer stands ("2" as a choice does not)."""

QUOTABLE_TILL_THEN = frozenset({ActKind.ASKS_PRICE, ActKind.NEGOTIATES, ActKind.ASKS_QUESTION})
"""Acts that are quoted as long as nothing of the above was said."""

HEATS = frozenset(
    {
        ActKind.INTERESTED,
        ActKind.ASKS_PRICE,
        ActKind.NEGOTIATES,
        ActKind.CHOOSES_SLOT,
        ActKind.OTHER_TIMES,
        ActKind.RESCHEDULES,
    }
)
"""Said yes, or asked for price or time."""


def counted(reading: Reading, *, channel: Channel) -> tuple[Act, ...]:
    """The acts that count. Nothing sure enough, or contradiction, is one UNCLEAR.

    An automatic reply is nothing else, with one exception: a stop outside mail counts, because a
    short text has no footer that could contain the word.
    """
    acts = tuple(act for act in reading.acts if act.confidence >= LOWEST_CONFIDENCE[act.kind])
    kinds = {act.kind for act in acts}
    if ActKind.AUTOMATIC in kinds:
        stops = ActKind.OPT_OUT in kinds and channel is not Channel.EMAIL
        wanted = ActKind.OPT_OUT if stops else ActKind.AUTOMATIC
        return tuple(act for act in acts if act.kind is wanted)
    if ActKind.DECLINED in kinds and kinds & {ActKind.INTERESTED, ActKind.CHOOSES_SLOT}:
        unsure = {ActKind.DECLINED, ActKind.INTERESTED, ActKind.CHOOSES_SLOT}
        acts = tuple(act for act in acts if act.kind not in unsure)
        return acts if first_of(acts) else (*acts, Act(ActKind.UNCLEAR))
    if ActKind.DECLINED in kinds:
        # "No thanks, not now" without a time is a no.
        acts = tuple(act for act in acts if act.kind is not ActKind.NOT_NOW or act.window)
    return acts or (Act(ActKind.UNCLEAR),)


def is_automatic(turn: Turn) -> bool:
    """An automatic reply is recorded, but it is nobody's word."""
    reading = turn.reading
    return reading is not None and any(
        act.kind is ActKind.AUTOMATIC for act in counted(reading, channel=turn.channel)
    )


def first_of(acts: tuple[Act, ...]) -> Act | None:
    """The act that decides where the conversation goes."""
    return next((act for kind in ORDER for act in acts if act.kind is kind), None)


def act_of(acts: tuple[Act, ...], kind: ActKind) -> Act | None:
    return next((act for act in acts if act.kind is kind), None)
