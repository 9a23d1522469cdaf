"""When a customer wants something is understood in three languages, and never in the past."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.understanding.languages.plain_text import fold
from functions.outreach.domain.understanding.languages.tables import load_time_words
from functions.outreach.domain.understanding.time.phrases import HOURS, parse_window
from functions.outreach.domain.understanding.time.values import TimeWindow

NOW = datetime(2026, 11, 25, 14, 0)  # noqa: DTZ001 - local wall time of the customer
LANGUAGES = ("en", "lt", "ru")
CORPUS = Path(__file__).parent.parent / "corpus"


def rows(language: str) -> list[tuple[str, str, tuple[str, ...]]]:
    lines = (CORPUS / f"time_{language}.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines]
    return [(language, text, tuple(expected)) for text, *expected in cells]


ROWS = [row for language in LANGUAGES for row in rows(language)]


def shown(window: TimeWindow | None) -> tuple[str, ...]:
    """A window as the columns of the corpus."""
    if window is None:
        return ("none",)
    return (
        str(window.earliest),
        str(window.latest or "-"),
        str(window.from_time or "-")[:5],
        str(window.to_time or "-")[:5],
        ",".join(map(str, window.weekdays)) or "-",
        window.at.strftime("%Y-%m-%d %H:%M") if window.at else "-",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corpus_is_large_enough(language: str) -> None:
    assert len(rows(language)) >= 40


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(("language", "text", "expected"), ROWS, ids=[row[1] for row in ROWS])
def test_a_phrase_means_its_window(language: str, text: str, expected: tuple[str, ...]) -> None:
    assert shown(parse_window(text, language=language, local_now=NOW)) == expected


@pytest.mark.parametrize(("language", "text", "expected"), rows("lt"))
def test_lithuanian_needs_no_diacritics_and_no_case(
    language: str, text: str, expected: tuple[str, ...]
) -> None:
    assert shown(parse_window(fold(text).upper(), language=language, local_now=NOW)) == expected


KINDS_NOW = datetime(2026, 12, 2, 10, 0)  # noqa: DTZ001 - local wall time of the customer
KINDS = [
    line.split("\t")
    for line in (CORPUS / "time_kinds.tsv").read_text(encoding="utf-8").splitlines()
]
FITTING_KINDS = {
    *("date", "relative", "time", "datetime", "period", "range", "modifier", "set", "duration"),
    "misspelt",
}
"""The kinds of times that a public definition of cases knows (Recognizers-Text) and that occur when
a conversation is arranged. Left out on purpose: seconds, past years and dates, time zones,
recurrences as such ("quarterly"), and how long something lasts."""


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(
    ("language", "kind", "text", "expected"),
    [(language, kind, text, tuple(rest)) for language, kind, text, *rest in KINDS],
    ids=[row[2] for row in KINDS],
)
def test_every_kind_of_time_is_understood(
    language: str, kind: str, text: str, expected: tuple[str, ...]
) -> None:
    assert kind in FITTING_KINDS
    assert shown(parse_window(text, language=language, local_now=KINDS_NOW)) == expected


def test_every_kind_stands_in_every_language() -> None:
    for language in LANGUAGES:
        own = {row[1] for row in KINDS if row[0] == language}
        assert own >= FITTING_KINDS - {"duration"}


def test_the_window_keeps_the_customers_own_words() -> None:
    window = parse_window("ask me  in a month", language="en", local_now=NOW)
    day = date(2026, 12, 25)
    assert window == TimeWindow(earliest=day, latest=day, phrase="ask me in a month")


def test_a_sigh_over_a_time_is_no_wish() -> None:
    now = datetime(2027, 1, 22, 8)  # noqa: DTZ001  local time
    for text in ("That's Monday for you!", "two flat tyres, that is january for you"):
        assert parse_window(text, language="en", local_now=now) is None
    asked = parse_window(
        "that's Monday for you, could we say Tuesday?", language="en", local_now=now
    )
    assert asked is not None
    assert (asked.earliest, asked.latest) == (date(2027, 1, 26), date(2027, 1, 26))


def test_after_an_hour_is_open_to_the_end_of_the_day_and_before_one_from_its_beginning() -> None:
    """What the probe shows instead, and the hours of calling, are not what was said."""
    day = date(2026, 11, 27)
    after, before = (
        parse_window(text, language="en", local_now=NOW)
        for text in ("Friday after three", "Friday before eleven")
    )
    assert after is not None
    assert (after.earliest, after.from_time, after.to_time) == (day, time(15), None)
    assert before is not None
    assert (before.earliest, before.from_time, before.to_time) == (day, None, time(11))


def test_prices_and_shares_are_no_hours() -> None:
    assert parse_window("can you come down by 20%", language="en", local_now=NOW) is None
    assert parse_window("at $15 I would take it", language="en", local_now=NOW) is None


def not_past(window: TimeWindow, now: datetime) -> bool:
    ends = window.latest is None or window.latest >= window.earliest
    return window.earliest >= now.date() and ends and (window.at is None or window.at >= now)


moments = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2040, 12, 31))  # noqa: DTZ001
phrases = st.lists(st.sampled_from([row[1] for row in ROWS]), min_size=1, max_size=3).map(" ".join)


@given(phrases, st.sampled_from(LANGUAGES), moments)
def test_no_window_is_ever_past(text: str, language: str, now: datetime) -> None:
    window = parse_window(text, language=language, local_now=now)
    assert window is None or not_past(window, now.replace(second=0, microsecond=0))


@given(st.text(max_size=2000), st.sampled_from([*LANGUAGES, "de"]), moments)
def test_no_text_breaks_it(text: str, language: str, now: datetime) -> None:
    window = parse_window(text, language=language, local_now=now)
    assert window is None or window.earliest >= now.date()


@given(st.integers(0, 999), st.sampled_from(["days", "weeks", "months", "years"]), moments)
def test_a_number_of_units_never_breaks_the_calendar(n: int, unit: str, now: datetime) -> None:
    window = parse_window(f"in {n} {unit}", language="en", local_now=now)
    assert window is None or window.earliest >= now.date()


def test_hours_of_a_window_are_in_order() -> None:
    for _, text, _ in ROWS:
        window = parse_window(text, language="en", local_now=NOW)
        if window and window.from_time and window.to_time:
            assert time(0) <= window.from_time < window.to_time


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_names_what_its_kind_begins_or_ends_with(language: str) -> None:
    """A `_hour` begins at an hour, `_ctx`, `_only` and `_tail` at or behind a first named word."""
    rules = [
        (kind, set(re.findall(r"<(\w+)>", rule))) for kind, rule in load_time_words(language).rules
    ]
    assert [kind for kind, names in rules if kind.endswith("_hour") and not names & {*HOURS}] == []
    counted = ("_ctx", "_only", "_tail")
    assert [kind for kind, names in rules if kind.endswith(counted) and not names] == []
