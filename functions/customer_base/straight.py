"""The short way: one tidy file of customers becomes the snapshot in a single pass.

Tidy means that every cell is already written as it will be kept (ISO dates, E.164 phones, canonical
words), every row names its customer, and nobody is there twice. The pass stops at the first cell
that is not, and the file goes the long way, which knows every other spelling and accounts for every
row; both ways give the same snapshot. Must never repair, skip or guess anything.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import duckdb

from functions.customer_base.columns.canonical import BY_NAME, FEATURE_PREFIX, IDENTIFIERS, Kind
from functions.customer_base.files.dialect import MAX_CELL, Dialect
from functions.customer_base.files.load import BUFFER, UNSEEN, cell
from functions.customer_base.parsing.column_format import Reading, defaults
from functions.customer_base.parsing.normalise import CARRIED, canonical
from functions.customer_base.parsing.phones import is_e164
from functions.customer_base.parsing.snapshot_table import PARQUET
from functions.customer_base.sql.literals import literal

_SAMPLE_BYTES = 64 * 1024
_NOT_TIDY = (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.OutOfRangeException)


@dataclass(frozen=True, slots=True)
class Tidy:
    """What a tidy cell of one kind is."""

    csv_type: str
    """What DuckDB's own CSV reader makes of the cell; it refuses what it cannot."""
    untidy: str = ""
    """SQL that is TRUE for a cell that is not, if any it takes can be; NULL, no cell, is tidy."""
    value: str = "{0}"
    """SQL of what is kept."""
    least: str = ""
    """SQL of the least and the most that a tidy cell is; beyond them it is untidy."""
    most: str = ""
    otherwise: str = ""
    """SQL that is TRUE for a cell that only the next pass can judge."""

    def beyond(self, least: str, most: str) -> list[str]:
        """SQL that is TRUE where one value, or the least and the most of many, is beyond them."""
        below = [f"{least} < {self.least}"] if self.least else []
        return below + ([f"{most} > {self.most}"] if self.most else [])


_SPACED = "{0} < '!' OR {0}[-1] < '!'"
"""Everything up to '!' is a space or a control character."""


def _one_of(*words: str, value: str = "{0}") -> Tidy:
    listed = ", ".join(literal(word) for word in words)
    return Tidy(f"ENUM({listed})", value=value)


def _number(more: str, value: str, *, most: str = "") -> Tidy:
    """Digits in front, so that signs, words and no-numbers such as `nan` are untidy."""
    return Tidy("VARCHAR", f"{{0}} NOT BETWEEN '0' AND ':' OR {more}", value, most=most)


_POINTED = "{0} LIKE '%.%'"
_THOUSANDS = "{0} LIKE '%.___'"
"""A point before three digits may separate thousands, which only the whole column can tell."""


@lru_cache(maxsize=1)
def tidy_kinds() -> dict[Kind, Tidy]:
    """Kinds that can be tidy. Consents, lists and counts per feature always go the long way."""
    address = literal(r"[a-z0-9!#$%&'*+/=?^_`|~.-]+@[a-z0-9.-]+\.[a-z][a-z]+")
    # The braces of the patterns are no places for a column.
    phone = is_e164("{0}").replace("{", "{{").replace("}", "}}").replace("{{0}}", "{0}")
    return {
        # `="0012"` is a spreadsheet's way to keep a text. Only a text of more bytes than characters
        # can have around it what is not ASCII and not seen.
        Kind.TEXT: Tidy(
            "VARCHAR",
            f"{_SPACED} OR {{0}} BETWEEN '=\"' AND '=#'"
            " OR CASE WHEN strlen({0}) <> length({0})"
            f" THEN {{0}} <> trim({{0}}, {literal(UNSEEN)}) ELSE FALSE END",
        ),
        Kind.EMAIL: Tidy("VARCHAR", f"NOT regexp_full_match({{0}}, {address})"),
        Kind.PHONE: Tidy("VARCHAR", f"NOT ({phone})"),
        Kind.COUNTRY: Tidy(
            "VARCHAR", f"strlen({{0}}) <> 2 OR {{0}} <> upper({{0}}) OR {{0}} = 'UK' OR {_SPACED}"
        ),
        Kind.LANGUAGE: Tidy("VARCHAR", f"strlen({{0}}) <> 2 OR {{0}} <> lower({{0}}) OR {_SPACED}"),
        # The CSV reader takes a word such as `infinity` for a day beyond these.
        Kind.DATE: Tidy("DATE", least="DATE '1900-01-02'", most="DATE '2199-12-31'"),
        Kind.WHOLE: _number(_POINTED, "{0}::BIGINT"),
        Kind.CENTS: _number(_POINTED, "{0}::BIGINT"),
        Kind.MONEY: _number(_THOUSANDS, "round({0}::DOUBLE * 100)::BIGINT"),
        Kind.NUMBER: _number(_THOUSANDS, "{0}::DOUBLE"),
        # Above two the whole column is in per cent, which is for the long way to find out.
        Kind.SHARE: _number(
            f"({_THOUSANDS} AND {{0}} NOT BETWEEN '0.' AND '0/')", "{0}::DOUBLE", most="2.0"
        ),
        Kind.YES_NO: _one_of("true", "false", "yes", "no", "1", "0", value=_YES),
        Kind.STATUS: _one_of("active", "canceled", "past_due", "trialing"),
        Kind.INTERVAL: _one_of("month", "year"),
    }


