"""`make eval`: the readers that ship judged on corpora and blind sets, per language and act.

Two kinds, never mixed. The corpora were written beside the patterns or trained on since: they show
what a change made worse. The blind sets were written by somebody who saw nothing of it and are read
for a figure once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding.acts import MUST_NOT_MISS, ReadingRequest
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.time.phrases import parse_window
from functions.outreach.domain.understanding.understand import Reader, understand
from functions.product.channels import Channel
from infra.training.catalogues import question_files
from tests.benchmarks.knowledge_gates import QUESTIONS, judge_questions, knowledge_rows
from tests.benchmarks.measured import ROOT, Row, keep, table
from tests.benchmarks.reader_gates import (
    Outcome,
    blind_files,
    confusion,
    gate_rows,
    judge,
    load_blind,
    worst,
)
from tests.benchmarks.remote_reader import NOT_MEASURED, CountedMoney, open_remote_readers
from tests.benchmarks.training_again import trained_again
from tests.outreach.domain.understanding.test_unseen_readings import HELD_OUT, Unseen, unseen
from tests.outreach.domain.understanding.time.test_time_phrases import NOW, shown

CORPUS = ROOT / "tests" / "outreach" / "domain" / "understanding" / "corpus"
LANGUAGES = ("en", "lt", "ru")
ACTS = tuple(sorted(kind.value for kind in MUST_NOT_MISS))
LOWEST_PRECISION = 0.95
WORST = 30
"""So many misreadings of a language are kept to be read."""
CARRIER_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
)
"""What a carrier takes for an opt-out by itself: the baseline."""
CAVEAT = """
Believe the blind sets alone, and of those the first reading (docs/decisions/reader-accuracy.md).
The corpora of acts nobody may miss and of time phrases were written beside the patterns they judge,
and the learned reader was trained on them and on the unseen and held-out replies: all of these show
what a change made worse, not how well customers nobody has heard yet are understood.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """One phrase: what stands in the corpus, what was read, and what a carrier would take."""

    wanted: frozenset[str]
    found: frozenset[str]
    """What was read, a possible opt-out or wrong person among it: it stops everything as well."""
    certain: frozenset[str]
    """The same without what is only possible: nobody is suppressed by that."""
    carrier: frozenset[str]


def _cells(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]


def judged(language: str) -> list[Judged]:
    """Every phrase of a language's must-not-miss corpus."""
    readers = load_embedded_readers()
    found = []
    for text, acts in _cells(CORPUS / f"must_not_miss_{language}.tsv"):
        request = ReadingRequest(text, language, Channel.SMS, NOW, ALWAYS)
        certain = frozenset(act.kind.value for act in understand(request, readers).acts)
        read = frozenset(kind.removeprefix("possible_") for kind in certain)
        keyword = text.strip().casefold() in CARRIER_WORDS
        found.append(
            Judged(
                frozenset(acts.split(",")) - {"-"},
                read & frozenset(ACTS),
                certain & frozenset(ACTS),
                frozenset({"opt_out"} if keyword else ()),
            )
        )
    return found


def _share(part: int, whole: int) -> float:
    """Of nothing, all was right."""
    return round(part / whole, 4) if whole else 1.0


MEANT_TOO = {"distress": frozenset({"distress", "hostile"})}
"""The corpora call anger and grief by one name, as code does: "my husband died"."""


def _acts(language: str) -> Iterable[Row]:
    phrases = judged(language)
    for act in ACTS:
        wanted = sum(act in phrase.wanted for phrase in phrases)
        right = sum(act in phrase.wanted & phrase.found for phrase in phrases)
        certain = sum(act in phrase.certain for phrase in phrases)
        meant = MEANT_TOO.get(act, frozenset({act}))
        precise = sum(act in phrase.certain and bool(meant & phrase.wanted) for phrase in phrases)
        carrier = sum(act in phrase.wanted & phrase.carrier for phrase in phrases)
        name = f"{language} {act}"
        recall = _share(right, wanted)
        yield _row(f"{name} recall ({wanted})", recall, _share(carrier, wanted), goal=1.0)
        yield _row(
            f"{name} precision ({certain})", _share(precise, certain), None, LOWEST_PRECISION
        )


