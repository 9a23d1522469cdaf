"""The approved answers of a conversation, counted once and compared with each question.

It says how alike a question and each answer are in every respect that was trained on; it must never
decide which answer is given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from math import log, sqrt, sumprod

from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.matching.asked_text import AskedText
from functions.outreach.domain.understanding.matching.opposites import Side, are_opposed
from functions.outreach.domain.understanding.matching.product_words import ABOUT_THE_TALK
from functions.outreach.domain.understanding.matching.topic_table import TopicTable, shares
from tenancy.values.lazy_dataclass import dataclass

FEATURES = (
    "words_best",
    "words_second",
    "words_mean",
    "grams_best",
    "grams_second",
    "grams_mean",
    "grams_any",
    "covered",
    "untold",
    "returned",
    "same_kind",
    "stems",
    "weight",
    "numbers",
    "negation",
    "topics_agree",
    "topics_alike",
    "same_topic",
    "own_topic",
    "question_sure",
    "answer_sure",
    "off_topic",
    "mix",
)
COMPARED = (
    "words_best",
    "words_mean",
    "grams_best",
    "grams_mean",
    "grams_any",
    "covered",
    "topics_agree",
    "topics_alike",
    "own_topic",
    "mix",
)
"""What the next best answer has less of, or the best one more."""
STANDARDISED = (
    "words_best",
    "grams_best",
    "grams_any",
    "covered",
    "topics_agree",
    "topics_alike",
    "own_topic",
    "mix",
)
"""Counted again in standard deviations from the mean over all answers: an answer that stands out
says more than one that is like the question in a catalogue where all are."""
ALL_FEATURES = (
    *FEATURES,
    *(f"{name}_margin" for name in COMPARED),
    *(f"{name}_standard" for name in STANDARDISED),
)
_MIXED = ("words_best", "grams_best", "grams_any", "topics_agree", "topics_alike")
_LEAST_DEVIATION = 1e-6


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A text with what the table of topics makes of it."""

    text: AskedText
    scores: tuple[float, ...]


def score_text(text: AskedText, table: TopicTable) -> ScoredText:
    return ScoredText(text, tuple(table.scores(text.features)))


@dataclass(frozen=True, slots=True)
class CountedAnswer:
    """An answer and its wordings, counted."""

    answer: AnswerId
    wordings: tuple[ScoredText, ...]


@dataclass(frozen=True, slots=True)
class ComparedAnswers:
    """Every answer beside one question; each column holds an answer's value at its place."""

    answers: tuple[AnswerId, ...]
    columns: tuple[list[float], ...]
    """One for each of `ALL_FEATURES`, in their order."""
    opposed: tuple[bool, ...]
    """Whether an answer was approved only for the opposite of what is asked ("out" of "in")."""
    beside_product: tuple[bool, ...]
    """Whether it was approved for this talk, and the question has a word for the product."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is known of one answer beside its wordings."""

    stems: dict[str, float]
    """Each with the share of the wordings that have it."""
    grams: frozenset[str]
    kinds: dict[str, float]
    numbers: frozenset[str]
    negated: float
    scores: tuple[float, ...]
    scores_length: float
    shares: tuple[float, ...]
    sides: frozenset[Side]
    product: frozenset[str]
    top: int
    """The topic it is likeliest about."""
    about_talk: bool
    length: float


