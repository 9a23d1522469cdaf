"""Trains the table of the talk: which of the few things every founder answers a message asks about.

Whatever else is asked, and what asks nothing, teaches it "none".
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from functions.outreach.domain.understanding.matching.asked_text import count_words, rows_of
from functions.outreach.domain.understanding.matching.product_words import ABOUT_THE_TALK
from functions.outreach.domain.understanding.matching.topic_table import (
    SHARPNESS,
    ZERO,
    TopicTable,
)
from infra.training.catalogues import load_questions, question_files
from infra.training.exemplars import load_exemplars
from infra.training.question_sets import CATALOGUES, Asked

ROWS = 1 << 15
PENALTY = 20.0
"""LogisticRegression's C: between 8 and 20 nothing changes on folds grouped by writer."""
ITERATIONS = 200
OTHER_MESSAGES = 1_200
"""Messages of a language that ask nothing."""
ASKING = frozenset({"asks_question", "asks_price", "are_you_a_person", "automatic", "opt_out"})
NONE = "none"
TOPICS = (*sorted(ABOUT_THE_TALK), NONE)
SEED = 20261130
_COMMONEST = 0.3
"""What a feature weighs that every text has."""


def train_talk(lines: Sequence[Asked]) -> dict[str, TopicTable]:
    """A table for each language of the question sets."""
    return {
        language: _train([each for each in lines if each.language == language], language)
        for language in sorted({each.language for each in lines})
    }


def _train(lines: Sequence[Asked], language: str) -> TopicTable:
    texts = {each.text: _topic(each.topic) for each in lines}
    for text in (*_asked_of_others(language), *_list_other_messages(language)):
        texts.setdefault(text, NONE)
    counted = _matrix([*texts], language)
    spread = np.asarray((counted > 0).sum(axis=0)).ravel()
    rarity = np.log((1 + len(texts)) / (1 + spread)) + _COMMONEST
    model = LogisticRegression(C=PENALTY, max_iter=ITERATIONS, fit_intercept=False)
    model.fit(counted @ sparse.diags(rarity), [TOPICS.index(each) for each in texts.values()])
    weights = (model.coef_ * rarity).T
    scale = float(np.abs(weights).max()) / 127
    return TopicTable(
        topics=TOPICS,
        rows=ROWS,
        scale=float(f"{scale / SHARPNESS:.6g}"),
        table=(np.rint(weights / scale) + ZERO).astype(np.uint8).tobytes(),
        stem_weights=bytes(ROWS),
    )


def _topic(topic: str) -> str:
    return topic if topic in ABOUT_THE_TALK else NONE


def _asked_of_others(language: str) -> list[str]:
    """What strangers asked that no answer about the talk answers."""
    return [
        each.text
        for path in question_files(CATALOGUES)
        if path.stem.endswith(f"_{language}")
        for each in load_questions(path)
        if each.expected is None or each.founder
    ]


def _list_other_messages(language: str) -> list[str]:
    messages = [
        each.text
        for each in load_exemplars()
        if each.language == language and not ASKING & {*each.acts}
    ]
    return Random(SEED).sample(messages, OTHER_MESSAGES)


def _matrix(texts: Sequence[str], language: str) -> sparse.csr_matrix:
    every = [count_words(text, language=language).features for text in texts]
    counted = [sorted(rows_of(features, ROWS)) for features in every]
    starts = np.cumsum([0, *(len(rows) for rows in counted)])
    columns = np.concatenate([np.array(rows, dtype=np.int64) for rows in counted])
    values = np.concatenate([np.full(len(rows), 1 / np.sqrt(len(rows) or 1)) for rows in counted])
    return sparse.csr_matrix((values, columns, starts), shape=(len(texts), ROWS))
