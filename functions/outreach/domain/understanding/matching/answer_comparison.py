"""The approved answers of a conversation, counted once and compared with each question.

It says how alike a question and each answer are in every respect that was trained on; it must never
decide which answer is given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
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
_AT = {name: at for at, name in enumerate(FEATURES)}


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
class Candidate:
    """An answer that may be meant, with its features in the order of `ALL_FEATURES`."""

    answer: AnswerId
    features: tuple[float, ...]
    off_target: bool = False
    """Whether it was approved only for the opposite of what is asked ("out" of "in"), or for this
    talk where the product is asked about."""


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
    length: float


class AnswerComparison:
    """All answers of a conversation's language."""

    def __init__(self, answers: Sequence[CountedAnswer], table: TopicTable) -> None:
        self._table = table
        self._answers = tuple(answers)
        self._entries = tuple(_entry(answer) for answer in answers)
        self._wordings = [
            (at, wording.text) for at, answer in enumerate(answers) for wording in answer.wordings
        ]
        self._asked_so: dict[tuple[str, ...], set[AnswerId]] = defaultdict(set)
        for at, text in self._wordings:
            self._asked_so[text.wording].add(self._answers[at].answer)
        self._stem_places = _places([text.stems for _, text in self._wordings])
        self._gram_places = _places([text.grams for _, text in self._wordings])
        spread = Counter(stem for entry in self._entries for stem in entry.stems)
        self._rarity = {stem: 1 / (1 + log(count)) for stem, count in spread.items()}
        self._gram_rarity = {
            gram: 1 / (1 + log(len(places))) for gram, places in self._gram_places.items()
        }
        self._stem_weights = [self._weight(text.stems) for _, text in self._wordings]
        self._gram_weights = [sqrt(self._gram_weight(text.grams)) for _, text in self._wordings]

    def worded_so(self, text: AskedText) -> AnswerId | None:
        """The one answer that has exactly this wording."""
        known = self._asked_so.get(text.wording, set())
        return next(iter(known)) if len(known) == 1 and text.wording else None

    def candidates(self, question: ScoredText) -> tuple[Candidate, ...]:
        """Every answer, compared with the question and with the others."""
        if not self._answers or not question.text.stems:
            return ()
        words, grams = self._word_likeness(question.text), self._gram_likeness(question.text)
        told = shares(question.scores)
        length = sqrt(sumprod(question.scores, question.scores))
        weights = {stem: self._stem_weight(stem) for stem in question.text.stems}
        whole, top = sum(weights.values()) or 1.0, told.index(max(told))
        rows = [
            self._row(
                at,
                question,
                words=words[at],
                grams=grams[at],
                told=told,
                length=length,
                weights=weights,
                whole=whole,
                top=top,
            )
            for at in range(len(self._answers))
        ]
        best = {name: _two_best([row[_AT[name]] for row in rows]) for name in COMPARED}
        standard = [_standardised([row[_AT[name]] for row in rows]) for name in STANDARDISED]
        return tuple(
            Candidate(
                answer.answer,
                (
                    *row,
                    *(_margin(row[_AT[name]], *best[name]) for name in COMPARED),
                    *(column[at] for column in standard),
                ),
                off_target=self._is_off_target(question.text, self._entries[at]),
            )
            for at, (answer, row) in enumerate(zip(self._answers, rows, strict=True))
        )

    def _is_off_target(self, text: AskedText, entry: _Entry) -> bool:
        about_talk = self._table.topics[entry.top] in ABOUT_THE_TALK
        beside = about_talk and not text.product <= entry.product
        return beside or are_opposed(text.sides, entry.sides)

    def _row(
        self,
        at: int,
        question: ScoredText,
        *,
        words: list[float],
        grams: list[float],
        told: list[float],
        length: float,
        weights: dict[str, float],
        whole: float,
        top: int,
    ) -> list[float]:
        text, entry = question.text, self._entries[at]
        of_words, of_grams = sorted(words, reverse=True), sorted(grams, reverse=True)
        told_stems = [stem for stem in text.stems if stem in entry.stems]
        returned = sum(entry.stems[stem] * self._table.stem_weight(stem) for stem in told_stems)
        row = [
            of_words[0],
            of_words[1] if len(of_words) > 1 else 0.0,
            sum(of_words) / len(of_words),
            of_grams[0],
            of_grams[1] if len(of_grams) > 1 else 0.0,
            sum(of_grams) / len(of_grams),
            len(text.grams & entry.grams) / len(text.grams),
            sum(weights[stem] for stem in told_stems) / whole,
            max((w for stem, w in weights.items() if stem not in entry.stems), default=0.0),
            returned / entry.length,
            entry.kinds.get(text.kind, 0.0),
            float(len(text.stems)),
            whole,
            float(bool(text.numbers - entry.numbers)),
            float(text.negated) - entry.negated,
            sqrt(sumprod(told, entry.shares)),
            sumprod(question.scores, entry.scores) / ((length * entry.scores_length) or 1.0),
            entry.shares[top],
            told[entry.top],
            told[top],
            entry.shares[entry.top],
            told[-1],
        ]
        row.append(sum(row[_AT[name]] for name in _MIXED))
        return row

    def _word_likeness(self, text: AskedText) -> dict[int, list[float]]:
        """Dice's coefficient with each wording, telling and rare stems weighing more."""
        own, shared = self._weight(text.stems), [0.0] * len(self._wordings)
        for stem in text.stems:
            weight = 2 * self._stem_weight(stem)
            for place in self._stem_places.get(stem, ()):
                shared[place] += weight
        found: dict[int, list[float]] = defaultdict(list)
        for place, (at, _) in enumerate(self._wordings):
            found[at].append(shared[place] / ((own + self._stem_weights[place]) or 1.0))
        return found

    def _gram_likeness(self, text: AskedText) -> dict[int, list[float]]:
        """The cosine with each wording, n-grams that many wordings have weighing less."""
        own, shared = sqrt(self._gram_weight(text.grams)), [0.0] * len(self._wordings)
        for gram in text.grams:
            places = self._gram_places.get(gram, ())
            weight = self._gram_rarity.get(gram, 0.0)
            for place in places:
                shared[place] += weight
        found: dict[int, list[float]] = defaultdict(list)
        for place, (at, _) in enumerate(self._wordings):
            found[at].append(shared[place] / ((own * self._gram_weights[place]) or 1.0))
        return found

    def _stem_weight(self, stem: str) -> float:
        return self._table.stem_weight(stem) * self._rarity.get(stem, 1.0)

    def _weight(self, stems: frozenset[str]) -> float:
        return sum(self._stem_weight(stem) for stem in stems)

    def _gram_weight(self, grams: frozenset[str]) -> float:
        return sum(self._gram_rarity.get(gram, 1.0) for gram in grams)


def _entry(answer: CountedAnswer) -> _Entry:
    wordings, count = answer.wordings, len(answer.wordings)
    stems = Counter(stem for wording in wordings for stem in wording.text.stems)
    kinds = Counter(wording.text.kind for wording in wordings)
    columns = zip(*(wording.scores for wording in wordings), strict=True)
    scores = tuple(sum(column) / count for column in columns)
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
        top=scores.index(max(scores)),
        length=sum(stems.values()) / count or 1.0,
    )


def _places(kept: list[frozenset[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, features in enumerate(kept):
        for feature in features:
            found[feature].append(place)
    return dict(found)


def _two_best(values: list[float]) -> tuple[float, float]:
    best, second = 0.0, 0.0
    for value in values:
        if value > best:
            best, second = value, best
        elif value > second:
            second = value
    return best, second


def _margin(value: float, best: float, second: float) -> float:
    return value - second if value >= best else value - best


def _standardised(values: list[float]) -> list[float]:
    mean = sum(values) / len(values)
    deviation = sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / (deviation + _LEAST_DEVIATION) for value in values]