class AnswerComparison:
    """All answers of a conversation's language.

    A question is compared with all of them at once, one feature after the other: a customer waits,
    and a founder may have hundreds.
    """

    def __init__(self, answers: Sequence[CountedAnswer], table: TopicTable) -> None:
        self._table = table
        self._answers = tuple(answer.answer for answer in answers)
        self._entries = tuple(_entry(answer, table) for answer in answers)
        texts = [wording.text for answer in answers for wording in answer.wordings]
        self._asked_so: dict[tuple[str, ...], set[AnswerId]] = defaultdict(set)
        for answer in answers:
            for wording in answer.wordings:
                self._asked_so[wording.text.wording].add(answer.answer)
        ends = [*accumulate(len(answer.wordings) for answer in answers)]
        self._spans = tuple(pairwise((0, *ends)))
        """Where the wordings of each answer stand among all wordings."""
        self._stem_places = _places([text.stems for text in texts])
        self._gram_places = _places([text.grams for text in texts])
        self._stem_answers: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, entry in enumerate(self._entries):
            for stem, share in entry.stems.items():
                self._stem_answers[stem].append((at, share))
        self._rarity = {
            stem: 1 / (1 + log(len(having))) for stem, having in self._stem_answers.items()
        }
        self._gram_rarity = {
            gram: 1 / (1 + log(len(places))) for gram, places in self._gram_places.items()
        }
        self._stem_weights = [self._weight(text.stems) for text in texts]
        self._gram_weights = [sqrt(self._gram_weight(text.grams)) for text in texts]

    def worded_so(self, text: AskedText) -> AnswerId | None:
        """The one answer that has exactly this wording."""
        known = self._asked_so.get(text.wording, set())
        return next(iter(known)) if len(known) == 1 and text.wording else None

    def compare(self, question: ScoredText) -> ComparedAnswers | None:
        """Every answer, compared with the question and with the others; None where there is
        nothing to compare."""
        text = question.text
        if not self._answers or not text.stems:
            return None
        found = {
            **self._of_wordings(text),
            **_best_of("words", self._word_likeness(text), self._spans),
            **_best_of("grams", self._gram_likeness(text), self._spans),
            **self._of_topics(question),
        }
        found["mix"] = [sum(some) for some in zip(*(found[name] for name in _MIXED), strict=True)]
        return ComparedAnswers(
            answers=self._answers,
            columns=(
                *(found[name] for name in FEATURES),
                *(_margins(found[name]) for name in COMPARED),
                *(_standardised(found[name]) for name in STANDARDISED),
            ),
            opposed=tuple(are_opposed(text.sides, entry.sides) for entry in self._entries),
            beside_product=tuple(
                entry.about_talk and not text.product <= entry.product for entry in self._entries
            ),
        )

    def _of_wordings(self, text: AskedText) -> dict[str, list[float]]:
        """What of the question's stems, n-grams, numbers and kind each answer's wordings have."""
        entries, count = self._entries, len(self._entries)
        weights = {stem: self._stem_weight(stem) for stem in text.stems}
        whole = sum(weights.values()) or 1.0
        heaviest = sorted(weights.items(), key=lambda each: -each[1])
        covered: list[list[float]] = [[] for _ in entries]
        returned: list[list[float]] = [[] for _ in entries]
        for stem, weight in weights.items():
            telling = self._table.stem_weight(stem)
            for at, share in self._stem_answers.get(stem, ()):
                covered[at].append(weight)
                returned[at].append(share * telling)
        return {
            "grams_any": [len(text.grams & entry.grams) / len(text.grams) for entry in entries],
            "covered": [sum(each) / whole for each in covered],
            "untold": [
                next((weight for stem, weight in heaviest if stem not in entry.stems), 0.0)
                for entry in entries
            ],
            "returned": [
                sum(each) / entry.length for each, entry in zip(returned, entries, strict=True)
            ],
            "same_kind": [entry.kinds.get(text.kind, 0.0) for entry in entries],
            "stems": [float(len(text.stems))] * count,
            "weight": [whole] * count,
            "numbers": [float(bool(text.numbers - entry.numbers)) for entry in entries],
            "negation": [float(text.negated) - entry.negated for entry in entries],
        }

    def _of_topics(self, question: ScoredText) -> dict[str, list[float]]:
        """How far question and answers are about the same, by the table of topics."""
        entries, scores, own_shares = self._entries, question.scores, shares(question.scores)
        length, top = sqrt(sumprod(scores, scores)), own_shares.index(max(own_shares))
        return {
            "topics_agree": [sqrt(sumprod(own_shares, entry.shares)) for entry in entries],
            "topics_alike": [
                sumprod(scores, entry.scores) / ((length * entry.scores_length) or 1.0)
                for entry in entries
            ],
            "same_topic": [entry.shares[top] for entry in entries],
            "own_topic": [own_shares[entry.top] for entry in entries],
            "question_sure": [own_shares[top]] * len(entries),
            "answer_sure": [entry.shares[entry.top] for entry in entries],
            "off_topic": [own_shares[-1]] * len(entries),
        }

    def _word_likeness(self, text: AskedText) -> list[float]:
        """Dice's coefficient with each wording, telling and rare stems weighing more."""
        own, shared = self._weight(text.stems), [0.0] * len(self._stem_weights)
        for stem in text.stems:
            weight = 2 * self._stem_weight(stem)
            for place in self._stem_places.get(stem, ()):
                shared[place] += weight
        return [
            some / ((own + weight) or 1.0)
            for some, weight in zip(shared, self._stem_weights, strict=True)
        ]

    def _gram_likeness(self, text: AskedText) -> list[float]:
        """The cosine with each wording, n-grams that many wordings have weighing less."""
        own, shared = sqrt(self._gram_weight(text.grams)), [0.0] * len(self._gram_weights)
        for gram in text.grams:
            weight = self._gram_rarity.get(gram, 0.0)
            for place in self._gram_places.get(gram, ()):
                shared[place] += weight
        return [
            some / ((own * weight) or 1.0)
            for some, weight in zip(shared, self._gram_weights, strict=True)
        ]

    def _stem_weight(self, stem: str) -> float:
        return self._table.stem_weight(stem) * self._rarity.get(stem, 1.0)

    def _weight(self, stems: frozenset[str]) -> float:
        return sum(self._stem_weight(stem) for stem in stems)

    def _gram_weight(self, grams: frozenset[str]) -> float:
        return sum(self._gram_rarity.get(gram, 1.0) for gram in grams)


