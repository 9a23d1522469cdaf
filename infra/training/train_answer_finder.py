"""Trains what decides over approved answers: `python -m infra.training.train_answer_finder`.

First the table of topics, then the choice over all answers of a catalogue and none. A question is
judged in training only by a table that did not see its line, its topic or its writer: founders
approve answers to what is known and to what is not, and strangers ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from functions.outreach.domain.playbooks.starter import LANGUAGES, starter_answers
from functions.outreach.domain.understanding import matching
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.matching.answer_comparison import (
    AnswerComparison,
    CountedAnswer,
    ScoredText,
    score_text,
)
from functions.outreach.domain.understanding.matching.asked_text import count_words
from functions.outreach.domain.understanding.matching.choice_model import ChoiceModel, format_model
from functions.outreach.domain.understanding.matching.counted_wordings import (
    FOLDER as STARTER_WORDINGS,
)
from functions.outreach.domain.understanding.matching.counted_wordings import format_wordings
from functions.outreach.domain.understanding.matching.topic_table import (
    TopicTable,
    format_topics,
    load_talk,
    load_topics,
)
from infra.training import choice_fit, talk_tables, topic_tables
from infra.training.catalogues import (
    answers_of,
    load_questions,
    load_wordings,
    question_files,
    wordings_of,
)
from infra.training.choice_fit import fit_choice
from infra.training.exemplars import load_exemplars
from infra.training.question_sets import CATALOGUES, OTHER, SETS, Asked, load_question_sets
from infra.training.talk_tables import ASKING, train_talk
from infra.training.topic_tables import Language
from infra.training.trained_on import Digests, digest_files, finder_digests, keep_digests

SEED = 20261129
GROUPS = 4
"""Folds: topics are dealt into so many groups, and the lines of each topic into as many."""
ASKED_EACH, WORDINGS = 5, (6, 7, 8)
"""Of a catalogue made of topics: questions a topic, and how many wordings an answer may have."""
ANSWERED = (6, 9, 13)
"""So many of its topics have an answer; the others' questions have none."""
DISTRACTORS = (0, 2, 6, 12)
"""Answers nobody asks for."""
OTHER_MESSAGES = 30
"""Messages that ask nothing, put to each founder's answers: they have none."""
SETS_WEIGH = 0.25
"""A case made of topics counts so much: one hand wrote them all, plainer than customers write."""
FOLDER = Path(matching.__file__).parent
TALK, TOPICS, CHOICE = (FOLDER / name for name in ("talk.bin", "topics.bin", "choice_model.json"))
_SETTINGS = {
    "seed": SEED,
    "groups": GROUPS,
    "catalogues of topics": (
        ASKED_EACH,
        WORDINGS,
        ANSWERED,
        DISTRACTORS,
        OTHER_MESSAGES,
        SETS_WEIGH,
    ),
    "topics": (topic_tables.ROWS, topic_tables.RIDGE),
    "choice": (choice_fit.PENALTY, choice_fit.ITERATIONS),
    "talk": (talk_tables.ROWS, talk_tables.PENALTY, talk_tables.OTHER_MESSAGES, talk_tables.SEED),
}


@dataclass(frozen=True)
class Judged:
    """One question put to a catalogue."""

    language: str
    writer: str
    fold: str
    rows: np.ndarray
    """A line of features for each answer."""
    right: int
    """Which of them, or -1."""

    @property
    def columns(self) -> list[list[float]]:
        """The same with a value for each answer, as the model is asked."""
        columns: list[list[float]] = self.rows.T.tolist()
        return columns

    @property
    def weight(self) -> float:
        return SETS_WEIGH if self.writer == SETS else 1.0


def judge(
    answers: Sequence[CountedAnswer],
    table: TopicTable,
    asked: Sequence[tuple[ScoredText, str]],
    *,
    language: str,
    writer: str,
    fold: str,
) -> Iterator[Judged]:
    """Every question with the id of its answer, compared with all answers."""
    compared = AnswerComparison(answers, table)
    for text, expected in asked:
        found = compared.compare(text)
        if found is not None:
            ids = found.answers
            right = ids.index(AnswerId(expected)) if expected in ids else -1
            rows = np.column_stack(found.columns)
            yield Judged(language, writer, fold, rows, right)


