"""Where tests keep their files: in memory where there is room, since a disk takes longer to empty.

A run makes tens of thousands of small files and removes them again. What a failed test left is kept
there for a look until the machine starts again; of a test that passed nothing is kept.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
WANTED_BYTES = 6_000_000_000
"""As much as the local platform wants before it keeps its own there."""


def keep_files_in_memory(memory: Path = MEMORY, *, wanted_bytes: int = WANTED_BYTES) -> None:
    """For this process and those it starts; whoever named a folder in `TMPDIR` keeps it."""
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK):
        return
    if shutil.disk_usage(memory).free >= wanted_bytes:
        os.environ["TMPDIR"] = str(memory)
        tempfile.tempdir = None