def _times(language: str) -> Row:
    phrases = _cells(CORPUS / f"time_{language}.tsv")
    right = sum(
        shown(parse_window(text, language=language, local_now=NOW)) == tuple(expected)
        for text, *expected in phrases
    )
    share = _share(right, len(phrases))
    return _row(f"{language} time phrases exact ({len(phrases)})", share, None, goal=1.0)


def _unseen(replies: list[Unseen]) -> Iterable[Row]:
    """The share read as meant, beside always guessing the commonest act; recall of each act."""
    for language in LANGUAGES:
        own = [reply for reply in replies if reply.language == language]
        commonest = Counter(reply.act for reply in own).most_common(1)[0][1]
        right = _share(sum(reply.right for reply in own), len(own))
        guessed = _share(commonest, len(own))
        yield _row(f"{language} unseen replies as meant ({len(own)})", right, guessed, None)
    for act, count in Counter(reply.act for reply in replies).most_common():
        found = sum(reply.right for reply in replies if reply.act == act)
        yield _row(f"unseen {act} recall ({count})", _share(found, count), None, None)


def _held_out(replies: list[Unseen]) -> Iterable[Row]:
    """The share read as meant of replies that came after the mending."""
    for language in LANGUAGES:
        own = [reply.right for reply in replies if reply.language == language]
        name = f"{language} held-out replies as meant ({len(own)})"
        yield _row(name, _share(sum(own), len(own)), None, None)


def _row(name: str, value: float, baseline: float | None, goal: float | None) -> Row:
    return {
        "name": name,
        "value": value,
        "unit": "share",
        "baseline": baseline,
        "ratio": round(value / baseline, 2) if baseline else None,
        "goal": goal,
        "holds": goal is None or value >= goal,
    }


def rows() -> list[Row]:
    """Must-not-miss acts and time phrases in every language, then the unseen replies."""
    beside = [row for language in LANGUAGES for row in (*_acts(language), _times(language))]
    return [*beside, *_unseen(unseen()), *_held_out(unseen(HELD_OUT))]


def judged_blind(more: tuple[Reader, ...] = ()) -> dict[str, list[Outcome]]:
    """Every blind set, by its name, read by the readers that ship and `more`."""
    return {path.stem: judge(load_blind(path), more=more) for path in blind_files()}


def remote_rows(money: CountedMoney) -> list[Row]:
    """The gates once more with a model elsewhere; none without a key."""
    more = open_remote_readers(money)
    blind = judged_blind(more) if more else {}
    return [
        row for name, outcomes in blind.items() for row in gate_rows(f"{name} + model", outcomes)
    ]


def _confusions(blind: dict[str, list[Outcome]]) -> str:
    """The commonest confusions over all blind sets, a line each."""
    counts = sum((confusion(outcomes) for outcomes in blind.values()), Counter())
    return "\n".join(
        f"  {count:3}  {meant} taken for {found}"
        for (meant, found), count in counts.most_common()
        if meant != found and found != "unclear" and count > 1
    )


def _keep_misread(blind: dict[str, list[Outcome]]) -> Path:
    """The worst misreadings, a tab-separated line each: language, harmful, labels, found, text."""
    path = ROOT / "build" / "misread.tsv"
    lines = [
        "\t".join(
            (
                language,
                "harmful" if each.harmful else "wrong",
                ",".join(each.reply.labels),
                each.deciding.kind.value,
                each.reply.text,
            )
        )
        for language, outcomes in blind.items()
        for each in worst(outcomes, WORST)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def main() -> int:
    """Judge and print; 1 when something on the old corpora became worse than its goal."""
    found, blind = [*rows(), *trained_again()], judged_blind()
    gates = [row for name, outcomes in blind.items() for row in gate_rows(name, outcomes)]
    for path in question_files(QUESTIONS):
        gates += knowledge_rows(path.stem, judge_questions(path))
    print(table([*found, *gates]))
    print(f"\nTaken for something else, more than once:\n{_confusions(blind)}")
    print(f"{CAVEAT}\nKept in {keep([*found, *gates], 'eval').relative_to(ROOT)}")
    money = CountedMoney()
    remote = remote_rows(money)
    cost = f"{money.answered} answers for {money.spent / 1_000_000:.2f} US cents"
    print(f"{table(remote)}\n{cost}" if remote else NOT_MEASURED)
    print(f"The worst misreadings: {_keep_misread(blind).relative_to(ROOT)}")
    return 0 if all(row["holds"] for row in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
