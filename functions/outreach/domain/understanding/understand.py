"""Understands one customer message: what code must not miss, united with what the readers found.

A reader can add to what code found and never take it away: an opt-out, a wish for a person, a wrong
person and hostility get through whatever a reader answers, and where no reader answers at all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from functions.outreach.domain.understanding.acts import (
    CODE,
    MUST_NOT_MISS,
    POSSIBLE,
    Act,
    ActKind,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.deciding.arbiter import unite
from functions.outreach.domain.understanding.deciding.decision_table import (
    ASKS_A_LITTLE,
    FAINT,
    GOES_ON,
    LIKELY,
    QUESTIONS,
    SURELY_THIS,
    SUSPECTED_BESIDE,
)
from functions.outreach.domain.understanding.deciding.evidence import Evidence, evidence_of
from functions.outreach.domain.understanding.languages.plain_text import plain
from functions.outreach.domain.understanding.matching.answer_finder import (
    find_sure_answer,
    find_worded_so,
)
from functions.outreach.domain.understanding.matching.talk_table import is_how_to_stop
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from functions.outreach.domain.understanding.rules.hits import SURE, sentences
from functions.outreach.domain.understanding.time.phrases import read_time
from functions.outreach.domain.understanding.time.tense import Meaning
from functions.outreach.domain.understanding.time.transliteration import in_cyrillic
from tenancy.values.lazy_dataclass import dataclass

DOUBTED = frozenset({ActKind.UNCLEAR, ActKind.POSSIBLE_OPT_OUT})
"""What an approved answer may be given instead of."""
OF_OURS = frozenset({ActKind.UNCLEAR, ActKind.OPT_IN, ActKind.POSSIBLE_OPT_OUT})
"""Only a probability of ours counts: that nothing is meant, or that contact is wanted again, casts
doubt on all else, and that one clause asks for an end makes it possible; none decides."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A reader cannot answer now: no key, no budget, a timeout, an answer that does not parse."""

    reason: str


class Reader(Protocol):
    """Names the acts of a message. Whatever it gets wrong, `understand` keeps it harmless."""

    def read(self, request: ReadingRequest, earlier: tuple[Reading, ...]) -> Reading | Unavailable:
        """The acts of one message in the order of its words; none if it understood nothing.

        `earlier` is code's finding, then the answer of every reader that was asked before, as far
        as it is usable: a reader may weigh them and need not find them again.
        """
        ...


def understand(request: ReadingRequest, readers: tuple[Reader, ...]) -> Reading:
    """The acts of one message, at least one. `readers` stand in the order of precedence.

    A message that code knows to be automatic is shown to no reader.
    """
    found = found_by_code(request)
    if any(act.kind is ActKind.AUTOMATIC for act in found):
        return Reading(acts=found, reader=CODE)
    answers: list[Reading] = []
    for reader in readers:
        earlier = (Reading(found, reader=CODE), *answers)
        answers.append(_usable(reader.read(request, earlier), request))
    answers = _without_suspicion(_without_past_delays(answers, request), request)
    evidence = evidence_of(request.text, found, answers)
    acts = _with_answer(unite(evidence, request), evidence, request)
    return Reading(acts=acts, reader=_named(answers))


def found_by_code(request: ReadingRequest) -> tuple[Act, ...]:
    """What code finds in a message; in Russian typed in Latin letters also as it would be spelt."""
    found = find_must_not_miss(request.text, headers=request.headers)
    spelt = in_cyrillic(request.text, frozenset()) if request.language == "ru" else request.text
    if spelt == request.text or any(act.kind is ActKind.AUTOMATIC for act in found):
        return found
    surest = {act.kind: act for act in find_must_not_miss(spelt)}
    for act in found:
        if act.kind not in surest or surest[act.kind].confidence < act.confidence:
            surest[act.kind] = act
    return tuple(surest.values())


def _without_past_delays(answers: list[Reading], request: ReadingRequest) -> list[Reading]:
    """The readings, where all times of the message are past: they put nothing off.

    "We had it until March" looks like "not before March" to a reader that has no calendar.
    """
    likely = any(
        act.kind is ActKind.NOT_NOW and act.confidence >= LIKELY
        for each in answers
        if each.calibrated
        for act in each.acts
    )
    if not likely or not _is_of_the_past(request):
        return answers
    return [
        replace(each, acts=tuple(act for act in each.acts if act.kind is not ActKind.NOT_NOW))
        if each.calibrated
        else each
        for each in answers
    ]


def _is_of_the_past(request: ReadingRequest) -> bool:
    time = read_time(request.text, language=request.language, local_now=request.local_now)
    return time.meaning is Meaning.PAST


def _without_suspicion(answers: list[Reading], request: ReadingRequest) -> list[Reading]:
    """The readings, where the message is word for word a question that a founder approved.

    It means that question: what a learned reader suspects behind such words counts no more ("How
    did you get my number?" is no anger), what code, a phrase or a reader elsewhere finds does.
    """
    if ActKind.ASKS_QUESTION not in request.legal:
        return answers
    if find_worded_so(request.text, request.answers, language=request.language) is None:
        return answers
    asked = (Act(ActKind.ASKS_QUESTION),)
    return [replace(each, acts=asked) if each.calibrated else each for each in answers]


