"""Five neighbouring ports for a local platform of a test, which no other test run takes meanwhile.

Two checkouts, or two workers, may start platforms at the same moment: that a port is free when one
looks says nothing about when one binds it, so whoever looks holds a lock until the platform ends.
"""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
FIRST, LAST = 21_000, 29_000
"""Below the ports that systems give to outgoing connections."""


@contextmanager
def own_ports() -> Iterator[int]:
    """The first of the five."""
    locks = Path(tempfile.gettempdir()) / f"warmline-ports-{os.getuid()}"
    locks.mkdir(mode=0o700, exist_ok=True)
    for first in range(FIRST, LAST, 10):
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
