"""Platforms of tests that run at the same time never share a port."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from tests.machine.own_ports import HOST, own_ports


def test_ports_that_are_held_are_not_given_twice() -> None:
    with own_ports() as one, own_ports() as other:
        assert abs(one - other) >= 5


def test_another_process_is_given_others() -> None:
    asks = "from tests.machine.own_ports import own_ports\nwith own_ports() as first: print(first)"
    with own_ports() as mine:
        theirs = subprocess.run(
            [sys.executable, "-c", asks], capture_output=True, text=True, check=True
        )
        assert int(theirs.stdout) != mine


def test_ports_of_which_one_is_in_use_are_passed_over(tmp_path: Path) -> None:
    """Both ranges are locked for real, so no other test run binds anything in them meanwhile."""
    with own_ports() as first, own_ports() as second, socket.socket() as busy:
        busy.bind((HOST, first + 3))
        busy.listen()
        with own_ports((first, second), locks=tmp_path) as given:
            assert given == second
