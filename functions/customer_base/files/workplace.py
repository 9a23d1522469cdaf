"""A folder for one piece of work, gone afterwards, so that it never fills the next one's disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A fresh folder below `folder`, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=folder))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
