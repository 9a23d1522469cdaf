"""Data files that ship with the code, mapped into memory and not read.

A message needs a few hundred rows of tables of megabytes: only the pages it looks at are loaded.
"""

from __future__ import annotations

import mmap
from pathlib import Path


def map_file(path: Path) -> memoryview:
    """The bytes of a file, for as long as somebody holds them. The file must not change."""
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
