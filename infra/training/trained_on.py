"""What the tables that ship were trained on, as digests beside them.

Training again takes minutes; that nothing it would look at has changed since is checked in seconds.
`make eval` trains again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from functions.outreach.domain.understanding.learned.features import features_of
from functions.outreach.domain.understanding.matching.asked_text import count_words
from infra.training.catalogues import question_files
from infra.training.exemplars import Exemplar
from infra.training.findings import Findings
from infra.training.noise import all_as_heard
from infra.training.question_sets import CATALOGUES, Asked

FILE = Path(__file__).with_name("trained_on.json")
SAMPLED = 40
"""One in so many texts has its features looked at: a changed way of counting shows in any."""

Digests = Mapping[str, str]


def reader_digests(
    exemplars: Sequence[Exemplar],
    found: Sequence[Findings],
    *,
    rows: int,
    settings: Mapping[str, object],
) -> Digests:
    """Of the learned reader: its exemplars, what rules find in them, how both are counted."""
    every = [*exemplars, *all_as_heard(list(exemplars))]
    features = (
        features_of(each.text, asked=each.situation, channel=each.channel, found=seen, rows=rows)
        for each, seen in list(zip(every, found, strict=True))[::SAMPLED]
    )
    counted = ([sorted(kind) for kind in astuple(each)] for each in features)
    return {
        "exemplars": _digest(astuple(each) for each in every),
        "findings": _digest(found),
        "features": _digest(counted),
        "settings": _digest(sorted(settings.items())),
    }


def finder_digests(
    lines: Sequence[Asked], exemplars: Sequence[Exemplar], *, settings: Mapping[str, object]
) -> Digests:
    """Of the answer finder: its questions, the founders' answers they were asked of, what customers
    say that asks nothing, and how texts are counted."""
    files = [
        file for path in question_files(CATALOGUES) for file in path.parent.glob(path.stem + "*")
    ]
    counted = (
        sorted(count_words(each.text, language=each.language).features) for each in lines[::SAMPLED]
    )
    return {
        "questions": _digest(astuple(each) for each in lines),
        "catalogues": _digest((file.name, file.read_text("utf-8")) for file in sorted({*files})),
        "exemplars": _digest(astuple(each) for each in exemplars),
        "features": _digest(counted),
        "settings": _digest(sorted(settings.items())),
    }


def digest_files(*tables: Path) -> Digests:
    """Of the tables that were written, so that no others pass for them."""
    return {table.name: hashlib.sha256(table.read_bytes()).hexdigest() for table in tables}


def load_digests(table: str) -> Digests:
    """`table` is `reader` or `finder`."""
    kept: dict[str, Digests] = json.loads(FILE.read_text("utf-8"))
    return kept[table]


def keep_digests(table: str, digests: Digests) -> None:
    """Beside those of the other table."""
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    text = json.dumps({**kept, table: digests}, indent=2, sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8")


def _digest(values: Iterable[object]) -> str:
    digest = hashlib.sha256()
    for value in values:
        digest.update(repr(value).encode() + b"\n")
    return digest.hexdigest()
