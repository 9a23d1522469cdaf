"""Looks once through the bytes of a file, for what would be dear to ask of every cell.

Says only what may be there: must never decide what a cell holds.
"""

from __future__ import annotations

from pathlib import Path

from tenancy.values.lazy_dataclass import dataclass

_UNSEEN_STARTS = (b"\xe2\x80", b"\xe2\x81\xa0", b"\xef\xbb\xbf")
"""How signs that are not seen begin in UTF-8, apart from tabs and spaces."""
_SPACE_STARTS = (*_UNSEEN_STARTS, b"\xc2\xa0", b"\xe1\x9a\x80", b"\xe2\x81\x9f", b"\xe3\x80\x80")
"""The same with spaces that are not ASCII, which DuckDB's own `trim` knows."""
_CHUNK = 256 * 1024
"""Bytes looked through at once: so many stay in the processor's cache for the next look."""
_MANY = 5_000
"""Of a first byte in one chunk: more of them are not looked at one by one."""


@dataclass(frozen=True, slots=True)
class FileBytes:
    """What the bytes of a file show, before anything in it is read."""

    lines: int
    """Physical ones."""
    excel: bool
    """Some cells may be written `="00123"`."""
    unseen: bool
    """Something that is neither seen nor a space may be in it."""
    marked: bool
    """Some cells may be written `'00123`."""
    wide_spaces: bool
    """Spaces that are not ASCII may be in it."""
    zeros: bool
    """It holds zero bytes, which no text does."""
    long_lines: bool
    """Some line has more bytes than a cell may have."""


def look_through(path: Path, delimiter: str, *, longest: int) -> FileBytes:
    """What the bytes of a whole file show; a delimiter may itself be what is not seen.

    `longest` is how many bytes a line may have that is not called long.
    """
    lines, excel, unseen, marked, wide, zeros = 0, False, False, False, False, False
    last, begun, long = b"\n", 0, False
    # Between tabs only a quoted cell can hold one.
    tab = b'"' if delimiter == "\t" else b"\t"
    with path.open("rb") as file:
        if file.read(3) != b"\xef\xbb\xbf":
            file.seek(0)
        while chunk := file.read(_CHUNK):
            lines += chunk.count(b"\n")
            zeros = zeros or b"\x00" in chunk
            # A single byte is sought much faster than two, and most files do not have it.
            quoted = not excel and b'"' in chunk and (b"=" in chunk or chunk[:1] == b'"')
            excel = excel or (quoted and (b'="' in chunk or chunk[:1] == b'"'))
            marked = marked or b"'" in chunk
            parts = (chunk, last + chunk[:2])
            unseen = unseen or tab in chunk or _has_any(parts, _UNSEEN_STARTS)
            wide = wide or _has_any(parts, _SPACE_STARTS)
            last_begun = _begin_of_last(chunk, begun, longest)
            long = long or last_begun is None
            begun = 0 if last_begun is None else last_begun - len(chunk)
            last = chunk[-2:]
    return FileBytes(lines + (last[-1:] != b"\n"), excel, unseen, marked, wide, zeros, long)


def _begin_of_last(chunk: bytes, begun: int, longest: int) -> int | None:
    """Where the last line of a chunk begins, of which the first began at `begun`, 0 or less.

    None where one of them is longer than `longest`: the line breaks between are not sought one by
    one, but each as far as a line may go.
    """
    while len(chunk) - begun > longest:
        end = chunk.rfind(b"\n", max(begun, 0), begun + longest + 1)
        if end < 0:
            return None
        begun = end + 1
    end = chunk.rfind(b"\n", max(begun, 0))
    return begun if end < 0 else end + 1


def _has_any(parts: tuple[bytes, ...], starts: tuple[bytes, ...]) -> bool:
    """Whether one of these byte sequences is there.

    By their first bytes, which are mostly rare: to seek a sequence takes a hundred times as long.
    """
    firsts = {start[:1] for start in starts}
    return any(_is_at(part, first, starts) for part in parts for first in firsts)


def _is_at(part: bytes, first: bytes, starts: tuple[bytes, ...]) -> bool:
    place = -1
    for _ in range(_MANY):
        place = part.find(first, place + 1)
        if place < 0:
            return False
        if part.startswith(starts, place):
            return True
    return any(start in part for start in starts)
