"""Finds the encoding, the delimiter and the headers of an upload, or refuses it with a reason.

Decides from the beginning of the file and proves the encoding over all of it. Must never hold the
file in memory, nor guess at something that is not text.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from functions.customer_base.files.encoding import Unreadable, encoding_of
from functions.customer_base.files.odd_rows import ROWS_ABOVE, find_header, is_second_header
from functions.product.limits import MAX_BYTES, file_too_large
from tenancy.values.lazy_dataclass import dataclass

MAX_COLUMNS = 300
MAX_CELL = 32_767
"""Excel's own limit for a cell, in characters."""
_SAMPLE = 256 * 1024
# A sample that is one single cell must end in a sentence for the founder, not in csv's own error.
csv.field_size_limit(max(csv.field_size_limit(), 4 * _SAMPLE))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file we cannot take, in the founder's words."""

    problem: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to read one file."""

    encoding: str
    """`utf-8`, `utf-8-sig`, `utf-16`, `utf-16-le`, `utf-16-be` or `cp1252`."""
    delimiter: str
    headers: tuple[str, ...]
    """As written; repeated ones are numbered, empty ones named by their position."""
    header_line: int
    """Physical line of the header, from 1."""
    first_line: int = 1
    """Physical line of what stands above the header, such as a title; else the header's own."""
    second_header: bool = False
    """The first row under the header says once more what the columns are."""
    backslashes: bool = False
    """A quotation mark inside a cell is written with a backslash before it, as databases do."""
    proven: bool = True
    """The encoding was proved over the whole file, not over its beginning alone."""


_DISGUISES: tuple[tuple[bytes, str], ...] = (
    (
        b"PK\x03\x04",
        "This is an Excel workbook or a zip archive, not a CSV. Open it and save the sheet as "
        "'CSV UTF-8', then upload that file.",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "This is an old Excel workbook, not a CSV. Open it and save the sheet as 'CSV UTF-8'.",
    ),
    (b"%PDF", "This is a PDF, not a CSV. Export the customer list as CSV instead."),
    (b"\x1f\x8b", "This file is compressed. Unpack it and upload the CSV inside."),
    (b"BZh", "This file is compressed. Unpack it and upload the CSV inside."),
    (b"\xfd7zXZ", "This file is compressed. Unpack it and upload the CSV inside."),
    (b"7z\xbc\xaf", "This file is compressed. Unpack it and upload the CSV inside."),
    (b"Rar!", "This file is compressed. Unpack it and upload the CSV inside."),
    (b"PAR1", "This is a Parquet file, not a CSV. Export the customer list as CSV."),
    (b"SQLite format 3", "This is a database, not a CSV. Export the customer list as CSV."),
    (b"\x89PNG", "This is a picture, not a CSV."),
    (b"\xff\xd8\xff", "This is a picture, not a CSV."),
)


_JSON = re.compile(rb"\{|\[\s*[\[{]")
"""A CSV may begin with a bracket; only what opens another one in it is JSON."""


