"""Blind questions measure what a customer is told, as long as nothing of them was learned from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from infra.training.catalogues import (
    BlindQuestion,
    answers_of,
    load_questions,
    load_wordings,
    question_files,
    wordings_of,
)
from infra.training.question_sets import CATALOGUES, load_question_sets
from tests.benchmarks.knowledge_gates import QUESTIONS, Told, judge_questions, knowledge_rows
from tests.probes.read_replies import read

WHO, NUMBER = AnswerId("who"), AnswerId("number")
KNOWN = (
    ApprovedQuestion(WHO, ("Who are you?", "Which company is this?", "Who is writing to me?")),
    ApprovedQuestion(NUMBER, ("How did you get my number?", "Where do you have my contact from?")),
)


@pytest.mark.parametrize("path", question_files(QUESTIONS), ids=lambda path: path.stem)
def test_no_blind_question_stands_among_what_was_learned_from(path: Path) -> None:
    learned = {each.text.casefold() for each in load_question_sets()}
    for known in question_files(CATALOGUES):
        learned |= {each.text.casefold() for each in load_questions(known)}
    questions = load_questions(path)
    assert len(questions) >= 100
    answers = load_wordings(wordings_of(path))
    assert {each.expected for each in questions} - {None} <= {each.answer for each in answers}
    # Three words can be anybody's: "Who are you?" is no line that was copied.
    both = {each.text.casefold() for each in questions} & learned
    assert {line for line in both if len(line.split()) > 3} == set()


def test_a_set_is_two_files_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "2026-11-29_en.tsv").write_text(
        "en\twho\tWho are you?\nen\tnumber\tHow did you get my number?\nen\t-\tIs it raining?\n"
    )
    (tmp_path / "2026-11-29_en.wordings.tsv").write_text(
        "".join("\t".join((each.answer, *each.questions)) + "\n" for each in KNOWN)
    )
    (path,) = question_files(tmp_path)
    told = judge_questions(path)
    assert [each.answers for each in told] == [{WHO}, {NUMBER}, frozenset()]
    rows = {str(row["name"]).split(" (")[0]: row for row in knowledge_rows("en", told)}
    assert rows["en questions answered"]["value"] == 1.0
    assert rows["en wrong answers"]["holds"] is True


@pytest.mark.parametrize("path", question_files(CATALOGUES), ids=lambda path: path.stem)
def test_every_question_learned_from_names_an_answer_of_its_founder(path: Path) -> None:
    every, questions = load_wordings(wordings_of(path)), load_questions(path)
    assert {each.language for each in questions} == {path.stem.rpartition("_")[2]}
    for question in questions:
        known = {each.answer for each in answers_of(question.founder, every)}
        assert len(known) >= 10
        assert question.expected is None or question.expected in known


def test_a_question_sees_the_answers_of_its_founder_alone(tmp_path: Path) -> None:
    (tmp_path / "two_en.tsv").write_text("en\tone/-\tWho are you?\nen\ttwo/who\tWho are you?\n")
    (tmp_path / "two_en.wordings.tsv").write_text(
        "one/number\tHow did you get my number?\ntwo/who\tWho are you?\tWho is this?\n"
    )
    told = judge_questions(tmp_path / "two_en.tsv")
    assert [each.answers for each in told] == [frozenset(), {AnswerId("two/who")}]


def test_who_hears_a_question_back_is_told_no_answer(tmp_path: Path) -> None:
    asked = "How do I make you stop writing to me?"
    (tmp_path / "stop_en.tsv").write_text(f"en\tstop\t{asked}\n")
    (tmp_path / "stop_en.wordings.tsv").write_text(f"stop\t{asked}\n")
    assert [each.answers for each in judge_questions(tmp_path / "stop_en.tsv")] == [frozenset()]


def test_an_answer_to_another_question_is_wrong_and_silence_is_not() -> None:
    asked = BlindQuestion("en", WHO, "who is it?")
    unknown = BlindQuestion("en", None, "is it raining?")
    assert Told(asked, frozenset({WHO}), (WHO,)).right
    assert Told(asked, frozenset({NUMBER}), (NUMBER,)).wrong
    assert Told(asked, frozenset({WHO, NUMBER}), (WHO,)).wrong
    assert not Told(asked, frozenset(), (WHO,)).wrong
    assert Told(unknown, frozenset({WHO}), (WHO,)).wrong
    told = [Told(asked, frozenset(), (NUMBER, WHO)), Told(unknown, frozenset({WHO}), ())]
    rows = {str(row["name"]).split(" (")[0]: row for row in knowledge_rows("x", told)}
    assert rows["x questions answered"]["value"] == 0.0
    assert rows["x wrong answers"]["value"] == 0.5
    assert rows["x right one of three shown"]["value"] == 1.0


def test_the_probe_names_the_answer_and_the_likeliest() -> None:
    shown = read("en\tsms\topening\tWho is writing to me?", KNOWN)
    assert shown["answer"] == WHO
    likeliest = json.loads(json.dumps(shown))["likeliest"]
    assert [name for name, _ in likeliest] == [WHO, NUMBER]
    assert read("en\tsms\topening\tIs it raining?", KNOWN)["answer"] is None