_YES = "({0} = 'true' OR {0} = 'yes' OR {0} = '1')"


_MARKED = "contains({0}, '\"')"
_WITHOUT_MARKS = frozenset(
    {Kind.EMAIL, Kind.PHONE, Kind.WHOLE, Kind.CENTS, Kind.MONEY, Kind.NUMBER, Kind.SHARE}
)
"""Kinds of which no tidy cell has a quotation mark."""
_UNQUOTED_COUNT = Tidy(
    "DOUBLE",
    value="{0}::BIGINT",
    least="0",
    # Above it a DOUBLE may stand for a neighbour.
    most=str(2**53 - 1),
    otherwise="{0} <> floor({0})",
)
_UNTIDY = "untidy"

FEW_VALUES = (
    "country",
    "language",
    "region",
    "time_zone",
    "product",
    "plan",
    "currency",
)
"""Columns in which many customers share a value, and which are kept as they are written.

They are judged on the finished file, where a dictionary holds every value once."""


def may_be_straight(mapping: dict[str, str], dialect: Dialect) -> bool:
    """Whether a file of these columns can be tidy at all."""
    readable = dialect.encoding in {"utf-8", "utf-8-sig"} and dialect.header_line == 1
    kinds = [
        BY_NAME[meaning].kind if not meaning.startswith(FEATURE_PREFIX) else Kind.USES
        for meaning in mapping.values()
    ]
    once = len(set(mapping.values())) == len(mapping)
    return readable and once and all(kind in tidy_kinds() for kind in kinds)


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a file begins.

    A pass that expects the rest to be like it is faster. Where the file turns out otherwise it ends
    at once, and the next pass expects nothing.
    """

    unquoted: bool = False
    """No quotation mark. Between commas no cell then holds one, so that a number whose decimals
    could only follow a comma has none."""
    seen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(column of `FEW_VALUES`, what was seen in it)."""

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        return dict(self.seen)


_SEEN_AT_MOST = 20
"""A column of more values at the beginning of a file will have others further down."""


def beginning_of(start: bytes, dialect: Dialect, reading: Reading) -> Beginning:
    """`start` is the head of the file, with whole lines only."""
    text = start.decode(dialect.encoding, errors="replace")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))[1:]
    values: list[tuple[str, tuple[str, ...]]] = []
    for place, header in enumerate(dialect.headers):
        name = reading.mapping.get(header, "")
        if name not in FEW_VALUES:
            continue
        seen = {row[place] for row in rows if place < len(row)} | {defaults(reading).get(name, "")}
        seen -= {""}
        lower = name == "currency" and any(value != value.upper() for value in seen)
        if 0 < len(seen) <= _SEEN_AT_MOST and not lower:
            values.append((name, tuple(sorted(seen))))
    return Beginning(b'"' not in start and dialect.delimiter == ",", tuple(values))


@dataclass(frozen=True, slots=True)
class _Pass:
    """One look through a file."""

    path: Path
    dialect: Dialect
    reading: Reading
    expected: Beginning = field(default_factory=Beginning)
    judged_later: frozenset[str] = frozenset()
    """Columns that are kept as they are written, and so can be judged on the finished file."""

    def tidy(self, meaning: str) -> Tidy:
        """What a tidy cell of a column is, in a file that goes on as it began."""
        kind = BY_NAME[meaning].kind
        if self.expected.unquoted and kind in {Kind.WHOLE, Kind.CENTS}:
            return _UNQUOTED_COUNT
        if meaning in self.expected.values:
            return _one_of(*self.expected.values[meaning])
        return tidy_kinds()[kind]

    def judged_by_its_values(self, meaning: str) -> bool:
        return meaning in self.judged_later and meaning in FEW_VALUES


