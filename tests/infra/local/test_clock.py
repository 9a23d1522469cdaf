"""The local stage's clock: what the sandbox writes is what a function reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.local.lambda_clock import FILE_VARIABLE, SandboxClock, factory
from infra.sandbox.clock import Clock

START = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "not yet there" / "clock.json"


def test_now_is_where_the_sandbox_stands_aware_and_in_utc(file: Path) -> None:
    Clock(start=START, running=False, kept_in=None, shown_in=file)
    now = SandboxClock(file).now()
    assert now == START
    assert now.utcoffset() == timedelta()


def test_a_move_is_seen_at_once(file: Path) -> None:
    told = Clock(start=START, running=False, kept_in=None, shown_in=file)
    read = SandboxClock(file)
    assert read.now() == START
    told.advance(1.5)
    assert read.now() == START + timedelta(seconds=1.5)


def test_a_flowing_clock_flows_on_from_where_it_was_moved_to(file: Path) -> None:
    """Both go by the machine's own clock, here ten seconds ago."""
    wall = datetime.now(UTC) - timedelta(seconds=10)
    Clock(start=START, running=True, kept_in=None, shown_in=file, wall=lambda: wall).advance(60)
    flowed = SandboxClock(file).now() - START
    assert timedelta(seconds=70) <= flowed < timedelta(seconds=100)


def test_the_file_is_named_in_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FILE_VARIABLE, str(file))
    Clock(start=START, running=False, kept_in=None, shown_in=file)
    assert factory().now() == START


def test_without_a_sandbox_there_is_no_time(file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        SandboxClock(file).now()
