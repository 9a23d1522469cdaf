"""Takes the id from rows that head a group of others: `Europe` alone, or with sums beside it.

What other rows of the export are like decides. Must never take a row with an address, with a
refusal, or with any word beside its id.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import duckdb

from functions.customer_base.columns.canonical import ID_COLUMNS
from functions.customer_base.files.load import LoadedFile, cell
from functions.customer_base.files.odd_rows import FIGURE_PATTERN
from functions.customer_base.files.one_export import as_one
from functions.customer_base.parsing.ids import TIDY_IDS, is_tidy
from functions.customer_base.parsing.normalised_rows import normalised_table, stored_columns
from functions.customer_base.sql.literals import literal

_ROWS_LOOKED_AT = 1_000
"""Of the whole export: what its rows usually hold."""


def drop_group_rows(
    con: duckdb.DuckDBPyConnection,
    parts: Sequence[LoadedFile],
    shapes: Mapping[str, Sequence[str]],
    positions: Collection[int],
) -> None:
    """Unread the ids of rows that head a group; `positions` are those of the columns of ids."""
    ids = [name for name in ID_COLUMNS if name in shapes]
    if not ids or all(TIDY_IDS in shapes[name] for name in ids):
        return
    tables = [normalised_table(part.number) for part in parts]
    own = f"coalesce({', '.join(ids)}, NULL)"
    places = range(len(parts[0].headers))
    texts = _words([cell(place) for place in places if place not in positions])
    filled = _filled([cell(place) for place in places])
    for part, table in zip(parts, tables, strict=True):
        nobody = _without_address_or_refusal(stored_columns(con, table))
        candidates = con.execute(
            f"""SELECT line, {filled} = 1 FROM {part.table} JOIN (
              SELECT line FROM {table} WHERE CASE WHEN {nobody}
                THEN {own} IS NOT NULL AND NOT ({is_tidy(own)}) ELSE FALSE END) USING (line)
            WHERE {texts} = 0"""
        ).fetchall()
        if not candidates or not _have_words(con, parts, texts):
            continue
        all_of_them = _are_mostly_tidy(con, tables, own)
        lines = [line for line, alone in candidates if alone or all_of_them]
        nothing = ", ".join(f"{name} = NULL" for name in ids)
        con.execute(f"UPDATE {table} SET {nothing} WHERE list_contains(?, line)", [lines])


def _without_address_or_refusal(stored: Collection[str]) -> str:
    unknown = [name for name in ("email", "phone_text", "name") if name in stored]
    unknown += [one for one in stored if one.startswith("consent_")]
    sql = [f"{name} IS NULL" for name in unknown]
    if "do_not_contact" in stored:
        sql.append("do_not_contact IS DISTINCT FROM TRUE")
    return " AND ".join(sql) or "TRUE"


def _filled(cells: Sequence[str]) -> str:
    """SQL: how many of these cells hold something."""
    return " + ".join(f"(coalesce(trim({one}), '') <> '')::INT" for one in cells)


def _words(cells: Sequence[str]) -> str:
    """SQL: how many of these cells hold more than figures."""
    figure = literal(FIGURE_PATTERN)
    counted = (
        f"(coalesce(trim({one}), '') <> '' AND NOT regexp_full_match({one}, {figure}))::INT"
        for one in cells
    )
    return " + ".join(counted) or "0"


def _have_words(con: duckdb.DuckDBPyConnection, parts: Sequence[LoadedFile], texts: str) -> bool:
    """Whether rows of this export usually say in words something of a customer."""
    whole = as_one(con, parts).table
    row = con.execute(
        f"SELECT count(*) FILTER (words > 0) * 2 >= count(*) "
        f"FROM (SELECT {texts} AS words FROM {whole} LIMIT {_ROWS_LOOKED_AT})"
    ).fetchone()
    return bool(row and row[0])


def _are_mostly_tidy(con: duckdb.DuckDBPyConnection, tables: Sequence[str], own: str) -> bool:
    rows = " UNION ALL ".join(f"SELECT {own} AS own FROM {table}" for table in tables)
    row = con.execute(
        f"SELECT count(*) FILTER ({is_tidy('own')}) * 2 >= count(*) "
        f"FROM ({rows}) WHERE own IS NOT NULL"
    ).fetchone()
    return bool(row and row[0])
