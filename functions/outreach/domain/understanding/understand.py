"""Understands one customer message: what code must not miss, united with what the readers found.

A reader can add to what code found and never take from it: an opt-out, a wish for a person, a wrong
person and hostility get through whatever a reader answers, and where no reader answers at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Protocol

from functions.outreach.domain.understanding.acts import (
    MUST_NOT_MISS,
    Act,
    ActKind,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.counted_acts import THRESHOLDS
from functions.outreach.domain.understanding.languages.plain_text import plain, words_of
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss

CODE = "code"
"""Named as the reader where none was asked or none could answer."""
LIKELY, GUESS = 0.75, 0.3


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A reader cannot answer now: no key, no budget, a timeout, an answer that does not parse."""

    reason: str


class Reader(Protocol):
    """Names the acts of a message. Whatever it gets wrong, `understand` keeps it harmless."""

    def read(self, request: ReadingRequest) -> Reading | Unavailable:
        """The acts of one message in the order of its words; none if it understood nothing."""
        ...


class Say(StrEnum):
    """Whose word counts for an act when several readers answered."""

    ANY_READER = "any_reader"
    """One is enough: missing it hurts the customer more than finding it wrongly."""
    ANY_READER_IF_NO_PERSON = "any_reader_if_no_person"
    """One is enough, but only where nobody found an act that a person must have meant."""
    FIRST_READER = "first_reader"
    """The first reader alone: it reopens what a customer had closed."""
    FIRST_TO_UNDERSTAND = "first_to_understand"
    """The first reader that understood the message. Acts of two readers are never mixed, as one
    message read in two ways would contradict itself."""


ARBITER: dict[ActKind, Say] = {
    ActKind.OPT_OUT: Say.ANY_READER,
    ActKind.HUMAN_WANTED: Say.ANY_READER,
    ActKind.WRONG_PERSON: Say.ANY_READER,
    ActKind.HOSTILE: Say.ANY_READER,
    ActKind.DISTRESS: Say.ANY_READER,
    ActKind.AUTOMATIC: Say.ANY_READER_IF_NO_PERSON,
    ActKind.OPT_IN: Say.FIRST_READER,
}
"""For every act that is not named here the first reader that understood the message decides."""

NOT_BESIDE_MUST_NOT_MISS = frozenset(
    {ActKind.INTERESTED, ActKind.DECLINED, ActKind.NOT_NOW, ActKind.UNSURE}
)
"""Who opts out or asks for a person is not also "interested"."""


class Grasp(IntEnum):
    """How much of a message a reader understood."""

    NOTHING = 0
    UNSURE = 1
    """Some act, none of them surely enough to count."""
    ANSWER = 2
    """That the agent's question was answered, and no more."""
    ACT = 3


def understand(request: ReadingRequest, readers: tuple[Reader, ...]) -> Reading:
    """The acts of one message, at least one. `readers` stand in the order of precedence.

    A message that code knows to be automatic is shown to no reader.
    """
    found = find_must_not_miss(request.text, headers=request.headers)
    if any(act.kind is ActKind.AUTOMATIC for act in found):
        return Reading(acts=found, reader=CODE)
    answers = [_usable(reader.read(request), request) for reader in readers]
    found = _with_must_not_miss(found, answers)
    best = max(answers, key=_grasp_of, default=Reading(acts=(), reader=CODE))
    acts = tuple(act for act in best.acts if _counts(act, found=found, is_first=best is answers[0]))
    if not acts and not found:
        acts = (_nothing_understood(request),)
    return Reading(acts=(*found, *acts), reader=best.reader)


def _usable(answer: Reading | Unavailable, request: ReadingRequest) -> Reading:
    """The answer without acts that are illegal in this state or that cannot be true."""
    if isinstance(answer, Unavailable):
        return Reading(acts=(), reader=CODE)
    legal = {*request.legal, *MUST_NOT_MISS} - {ActKind.UNCLEAR}
    acts = [
        _without_untruths(act, request)
        for act in answer.acts
        if act.kind in legal and 0 <= act.confidence <= 1 and _is_possible(act, request)
    ]
    return Reading(acts=tuple(dict.fromkeys(acts)), reader=answer.reader)


def _is_possible(act: Act, request: ReadingRequest) -> bool:
    if act.kind is ActKind.CHOOSES_SLOT:
        return act.slot is not None and 0 <= act.slot < len(request.offered)
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


def _with_must_not_miss(found: tuple[Act, ...], answers: list[Reading]) -> tuple[Act, ...]:
    """What code found, and whatever of the same acts a reader is sure enough of."""
    together = {act.kind: act for act in found}
    for kind in MUST_NOT_MISS:
        if ARBITER[kind] is Say.ANY_READER_IF_NO_PERSON and together:
            continue
        for answer in answers:
            for act in answer.acts:
                if act.kind is kind and _is_sure(act):
                    together.setdefault(kind, act)
    return tuple(together.values())


def _grasp_of(answer: Reading) -> Grasp:
    sure = {act.kind for act in answer.acts if _is_sure(act)}
    if sure - {ActKind.ANSWERS}:
        return Grasp.ACT
    if sure:
        return Grasp.ANSWER
    return Grasp.UNSURE if answer.acts else Grasp.NOTHING


def _counts(act: Act, *, found: tuple[Act, ...], is_first: bool) -> bool:
    match ARBITER.get(act.kind, Say.FIRST_TO_UNDERSTAND):
        case Say.FIRST_TO_UNDERSTAND:
            return not found or act.kind not in NOT_BESIDE_MUST_NOT_MISS
        case Say.FIRST_READER:
            return is_first
        case _:
            # `found` holds what counts of these.
            return False


def _is_sure(act: Act) -> bool:
    return act.confidence >= THRESHOLDS[act.kind]


def _nothing_understood(request: ReadingRequest) -> Act:
    """An answer if the agent had asked for one, else unclear."""
    if ActKind.ANSWERS in request.legal and words_of(plain(request.text)):
        return Act(ActKind.ANSWERS, confidence=LIKELY)
    return Act(ActKind.UNCLEAR, confidence=GUESS)