def judge_topics(language: Language) -> Iterator[Judged]:
    """Questions of the sets put to catalogues made of topics, by tables that saw neither line nor
    topic."""
    count, random = len(language.lines), Random(SEED)
    topics = list(language.topics[:-1])
    random.shuffle(topics)
    group_of = {topic: at % GROUPS for at, topic in enumerate(topics)}
    line_fold = np.array([random.randrange(GROUPS) for _ in range(count)])
    line_group = np.array([group_of.get(each.topic, -1) for each in language.lines])
    line_group[line_group < 0] = line_fold[line_group < 0]
    for known, folds in ((True, line_fold), (False, line_group)):
        tables = [language.table(np.flatnonzero(folds != fold)) for fold in range(GROUPS)]
        by_line = [score_text(language.texts[at], tables[folds[at]]) for at in range(count)]
        for group in range(GROUPS):
            table = tables[group]
            scored = by_line if known else [score_text(text, table) for text in language.texts]
            answers, asked = _catalogue_of_topics(language, scored, group_of, group, random)
            yield from judge(
                answers,
                table,
                asked,
                language=language.language,
                writer=SETS,
                fold=f"{SETS} {group}",
            )


def _catalogue_of_topics(
    language: Language,
    scored: list[ScoredText],
    group_of: dict[str, int],
    group: int,
    random: Random,
) -> tuple[list[CountedAnswer], list[tuple[ScoredText, str]]]:
    places: dict[str, list[int]] = {}
    for at, line in enumerate(language.lines):
        if line.writer == SETS:
            places.setdefault(line.topic, []).append(at)
    own = [topic for topic in language.topics[:-1] if group_of[topic] == group]
    others = [topic for topic in language.topics[:-1] if group_of[topic] != group]
    random.shuffle(own)
    known = random.choice(ANSWERED)
    answers, asked = [], []
    for topic in (*own[:known], *random.sample(others, random.choice(DISTRACTORS))):
        mixed, wordings = random.sample(places[topic], len(places[topic])), random.choice(WORDINGS)
        answers.append(CountedAnswer(AnswerId(topic), tuple(scored[at] for at in mixed[:wordings])))
        if topic in own:
            asked += [(scored[at], topic) for at in mixed[wordings : wordings + ASKED_EACH]]
    for topic in (*own[known:], OTHER):
        asked += [(scored[at], OTHER) for at in random.sample(places[topic], ASKED_EACH)]
    return answers, asked


def judge_writers(language: Language) -> Iterator[Judged]:
    """What strangers asked of founders' answers, by tables that saw none of their lines."""
    random = Random(SEED)
    messages = [
        each.text
        for each in load_exemplars()
        if each.language == language.language and not ASKING & {*each.acts}
    ]
    for path in question_files(CATALOGUES):
        writer, _, name = path.stem.rpartition("_")
        if name != language.language:
            continue
        lines = [at for at, each in enumerate(language.lines) if each.writer != writer]
        table = language.table(np.array(lines))
        every, questions = load_wordings(wordings_of(path)), load_questions(path)
        for founder in sorted({each.founder for each in questions}):
            answers = [
                CountedAnswer(
                    each.answer, tuple(_scored(text, name, table) for text in each.questions)
                )
                for each in answers_of(founder, every)
            ]
            asked = [
                (_scored(each.text, name, table), each.expected or "")
                for each in questions
                if each.founder == founder
            ]
            asked += [
                (_scored(text, name, table), "") for text in random.sample(messages, OTHER_MESSAGES)
            ]
            yield from judge(
                answers, table, asked, language=name, writer=writer, fold=f"{writer} {name}"
            )


def _scored(text: str, language: str, table: TopicTable) -> ScoredText:
    return score_text(count_words(text, language=language), table)


