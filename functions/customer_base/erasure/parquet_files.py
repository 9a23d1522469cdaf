"""Parquet files rewritten without one person; None where a file holds nothing of them.

A customer's row in a snapshot is emptied, not taken out, since a run's verdicts name rows by their
number. A statement about consent keeps what proof needs, under keyed hashes. Must never match by a
phone, which a household may share, unless nothing else is known of the person.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb

from functions.customer_base.parsing.cell_sql import OTHER_ADDRESSES
from functions.customer_base.parsing.snapshot_table import PARQUET, columns_of
from functions.customer_base.sql.literals import literal
from functions.erasure.person import EMAIL, ERASED_CUSTOMER, PHONE, PersonIdentity
from functions.product.equal_forms import equal_form

Hash = Callable[[str, str], str]
"""(kind, text) → keyed hash by the current key."""
_REFUSAL = "do_not_contact"
_READ_AT_ONCE = 50_000


def empty_rows(
    con: duckdb.DuckDBPyConnection, path: Path, person: PersonIdentity, target: Path
) -> int:
    """Write a snapshot with the person's rows empty; how many there were, 0 if nothing was written.

    Such a row keeps a number for an id and must not be contacted.
    """
    source = _source(path)
    had = columns_of(con, path)
    mine = _hit(con, source, person, had)
    further = _further_sql(con, source, person, had)
    count = _count(con, source, mine)
    listed = _count(con, source, f"NOT ({mine}) AND ({further.touched})") if further.touched else 0
    if not count and not listed:
        return 0
    emptied = []
    for name in _columns(con, path):
        other = further.without.get(name, name)
        gone = "NULL"
        if name == "customer_id":
            gone = f"'{ERASED_CUSTOMER}-' || file_row_number"
        elif name == _REFUSAL:
            gone = "TRUE"
        emptied.append(f"CASE WHEN {mine} THEN {gone} ELSE {other} END AS {name}")
    con.execute(
        f"COPY (SELECT {', '.join(emptied)} FROM {source} ORDER BY file_row_number) "
        f"TO {literal(str(target))} {PARQUET}"
    )
    return count + listed


def drop_rows(
    con: duckdb.DuckDBPyConnection, path: Path, person: PersonIdentity, target: Path
) -> int:
    """Write a file of facts without the person's rows; how many there were."""
    source = _source(path)
    mine = _hit(con, source, person, columns_of(con, path))
    count = _count(con, source, mine)
    if count:
        con.execute(
            f"COPY (SELECT * FROM {source} WHERE NOT ({mine}) ORDER BY file_row_number) "
            f"TO {literal(str(target))} (FORMAT parquet)"
        )
    return count


def reduce_statements(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    person: PersonIdentity,
    target: Path,
    *,
    hashed: Hash,
    metadata: str = "",
) -> int:
    """Write a file of the consent record with the person's names and words as keyed hashes.

    Which channel, yes or no, when, and who imported it stay as they are.
    """
    source = _source(path)
    mine = _hit(con, source, person, columns_of(con, path))
    count = _count(con, source, mine)
    if not count:
        return 0
    texts = {"customer_id": "customer", "email": EMAIL, "phone": PHONE, "source": "source"}
    texts["wording"] = "wording"
    reduced = []
    for column, kind in texts.items():
        known = con.execute(
            f"SELECT DISTINCT {column} FROM {source} WHERE {mine} AND {column} <> ''"
        ).fetchall()
        cases = "".join(
            f" WHEN {column} = {literal(text)} THEN {literal(hashed(kind, text))}"
            for (text,) in known
        )
        value = f"CASE{cases} ELSE {column} END" if cases else column
        reduced.append(f"CASE WHEN {mine} THEN {value} ELSE {column} END AS {column}")
    con.execute(
        f"COPY (SELECT * REPLACE ({', '.join(reduced)}) FROM {source} ORDER BY file_row_number) "
        f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION snappy{metadata})"
    )
    return count


def find_names(
    con: duckdb.DuckDBPyConnection, path: Path, is_mine: Callable[[str, str], bool]
) -> list[tuple[str, str]]:
    """(kind, name) of everybody in a snapshot for whom `is_mine` says so."""
    had = columns_of(con, path)
    names = {"customer_id": "customer", "email": EMAIL, "phone": PHONE}
    found: list[tuple[str, str]] = []
    for column, kind in names.items():
        if column in had:
            found += [(kind, name) for name in _distinct(con, _source(path), column)
                      if is_mine(kind, name)]  # fmt: skip
    return found


class _Further:
    """What becomes of further addresses in other customers' rows."""

    def __init__(self, touched: str, without: dict[str, str]) -> None:
        self.touched = touched
        self.without = without


def _further_sql(
    con: duckdb.DuckDBPyConnection, source: str, person: PersonIdentity, had: frozenset[str]
) -> _Further:
    """A mailbox of the person's that stands among another customer's further addresses."""
    touched, without = [], {}
    for column, kind in OTHER_ADDRESSES.items():
        if kind != EMAIL or column not in had:
            continue
        every = f"(SELECT unnest({column}) AS name FROM {source})"
        mine = _list(_same_mailbox(_distinct(con, every, "name"), person))
        if mine == "[]":
            continue
        touched.append(f"coalesce(list_has_any({column}, {mine}), FALSE)")
        without[column] = f"list_filter({column}, lambda one: NOT list_contains({mine}, one))"
    return _Further(" OR ".join(touched), without)


def _source(path: Path) -> str:
    return f"read_parquet({literal(str(path))}, file_row_number = true)"


def _columns(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    found = con.execute(f"DESCRIBE FROM read_parquet({literal(str(path))})").fetchall()
    return tuple(name for name, *_ in found)


def _hit(
    con: duckdb.DuckDBPyConnection, source: str, person: PersonIdentity, had: frozenset[str]
) -> str:
    """The condition that a row is the person's."""
    named = {"customer_id": person.customer_ids}
    if "email" in had:
        named["email"] = tuple(_same_mailbox(_distinct(con, source, "email"), person))
    if "phone" in had and person.by_phone_alone:
        named["phone"] = person.phones
    parts = [
        f"coalesce(list_contains({_list(names)}, {column}), FALSE)"
        for column, names in named.items()
        if names and column in had
    ]
    return " OR ".join(parts) or "FALSE"


def _same_mailbox(emails: Iterable[str], person: PersonIdentity) -> list[str]:
    mine = {equal_form(EMAIL, one) for one in person.emails}
    return [one for one in emails if equal_form(EMAIL, one) in mine] if mine else []


def _distinct(con: duckdb.DuckDBPyConnection, source: str, column: str) -> Iterable[str]:
    cursor = con.cursor()
    cursor.execute(f"SELECT DISTINCT {column} FROM {source} WHERE {column} IS NOT NULL")
    while rows := cursor.fetchmany(_READ_AT_ONCE):
        yield from (name for (name,) in rows)


def _count(con: duckdb.DuckDBPyConnection, source: str, condition: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {source} WHERE {condition}").fetchone()
    return int(row[0]) if row else 0


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(literal(name) for name in names)}]"
