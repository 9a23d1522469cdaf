"""Times as strangers put them: what is read right stays right.

Five sets were written blind, four of them read once before they were worked on, one written to work
on, so nothing here says how well unseen words are understood. A line ends with what its writer
meant (local start and end, `..` for an open end, or `none`) and with `open` where
it is not understood yet.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.probes.read_times import read

pytestmark = pytest.mark.costly(first=0)

LINES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent.parent / "corpus" / "time_written_blind.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]
READ = [line[:4] for line in LINES if line[4] == "read"]
LEAST_READ = 200
"""Of a language; the corpus only grows."""
TIME_DECIDES = {"not_now", "other_times", "chooses_slot", "reschedules", "interested"}
"""Acts that make something of a time."""


@pytest.mark.parametrize("language", ["en", "lt", "ru"])
def test_a_time_that_was_understood_stays_understood(language: str) -> None:
    read_no_more = [
        (now, text, meant)
        for spoken, now, text, meant in READ
        if spoken == language and not _is_read(read("\t".join((language, now, text))), meant)
    ]
    assert read_no_more == []
    assert sum(spoken == language for spoken, *_ in READ) > LEAST_READ


def _is_read(answer: dict[str, object], meant: str) -> bool:
    if meant == "none":
        return answer["kind"] == "none" or answer["deciding"] not in TIME_DECIDES
    start, end = meant.split("/")
    return _begins(answer["start"], start) and (end == ".." or _begins(answer["end"], end))


def _begins(found: object, meant: str) -> bool:
    """Whether a time is the one meant: to the minute where an hour was meant, else to the day."""
    if not isinstance(found, str):
        return False
    if "T" in meant:
        return datetime.fromisoformat(found) == datetime.fromisoformat(meant)
    return datetime.fromisoformat(found).date() == date.fromisoformat(meant)
