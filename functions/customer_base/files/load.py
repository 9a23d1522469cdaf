"""Loads a file's rows into DuckDB, each with its line number, or rejects them with a reason.

DuckDB itself reads a UTF-8 file in which every record is one line as wide as the header. Any other
file is split here record by record and rewritten as such a file. Must never drop a row in silence.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import duckdb

from functions.customer_base.files.dialect import MAX_CELL, Dialect, Refusal, unique_headers
from functions.customer_base.files.first_look import look_through
from functions.customer_base.files.halves import WORTH_HALVING, in_halves, remove_halves
from functions.customer_base.files.odd_rows import SECOND_HEADER, row_above
from functions.customer_base.sql.literals import literal
from functions.product import limits
from functions.product.limits import MAX_ROWS
from tenancy.values.lazy_dataclass import dataclass

UNSEEN = (
    " \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""What may stand around a cell without being seen. DuckDB's own `trim` knows only the spaces."""
BUFFER = 8 * 1024 * 1024
"""Bytes DuckDB's CSV reader takes at once. With its own default of 32 MB the same work needs more
memory and, for the pages touched, more time."""
_LONGEST_RECORD = 2 * MAX_CELL
"""A record that goes on for more characters than this has a quotation mark that never closes."""
SMALL = 10_000
"""Rows of a file over which queries take longer to plan than to run."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, why, and what it held."""

    file: int
    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rejects:
    """The rows of a file that could not be taken for their shape, in the order of their lines.

    They lie on disk: any number of rows may be so, up to the whole file.
    """

    file: int
    path: Path | None = None
    count: int = 0

    def __iter__(self) -> Iterator[Reject]:
        if self.path is None:
            return
        with self.path.open(encoding="utf-8", newline="") as kept:
            for line, reason, *cells in csv.reader(kept):
                yield Reject(self.file, int(line), reason, tuple(cells))


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A line in which a quotation mark opens that never closes."""

    text: str


@dataclass(frozen=True, slots=True)
class Above:
    """A line above the header, in its pieces."""

    cells: list[str]


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """The rows of one file as table `raw_<number>`: `line`, then one text column per header."""

    number: int
    table: str
    headers: tuple[str, ...]
    rows_in: int
    rejects: Rejects
    excel: bool = True
    """Some cells may be written `="00123"`."""
    unseen: bool = True
    """Some cells may have something `UNSEEN` around them that is no space."""
    marked: bool = True
    """Some cells may begin with an apostrophe, a spreadsheet's mark of a text."""
    wide: bool = True
    """Some cells may have a space around them that is not ASCII."""
    bare: frozenset[int] = frozenset()
    """Places of columns none of whose cells is empty, or begins or ends with a space."""

    @property
    def is_small(self) -> bool:
        return self.rows_in <= SMALL


def raw_table(number: int) -> str:
    return f"raw_{number}"


def cell(position: int) -> str:
    """Name of the text column of the header at this position."""
    return f"c{position}"


def load(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    dialect: Dialect,
    number: int,
    work: Path,
    prove: Callable[[], Dialect | Refusal] | None = None,
    halved_from: int = WORTH_HALVING,
) -> LoadedFile | Refusal:
    """Read a whole file into `raw_<number>`; of so many bytes, in two halves at once.

    `prove` looks through the whole file where the encoding of `dialect` is not proven. What DuckDB
    takes needs no such proof: it is UTF-8.
    """
    loaded = _load_regular(
        con, path, dialect=dialect, number=number, work=work, halved_from=halved_from
    )
    if loaded is None and prove is not None and not dialect.proven:
        proven = prove()
        if isinstance(proven, Refusal):
            return proven
        dialect = proven
    if loaded is None:
        loaded = _load_rewritten(con, path, dialect=dialect, number=number, work=work)
    if isinstance(loaded, LoadedFile) and loaded.rows_in == 0:
        return Refusal("This file has a header row but no customers under it.")
    return loaded


