"""The shared moment only moves forward, and survives a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.clock import Clock, ClockRefused

START = datetime(2027, 3, 1, 15, 0, tzinfo=UTC)


@given(st.lists(st.floats(min_value=-1e6, max_value=1e6)))
def test_no_sequence_of_moves_turns_time_back(moves: list[float]) -> None:
    clock = Clock(start=START, running=False, kept_in=None)
    for seconds in moves:
        before = clock.now()
        refused = clock.advance(seconds)
        assert isinstance(refused, ClockRefused) == (seconds < 0)
        assert clock.now() >= before


def test_a_running_clock_flows_from_its_offset() -> None:
    wall = [datetime(2026, 1, 1, tzinfo=UTC)]
    clock = Clock(start=START, running=True, kept_in=None, wall=lambda: wall[0])
    wall[0] += timedelta(seconds=5)
    clock.advance(60)
    wall[0] += timedelta(seconds=5)
    assert clock.now() == START + timedelta(seconds=70)


def test_a_restart_does_not_turn_time_back(tmp_path: Path) -> None:
    kept_in = tmp_path / "clock.json"
    Clock(start=START, running=False, kept_in=kept_in).advance(3600)
    again = Clock(start=START, running=False, kept_in=kept_in)
    assert again.now() == START + timedelta(hours=1)


def test_the_clock_is_moved_over_http(world: SandboxClient) -> None:
    assert world.now() == START
    world.advance(90)
    world.advance_to(START + timedelta(days=1))
    assert world.now() == START + timedelta(days=1)
    with pytest.raises(SandboxRefusedError, match="only moves forward"):
        world.advance_to(START)
