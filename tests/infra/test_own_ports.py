"""Platforms of tests that run at the same time never share a port."""

from __future__ import annotations

import socket
import subprocess
import sys

from tests.own_ports import HOST, own_ports


def test_whoever_holds_ports_holds_them_alone() -> None:
    with own_ports() as one, own_ports() as other:
        assert abs(one - other) >= 5


def test_another_process_is_given_others() -> None:
    asks = "from tests.own_ports import own_ports\nwith own_ports() as first: print(first)"
    with own_ports() as mine:
        theirs = subprocess.run(
            [sys.executable, "-c", asks], capture_output=True, text=True, check=True
        )
        assert int(theirs.stdout) != mine


def test_a_port_somebody_listens_on_is_passed_over() -> None:
    with own_ports() as first:
        pass
    with socket.socket() as busy:
        busy.bind((HOST, first + 3))
        busy.listen()
        with own_ports() as other:
            assert other != first