def _entry(answer: CountedAnswer, table: TopicTable) -> _Entry:
    wordings, count = answer.wordings, len(answer.wordings)
    stems = Counter(stem for wording in wordings for stem in wording.text.stems)
    kinds = Counter(wording.text.kind for wording in wordings)
    columns = zip(*(wording.scores for wording in wordings), strict=True)
    scores = tuple(sum(column) / count for column in columns)
    top = scores.index(max(scores))
    return _Entry(
        stems={stem: n / count for stem, n in stems.items()},
        grams=frozenset().union(*(wording.text.grams for wording in wordings)),
        kinds={kind: n / count for kind, n in kinds.items()},
        numbers=frozenset().union(*(wording.text.numbers for wording in wordings)),
        negated=sum(wording.text.negated for wording in wordings) / count,
        scores=scores,
        scores_length=sqrt(sumprod(scores, scores)),
        shares=tuple(shares(scores)),
        sides=frozenset().union(*(wording.text.sides for wording in wordings)),
        product=frozenset().union(*(wording.text.product for wording in wordings)),
        top=top,
        about_talk=table.topics[top] in ABOUT_THE_TALK,
        length=sum(stems.values()) / count or 1.0,
    )


def _places(kept: list[frozenset[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, features in enumerate(kept):
        for feature in features:
            found[feature].append(place)
    return dict(found)


def _best_of(
    name: str, likeness: list[float], spans: Iterable[tuple[int, int]]
) -> dict[str, list[float]]:
    """The best, the second and the mean over the wordings of each answer."""
    best, second, mean = [], [], []
    for first, end in spans:
        own = sorted(likeness[first:end], reverse=True)
        best.append(own[0])
        second.append(own[1] if len(own) > 1 else 0.0)
        mean.append(sum(own) / len(own))
    return {f"{name}_best": best, f"{name}_second": second, f"{name}_mean": mean}


def _margins(values: list[float]) -> list[float]:
    """What each has less than the best, and the best more than the second."""
    best, second = 0.0, 0.0
    for value in values:
        if value > best:
            best, second = value, best
        elif value > second:
            second = value
    return [value - second if value >= best else value - best for value in values]


def _standardised(values: list[float]) -> list[float]:
    mean = sum(values) / len(values)
    away = [value - mean for value in values]
    deviation = sqrt(sum([one**2 for one in away]) / len(values)) + _LEAST_DEVIATION
    return [one / deviation for one in away]
