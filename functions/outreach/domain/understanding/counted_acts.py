"""Which acts of a reading decide, in one fixed order, and what contradicts itself.

It sorts and drops; what follows from an act is decided by a step.
"""

from __future__ import annotations

from functions.outreach.domain.understanding.acts import Act, ActKind, Reading
from functions.product.channels import Channel

ORDER = (
    ActKind.OPT_OUT,
    ActKind.DISTRESS,
    ActKind.HOSTILE,
    ActKind.HUMAN_WANTED,
    ActKind.MINOR,
    ActKind.WRONG_PERSON,
    ActKind.POSSIBLE_OPT_OUT,
    ActKind.POSSIBLE_WRONG_PERSON,
    ActKind.COMPLAINT,
    ActKind.LANGUAGE_WISH,
    ActKind.REFERRAL,
    ActKind.ALREADY_DONE,
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


def counted(reading: Reading, *, channel: Channel) -> tuple[Act, ...]:
    """The acts that count. Nothing sure enough, or contradiction, is one UNCLEAR.

    An automatic reply is nothing else, with one exception: a stop outside mail counts, because a
    short text has no footer that could contain the word.
    """
    acts = reading.acts
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


def first_of(acts: tuple[Act, ...]) -> Act | None:
    """The act that decides where the conversation goes."""
    return next((act for kind in ORDER for act in acts if act.kind is kind), None)


def decides_before(kind: ActKind, other: ActKind) -> bool:
    """Whether an act decides where another is found too; one that never decides comes last."""
    if kind not in ORDER:
        return False
    return other not in ORDER or ORDER.index(kind) < ORDER.index(other)


def act_of(acts: tuple[Act, ...], kind: ActKind) -> Act | None:
    return next((act for act in acts if act.kind is kind), None)
