"""How many questions by strangers get their approved answer, and how many a wrong one: gates.

A blind set stands in `blind/questions` in the form that `infra.training.catalogues` reads. It is
measured once under its date and joins the question sets afterwards; it is judged by what a customer
would be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.counted_acts import counted, first_of
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.matching.answer_finder import rank_answers
from functions.outreach.domain.understanding.understand import understand
from infra.training.catalogues import (
    BlindQuestion,
    answers_of,
    load_questions,
    load_wordings,
    wordings_of,
)
from infra.training.exemplars import Exemplar
from infra.training.requests import request_of
from tests.benchmarks.measured import Row
from tests.benchmarks.reader_gates import ASKED, BLIND, HURT, TO_FOUNDER, gate_row

QUESTIONS = BLIND / "questions"
ANSWERED, WRONG = 0.60, 0.01
UNANSWERED = frozenset({*HURT, *TO_FOUNDER, *ASKED} - {ActKind.DECLINED})
"""Acts after which the customer hears the end, a question back or the founder, and no answer."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the customer was told, and what the founder would be shown first."""

    question: BlindQuestion
    answers: frozenset[AnswerId]
    likeliest: tuple[AnswerId, ...]

    @property
    def right(self) -> bool:
        return self.question.expected is not None and self.answers == {self.question.expected}

    @property
    def wrong(self) -> bool:
        return bool(self.answers - {self.question.expected})


def judge_questions(path: Path) -> list[Told]:
    """Every question of a set, put to the readers that ship with the answers beside it."""
    every = load_wordings(wordings_of(path))
    readers, found = load_embedded_readers(), []
    for question in load_questions(path):
        answers = answers_of(question.founder, every)
        exemplar = Exemplar(question.text, question.language, "question", "sms", (), path.stem)
        request = replace(request_of(exemplar), answers=answers)
        acts = counted(understand(request, readers), channel=request.channel)
        deciding = first_of(acts)
        ends = deciding is not None and deciding.kind in UNANSWERED
        told = frozenset(act.answer for act in acts if act.answer and not ends)
        ranked = rank_answers(question.text, answers, language=question.language)
        found.append(Told(question, told, tuple(each.answer for each in ranked)))
    return found


def knowledge_rows(name: str, told: Sequence[Told]) -> list[Row]:
    """The gates with their 95 % intervals."""
    could = [each for each in told if each.question.expected is not None]
    shown = [each.question.expected in each.likeliest for each in could]
    row = partial(gate_row, empty=0.0)
    return [
        row(f"{name} questions answered", [each.right for each in could], ANSWERED),
        row(f"{name} wrong answers", [each.wrong for each in told], WRONG, most=True),
        row(f"{name} right one of three shown", shown, None),
    ]
