"""Trains what decides over approved answers: `python -m infra.training.train_answer_finder`.

First the table of topics, then a classifier over pairs of a question and an answer's wordings. A
pair is judged in training only by tables that did not see its question (folds over lines) or its
whole topic (folds over topics), and both kinds are learned from: founders approve answers to what
is known and to what is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from pathlib import Path
from random import Random

import numpy as np
from scipy import sparse
from sklearn.ensemble import GradientBoostingClassifier

from functions.outreach.domain.understanding import matching
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.matching.answer_comparison import (
    ALL_FEATURES,
    AnswerComparison,
    Candidate,
    CountedAnswer,
    ScoredText,
)
from functions.outreach.domain.understanding.matching.asked_text import (
    AskedText,
    count_words,
    row_of,
    stem_feature,
)
from functions.outreach.domain.understanding.matching.pair_model import (
    PairModel,
    Split,
    format_model,
)
from functions.outreach.domain.understanding.matching.topic_table import (
    ZERO,
    TopicTable,
    format_topics,
)
from infra.training.question_sets import OTHER, Asked, load_question_sets

ROWS = 1 << 13
RIDGE = 0.3
SEED = 20261129
GROUPS = 4
"""Folds: topics are dealt into so many groups, and the lines of each topic into as many."""
WORDINGS, DISTRACTORS, ASKED_EACH, ROUNDS = 8, 14, 5, 3
"""Of one catalogue in training: wordings an answer, answers nobody asks for, questions a topic."""
ANSWERED_SHARE = 0.65
"""So many of a group's topics have an answer; the others' questions have none."""
TREES, DEPTH = 120, 3
FOLDER = Path(matching.__file__).parent


@dataclass(frozen=True)
class Judged:
    """One question put to a catalogue: what was right, and how likely the likeliest was."""

    asked: Asked
    has_answer: bool
    group: int
    known_topic: bool
    candidates: tuple[Candidate, ...]

    @property
    def labels(self) -> list[bool]:
        return [self.has_answer and each.answer == self.asked.topic for each in self.candidates]


class Language:
    """The lines of one language, counted once."""

    def __init__(self, lines: list[Asked]) -> None:
        self.lines = lines
        self.language = lines[0].language
        self.topics = (*sorted({each.topic for each in lines} - {OTHER}), OTHER)
        self.texts = [count_words(each.text, language=each.language, rows=ROWS) for each in lines]
        self.truth = np.array([self.topics.index(each.topic) for each in lines])
        self._rows = _matrix(self.texts)
        self._kernel = (self._rows @ self._rows.T).toarray()

    def weights(self, train: np.ndarray) -> np.ndarray:
        """Ridge regression of each topic on the features, solved over the lines."""
        wanted = np.zeros((len(train), len(self.topics)))
        wanted[np.arange(len(train)), self.truth[train]] = 1.0
        kernel = self._kernel[np.ix_(train, train)] + RIDGE * np.eye(len(train))
        return np.asarray(self._rows[train].T @ np.linalg.solve(kernel, wanted))

    def table(self, train: np.ndarray) -> TopicTable:
        weights = self.weights(train)
        scale = float(np.abs(weights).max()) / 127
        whole = np.rint(weights / scale) + ZERO
        return TopicTable(
            topics=self.topics,
            rows=ROWS,
            scale=float(f"{scale:.6g}"),
            table=whole.astype(np.uint8).tobytes(),
            stem_weights=self._stem_weights(train),
        )

    def _stem_weights(self, train: np.ndarray) -> bytes:
        """The fewer topics use a stem, the more it tells; one nobody used tells most."""
        used: dict[int, set[str]] = {}
        for line in train:
            for stem in self.texts[line].stems:
                row = row_of(stem_feature(stem), ROWS)
                used.setdefault(row, set()).add(self.lines[line].topic)
        whole = log(len(self.topics) + 1)
        weights = bytearray([255] * ROWS)
        for row, topics in used.items():
            weights[row] = max(8, round(255 * (1 - log(len(topics)) / whole)))
        return bytes(weights)


def _matrix(texts: list[AskedText]) -> sparse.csr_matrix:
    starts: list[int] = [0]
    columns: list[int] = []
    values: list[float] = []
    for text in texts:
        columns += text.rows
        values += [1 / np.sqrt(len(text.rows) or 1)] * len(text.rows)
        starts.append(len(columns))
    return sparse.csr_matrix((values, columns, starts), shape=(len(texts), ROWS))


def _score(table: TopicTable, text: AskedText) -> ScoredText:
    return ScoredText(text, tuple(table.scores(text.rows)))


def judge_pairs(language: Language) -> Iterator[Judged]:
    """Questions put to catalogues, scored by tables that saw neither question nor its topic."""
    count = len(language.lines)
    random = Random(SEED)
    topics = list(language.topics[:-1])
    random.shuffle(topics)
    group_of = {topic: at % GROUPS for at, topic in enumerate(topics)}
    group_of[OTHER] = -1
    line_fold = np.array([random.randrange(GROUPS) for _ in range(count)])
    line_group = np.array([group_of[each.topic] for each in language.lines])
    line_group[line_group < 0] = line_fold[line_group < 0]
    for known_topic, folds in ((True, line_fold), (False, line_group)):
        tables = [language.table(np.flatnonzero(folds != fold)) for fold in range(GROUPS)]
        by_line = [_score(tables[folds[at]], language.texts[at]) for at in range(count)]
        for group in range(GROUPS):
            for _ in range(ROUNDS):
                yield from _one_catalogue(
                    language,
                    tables[group],
                    by_line if known_topic else [_score(tables[group], t) for t in language.texts],
                    group_of=group_of,
                    group=group,
                    random=random,
                    known_topic=known_topic,
                )


def _one_catalogue(
    language: Language,
    table: TopicTable,
    scored: list[ScoredText],
    *,
    group_of: dict[str, int],
    group: int,
    random: Random,
    known_topic: bool,
) -> Iterator[Judged]:
    places: dict[str, list[int]] = {}
    for at, line in enumerate(language.lines):
        places.setdefault(line.topic, []).append(at)
    own = [topic for topic in language.topics if group_of[topic] == group]
    others = [topic for topic in language.topics[:-1] if group_of[topic] != group]
    random.shuffle(own)
    answered = own[: round(len(own) * ANSWERED_SHARE)]
    answers, asked = [], []
    for topic in (*answered, *random.sample(others, DISTRACTORS)):
        mixed = random.sample(places[topic], len(places[topic]))
        wordings = tuple(scored[at] for at in mixed[:WORDINGS])
        answers.append(CountedAnswer(AnswerId(topic), wordings))
        if topic in answered:
            asked += mixed[WORDINGS : WORDINGS + ASKED_EACH]
    for topic in own[len(answered) :]:
        asked += random.sample(places[topic], ASKED_EACH)
    asked += random.sample(places[OTHER], ASKED_EACH)
    catalogue = AnswerComparison(answers, table)
    for at in asked:
        line = language.lines[at]
        yield Judged(
            line, line.topic in answered, group, known_topic, catalogue.candidates(scored[at])
        )


def _rows_of(judged: list[Judged]) -> tuple[np.ndarray, np.ndarray]:
    rows = [each.features for case in judged for each in case.candidates]
    return np.array(rows), np.array([label for case in judged for label in case.labels])


def _fit(judged: list[Judged]) -> GradientBoostingClassifier:
    rows, labels = _rows_of(judged)
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        max_depth=DEPTH,
        learning_rate=0.08,
        subsample=0.6,
        min_samples_leaf=25,
        max_features=0.4,
        random_state=0,
    )
    return model.fit(rows, labels)


def model_of(fitted: GradientBoostingClassifier) -> PairModel:
    """The trees as plain numbers."""
    trees = []
    for tree in fitted.estimators_[:, 0]:
        inner = tree.tree_
        trees.append(
            tuple(
                Split(
                    int(inner.feature[at]),
                    float(f"{inner.threshold[at]:.6g}"),
                    int(inner.children_left[at]),
                    int(inner.children_right[at]),
                    float(f"{fitted.learning_rate * inner.value[at][0][0]:.6g}"),
                )
                for at in range(inner.node_count)
            )
        )
    prior = fitted.init_.class_prior_[1]
    return PairModel(ALL_FEATURES, float(f"{log(prior / (1 - prior)):.6g}"), tuple(trees))


def train(lines: list[Asked]) -> tuple[dict[str, TopicTable], PairModel, list[Judged]]:
    """The tables and the model that ship, and the cases they were trained on."""
    languages = [
        Language([each for each in lines if each.language == name])
        for name in sorted({each.language for each in lines})
    ]
    judged = [case for language in languages for case in judge_pairs(language)]
    tables = {
        language.language: language.table(np.arange(len(language.lines))) for language in languages
    }
    return tables, model_of(_fit(judged)), judged


def out_of_fold(judged: list[Judged]) -> list[tuple[Judged, float, bool]]:
    """Each case with the likeliest answer's probability and whether it is right, by models that
    saw no question of the same topics."""
    found = []
    for group in range(GROUPS):
        model = model_of(_fit([case for case in judged if case.group != group]))
        for case in (case for case in judged if case.group == group):
            chances = [model.probability(each.features) for each in case.candidates]
            best = max(range(len(chances)), key=chances.__getitem__, default=None)
            if best is None:
                found.append((case, 0.0, False))
            else:
                found.append((case, chances[best], case.labels[best]))
    return found


def _report(found: list[tuple[Judged, float, bool]], *, wrong_share: float = 0.01) -> None:
    """The share answered at the threshold below which too many answers would be wrong."""
    for known in (True, False):
        for language in ("en", "lt", "ru", ""):
            own = [
                each
                for each in found
                if each[0].known_topic is known and language in ("", each[0].asked.language)
            ]
            own.sort(key=lambda each: -each[1])
            could = sum(case.has_answer for case, _, _ in own)
            right = wrong = 0
            best = (0.0, 1.0)
            for _, chance, is_right in own:
                right, wrong = right + is_right, wrong + (not is_right)
                if wrong <= wrong_share * len(own):
                    best = (right / could, chance)
            top = sum(is_right for _, _, is_right in own) / could
            print(
                f"{language or 'all'} {'known' if known else 'unseen'} topics: {best[0]:.3f} of "
                f"{could} answered at {best[1]:.3f}; the likeliest is right in {top:.3f}"
            )
    for threshold in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
        shares = []
        for known in (True, False):
            own = [each for each in found if each[0].known_topic is known]
            could = sum(case.has_answer for case, _, _ in own)
            given = [is_right for _, chance, is_right in own if chance >= threshold]
            shares.append(f"{sum(given) / could:.3f} wrong {given.count(False) / len(own):.4f}")
        print(f"threshold {threshold}: known {shares[0]}; unseen {shares[1]}")


def main() -> None:
    """Train on all paraphrase sets and write both files beside the finder."""
    tables, model, judged = train(load_question_sets())
    (FOLDER / "topics.bin").write_bytes(format_topics(tables))
    (FOLDER / "pair_model.json").write_text(format_model(model), encoding="utf-8")
    _report(out_of_fold(judged))


if __name__ == "__main__":
    main()
