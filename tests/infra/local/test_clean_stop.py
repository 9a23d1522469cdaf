"""A run that was killed is not forgotten silently."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from infra.local.clean_stop import mark_running, mark_stopped

NOW = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)


def test_a_run_that_was_killed_is_told_with_its_start(tmp_path: Path) -> None:
    assert mark_running(tmp_path, now=NOW) == ""
    lost = mark_running(tmp_path, now=NOW)
    assert "2026-11-29 14:05 UTC" in lost
    assert "what it did is lost" in lost


def test_after_a_stop_there_is_nothing_to_tell(tmp_path: Path) -> None:
    mark_running(tmp_path, now=NOW)
    mark_stopped(tmp_path)
    assert mark_running(tmp_path, now=NOW) == ""
