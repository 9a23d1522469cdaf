"""How many questions by strangers get their approved answer, and how many a wrong one: gates.

A blind set is two files of one name in `blind/questions`: `<date>_<language>.tsv` with a line
`language, answer id or -, question` for each question, and `<date>_<language>.wordings.tsv` with a
line `answer id, wording, wording …` for each approved answer. It is measured once under its date
and joins the question sets afterwards; it is judged by what a customer would be told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from functions.outreach.domain.understanding.matching.answer_finder import rank_answers
from functions.outreach.domain.understanding.understand import understand
from infra.training.exemplars import Exemplar
from infra.training.train_reader import request_of
from tests.benchmarks.measured import Row
from tests.benchmarks.reader_gates import BLIND, gate_row

QUESTIONS = BLIND / "questions"
NONE = "-"
ANSWERED, WRONG = 0.60, 0.01


@dataclass(frozen=True, slots=True)
class BlindQuestion:
    """One question; without an expected answer the honest one is "I don't know"."""

    language: str
    expected: AnswerId | None
    text: str


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


def question_files(folder: Path = QUESTIONS) -> list[Path]:
    """The files of questions; each has its wordings beside it."""
    return sorted(each for each in folder.glob("*.tsv") if ".wordings" not in each.name)


def load_questions(path: Path) -> list[BlindQuestion]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line:
            language, expected, text = line.split("\t")
            answer = None if expected == NONE else AnswerId(expected)
            found.append(BlindQuestion(language, answer, text))
    return found


def load_wordings(path: Path) -> tuple[ApprovedQuestion, ...]:
    """Lines `answer id, wording, wording …`, tab-separated."""
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return tuple(ApprovedQuestion(AnswerId(cells[0]), tuple(cells[1:])) for cells in lines)


def judge_questions(path: Path) -> list[Told]:
    """Every question of a set, put to the readers that ship with the answers beside it."""
    answers = load_wordings(path.with_name(f"{path.stem}.wordings.tsv"))
    readers, found = load_embedded_readers(), []
    for question in load_questions(path):
        exemplar = Exemplar(question.text, question.language, "question", "sms", (), path.stem)
        request = replace(request_of(exemplar), answers=answers)
        told = frozenset(act.answer for act in understand(request, readers).acts if act.answer)
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
