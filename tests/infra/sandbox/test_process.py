"""The sandbox as a program of its own: started, restarted, refused a busy port."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from infra.sandbox.client import SandboxClient
from tests.infra.sandbox.conftest import ANN, OURS, START, until

ROOT = Path(__file__).parents[3]


def command(port: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "infra.sandbox", "--port", str(port), "--smtp-port", "0", *more]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/clock", timeout=2).ok
    except requests.ConnectionError:
        return False


@contextmanager
def started(*more: str) -> Iterator[SandboxClient]:
    port = free_port()
    process = subprocess.Popen(
        command(port, *more), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        until(lambda: answers(port), "the sandbox answers", patience_s=30)
        with SandboxClient(f"http://127.0.0.1:{port}") as world:
            yield world
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.mark.slow
def test_a_restart_keeps_people_messages_and_the_time(tmp_path: Path) -> None:
    more = ("--state-dir", str(tmp_path), "--start", START.isoformat())
    unheard = ("--hooks-url", f"http://127.0.0.1:{free_port()}")
    with started(*more, *unheard) as world:
        world.set_person(ANN, name="Ann", whatsapp=False)
        world.text(ANN, to=OURS, body="Hello")
        world.settle()
        world.advance(3600)
        before = world.ledger("twilio")
    with started(*more, *unheard) as world:
        assert world.ledger("twilio") == before
        assert (world.person(ANN)["name"], world.person(ANN)["whatsapp"]) == ("Ann", False)
        assert (world.now() - START).total_seconds() == 3600


@pytest.mark.slow
def test_a_running_clock_moves_by_itself() -> None:
    with started("--running", "--start", START.isoformat()) as world:
        first = world.now()
        until(lambda: world.now() > first, "time passes")


@pytest.mark.slow
def test_a_busy_port_is_one_clear_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            command(port), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 1
    assert ended.stdout.strip() == (
        f"Port {port} is in use; stop what uses it or pass another --port."
    )
    assert ended.stderr == ""
