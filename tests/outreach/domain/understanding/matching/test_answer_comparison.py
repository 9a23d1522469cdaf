"""All answers are compared at once, and come out to the bit as each compared by itself would."""

from __future__ import annotations

from math import exp, log, sqrt, sumprod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.playbooks.starter import starter_answers
from functions.outreach.domain.understanding.matching.answer_comparison import (
    ALL_FEATURES,
    COMPARED,
    FEATURES,
    STANDARDISED,
    AnswerComparison,
    CountedAnswer,
    ScoredText,
    score_text,
)
from functions.outreach.domain.understanding.matching.asked_text import count_words
from functions.outreach.domain.understanding.matching.choice_model import (
    FARTHEST,
    load_choice_model,
)
from functions.outreach.domain.understanding.matching.topic_table import (
    TopicTable,
    load_topics,
    shares,
)

TABLE = load_topics()["en"]
LEAST_DEVIATION = 1e-6


def scored(text: str) -> ScoredText:
    return score_text(count_words(text, language="en"), TABLE)


ANSWERS = tuple(
    CountedAnswer(answer.id, tuple(scored(text) for text in answer.questions[: 1 + at % 5]))
    for at, answer in enumerate(starter_answers("en"))
)
WORDS = tuple(
    sorted({stem for answer in ANSWERS for one in answer.wordings for stem in one.text.wording})
)


class OneByOne:
    """The same features, written down for one answer after the other."""

    def __init__(self, answers: tuple[CountedAnswer, ...], table: TopicTable) -> None:
        self.answers, self.table = answers, table
        texts = [wording.text for answer in answers for wording in answer.wordings]
        stems = [{stem for one in answer.wordings for stem in one.text.stems} for answer in answers]
        self.stem_count = {
            stem: sum(stem in each for each in stems) for each in stems for stem in each
        }
        self.gram_count = {
            gram: sum(gram in other.grams for other in texts)
            for text in texts
            for gram in text.grams
        }

    def stem(self, stem: str) -> float:
        count = self.stem_count.get(stem)
        rarity = 1 / (1 + log(count)) if count else 1.0
        return self.table.stem_weight(stem) * rarity

    def gram(self, gram: str) -> float:
        count = self.gram_count.get(gram)
        return 1 / (1 + log(count)) if count else 1.0

    def dice(self, asked: ScoredText, wording: ScoredText) -> float:
        own, other = (sum(map(self.stem, each.text.stems)) for each in (asked, wording))
        shared = 0.0
        for stem in asked.text.stems:
            if stem in wording.text.stems:
                shared += 2 * self.stem(stem)
        return shared / ((own + other) or 1.0)

    def cosine(self, asked: ScoredText, wording: ScoredText) -> float:
        own, other = (sqrt(sum(map(self.gram, each.text.grams))) for each in (asked, wording))
        shared = 0.0
        for gram in asked.text.grams:
            if gram in wording.text.grams:
                shared += self.gram(gram)
        return shared / ((own * other) or 1.0)

    def row(self, asked: ScoredText, answer: CountedAnswer) -> dict[str, float]:
        text, every, count = asked.text, answer.wordings, len(answer.wordings)
        scores = [
            sum(column) / count for column in zip(*(one.scores for one in every), strict=True)
        ]
        of_answer, of_question = shares(scores), shares(asked.scores)
        top, asked_top = scores.index(max(scores)), of_question.index(max(of_question))
        stems = {stem for one in every for stem in one.text.stems}
        share = {stem: sum(stem in one.text.stems for one in every) / count for stem in stems}
        grams = {gram for one in every for gram in one.text.grams}
        numbers = {number for one in every for number in one.text.numbers}
        told = [stem for stem in text.stems if stem in stems]
        whole = sum(self.stem(stem) for stem in text.stems) or 1.0
        length = sum(len(one.text.stems) for one in every) / count or 1.0
        lengths = sqrt(sumprod(asked.scores, asked.scores)) * sqrt(sumprod(scores, scores))
        row: dict[str, float] = {}
        for name, alike in (("words", self.dice), ("grams", self.cosine)):
            found = sorted((alike(asked, one) for one in every), reverse=True)
            row[f"{name}_best"] = found[0]
            row[f"{name}_second"] = found[1] if count > 1 else 0.0
            row[f"{name}_mean"] = sum(found) / count
        row |= {
            "grams_any": len(text.grams & grams) / len(text.grams),
            "covered": sum(self.stem(stem) for stem in told) / whole,
            "untold": max((self.stem(stem) for stem in text.stems if stem not in stems), default=0),
            "returned": sum(share[stem] * self.table.stem_weight(stem) for stem in told) / length,
            "same_kind": sum(one.text.kind == text.kind for one in every) / count,
            "stems": len(text.stems),
            "weight": whole,
            "numbers": float(not text.numbers <= numbers),
            "negation": text.negated - sum(one.text.negated for one in every) / count,
            "topics_agree": sqrt(sumprod(of_question, of_answer)),
            "topics_alike": sumprod(asked.scores, scores) / (lengths or 1.0),
            "same_topic": of_answer[asked_top],
            "own_topic": of_question[top],
            "question_sure": of_question[asked_top],
            "answer_sure": of_answer[top],
            "off_topic": of_question[-1],
        }
        mixed = ("words_best", "grams_best", "grams_any", "topics_agree", "topics_alike")
        row["mix"] = sum([row[name] for name in mixed])
        return row

    def rows(self, asked: ScoredText) -> list[tuple[float, ...]]:
        rows = [self.row(asked, answer) for answer in self.answers]
        for name in COMPARED:
            values = [row[name] for row in rows]
            best, second = sorted((0.0, 0.0, *values), reverse=True)[:2]
            for row, value in zip(rows, values, strict=True):
                row[f"{name}_margin"] = value - (second if value >= best else best)
        for name in STANDARDISED:
            values = [row[name] for row in rows]
            mean = sum(values) / len(values)
            deviation = sqrt(sum([(value - mean) ** 2 for value in values]) / len(values))
            for row, value in zip(rows, values, strict=True):
                row[f"{name}_standard"] = (value - mean) / (deviation + LEAST_DEVIATION)
        return [tuple(row[name] for name in ALL_FEATURES) for row in rows]


