"""How much a remote reader counts beside the readers that ship: one table, acts with a rule each.

It weighs probabilities and nothing else; a remote reader can never take a stop away with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from functions.outreach.domain.understanding.acts import Act, ActKind

K = ActKind


class Pool(StrEnum):
    """How two probabilities of one act become one."""

    STRONGEST = "strongest"
    """The higher: missing it hurts more than asking for nothing."""
    WEAKEST = "weakest"
    """The lower: it makes the agent deaf, or opens again what the customer closed."""
    EVEN = "even"
    """The mean: it undoes something that was agreed."""
    LEANING = "leaning"
    """The mean with the remote reader twice: it knows whole sentences and many languages."""


POOLS: dict[ActKind, Pool] = {
    K.OPT_OUT: Pool.STRONGEST,
    K.WRONG_PERSON: Pool.STRONGEST,
    K.DISTRESS: Pool.STRONGEST,
    K.HOSTILE: Pool.STRONGEST,
    K.HUMAN_WANTED: Pool.STRONGEST,
    K.MINOR: Pool.STRONGEST,
    K.COMPLAINT: Pool.STRONGEST,
    K.DECLINED: Pool.STRONGEST,
    K.AUTOMATIC: Pool.WEAKEST,
    K.OPT_IN: Pool.WEAKEST,
    K.CANCELS_BOOKING: Pool.EVEN,
    K.RESCHEDULES: Pool.EVEN,
}
"""For every act that is not named here: leaning."""

REMOTE_STOPS = 0.3
"""A remote reader's word for one of the strongest counts from here on: the lines of the arbiter
below it were drawn for a reader trained on exemplars."""
REMOTE_WEIGHT = {Pool.EVEN: 1, Pool.LEANING: 2}


def pool(embedded: Mapping[ActKind, Act], remote: Mapping[ActKind, Act]) -> dict[ActKind, Act]:
    """Every act with the probability both sides together give it.

    An act keeps what the side that is surer of it knows besides: the answer, the channel.
    """
    if not embedded:
        return {
            kind: act
            for kind, act in remote.items()
            if POOLS.get(kind) is not Pool.WEAKEST and not _is_faint(act)
        }
    pooled = {}
    for kind in dict.fromkeys((*embedded, *remote)):
        ours, theirs = embedded.get(kind, Act(kind, 0.0)), remote.get(kind, Act(kind, 0.0))
        surer = max(ours, theirs, key=lambda act: act.confidence)
        pooled[kind] = replace(
            surer,
            confidence=_pooled(ours.confidence, theirs.confidence, POOLS.get(kind, Pool.LEANING)),
            answer=theirs.answer or ours.answer,
            channel=theirs.channel or ours.channel,
        )
    return pooled


def _is_faint(act: Act) -> bool:
    return POOLS.get(act.kind) is Pool.STRONGEST and act.confidence < REMOTE_STOPS


def _pooled(ours: float, theirs: float, how: Pool) -> float:
    match how:
        case Pool.STRONGEST:
            return max(ours, theirs) if theirs >= REMOTE_STOPS else ours
        case Pool.WEAKEST:
            return min(ours, theirs)
        case _:
            weight = REMOTE_WEIGHT[how]
            return round((ours + weight * theirs) / (1 + weight), 4)