def _too_many_rows(rows: str) -> Refusal:
    return Refusal(limits.too_many_rows(rows))


def _csv_source(paths: Sequence[Path], dialect: Dialect, columns: list[str]) -> str:
    """Each of several files is read by one thread, in its order."""
    typed = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    listed = ", ".join(literal(str(path)) for path in paths)
    each = ", parallel=false" if len(paths) > 1 else ""
    return (
        f"read_csv([{listed}], auto_detect=false, header=true, buffer_size={BUFFER}{each}, "
        f"delim={literal(dialect.delimiter)}, quote='\"', escape='\"', nullstr='', "
        f"max_line_size=4194304, columns={{{typed}}})"
    )


def _load_regular(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    dialect: Dialect,
    number: int,
    work: Path,
    halved_from: int,
) -> LoadedFile | Refusal | None:
    """Let DuckDB read it; None where the dialect or a record is not what its reader takes."""
    if dialect.encoding not in {"utf-8", "utf-8-sig"} or dialect.header_line != 1:
        return None
    if dialect.second_header or dialect.backslashes:
        return None
    # Bytes are never fewer than characters, which `_irregular` counts.
    seen = look_through(path, dialect.delimiter, longest=MAX_CELL)
    if seen.zeros:
        return None
    if seen.lines - 1 > MAX_ROWS:
        return _too_many_rows(f"{seen.lines - 1:,}")
    names = [cell(position) for position in range(len(dialect.headers))]
    table = raw_table(number)
    try:
        halves = in_halves(path, work, least=halved_from)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS "
            f"SELECT {', '.join(names)} FROM {_csv_source(halves or (path,), dialect, names)}"
        )
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None
    finally:
        remove_halves(work)
    edges = f", {literal(UNSEEN)}" if seen.unseen else ""
    some = _some_irregular(
        names, dialect, edges, wide=seen.wide_spaces, may_be_long=seen.long_lines
    )
    spaced = ", ".join(_spaced(name, wide=seen.wide_spaces) for name in names)
    rows, irregular, *some_spaced = con.execute(
        f"SELECT count(*), {some}, {spaced} FROM {table}"
    ).fetchone() or (0, False)
    if rows != seen.lines - 1:
        return None
    if irregular and _scalar(
        con, f"SELECT ({_irregularities(names, dialect, edges)})::INT FROM {table}"
    ):
        return None
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {table}_lines AS SELECT rowid + 2 AS line, * FROM {table}"
    )
    view = f"{table}_lines"
    bare = frozenset(place for place, found in enumerate(some_spaced) if not found)
    return LoadedFile(
        number,
        view,
        dialect.headers,
        rows,
        Rejects(number),
        excel=seen.excel,
        unseen=seen.unseen,
        marked=seen.marked,
        wide=seen.wide_spaces,
        bare=bare,
    )


def _spaced(name: str, *, wide: bool) -> str:
    """SQL aggregate: whether some cell is empty, or begins or ends with a space."""
    # Whatever begins with a space of ASCII, or is empty, comes before an exclamation mark.
    some = f"{name} < '!' OR ends_with({name}, ' ')"
    if wide:
        some += f" OR {name} <> trim({name})"
    return f"coalesce(bool_or({some}), FALSE)"


def _some_irregular(
    names: list[str], dialect: Dialect, edges: str, *, wide: bool, may_be_long: bool
) -> str:
    """Whether some row may be as `_irregularities` has it, by what is quickly seen."""
    first = names[0]
    # Whether something stands around a cell takes longer to see than all the rest.
    blank = f"{first} IS NULL OR {first} < '!'"
    if wide:
        blank += f" OR trim({first}{edges}) = ''"
    some = f"{blank} OR contains({first}, {literal(dialect.headers[0])})"
    return f"bool_or({some})" + (f" OR {_too_long(names)}" if may_be_long else "")


