"""How a message is typed is looked up in its own language alone."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import pytest

from functions.outreach.domain.understanding.time.phrases import parse_window
from functions.outreach.domain.understanding.time.spelling import unify_marks

NOW = datetime(2026, 5, 12, 10)  # noqa: DTZ001 - local wall time of the customer, a Tuesday


@pytest.mark.parametrize(
    ("language", "typed", "spelt"),
    [
        ("en", "b4 noon, Fri am", "before noon, Fri morning"),
        ("en", "Thursday's out, um Friday", "Thursday is out,  Friday"),
        ("lt", "iki 19 d. imtinai", "iki 19 d imtinai"),
        ("lt", "iki 19 d. Gerai", "iki 19 d. Gerai"),
        ("ru", "чрез следущую, эм неделю", "через следующую,  неделю"),
        # Of another language nothing is spelt out.
        ("lt", "b4 Fri am", "b4 Fri am"),
        ("ru", "Thursday's out", "Thursday's out"),
    ],
)
def test_a_language_spells_out_its_own_short_cuts(language: str, typed: str, spelt: str) -> None:
    assert unify_marks(typed, language=language) == spelt


@pytest.mark.parametrize(
    ("language", "text", "start"),
    [
        ("ru", "пнд 14 00", "2026-05-18"),
        ("ru", "чрез неделю в четв", "2026-05-21"),
        ("lt", "nukelkim į ketvirtą ketvirtį", "2026-10-01"),
        ("lt", "Q3 tiktų", "2026-07-01"),
        ("en", "two weeks from this coming Monday", "2026-06-01"),
    ],
)
def test_a_day_is_known_as_it_is_typed(language: str, text: str, start: str) -> None:
    window = parse_window(text, language=language, local_now=NOW)
    assert window is not None
    assert str(window.at.date() if window.at else window.earliest) == start


@pytest.mark.parametrize("text", ["пон", "пон, спасибо", "пон, давай"])
def test_got_it_is_no_monday(text: str) -> None:
    """Short for "понял", which everybody writes."""
    assert parse_window(text, language="ru", local_now=NOW) is None


def test_no_other_language_is_loaded_for_a_message() -> None:
    """In a fresh process, as a Lambda function starts."""
    program = (
        "import sys; from datetime import datetime; "
        "from functions.outreach.domain.understanding.time.phrases import parse_window; "
        "parse_window('antradienį 14 30', language='lt', local_now=datetime(2026, 5, 12)); "
        "print(*[m for m in sys.modules if m.endswith('.typed')], sep='\\n')"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.split()
    assert loaded == ["functions.outreach.domain.understanding.languages.lt.typed"]