def train(lines: list[Asked]) -> tuple[dict[str, TopicTable], ChoiceModel, list[Judged]]:
    """The tables and the model that ship, and the cases they were trained on."""
    languages = [
        Language([each for each in lines if each.language == name])
        for name in sorted({each.language for each in lines})
    ]
    judged = [
        case
        for language in languages
        for case in (*judge_topics(language), *judge_writers(language))
    ]
    tables = {
        language.language: language.table(np.arange(len(language.lines))) for language in languages
    }
    return tables, _fit(judged), judged


def trained_on(lines: Sequence[Asked]) -> Digests:
    """What `train` and `train_talk` would look at, in short, and the tables that ship."""
    looked_at = finder_digests(lines, load_exemplars(), settings=_SETTINGS)
    return {**looked_at, **digest_files(TALK, TOPICS, CHOICE)}


def _fit(judged: Sequence[Judged]) -> ChoiceModel:
    return fit_choice(
        [case.rows for case in judged],
        [case.right for case in judged],
        [case.weight for case in judged],
    )


def out_of_fold(judged: Sequence[Judged]) -> list[tuple[Judged, list[float]]]:
    """Each case with its probabilities by a model that saw nothing by the same writer, and of the
    sets no question of the same topics."""
    found = []
    for fold in sorted({case.fold for case in judged}):
        model = _fit([case for case in judged if case.fold != fold])
        own = [case for case in judged if case.fold == fold]
        found += [(case, model.probabilities(case.columns)) for case in own]
    return found


def _report(found: list[tuple[Judged, list[float]]], *, wrong_share: float = 0.01) -> None:
    """For each writer what would be answered at several thresholds, and rightly at one in a
    hundred wrong."""
    for writer in sorted({case.writer for case, _ in found}):
        for language in ("en", "lt", "ru", ""):
            own = [
                (max(chances), chances.index(max(chances)) == case.right, case, chances)
                for case, chances in found
                if case.writer == writer and language in ("", case.language)
            ]
            if not own:
                continue
            could = sum(case.right >= 0 for _, _, case, _ in own)
            top = sum(right for _, right, _, _ in own) / could
            three = sum(
                case.right >= 0 and sorted(chances)[-3:][0] <= chances[case.right]
                for _, _, case, chances in own
            )
            line = f"{writer:18} {language or 'all':3} {could:5} likeliest {top:.3f}"
            line += f" three {three / could:.3f} at 1 % {_at_most(own, wrong_share):}"
            for threshold in (0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
                given = [right for chance, right, _, _ in own if chance >= threshold]
                wrong = given.count(False) / len(own)
                line += f" | {threshold}: {sum(given) / could:.3f}, {wrong:.4f}"
            print(line)


def _at_most(own: list[tuple[float, bool, Judged, list[float]]], wrong_share: float) -> str:
    could = sum(case.right >= 0 for _, _, case, _ in own)
    right = wrong = 0
    best = (0.0, 1.0)
    for chance, is_right, _, _ in sorted(own, key=lambda each: -each[0]):
        right, wrong = right + is_right, wrong + (not is_right)
        if wrong <= wrong_share * len(own):
            best = (right / could, chance)
    return f"{best[0]:.3f} ({best[1]:.2f})"


def count_starters() -> dict[Path, bytes]:
    """The wordings of the starters' answers, counted and scored by the tables on disk: each
    language's file and what belongs into it."""
    load_talk.cache_clear()
    load_topics.cache_clear()
    return {
        STARTER_WORDINGS / f"{language}.bin": format_wordings(
            (text for answer in starter_answers(language) for text in answer.questions),
            language=language,
        )
        for language in LANGUAGES
    }


def main() -> None:
    """Train on all sets and write the files beside the finder."""
    lines = load_question_sets()
    TALK.write_bytes(format_topics(train_talk(lines)))
    tables, model, judged = train(lines)
    TOPICS.write_bytes(format_topics(tables))
    CHOICE.write_text(format_model(model), encoding="utf-8")
    for file, data in count_starters().items():
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
    keep_digests("finder", trained_on(lines))
    _report(out_of_fold(judged))


if __name__ == "__main__":
    main()
