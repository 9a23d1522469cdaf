"""`make eval`: the rule reader judged on its corpora, per language and act.

Two kinds of corpora, never mixed. Those of acts nobody may miss and of time were written beside the
patterns they judge: they show what a change made worse. The unseen replies were written before the
phrase tables were looked at: they say a little of how strangers are understood, and less with every
pattern that is written because of them.
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
from functions.outreach.domain.understanding.understand import understand
from functions.product.channels import Channel
from tests.benchmarks.measured import ROOT, Row, keep, table
from tests.outreach.domain.understanding.test_time_phrases import NOW, shown
from tests.outreach.domain.understanding.test_unseen_readings import HELD_OUT, Unseen, unseen

CORPUS = ROOT / "tests" / "outreach" / "domain" / "understanding" / "corpus"
LANGUAGES = ("en", "lt", "ru")
ACTS = tuple(sorted(kind.value for kind in MUST_NOT_MISS))
LOWEST_PRECISION = 0.95
CARRIER_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
)
"""What a carrier takes for an opt-out by itself: the baseline."""
CAVEAT = """
The corpora of acts nobody may miss and of time phrases were written beside the patterns they
judge: they show what a change made worse, not how well customers nobody has heard yet are
understood. The unseen replies were written before the phrase tables were looked at; they are
few, no native speaker of Lithuanian or Russian wrote them, and every pattern written because
of them makes them say less. Many were: believe the held-out replies, written after that.
"""


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
    readers = load_embedded_readers()
    found = []
    for text, acts in _cells(CORPUS / f"must_not_miss_{language}.tsv"):
        request = ReadingRequest(text, language, Channel.SMS, NOW, ALWAYS)
        read = frozenset(act.kind.value for act in understand(request, readers).acts)
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


def main() -> int:
    """Judge and print; 1 when something on the corpora became worse than its goal."""
    found = rows()
    print(table(found))
    print(f"{CAVEAT}\nKept in {keep(found, 'eval').relative_to(ROOT)}")
    return 0 if all(row["holds"] for row in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
