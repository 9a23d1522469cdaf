"""How surely a message ends a conversation for ever: an opt-out, or a wrong person.

It weighs what code, rules and readers say; what follows is for the arbiter.
"""

from __future__ import annotations

from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.deciding.decision_table import (
    ANY_LIKELY,
    CHOSEN,
    CLEAR_SECOND,
    CLEARLY,
    DECLINE_OUTWEIGHS,
    HARMLESS,
    HARMLESS_BY_TWO,
    NEVER,
    OUTWEIGHED,
    POSSIBLE,
    POSSIBLE_BRIEFLY,
    PUT_OFF,
    SECOND,
    SURE_NO,
    SURE_NO_OUTWEIGHS,
    SUSPECTED,
    WORSE,
)
from functions.outreach.domain.understanding.deciding.evidence import Evidence
from functions.outreach.domain.understanding.must_not_miss import CONFIDENCE_OF
from functions.outreach.domain.understanding.opt_out import Degree

K = ActKind


def degree_of_opt_out(evidence: Evidence) -> Degree:
    """Certain by a bare word, or by a phrase and a second reader that is sure of nothing else."""
    probable = evidence.probability(K.OPT_OUT)
    found = evidence.code.get(K.OPT_OUT)
    if found is not None and found.confidence >= CONFIDENCE_OF[Degree.CERTAIN]:
        return Degree.CERTAIN
    phrase = evidence.phrase(K.OPT_OUT) > 0
    declined = evidence.phrase(K.DECLINED) == 1.0 and evidence.probability(K.DECLINED) > probable
    harmless = is_surely_harmless(evidence)
    least = SUSPECTED if harmless else POSSIBLE_BRIEFLY if evidence.brief else POSSIBLE
    if harmless and _is_harmless_by_two(evidence):
        least = HARMLESS_BY_TWO
    if _is_known_otherwise(evidence, probable):
        least = max(least, OUTWEIGHED)
    if evidence.phrase(K.CHOOSES_SLOT) == 1.0:
        least = max(least, CHOSEN)
    if declined:
        sure = evidence.probability(K.DECLINED) >= SURE_NO
        least = SURE_NO_OUTWEIGHS if sure else DECLINE_OUTWEIGHS
    suspected = evidence.likely_end() >= least and not puts_off(evidence)
    reopens = evidence.probability(K.OPT_IN) > probable and not _is_taken_back(evidence)
    clear = found is not None and found.confidence >= CONFIDENCE_OF[Degree.CLEAR]
    seconded = probable >= (CLEAR_SECOND if clear else SECOND) or (clear and not evidence.probable)
    # Who threatens with the authorities wants an end, and has not said so as plainly as an insult.
    threat = found is not None and not clear
    threat = threat and evidence.probability(K.HOSTILE) > probable + CLEARLY
    doubted = reopens or harmless or threat or is_never_certain(evidence)
    if phrase and seconded and not doubted:
        return Degree.CERTAIN
    # What code found is asked about whatever a reader hears: "put me on your no contact list".
    hinted = (phrase or suspected) and not reopens
    return Degree.POSSIBLE if found is not None or hinted else Degree.NO


def puts_off(evidence: Evidence) -> bool:
    """Whether rules and the learned reader both hear a wish to be asked again, and code nothing."""
    surely = evidence.probability(K.NOT_NOW) >= PUT_OFF
    ended = evidence.probability(K.OPT_OUT) >= NEVER or K.OPT_OUT in evidence.code
    return evidence.phrase(K.NOT_NOW) > 0 and surely and not ended


def is_never_certain(evidence: Evidence) -> bool:
    """Whether code found the opt-out taken back, or only in somebody else's words."""
    found = evidence.code.get(K.OPT_OUT)
    return found is not None and found.confidence <= CONFIDENCE_OF[Degree.TAKEN_BACK]


def _is_taken_back(evidence: Evidence) -> bool:
    """Whether code found an opt-out and words that take it back: only its author can say."""
    found = evidence.code.get(K.OPT_OUT)
    return found is not None and found.confidence == CONFIDENCE_OF[Degree.TAKEN_BACK]


def _is_known_otherwise(evidence: Evidence, probable: float) -> bool:
    """Whether the rules found something else, and the learned reader thinks it likelier too."""
    return any(
        evidence.phrase(kind) and evidence.probability(kind) > probable
        for kind in evidence.phrases
        if kind not in (K.OPT_OUT, K.ANSWERS)
    )


def _is_harmless_by_two(evidence: Evidence) -> bool:
    """Whether the act that the learned reader is sure of is what the rules surely found."""
    return any(
        evidence.probability(kind) >= HARMLESS and evidence.phrase(kind) == 1.0
        for kind in evidence.phrases
        if kind not in (K.OPT_OUT, K.UNCLEAR, *WORSE)
    )


def is_surely_harmless(evidence: Evidence) -> bool:
    """Whether the learned reader is sure of an act that nobody is hurt by."""
    return any(
        act.confidence >= HARMLESS
        for kind, act in evidence.probable.items()
        if kind not in (K.OPT_OUT, K.UNCLEAR, *WORSE)
    )


def degree_of_wrong_person(evidence: Evidence) -> Degree:
    probable, phrase = evidence.probability(K.WRONG_PERSON), evidence.phrase(K.WRONG_PERSON) > 0
    if phrase and probable >= SECOND:
        return Degree.CERTAIN
    alone = probable >= max(ANY_LIKELY, *(act.confidence for act in evidence.probable.values()), 0)
    likely = alone or (phrase and (probable >= POSSIBLE or not evidence.probable))
    return Degree.POSSIBLE if likely else Degree.NO
