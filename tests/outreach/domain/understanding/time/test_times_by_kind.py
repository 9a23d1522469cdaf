"""Each kind of time that is said when a conversation is arranged, in every language.

The kinds are those of a public definition of cases (Recognizers-Text: dates, times, periods of
both, durations from now, modifiers, sets, holidays), by what is meant: a moment, hours of a day,
one day, several days, an open end on either side, or no wish at all. A line holds what it means on
Wednesday, 2 December 2026, at ten: local start and end, `..` for an open end, or `none`.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding.acts import ReadingRequest
from functions.outreach.domain.understanding.rule_reader import time_in
from functions.product.channels import Channel
from tests.probes.read_times import span_of

NOW = datetime(2026, 12, 2, 10)  # noqa: DTZ001 - local wall time of the customer
ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent.parent / "corpus" / "times_by_kind.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]
KINDS = {"moment", "hours", "day", "days", "after", "before", "no wish"}


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("language", ["en", "lt", "ru"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_times_of_a_kind_mean_what_is_said(language: str, kind: str) -> None:
    rows = [(text, meant) for spoken, of, text, meant in ROWS if (spoken, of) == (language, kind)]
    assert len(rows) >= 8
    misread = [
        (text, meant, shown)
        for text, meant in rows
        if not _is(shown := _shown(language, text), meant)
    ]
    assert misread == []


def _shown(language: str, text: str) -> tuple[datetime, datetime | None] | None:
    request = ReadingRequest(text, language, Channel.SMS, NOW, ALWAYS)
    window = time_in(request).window
    return span_of(window, NOW) if window is not None else None


def _is(shown: tuple[datetime, datetime | None] | None, meant: str) -> bool:
    if meant == "none" or shown is None:
        return shown is None and meant == "none"
    return all(_same(found, said) for found, said in zip(shown, meant.split("/"), strict=True))


def _same(found: datetime | None, said: str) -> bool:
    """To the minute where an hour was said, else to the day."""
    if found is None or said == "..":
        return found is None and said == ".."
    return found == datetime.fromisoformat(said) if "T" in said else _day(found, said)


def _day(found: datetime, said: str) -> bool:
    return found.date() == date.fromisoformat(said)
