"""A time in what happened, or in a reason, is no wish for a time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding.acts import ActKind, ReadingRequest
from functions.outreach.domain.understanding.rule_reader import RuleReader, time_in
from functions.product.channels import Channel
from tests.probes.read_times import read

NOW = datetime(2026, 12, 2, 10, 0)  # noqa: DTZ001 - local wall time of the customer
CORPUS = Path(__file__).parent.parent / "corpus" / "time_meanings.tsv"
ROWS = [line.split("\t") for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def request(language: str, text: str) -> ReadingRequest:
    return ReadingRequest(text, language, Channel.SMS, NOW, ALWAYS)


@pytest.mark.parametrize(("language", "meaning", "text"), ROWS, ids=[row[2] for row in ROWS])
def test_a_time_is_wished_for_or_only_spoken_of(language: str, meaning: str, text: str) -> None:
    assert time_in(request(language, text)).meaning.value == meaning


@pytest.mark.parametrize(
    ("language", "text"), [(row[0], row[2]) for row in ROWS if row[1] in ("past", "reason")]
)
def test_no_reading_carries_a_time_that_is_only_spoken_of(language: str, text: str) -> None:
    acts = RuleReader().read(request(language, text)).acts
    assert all(act.window is None for act in acts)
    assert ActKind.OTHER_TIMES not in {act.kind for act in acts}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "en\t2026-12-02T10:00\tcall me tomorrow at 3",
            ("wish", "slot", "2026-12-03T15:00:00", "2026-12-03T15:00:00"),
        ),
        ("en\t2026-12-02T10:00\twe had it until March", ("past", "none", None, None)),
        (
            "lt\t2026-12-02T10:00\tkitą mėnesį",
            ("wish", "later", "2027-01-01T00:00:00", "2027-01-31T23:59:00"),
        ),
        ("ru\t2026-12-02T10:00\tдоговор заканчивается в июне", ("reason", "none", None, None)),
        ("en\t2026-12-02T10:00\thello", ("none", "none", None, None)),
    ],
)
def test_the_probe_prints_what_the_product_understands(
    line: str, expected: tuple[str | None, ...]
) -> None:
    shown = read(line)
    assert (shown["meaning"], shown["kind"], shown["start"], shown["end"]) == expected


def test_a_line_that_puts_off_leads_to_a_callback() -> None:
    assert read("ru\t2026-12-02T10:00\tнапишите через месяц")["callback"] == "2027-01-04T10:00:00"