def _with_answer(
    acts: tuple[Act, ...], evidence: Evidence, request: ReadingRequest
) -> tuple[Act, ...]:
    """A question that no rule saw ("wondering how you got my number") has its answer named too.

    Who surely asks for an approved answer gets it where nothing was understood, where only the
    learned reader suspects an opt-out, and instead of the line that says what this is; all but
    surely, beside what goes on too. Whatever else was understood, another doubt too, is never put
    aside for an answer.
    """
    kinds = {act.kind for act in acts}
    legal = ActKind.ASKS_QUESTION in request.legal
    person = ActKind.ARE_YOU_A_PERSON in kinds
    suspected = legal and _is_only_suspected(kinds, evidence)
    nothing = suspected or (legal and kinds == {ActKind.UNCLEAR})
    unanswered = any(act.kind is ActKind.ASKS_QUESTION and act.answer is None for act in acts)
    beside = legal and kinds <= GOES_ON and _may_ask(request.text, evidence)
    if not nothing and not unanswered and not person and not beside:
        return acts
    sure = find_sure_answer(request.text, request.answers, language=request.language)
    if sure is None:
        return acts
    answer, surely = sure.answer, sure.probability >= SURELY_THIS
    goes_on = _goes_on(request.text)
    suspicion = evidence.probability(ActKind.OPT_OUT)
    if suspected and max(suspicion, evidence.in_part if goes_on else 0.0) >= (
        SUSPECTED_BESIDE if surely and not goes_on else FAINT
    ):
        nothing = False
    if beside and surely:
        how_to_stop = is_how_to_stop(answer, request.answers, language=request.language)
        asked = Act(ActKind.ASKS_QUESTION, confidence=SURE, answer=answer)
        return acts if how_to_stop else (*acts, asked)
    if not nothing and not unanswered and not person:
        return acts
    if nothing and is_how_to_stop(answer, request.answers, language=request.language):
        # A sigh over so many messages asks nothing; whether to stop is asked about instead.
        return acts
    if nothing or person:
        put_aside = {ActKind.ARE_YOU_A_PERSON, ActKind.ASKS_QUESTION}
        put_aside |= DOUBTED if nothing else set()
        asked = Act(ActKind.ASKS_QUESTION, confidence=SURE, answer=answer)
        return (asked, *(act for act in acts if act.kind not in put_aside))
    return tuple(
        replace(act, answer=act.answer or answer) if act.kind is ActKind.ASKS_QUESTION else act
        for act in acts
    )


def _goes_on(text: str) -> bool:
    """Whether more than one sentence stands there: what is sure of one says nothing of the other.

    "Where did you get my number? I did not agree to this" asks, and may want an end besides.
    """
    return sum(1 for _ in sentences(plain(text))) > 1


def _is_only_suspected(kinds: set[ActKind], evidence: Evidence) -> bool:
    """Whether a question is all there is, but for an opt-out that the learned reader suspects."""
    only = ActKind.POSSIBLE_OPT_OUT in kinds and kinds <= {*DOUBTED, *QUESTIONS}
    found = evidence.phrase(ActKind.OPT_OUT) > 0 or ActKind.OPT_OUT in evidence.remote
    return only and not found


def _may_ask(text: str, evidence: Evidence) -> bool:
    """Whether a message that goes on may ask something too."""
    return "?" in text or evidence.probability(ActKind.ASKS_QUESTION) >= ASKS_A_LITTLE


def _named(answers: list[Reading]) -> str:
    """All readers that answered, in the order of precedence."""
    return "+".join(answer.reader for answer in answers if answer.reader != CODE) or CODE


def _usable(answer: Reading | Unavailable, request: ReadingRequest) -> Reading:
    """The answer without acts that are illegal in this state or that cannot be true."""
    if isinstance(answer, Unavailable):
        return Reading(acts=(), reader=CODE)
    legal = {*request.legal, *MUST_NOT_MISS} - {ActKind.UNCLEAR, *POSSIBLE}
    legal |= OF_OURS if answer.calibrated else set()
    acts = [
        _without_untruths(act, request)
        for act in answer.acts
        if act.kind in legal and 0 <= act.confidence <= 1 and _is_possible(act, request)
    ]
    return replace(answer, acts=tuple(dict.fromkeys(acts)))


def _is_possible(act: Act, request: ReadingRequest) -> bool:
    if act.kind is ActKind.CHOOSES_SLOT and act.slot is not None:
        return 0 <= act.slot < len(request.offered)
    return act.kind is not ActKind.CHOOSES_CHANNEL or act.channel is not None


def _without_untruths(act: Act, request: ReadingRequest) -> Act:
    """The act without an answer that is not approved, and without a time that is past."""
    approved = {question.answer for question in request.answers}
    answer = act.answer if act.answer in approved else None
    window = act.window
    if window is not None and (
        window.earliest < request.local_now.date()
        or (window.latest is not None and window.latest < window.earliest)
    ):
        window = None
    return replace(act, answer=answer, window=window)
