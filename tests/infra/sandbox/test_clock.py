"""The shared moment only moves forward, and survives a restart."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.sandbox.app import STEP, create_app, end_of_step
from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.clock import Clock, ClockRefused
from infra.sandbox.settings import Settings
from tests.infra.sandbox.conftest import OurSide, serve

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


@pytest.mark.slow
def test_a_month_is_gone_in_steps_and_everything_due_has_its_turn(our_side: OurSide) -> None:
    """One jump let conversations end of silence that had never been looked at."""
    moments: list[datetime] = []

    def due(now: datetime) -> list[dict[str, Any]]:
        moments.append(now)
        return []

    settings = Settings(
        hooks_url=our_side.url, socket_url=our_side.socket_url, start=START, smtp_port=0
    )
    running = serve(create_app(settings, on_advance=due))
    with SandboxClient(f"http://127.0.0.1:{running.port}") as client:
        client.advance(30 * 86_400)
    running.stop()
    assert len(moments) == 60
    assert moments[-1] == START + timedelta(days=30)
    assert all(later - earlier == STEP for earlier, later in itertools.pairwise(moments))


def test_a_step_ends_where_something_becomes_due_and_not_before_the_shortest(
    our_side: OurSide,
) -> None:
    """At two in the morning and at two in the afternoon in New York nobody in Los Angeles may be
    contacted: a month in half days left conversations there that ended without a word."""
    moments: list[datetime] = []
    asked = [START + timedelta(hours=hour) for hour in (1, 9)]

    def due(now: datetime) -> list[dict[str, Any]]:
        moments.append(now)
        return []

    def next_due(after: datetime) -> datetime | None:
        return next((moment for moment in asked if moment > after), None)

    settings = Settings(
        hooks_url=our_side.url, socket_url=our_side.socket_url, start=START, smtp_port=0
    )
    running = serve(create_app(settings, on_advance=due, next_due=next_due))
    with SandboxClient(f"http://127.0.0.1:{running.port}") as client:
        client.advance(86_400)
    running.stop()
    assert [moment - START for moment in moments] == [
        timedelta(hours=hours) for hours in (4, 9, 21, 24)
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "America/Los_Angeles", "Europe/Vilnius"])
@given(st.integers(min_value=0, max_value=24 * 60 - 1))
def test_whoever_waits_for_their_hours_is_looked_at_in_them(zone: str, minute: int) -> None:
    """The hours of a person: ten to eighteen where they live; what waits for them is due at ten."""
    before = START + timedelta(minutes=minute)
    local = before.astimezone(ZoneInfo(zone))
    ten = local.replace(hour=10, minute=0)
    due = ten if ten > local else ten + timedelta(days=1)
    while before < due:
        before = end_of_step(before, before + timedelta(days=9), lambda _: due)
    assert 10 <= before.astimezone(ZoneInfo(zone)).hour < 18


def test_the_work_of_a_step_ends_before_the_next_begins(our_side: OurSide) -> None:
    """A promised return was due at eleven, and sent when it was eleven at night: refused."""
    seen: list[str] = []
    looks = itertools.count()

    def due(now: datetime) -> list[dict[str, Any]]:
        seen.append("due")
        return []

    def is_idle() -> bool:
        idle = next(looks) % 4 > 0
        seen.append("idle" if idle else "busy")
        return idle

    settings = Settings(
        hooks_url=our_side.url, socket_url=our_side.socket_url, start=START, smtp_port=0
    )
    running = serve(create_app(settings, on_advance=due, is_idle=is_idle))
    with SandboxClient(f"http://127.0.0.1:{running.port}") as client:
        client.advance(86_400)
        client.advance(60)
    running.stop()
    assert seen == ["busy", "idle", "idle", "due", "idle", "busy", "idle", "idle", "due", "due"]


@pytest.mark.slow
def test_who_chooses_the_steps_goes_each_of_them_at_once(our_side: OurSide) -> None:
    moments: list[datetime] = []

    def due(now: datetime) -> list[dict[str, Any]]:
        moments.append(now)
        return []

    settings = Settings(
        hooks_url=our_side.url, socket_url=our_side.socket_url, start=START, smtp_port=0
    )
    running = serve(create_app(settings, on_advance=due))
    week = START + timedelta(days=7)
    with SandboxClient(f"http://127.0.0.1:{running.port}") as client:
        client.advance_to(week)
    running.stop()
    assert moments == [week]
