"""A wrong line or file name is answered in a sentence."""

from __future__ import annotations

import pytest

from tests.probes import import_files, read_replies, read_times


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("en\tsms\tslots\tthe first one", ""),
        ("en\tsms\tthe first one", "tabs between them"),
        (
            "en\tmail\tslots\tthe first one",
            "no channel 'mail': there are whatsapp, sms, voice, email",
        ),
        ("en\tsms\topened\tyes", "no state 'opened': there are opening, slots"),
    ],
)
def test_a_wrong_reply_is_named(line: str, problem: str) -> None:
    found = read_replies.find_problem(line)
    assert problem in found
    assert bool(found) == bool(problem)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("en\t2026-11-24T15:00\ttomorrow", ""),
        ("en\ttomorrow", "tabs between them"),
        ("en\tnow\ttomorrow", "'now' is no time"),
    ],
)
def test_a_wrong_time_is_named(line: str, problem: str) -> None:
    found = read_times.find_problem(line)
    assert problem in found
    assert bool(found) == bool(problem)


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        import_files.main(["nowhere.csv"])
    assert "no such file: nowhere.csv" in capsys.readouterr().err
