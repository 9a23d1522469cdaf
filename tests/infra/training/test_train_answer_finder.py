"""What decides over approved answers is what the question sets teach."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from functions.outreach.domain.understanding.matching.answer_comparison import ALL_FEATURES
from functions.outreach.domain.understanding.matching.asked_text import count_words
from functions.outreach.domain.understanding.matching.topic_table import load_talk
from infra.training.exemplars import load_exemplars
from infra.training.question_sets import OTHER, Asked, load_question_sets
from infra.training.trained_on import finder_digests, load_digests

SAME_DECISIONS = 0.99
"""Another processor adds in another order: a few decisions on the line may differ."""


@pytest.fixture(scope="module")
def questions() -> list[Asked]:
    return load_question_sets()


def test_every_topic_has_twelve_wordings_a_language_and_no_line_twice(
    questions: list[Asked],
) -> None:
    topics = {each.topic for each in questions}
    assert len(topics) > 40
    counts = Counter((each.language, each.topic) for each in questions)
    few = {key: n for key, n in counts.items() if n < 11}
    assert few == {}
    assert set(counts) == {(lang, topic) for lang in ("en", "lt", "ru") for topic in topics}
    lines = Counter((each.language, each.text.casefold()) for each in questions)
    assert [line for line, n in lines.items() if n > 1] == []
    assert OTHER in topics


@pytest.mark.slow
def test_the_tables_that_ship_were_trained_on_what_stands_here(questions: list[Asked]) -> None:
    # Loads scikit-learn, which nobody else who collects the tests needs.
    from infra.training.train_answer_finder import trained_on

    assert trained_on(questions) == load_digests("finder"), (
        "python -m infra.training.train_answer_finder"
    )


@pytest.mark.slow
def test_a_changed_question_answer_or_setting_is_seen(questions: list[Asked]) -> None:
    known = finder_digests(questions, (), settings={"seed": 1})
    other = replace(questions[0], topic=questions[-1].topic)
    for changed in (
        finder_digests([other, *questions[1:]], (), settings={"seed": 1}),
        finder_digests(questions, load_exemplars()[:1], settings={"seed": 1}),
        finder_digests(questions, (), settings={"seed": 2}),
    ):
        assert changed != known


@pytest.mark.slow
def test_training_again_knows_the_topics_of_the_talk_as_the_table_that_ships(
    questions: list[Asked],
) -> None:
    # Loads scikit-learn, which nobody else who collects the tests needs.
    from infra.training.talk_tables import train_talk

    own = [each for each in questions if each.language == "lt"]
    again, shipped = train_talk(own)["lt"], load_talk()["lt"]
    assert again.topics == shipped.topics
    asked = [count_words(each.text, language="lt").features for each in own]
    same = sum(_top(again.scores(rows)) == _top(shipped.scores(rows)) for rows in asked)
    assert same / len(own) >= SAME_DECISIONS


def _top(scores: list[float]) -> int:
    return scores.index(max(scores))


@pytest.mark.slow
def test_a_case_is_judged_by_a_model_that_saw_no_other_of_its_fold() -> None:
    """One answer stands out in its features, and is the right one in three cases of four."""
    from infra.training.train_answer_finder import Judged, out_of_fold

    random = np.random.default_rng(7)
    cases = []
    for at in range(40):
        answers, right = 3 + at % 3, at % 3
        rows = random.normal(0, 0.1, (answers, len(ALL_FEATURES)))
        rows[right] += 1.0
        known = right if at % 4 else -1
        cases.append(Judged("en", "somebody", f"fold {at % 2}", rows, known))
    found = out_of_fold(cases)
    assert len(found) == len(cases)
    for case, chances in found:
        assert len(chances) == len(case.rows)
        assert sum(chances) <= 1.0 + 1e-9
        assert chances.index(max(chances)) == case.rows.sum(axis=1).argmax()