ONE_BY_ONE = OneByOne(ANSWERS, TABLE)
COMPARISON = AnswerComparison(ANSWERS, TABLE)


def probabilities_one_by_one(rows: list[tuple[float, ...]]) -> list[float]:
    model = load_choice_model()
    scaled = [
        [
            min(max((value - mean) / deviation, -FARTHEST), FARTHEST)
            for value, mean, deviation in zip(row, model.means, model.deviations, strict=True)
        ]
        for row in rows
    ]
    highest = [max(column) for column in zip(*scaled, strict=True)]
    none = model.none_start + model.none_count * log(len(rows))
    none += sumprod(model.none_weights, highest)
    scores = [sumprod(model.weights, row) for row in scaled]
    top = max(none, *scores)
    whole = sum([exp(score - top) for score in scores]) + exp(none - top)
    return [exp(score - top) / whole for score in scores]


@given(
    st.lists(st.sampled_from((*WORDS, "invoices", "not", "12", "how", "export")), max_size=9).map(
        " ".join
    )
)
def test_every_feature_and_probability_is_the_one_of_each_answer_by_itself(text: str) -> None:
    asked = scored(text)
    compared = COMPARISON.compare(asked)
    if compared is None:
        assert not asked.text.stems
        return
    rows = ONE_BY_ONE.rows(asked)
    for name, column, alone in zip(
        ALL_FEATURES, compared.columns, zip(*rows, strict=True), strict=True
    ):
        assert column == list(alone), name
    assert load_choice_model().probabilities(compared.columns) == probabilities_one_by_one(rows)


@pytest.mark.parametrize("answer", [ANSWERS[0], ANSWERS[-1]])
def test_a_wording_of_an_answer_is_most_like_that_answer(answer: CountedAnswer) -> None:
    compared = COMPARISON.compare(answer.wordings[0])
    assert compared is not None
    best = compared.columns[FEATURES.index("words_best")]
    assert compared.answers[best.index(max(best))] == answer.answer
    assert max(best) == pytest.approx(1.0)