def write_straight(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    *,
    dialect: Dialect,
    reading: Reading,
    target: Path,
    work: Path,
) -> int | None:
    """Write the snapshot; answers its rows, or None (and no file) where something is not tidy."""
    if not may_be_straight(reading.mapping, dialect):
        return None
    with path.open("rb") as file:
        start = file.read(_SAMPLE_BYTES)
    start = start[: start.rfind(b"\n") + 1]
    if not _begins_tidy(con, start, work / "sample.csv", dialect, reading):
        return None
    kept = _as_written(reading)
    rows: int | None = None
    con.execute("SET preserve_insertion_order = false")
    try:
        # Where nothing is to be expected, one pass says it all.
        for expected in dict.fromkeys((beginning_of(start, dialect, reading), Beginning())):
            try:
                rows = _written(con, _Pass(path, dialect, reading, expected, kept), target)
                break
            except _NOT_TIDY as error:
                if _UNTIDY in str(error):
                    break
    finally:
        con.execute("SET preserve_insertion_order = true")
    if rows is None:
        target.unlink(missing_ok=True)
    return rows


def _begins_tidy(
    con: duckdb.DuckDBPyConnection, start: bytes, sample: Path, dialect: Dialect, reading: Reading
) -> bool:
    """A file that is not tidy mostly shows it at once."""
    sample.write_bytes(start)
    try:
        con.execute(_select(_Pass(sample, dialect, reading))).fetchall()
    except _NOT_TIDY:
        return False
    finally:
        sample.unlink()
    return True


def _written(con: duckdb.DuckDBPyConnection, one: _Pass, target: Path) -> int | None:
    """The rows written; None where the finished file shows something untidy.

    Raises one of `_NOT_TIDY` at the first cell that is otherwise; it says `_UNTIDY` of a cell that
    no other pass would take.
    """
    copied = con.execute(f"COPY ({_select(one)}) TO {literal(str(target))} {PARQUET}").fetchone()
    if copied is None or not _is_tidy(con, one, target) or _somebody_twice(con, one, target):
        return None
    return int(copied[0])


def _as_written(reading: Reading) -> frozenset[str]:
    """Columns whose cells the snapshot keeps as they are written."""
    columns = canonical(set(reading.mapping.values()), reading)
    same = {name for name, sql in columns.items() if name == sql and name in CARRIED}
    # Only upper case is kept of a currency, which is as tidy as what was written.
    return frozenset(same | ({"currency"} & set(columns)))


def _is_tidy(con: duckdb.DuckDBPyConnection, one: _Pass, target: Path) -> bool:
    """Judge on the finished file what its dictionaries and its statistics tell at once."""
    names = [name for name in FEW_VALUES if name in one.judged_later]
    few = [tidy_kinds()[BY_NAME[name].kind].untidy.format(name) for name in names]
    few += ["currency <> upper(currency)"] if "currency" in names else []
    few += [_MARKED.format(name) for name in names if one.expected.unquoted]
    beyond = [
        condition
        for name in one.judged_later
        for condition in one.tidy(name).beyond(f"min({name})", f"max({name})")
    ]
    source = f"read_parquet({literal(str(target))})"
    asked = [f"SELECT 1 FROM {source} WHERE {' OR '.join(few)} LIMIT 1"] if few else []
    asked += [f"SELECT 1 FROM {source} HAVING {' OR '.join(beyond)}"] if beyond else []
    return not any(con.execute(sql).fetchone() for sql in asked)


def _somebody_twice(con: duckdb.DuckDBPyConnection, one: _Pass, target: Path) -> bool:
    """Whether two rows are the same customer. Equal counts of hashes prove that nobody is."""
    source = f"read_parquet({literal(str(target))})"
    present = set(one.reading.mapping.values())
    names = ["customer_id", *(("email",) if {"email", "customer_id"} <= present else ())]
    # Two subqueries take less time than two `count(DISTINCT)` in one.
    twice = [
        f"(SELECT count(*) FROM (SELECT DISTINCT hash({name}) FROM {source} "
        f"WHERE {name} IS NOT NULL)) < (SELECT count({name}) FROM {source})"
        for name in names
    ]
    row = con.execute(f"SELECT {' OR '.join(twice)}").fetchone()
    return bool(row and row[0])


