"""Five neighbouring ports for a local platform of a test, which no other test run takes meanwhile.

Two checkouts, or two workers, may start platforms at the same moment: a port that is free when it
is looked at may be taken before it is bound, so the ports are locked until the platform ends.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
RANGES = range(21_000, 29_000, 10)
"""First ports to try, below those that systems give to outgoing connections."""

LOCKS = Path("/tmp")
"""For every run, wherever it keeps its files."""


@contextmanager
def own_ports(ranges: Iterable[int] = RANGES, *, locks: Path | None = None) -> Iterator[int]:
    """The first of the five. `locks` is shared by all who must not be given the same ports."""
    locks = locks or LOCKS / f"warmline-ports-{os.getuid()}"
    locks.mkdir(mode=0o700, exist_ok=True)
    for first in ranges:
        with (locks / str(first)).open("w") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            if all(_free(first + offset) for offset in range(5)):
                yield first
                return
    raise AssertionError("no five neighbouring ports are free")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
