"""Where tests keep their files: in memory where there is room, since a disk takes longer to empty.

A run makes tens of thousands of small files and removes them again. What a failed test left is kept
there for a look until the machine starts again; of a test that passed nothing is kept.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")
WANTED_BYTES = 6_000_000_000
"""As much as the local platform wants before it keeps its own there."""


def keep_files_in_memory(
    memory: Path = MEMORY,
    *,
    wanted_bytes: int = WANTED_BYTES,
    available_bytes: int | None = None,
    look: Callable[[Path], os.statvfs_result] = os.statvfs,
) -> None:
    """For this process and those it starts; a folder that `TMPDIR` names is kept.

    Not where programs and libraries from there would not run, nor where the machine has less memory
    available than the folder says it has room: files in it take from the same.
    """
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK):
        return
    seen = look(memory)
    free = min(
        seen.f_bavail * seen.f_frsize,
        psutil.virtual_memory().available if available_bytes is None else available_bytes,
    )
    if free >= wanted_bytes and not seen.f_flag & os.ST_NOEXEC:
        os.environ["TMPDIR"] = str(memory)
        tempfile.tempdir = None