def sniff(
    path: Path, *, whole: bool = True, is_known: Callable[[str], bool] = lambda _: False
) -> Dialect | Refusal:
    """Find out how to read a file; `is_known` says whether a cell is a header we know.

    With `whole` the file is streamed once to prove its encoding; else the beginning speaks for it.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        return Refusal(f"This file has {file_too_large(size)}")
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    refused = _disguised(start)
    if refused is not None:
        return refused
    encoding = encoding_of(path, start, whole=whole)
    if isinstance(encoding, Unreadable):
        return Refusal(encoding.problem)
    found = _shape(_decoded(start, encoding), encoding, is_known)
    if isinstance(found, Refusal) or whole or size <= len(start):
        return found
    return replace(found, proven=False)


def _disguised(start: bytes) -> Refusal | None:
    if not start.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        return Refusal("This file is empty.")
    for magic, problem in _DISGUISES:
        if start.startswith(magic):
            return Refusal(problem)
    opening = start[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if opening.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        return Refusal(
            "This is a web page, not a CSV; perhaps the export asked you to sign in again."
        )
    if _JSON.match(opening):
        return Refusal("This is JSON, not a CSV. Choose CSV where you export the list.")
    return None


def _decoded(start: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(start)


_BACKSLASHED = re.compile(r'\\"(?!"?\s*(?:[,;\t|\r\n]|$))')
"""A quotation mark after a backslash that cannot close its cell."""


def _shape(sample: str, encoding: str, is_known: Callable[[str], bool]) -> Dialect | Refusal:
    lines = sample.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    position = 0
    forced = ""
    while position < len(lines) and not lines[position].strip("\ufeff \t"):
        position += 1
    if position < len(lines) and lines[position].lower().startswith("sep="):
        forced = lines[position][4:5]
        position += 1
    delimiter = forced or _delimiter(lines[position : position + 50])
    text = "\n".join(lines[position:]).lstrip("\ufeff")
    backslashes = _has_backslashed_quotes(text, delimiter)
    rows = _first_rows(text, delimiter, backslashes=backslashes)
    at = find_header([cells for _, cells in rows], is_known)
    start, cells = rows[at] if rows else (1, [])
    under = rows[at + 1][1] if at + 1 < len(rows) else []
    if any(len(cell) > MAX_CELL for cell in cells):
        return Refusal(
            "The header row never ends: a quotation mark in it is not closed, or this is not a CSV."
        )
    while cells and not cells[-1].strip():
        cells.pop()
    if not any(cell.strip() for cell in cells):
        return Refusal("This file has no header row: its first line names no columns.")
    if len(cells) > MAX_COLUMNS:
        return Refusal(
            f"This file has {len(cells)} columns; the most that can be read is {MAX_COLUMNS}. "
            "Export only the columns about customers."
        )
    return Dialect(
        encoding,
        delimiter,
        unique_headers(cells),
        position + start,
        first_line=position + 1,
        second_header=is_second_header(under, cells, is_known),
        backslashes=backslashes,
    )


def _has_backslashed_quotes(text: str, delimiter: str) -> bool:
    """Whether marks are written with a backslash: the text is no CSV without that and is one with
    it. A cell that only contains both signs, its marks doubled, reads well as it stands."""
    if _BACKSLASHED.search(text) is None:
        return False
    return not _reads(text, delimiter, None) and _reads(text, delimiter, "\\")


def _reads(text: str, delimiter: str, escape: str | None) -> bool:
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, escapechar=escape, strict=True)
    try:
        for _ in rows:
            continue
    except csv.Error as error:
        # The sample may be cut inside its last cell.
        return "unexpected end" in str(error)
    return True


def _first_rows(text: str, delimiter: str, *, backslashes: bool) -> list[tuple[int, list[str]]]:
    """The first records, each with the line it starts on, from 1."""
    reader = csv.reader(
        io.StringIO(text), delimiter=delimiter, escapechar="\\" if backslashes else None
    )
    found: list[tuple[int, list[str]]] = []
    start = 1
    for cells in reader:
        if cells:
            found.append((start, cells))
        start = reader.line_num + 1
        if len(found) > 2 * ROWS_ABOVE or any(len(cell) > MAX_CELL for cell in cells):
            break
    return found


def _delimiter(lines: list[str]) -> str:
    """The candidate that reads the most lines of the sample as records of one width.

    Lines are counted, not records: a cell with line breaks in it is many lines of its record, and
    each may hold another sign just as often as the last.
    """
    best, best_score = ",", (0, 0)
    for candidate in (",", ";", "\t", "|"):
        records = _records_with_lines(lines, candidate)
        covered: Counter[int] = Counter()
        for width, taken in records:
            covered[width] += taken
        if not covered:
            continue
        first = records[0][0]
        last, taken = records[-1]
        if first == 1 and taken > 1:
            # Under a sign that is none of this file a quotation mark may open in mid-row and take
            # all lines to the end of the sample with it: they count once.
            covered[last] -= taken - 1
        # A title above the table has one cell whatever stands between cells.
        width = first if first > 1 else max(covered, key=lambda one: covered[one])
        if first > 1:
            # A row with a cell too many is a row of this table all the same.
            covered[width] = sum(n for cells, n in covered.items() if cells >= width)
        if last < width and taken > 1:
            # The sample ends inside a cell of several lines: the rest of its row is cut off.
            covered[width] += taken
        score = (covered[width] if width > 1 else 0, width)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _records_with_lines(lines: list[str], delimiter: str) -> list[tuple[int, int]]:
    """(cells, lines it goes over) of each record."""
    reader = csv.reader(lines, delimiter=delimiter)
    found: list[tuple[int, int]] = []
    before = 0
    for cells in reader:
        if cells:
            found.append((len(cells), reader.line_num - before))
        before = reader.line_num
    return found


def unique_headers(cells: list[str]) -> tuple[str, ...]:
    """Headers without two alike: empty ones get a position, repeated ones a number."""
    seen: Counter[str] = Counter()
    taken: set[str] = set()
    named: list[str] = []
    for position, cell in enumerate(cells, start=1):
        header = " ".join(cell.split()) or f"column {position}"
        seen[header.casefold()] += 1
        name = header
        count = seen[header.casefold()]
        while name.casefold() in taken or (count > 1 and name == header):
            name = f"{header} ({count})"
            count += 1
        taken.add(name.casefold())
        named.append(name)
    return tuple(named)
