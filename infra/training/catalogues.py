"""Reads sets of questions that were asked of approved answers: one writer's questions and answers.

A set is two files of one name: `<name>_<language>.tsv` with a line `language, answer id or -,
question` for each question, and `<name>_<language>.wordings.tsv` with a line `answer id, wording,
wording …` for each approved answer. Where a set has several founders' answers, every id begins
with the founder's name and a slash, that of no answer too (`acme/-`), and a question sees those of
its founder alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion

NONE = "-"


@dataclass(frozen=True, slots=True)
class BlindQuestion:
    """One question; without an expected answer the honest one is "I don't know"."""

    language: str
    expected: AnswerId | None
    text: str
    founder: str = ""


def question_files(folder: Path) -> list[Path]:
    """The files of questions; each has its wordings beside it."""
    return sorted(each for each in folder.glob("*.tsv") if ".wordings" not in each.name)


def load_questions(path: Path) -> list[BlindQuestion]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line:
            language, expected, text = line.split("\t")
            founder, _, own = expected.rpartition("/")
            answer = None if own == NONE else AnswerId(expected)
            found.append(BlindQuestion(language, answer, text, founder))
    return found


def load_wordings(path: Path) -> tuple[ApprovedQuestion, ...]:
    """The answers of all founders of a set."""
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return tuple(ApprovedQuestion(AnswerId(cells[0]), tuple(cells[1:])) for cells in lines)


def wordings_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.wordings.tsv")


def answers_of(founder: str, answers: tuple[ApprovedQuestion, ...]) -> tuple[ApprovedQuestion, ...]:
    """Those of one founder."""
    return tuple(each for each in answers if each.answer.rpartition("/")[0] == founder)
