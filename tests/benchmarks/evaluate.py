"""`make eval`: the embedded reader judged on its corpora, per language and act.

These corpora were written beside the patterns they judge: they show what a change made worse, and
say nothing of how well strangers are understood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from functions.outreach.adapters.embedded_reader import EmbeddedReader
from functions.outreach.domain.customer import Channel
from functions.outreach.domain.reading import MUST_NOT_MISS, ReadingRequest
from functions.outreach.domain.reading_request import ALWAYS
from functions.outreach.domain.time_phrases import parse
from tests.benchmarks.measured import ROOT, Row, keep, table
from tests.outreach.language.test_time_phrases import NOW, shown

CORPUS = ROOT / "tests" / "outreach" / "language" / "corpus"
LANGUAGES = ("en", "lt", "ru")
ACTS = tuple(sorted(kind.value for kind in MUST_NOT_MISS))
LOWEST_PRECISION = 0.95
CARRIER_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
)
"""What a carrier takes for an opt-out by itself: the baseline."""
CAVEAT = (
    "These corpora were written beside the patterns they judge. They show what a change made\n"
    "worse; they do not say how well customers nobody has heard yet are understood."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One phrase: what stands in the corpus, what was read, and what a carrier would take."""

    wanted: frozenset[str]
    found: frozenset[str]
    carrier: frozenset[str]


def _cells(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]


def judged(language: str) -> list[Judged]:
    """Every phrase of a language's must-not-miss corpus."""
    reader = EmbeddedReader()
    found = []
    for text, acts in _cells(CORPUS / f"must_not_miss_{language}.tsv"):
        request = ReadingRequest(text, language, Channel.SMS, NOW, ALWAYS, "", (), ())
        read = frozenset(act.kind.value for act in reader.read(request).acts)
        keyword = text.strip().casefold() in CARRIER_WORDS
        found.append(
            Judged(
                frozenset(acts.split(",")) - {"-"},
                read & frozenset(ACTS),
                frozenset({"opt_out"} if keyword else ()),
            )
        )
    return found


def _share(part: int, whole: int) -> float:
    """Of nothing, all was right."""
    return round(part / whole, 4) if whole else 1.0


def _acts(language: str) -> Iterable[Row]:
    phrases = judged(language)
    for act in ACTS:
        wanted = sum(act in phrase.wanted for phrase in phrases)
        found = sum(act in phrase.found for phrase in phrases)
        right = sum(act in phrase.wanted & phrase.found for phrase in phrases)
        carrier = sum(act in phrase.wanted & phrase.carrier for phrase in phrases)
        name = f"{language} {act}"
        recall = _share(right, wanted)
        yield _row(f"{name} recall ({wanted})", recall, _share(carrier, wanted), goal=1.0)
        yield _row(f"{name} precision ({found})", _share(right, found), None, LOWEST_PRECISION)


def _times(language: str) -> Row:
    phrases = _cells(CORPUS / f"time_{language}.tsv")
    right = sum(
        shown(parse(text, language=language, local_now=NOW)) == tuple(expected)
        for text, *expected in phrases
    )
    share = _share(right, len(phrases))
    return _row(f"{language} time phrases exact ({len(phrases)})", share, None, goal=1.0)


def _row(name: str, value: float, baseline: float | None, goal: float) -> Row:
    return {
        "name": name,
        "value": value,
        "unit": "share",
        "baseline": baseline,
        "ratio": round(value / baseline, 2) if baseline else None,
        "goal": goal,
        "holds": value >= goal,
    }


def rows() -> list[Row]:
    """Recall and precision of every must-not-miss act, and time phrases, in every language."""
    return [row for language in LANGUAGES for row in (*_acts(language), _times(language))]


def main() -> int:
    """Judge and print; 1 when something on the corpora became worse than its goal."""
    found = rows()
    print(table(found))
    print(f"\n{CAVEAT}\nKept in {keep(found, 'eval').relative_to(ROOT)}")
    return 0 if all(row["holds"] for row in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