def _select(one: _Pass) -> str:
    places = {header: place for place, header in enumerate(one.dialect.headers)}
    chosen = {
        meaning: (header, cell(places[header]))
        for header, meaning in one.reading.mapping.items()
        if header in places
    }
    types = dict.fromkeys((cell(place) for place in places.values()), "VARCHAR")
    values, untidy, otherwise = [], [], []
    for meaning, (header, column) in chosen.items():
        tidy = one.tidy(meaning)
        types[column] = tidy.csv_type
        value = tidy.value.format(column)
        values.append(f"{value} AS {meaning}")
        if not one.judged_by_its_values(meaning):
            untidy.append(tidy.untidy.format(column))
        if meaning not in one.judged_later:
            untidy += tidy.beyond(value, value)
        otherwise.append(tidy.otherwise.format(column))
        if meaning == "customer_id":
            # The header once more, in the middle of the file. After a byte order mark it is untidy.
            untidy.append(f"{column} = {literal(header)}")
    if "status" in chosen:
        values.append("FALSE AS cancels_later")
    who = [chosen[name][1] for name in IDENTIFIERS if name in chosen]
    untidy.append(f"coalesce({', '.join(who)}) IS NULL")
    if one.expected.unquoted:
        otherwise += [_MARKED.format(column) for column in _could_be_marked(one, chosen, types)]
    # An error ends the pass at once, where a filter would lose the row without a word.
    cases = [
        f"WHEN {' OR '.join(filter(None, conditions))} THEN error({literal(message)})"
        for conditions, message in ((otherwise, "otherwise than it began"), (untidy, _UNTIDY))
        if any(conditions)
    ]
    typed = (
        f"SELECT {', '.join(values)} FROM {_source(one, types)} "
        f"WHERE CASE {' '.join(cases)} ELSE TRUE END"
    )
    columns = canonical(set(chosen), one.reading)
    if "currency" in one.expected.values:
        columns["currency"] = "currency"
    elif "currency" in columns:
        # Nearly all are in upper case already; what only begins so is found in the finished file.
        columns["currency"] = "CASE WHEN currency < 'a' THEN currency ELSE upper(currency) END"
    known = ", ".join(f"{sql} AS {name}" for name, sql in columns.items() if name in CARRIED)
    return f"SELECT {_kept(set(columns), one.reading)} FROM (SELECT {known} FROM ({typed}))"


def _source(one: _Pass, types: dict[str, str]) -> str:
    quotes = "quote='\"', escape='\"'"
    if one.expected.unquoted:
        # A mark further down is taken for a letter, which must then pass nowhere.
        quotes = "quote='', escape='', decimal_separator=','"
    named = ", ".join(f"{literal(name)}: {literal(of)}" for name, of in types.items())
    return (
        f"read_csv({literal(str(one.path))}, auto_detect=false, header=true, "
        f"buffer_size={BUFFER}, delim={literal(one.dialect.delimiter)}, {quotes}, nullstr='', "
        f"dateformat='%Y-%m-%d', max_line_size={MAX_CELL}, columns={{{named}}})"
    )


def _could_be_marked(
    one: _Pass, chosen: dict[str, tuple[str, str]], types: dict[str, str]
) -> list[str]:
    """Columns of any text at all, those too that nothing is read from."""
    proved = {
        column
        for meaning, (_, column) in chosen.items()
        if BY_NAME[meaning].kind in _WITHOUT_MARKS or one.judged_by_its_values(meaning)
    }
    return [column for column, of in types.items() if of == "VARCHAR" and column not in proved]


def _kept(known: set[str], reading: Reading) -> str:
    """The snapshot's columns, as the long way leaves them."""
    kept = {name: name for name in CARRIED if name in known}
    kept["customer_id"] = f"coalesce({', '.join(name for name in IDENTIFIERS if name in known)})"
    if "paid_since" in known:
        kept["paid_since"] = "CASE WHEN paid THEN paid_since END"
    for name, default in defaults(reading).items():
        kept[name] = f"coalesce({name}, {literal(default)})" if name in known else literal(default)
    return ", ".join(f"{sql} AS {name}" for name, sql in kept.items())