def _begins_header(names: list[str], dialect: Dialect, edges: str) -> str:
    """A first cell like the first header."""
    first = f"ends_with(trim({names[0]}{edges}), {literal(dialect.headers[0])})"
    unnamed = unique_headers([""])[0] == dialect.headers[0]
    return f"({first} OR trim({names[0]}{edges}) = '')" if unnamed else first


def _too_long(names: list[str]) -> str:
    return " OR ".join(f"max(strlen({name})) > {MAX_CELL}" for name in names)


def _irregularities(names: list[str], dialect: Dialect, edges: str) -> str:
    """Whether some row is empty, repeats the header, or has a cell that is too long."""
    first_value = ", ".join(f"nullif(trim({name}{edges}), '')" for name in names)
    # Nested so that only a row whose first cell is the first header is compared any further. What
    # only resembles the header (a name without its number, a mark before it) is for `_is_header`.
    again = "TRUE"
    for name, header in reversed(list(zip(names, dialect.headers, strict=True))[1:]):
        same = f"starts_with({literal(header)}, trim({name}{edges}))"
        again = f"CASE WHEN {same} THEN {again} ELSE FALSE END"
    again = f"CASE WHEN {_begins_header(names, dialect, edges)} THEN {again} ELSE FALSE END"
    # Only a row whose first cell is empty is looked at any further.
    some = f"trim({names[0]}{edges}) <> ''"
    empty = f"CASE WHEN {some} THEN FALSE ELSE coalesce({first_value}) IS NULL END"
    return f"bool_or({empty} OR {again}) OR {_too_long(names)}"


def _scalar(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _load_rewritten(
    con: duckdb.DuckDBPyConnection, path: Path, *, dialect: Dialect, number: int, work: Path
) -> LoadedFile | Refusal:
    """Rewrite the file record by record, then let DuckDB read what was written."""
    regular, rejects = work / f"regular-{number}.csv", work / f"rejected-{number}.csv"
    width = len(dialect.headers)
    kept = rejected = 0
    with (
        path.open(encoding=dialect.encoding, errors="replace", newline="") as source,
        regular.open("w", encoding="utf-8", newline="") as target,
        rejects.open("w", encoding="utf-8", newline="") as aside,
    ):
        writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\n")
        refused = csv.writer(aside)
        writer.writerow(["line", *dialect.headers])
        first = True
        for line, found in read_records(source, dialect):
            cells, reason = _judged(found, dialect, first=first)
            first = first and isinstance(found, Above)
            if reason:
                refused.writerow([line, reason, *_shortened(cells)])
                rejected += 1
            else:
                writer.writerow([line, *cells[:width], *[""] * (width - len(cells))])
                kept += 1
            if kept + rejected > MAX_ROWS:
                return _too_many_rows(f"more than {MAX_ROWS:,}")
    names = ["line", *(cell(position) for position in range(len(dialect.headers)))]
    comma = Dialect("utf-8", ",", dialect.headers, 1)
    table = raw_table(number)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT line::BIGINT AS line, "
        f"{', '.join(names[1:])} FROM {_csv_source((regular,), comma, names)}"
    )
    regular.unlink()
    return LoadedFile(
        number, table, dialect.headers, kept + rejected, Rejects(number, rejects, rejected)
    )


def _judged(
    found: list[str] | Unclosed | Above, dialect: Dialect, *, first: bool
) -> tuple[list[str], str]:
    """The cells of a record, and why it cannot be taken, or empty."""
    match found:
        case Unclosed(text=text):
            return [text], _UNCLOSED
        case Above(cells=cells):
            return cells, row_above(cells)
        case _ if first and dialect.second_header:
            return found, SECOND_HEADER
    return found, _irregular(found, dialect)


_UNCLOSED = 'a quotation mark (") opens here and never closes'


def _shortened(cells: list[str]) -> tuple[str, ...]:
    return tuple(text[:500] for text in cells)


