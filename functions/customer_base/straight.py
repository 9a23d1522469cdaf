"""The short way: one tidy file of customers becomes the snapshot in a single pass.

Tidy means that every cell is already written as it will be kept (ISO dates, E.164 phones, canonical
words), every row names its customer, and nobody is there twice. The pass stops at the first cell
that is not, and the file goes the long way, which knows every other spelling and accounts for every
row; both ways give the same snapshot. Must never repair, skip or guess anything.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from functions.customer_base.cleaning import CARRIED, canonical
from functions.customer_base.columns import BY_NAME, FEATURE_PREFIX, IDENTIFIERS, Kind
from functions.customer_base.dialect import MAX_CELL, Dialect
from functions.customer_base.intake import BUFFER, UNSEEN, cell
from functions.customer_base.phones import is_e164
from functions.customer_base.rules import literal
from functions.customer_base.snapshots import PARQUET
from functions.customer_base.spelling import Reading, defaults

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
    sample = work / "sample.csv"
    with path.open("rb") as file:
        start = file.read(_SAMPLE_BYTES)
    sample.write_bytes(start[: start.rfind(b"\n") + 1])
    copied = None
    try:
        # A file that is not tidy mostly shows it at once.
        con.execute(_select(sample, dialect, reading)).fetchall()
        con.execute("SET preserve_insertion_order = false")
        judged_later = _as_written(reading)
        selected = _select(path, dialect, reading, judged_later=judged_later)
        copied = con.execute(f"COPY ({selected}) TO {literal(str(target))} {PARQUET}").fetchone()
        present = set(reading.mapping.values())
        tidy = _is_tidy(con, target, judged_later) and not _somebody_twice(con, target, present)
    except _NOT_TIDY:
        tidy = False
    finally:
        con.execute("SET preserve_insertion_order = true")
        sample.unlink()
    if not tidy or copied is None:
        target.unlink(missing_ok=True)
        return None
    return int(copied[0])


def _as_written(reading: Reading) -> frozenset[str]:
    """Columns whose cells the snapshot keeps as they are written."""
    columns = canonical(set(reading.mapping.values()), reading)
    same = {name for name, sql in columns.items() if name == sql and name in CARRIED}
    # Only upper case is kept of a currency, which is as tidy as what was written.
    return frozenset(same | ({"currency"} & set(columns)))


def _is_tidy(con: duckdb.DuckDBPyConnection, target: Path, judged_later: frozenset[str]) -> bool:
    """Judge on the finished file what its dictionaries and its statistics tell at once."""
    kinds = {name: tidy_kinds()[BY_NAME[name].kind] for name in judged_later}
    few = [kinds[name].untidy.format(name) for name in FEW_VALUES if name in kinds]
    few += ["currency <> upper(currency)"] if "currency" in kinds else []
    beyond = [
        condition
        for name, tidy in kinds.items()
        for condition in tidy.beyond(f"min({name})", f"max({name})")
    ]
    source = f"read_parquet({literal(str(target))})"
    asked = [f"SELECT 1 FROM {source} WHERE {' OR '.join(few)} LIMIT 1"] if few else []
    asked += [f"SELECT 1 FROM {source} HAVING {' OR '.join(beyond)}"] if beyond else []
    return not any(con.execute(sql).fetchone() for sql in asked)


def _somebody_twice(con: duckdb.DuckDBPyConnection, target: Path, present: set[str]) -> bool:
    """Whether two rows are the same customer. Equal counts of hashes prove that nobody is."""
    source = f"read_parquet({literal(str(target))})"
    names = ["customer_id", *(("email",) if {"email", "customer_id"} <= present else ())]
    # Two subqueries take less time than two `count(DISTINCT)` in one.
    twice = [
        f"(SELECT count(*) FROM (SELECT DISTINCT hash({name}) FROM {source} "
        f"WHERE {name} IS NOT NULL)) < (SELECT count({name}) FROM {source})"
        for name in names
    ]
    row = con.execute(f"SELECT {' OR '.join(twice)}").fetchone()
    return bool(row and row[0])


def _select(
    path: Path, dialect: Dialect, reading: Reading, *, judged_later: frozenset[str] = frozenset()
) -> str:
    places = {header: place for place, header in enumerate(dialect.headers)}
    chosen = {
        meaning: (header, cell(places[header]))
        for header, meaning in reading.mapping.items()
        if header in places
    }
    types = dict.fromkeys((cell(place) for place in places.values()), "VARCHAR")
    values, untidy = [], []
    for meaning, (header, column) in chosen.items():
        tidy = tidy_kinds()[BY_NAME[meaning].kind]
        types[column] = tidy.csv_type
        value = tidy.value.format(column)
        values.append(f"{value} AS {meaning}")
        if meaning not in judged_later or meaning not in FEW_VALUES:
            untidy.append(tidy.untidy.format(column))
        if meaning not in judged_later:
            untidy += tidy.beyond(value, value)
        if meaning == "customer_id":
            # The header once more, in the middle of the file. After a byte order mark it is untidy.
            untidy.append(f"{column} = {literal(header)}")
    if "status" in chosen:
        values.append("FALSE AS cancels_later")
    who = [chosen[name][1] for name in IDENTIFIERS if name in chosen]
    untidy.append(f"coalesce({', '.join(who)}) IS NULL")
    named = ", ".join(f"{literal(name)}: {literal(of)}" for name, of in types.items())
    source = (
        f"read_csv({literal(str(path))}, auto_detect=false, header=true, buffer_size={BUFFER}, "
        f"delim={literal(dialect.delimiter)}, quote='\"', escape='\"', nullstr='', "
        f"dateformat='%Y-%m-%d', max_line_size={MAX_CELL}, columns={{{named}}})"
    )
    # An error ends the pass at once, where a filter would lose the row without a word.
    all_tidy = f"CASE WHEN {' OR '.join(filter(None, untidy))} THEN error('untidy') ELSE TRUE END"
    typed = f"SELECT {', '.join(values)} FROM {source} WHERE {all_tidy}"
    columns = canonical(set(chosen), reading)
    if "currency" in columns:
        # Nearly all are in upper case already; what only begins so is found in the finished file.
        columns["currency"] = "CASE WHEN currency < 'a' THEN currency ELSE upper(currency) END"
    known = ", ".join(f"{sql} AS {name}" for name, sql in columns.items() if name in CARRIED)
    return f"SELECT {_kept(set(columns), reading)} FROM (SELECT {known} FROM ({typed}))"


def _kept(known: set[str], reading: Reading) -> str:
    """The snapshot's columns, as the long way leaves them."""
    kept = {name: name for name in CARRIED if name in known}
    kept["customer_id"] = f"coalesce({', '.join(name for name in IDENTIFIERS if name in known)})"
    if "paid_since" in known:
        kept["paid_since"] = "CASE WHEN paid THEN paid_since END"
    for name, default in defaults(reading).items():
        kept[name] = f"coalesce({name}, {literal(default)})" if name in known else literal(default)
    return ", ".join(f"{sql} AS {name}" for name, sql in kept.items())
