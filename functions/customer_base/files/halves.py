"""Puts a large file aside in halves, each with the header.

DuckDB reads each half from its beginning to its end, and both at once. Of one file it reads many
pieces at once, and putting the rows of those in order again takes as long as storing them. Must
never lose or repeat a byte, and decides nothing about what a line holds.
"""

from __future__ import annotations

from pathlib import Path

WORTH_HALVING = 32 * 1024 * 1024
"""Bytes of a file; one that is smaller is read in the time that writing the halves takes."""
_CHUNK = 1024 * 1024
_NAMES = ("first-half.csv", "second-half.csv")


def in_halves(path: Path, folder: Path, *, least: int) -> tuple[Path, ...]:
    """Two new files in `folder`, cut at the end of a line; none of a file of fewer bytes.

    A line break in a quoted cell may be taken for the end of a line: then neither half is what a
    reader takes.
    """
    size = path.stat().st_size
    if size < least:
        return ()
    halves = tuple(folder / name for name in _NAMES)
    with path.open("rb") as source:
        header = source.readline()
        source.seek(max(size // 2, len(header)))
        source.readline()
        middle = source.tell()
        source.seek(0)
        for half, end in zip(halves, (middle, size), strict=True):
            with half.open("wb") as target:
                target.write(header if source.tell() else b"")
                while chunk := source.read(min(_CHUNK, end - source.tell())):
                    target.write(chunk)
    return halves


def remove_halves(folder: Path) -> None:
    """Those that are there, also of a disk that was full before both were."""
    for name in _NAMES:
        (folder / name).unlink(missing_ok=True)
