"""Reads the paraphrase sets: questions that customers could ask, each under the topic it is about.

`question_sets/<language>/<topic>.txt` holds one question a line; `other.txt` those of no topic.
Topics stand near each other on purpose (to get data in, to get it out): a question of one is what
the answer to the other must not be given to.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from functions.outreach.domain import understanding
from functions.outreach.domain.playbooks.starter import LANGUAGES, starter_answers

FOLDER = Path(understanding.__file__).with_name("question_sets")
CATALOGUES = FOLDER / "catalogues"
"""Questions of strangers and the answers they were asked of (`infra.training.catalogues`)."""
OTHER = "other"
SETS = "sets"
"""The writer of the topics and of the starters' wordings."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and its topic."""

    text: str
    language: str
    topic: str
    writer: str = SETS


def load_question_sets(folder: Path = FOLDER) -> list[Asked]:
    """All questions in the order of languages, topics and lines, with those of the starters."""
    found = [
        Asked(line, path.parent.name, path.stem)
        for path in sorted(folder.glob("*/*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line
    ]
    known = {(each.language, each.text.casefold()) for each in found}
    for language in LANGUAGES:
        for answer in starter_answers(language):
            topic = answer.id.removeprefix(f"starter-{language}-")
            found += [
                Asked(text, language, topic)
                for text in answer.questions
                if (language, text.casefold()) not in known
            ]
    return [*found, *_asked_of_starters(found)]


def _asked_of_starters(known: list[Asked]) -> list[Asked]:
    """What strangers asked of the starters' answers: topics that are known."""
    there = {(each.language, each.text.casefold()) for each in known}
    topics = {each.topic for each in known}
    found = []
    for path in sorted(CATALOGUES.glob("*.tsv")):
        writer = path.stem.rpartition("_")[0]
        for line in path.read_text(encoding="utf-8").splitlines() if "." not in path.stem else ():
            language, answer, text = line.split("\t")
            topic = answer.removeprefix(f"starter-{language}-")
            if topic in topics and (language, text.casefold()) not in there:
                found.append(Asked(text, language, topic, writer))
    return found
