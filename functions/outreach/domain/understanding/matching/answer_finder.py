"""Finds the approved answer a question asks for, or none: an unsure match must stay unmatched.

A wrong answer is worse than "I don't know, the founder does", so the bar is where at most one
question in a hundred would get one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from functions.outreach.domain.understanding.matching.answer_comparison import (
    AnswerComparison,
    CountedAnswer,
    ScoredText,
    score_text,
)
from functions.outreach.domain.understanding.matching.asked_text import AskedText, count_words
from functions.outreach.domain.understanding.matching.choice_model import load_choice_model
from functions.outreach.domain.understanding.matching.counted_wordings import count_wording
from functions.outreach.domain.understanding.matching.talk_table import (
    SURELY_TALK,
    TALK_LINE,
    TALK_SHARE,
    count_topic_shares,
    find_answer_topics,
)
from functions.outreach.domain.understanding.matching.topic_table import (
    TopicTable,
    load_topics,
    table_of,
)
from tenancy.values.lazy_dataclass import dataclass

THRESHOLD = 0.84
"""Where about one message in two hundred got a wrong answer, on folds grouped by writers
(docs/decisions/54-a-doubt-is-settled-where-it-arises.md)."""
SHOWN_LIKELIEST = 3
_CATALOGUES = 16
"""Tenants and languages whose counted answers stay in memory: a first reply spends a
tenth of its time on ten answers of sixteen wordings."""


@dataclass(frozen=True, slots=True)
class LikelyAnswer:
    """An answer and how likely it is the one a question asks for."""

    answer: AnswerId
    probability: float
    off_target: bool = False
    """Approved for the opposite or for another matter: shown to the founder, and never given."""
    about_talk: bool = False
    """Whether it is about this talk itself, which a table of its own judges beside the choice."""

    @property
    def is_sure(self) -> bool:
        """Whether a customer may be given it."""
        return _is_sure(self.probability, off_target=self.off_target, about_talk=self.about_talk)


def find_answer(
    question: str, answers: Sequence[ApprovedQuestion], *, language: str
) -> AnswerId | None:
    """The answer this question surely asks for."""
    likely = find_sure_answer(question, answers, language=language)
    return likely.answer if likely else None


def find_sure_answer(
    question: str, answers: Sequence[ApprovedQuestion], *, language: str
) -> LikelyAnswer | None:
    """The same with how likely it is."""
    likely = rank_answers(question, answers, language=language)
    return likely[0] if likely and likely[0].is_sure else None


def find_worded_so(
    text: str, answers: Sequence[ApprovedQuestion], *, language: str
) -> AnswerId | None:
    """The one answer that has this very wording, endings and courtesies aside."""
    if not answers:
        return None
    catalogue, _ = _catalogue(tuple(answers), language)
    return catalogue.worded_so(count_words(text, language=language))


def rank_answers(
    question: str, answers: Sequence[ApprovedQuestion], *, language: str
) -> tuple[LikelyAnswer, ...]:
    """At most `SHOWN_LIKELIEST` answers, the likeliest first. An approved wording is certain."""
    if not answers:
        return ()
    return _rank(count_words(question, language=language), tuple(answers), language)


@lru_cache(maxsize=1)
def _rank(
    asked: AskedText, answers: tuple[ApprovedQuestion, ...], language: str
) -> tuple[LikelyAnswer, ...]:
    """One question is asked for several times while its message is read."""
    catalogue, table = _catalogue(answers, language)
    compared = catalogue.compare(score_text(asked, table))
    if compared is None:
        return ()
    same = catalogue.worded_so(asked)
    topics = find_answer_topics(answers, language=language)
    talk = count_topic_shares(asked, language=language) if topics else {}
    chances = load_choice_model().probabilities(compared.columns)
    ranked: list[tuple[bool, float, int, bool]] = []
    for at, (answer, chance) in enumerate(zip(compared.answers, chances, strict=True)):
        share = talk.get(topics[answer], 0.0) if answer in topics else None
        whole = 1.0 if answer == same else round(_together(chance, share), 4)
        beside = compared.beside_product[at] and (share or 0.0) < SURELY_TALK
        off_target = compared.opposed[at] or beside
        sure = _is_sure(whole, off_target=off_target, about_talk=answer in topics)
        ranked.append((not sure, -whole, at, off_target))
    return tuple(
        LikelyAnswer(
            compared.answers[at],
            -whole,
            off_target=off_target,
            about_talk=compared.answers[at] in topics,
        )
        for _, whole, at, off_target in sorted(ranked)[:SHOWN_LIKELIEST]
    )


def _together(chance: float, talk: float | None) -> float:
    """What the choice over all answers says, and of an answer about the talk its own table too."""
    return chance if talk is None else (1 - TALK_SHARE) * chance + TALK_SHARE * talk


def _is_sure(probability: float, *, off_target: bool, about_talk: bool) -> bool:
    return probability >= (TALK_LINE if about_talk else THRESHOLD) and not off_target


@lru_cache(maxsize=_CATALOGUES)
def _catalogue(
    answers: tuple[ApprovedQuestion, ...], language: str
) -> tuple[AnswerComparison, TopicTable]:
    table = table_of(load_topics(), language)
    counted = [
        CountedAnswer(
            answer.answer,
            tuple(
                ScoredText(wording.text, wording.topics)
                for wording in (count_wording(text, language=language) for text in answer.questions)
            ),
        )
        for answer in answers
        if answer.questions
    ]
    return AnswerComparison(counted, table), table