def _irregular(cells: list[str], dialect: Dialect) -> str:
    """Why a record cannot be taken, or empty. Missing trailing cells are simply unknown."""
    width = len(dialect.headers)
    if any(text.strip() for text in cells[width:]):
        mark = {",": "comma", ";": "semicolon", "\t": "tab"}.get(dialect.delimiter, "separator")
        return (
            f"the row has {len(cells)} cells but the header has {width}; "
            f"a {mark} inside a cell is probably missing its quotation marks"
        )
    if any(len(text) > MAX_CELL for text in cells):
        return f"a cell is longer than {MAX_CELL:,} characters"
    if _is_header(cells[:width], dialect):
        return "the header row, repeated"
    return ""


def _is_header(cells: list[str], dialect: Dialect) -> bool:
    # Where files were put together, each may have brought its byte order mark.
    first = cells[0].lstrip("\ufeff")
    if unique_headers([first])[0] != dialect.headers[0]:
        return False
    return unique_headers([first, *cells[1:]]) == dialect.headers


def read_records(
    source: TextIO, dialect: Dialect
) -> Iterator[tuple[int, list[str] | Unclosed | Above]]:
    """Yield (line, cells) for each record after the header, or (line, its text) if it is open.

    Before them what stands above the header is yielded, line by line. `line` is where the record
    starts. A quotation mark that never closes costs its own line only.
    """
    csv.field_size_limit(max(csv.field_size_limit(), 8 * MAX_CELL))
    lines = _Lines(source)
    header_seen = False
    while (line := lines.take()) is not None:
        start = lines.number
        if start < dialect.header_line:
            # A quotation mark in a title must not run into the table.
            pieces = [piece.strip(' \ufeff"') for piece in line.strip().split(dialect.delimiter)]
            if start >= dialect.first_line and any(pieces):
                yield start, Above(pieces)
            continue
        if not line.strip() and start != dialect.header_line:
            continue
        cells = _record(line, lines, dialect)
        if not header_seen:
            header_seen = True
            continue
        if isinstance(cells, Unclosed):
            yield start, cells
        elif any(text.strip(UNSEEN) for text in cells):
            yield start, [text.strip("\x00") for text in cells]
        # A line of separators only is an empty row of a spreadsheet: there is nothing to account.


class _Lines:
    """Physical lines with a way back, for when a quoted cell did not close."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._ahead: list[str] = []
        self.number = 0

    def take(self) -> str | None:
        line = self._ahead.pop() if self._ahead else self._source.readline()
        if not line:
            return None
        self.number += 1
        return line

    def give_back(self, lines: list[str]) -> None:
        self._ahead.extend(reversed(lines))
        self.number -= len(lines)


def _record(line: str, lines: _Lines, dialect: Dialect) -> list[str] | Unclosed:
    """Parse one record that starts with `line`, taking more lines while a quote is open."""
    if '"' not in line:
        return line.rstrip("\r\n").split(dialect.delimiter)
    taken: list[str] = []
    try:
        return next(_reader(_lines_of_record(line, lines, taken), dialect, strict=True))
    except csv.Error as error:
        lines.give_back(taken)
        # Over several lines, a stray mark belongs to another row that the open cell ran into.
        if taken or "unexpected end of data" in str(error):
            return Unclosed(line.strip())
    try:
        # A stray mark after a closed quote: what follows is taken as it stands.
        return next(_reader(iter([line]), dialect, strict=False))
    except csv.Error:
        return [line]  # A cell beyond every limit, which is why the row will be rejected.


def _reader(lines: Iterator[str], dialect: Dialect, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        strict=strict,
        # Like DuckDB's reader: a quotation mark opens a cell also after spaces.
        skipinitialspace=dialect.delimiter != " ",
        escapechar="\\" if dialect.backslashes else None,
    )


def _lines_of_record(line: str, lines: _Lines, taken: list[str]) -> Iterator[str]:
    """`line`, then those after it, noted in `taken`, as long as they may belong to one record."""
    yield line
    characters = 0
    while (more := lines.take()) is not None:
        taken.append(more)
        characters += len(more)
        if characters > _LONGEST_RECORD:
            return
        yield more
