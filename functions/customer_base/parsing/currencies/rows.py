"""Builds the SQL that finds the currency of each row and leaves amounts of another one unread.

Only a file some of whose amounts, headers or currency cells hold more than a code pays for it.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

import duckdb

from functions.customer_base.files.load import LoadedFile
from functions.customer_base.parsing.column_format import (
    ColumnFormat,
    ParseOptions,
    cell_text,
    is_read_by_pattern,
)
from functions.customer_base.parsing.currencies.signs import (
    DOLLARS,
    ELSEWHERE,
    Codes,
    in_header,
    meaning_alone,
    meanings_of,
    named_currency,
    sign_of,
)
from functions.customer_base.sql.literals import literal
from tenancy.values.lazy_dataclass import dataclass

ODD_CURRENCY = "odd_currency"
"""Bits of a row's amounts, in the order of `_MONEY`, that are in another currency than the row."""

_MONEY = (
    *("mrr_cents", "mrr", "amount_cents", "amount", "unit_price_cents", "unit_price"),
    *("charge_amount_cents", "charge_amount", "paid_total_cents", "paid_total", "charge_refunded"),
)
"""Columns of amounts. What the first ones say comes first where a row says several things."""
_COLUMN = "currency"
_SEVERAL = "~"
"""Begins the name of several currencies, so that it is no code."""
_AT_MOST = 500
"""Different signs of one column; amounts with the rarest beyond them are unread."""
_DIGITS, _MARKS = "0123456789", ".,'’()−–-+%"


@dataclass(frozen=True, slots=True)
class StatedCurrencies:
    """What the cells of a file say of currencies: column → SQL of it over the text of its cell."""

    by_column: Mapping[str, str] = field(default_factory=dict)
    several: tuple[Codes, ...] = ()
    """What signs of several currencies may mean; they are named by their place."""

    def __bool__(self) -> bool:
        return bool(self.by_column)


def find_currencies(
    con: duckdb.DuckDBPyConnection,
    loaded: LoadedFile,
    chosen: Mapping[str, str],
    positions: Mapping[str, int],
    formats: Mapping[str, ColumnFormat],
) -> StatedCurrencies:
    """Look at each different sign of a file once; nothing where there are none.

    Each SQL reads the cell of the mapped column at place 7 as `t7`, and whether it is a plain
    amount as `n7`, where it is read by its pattern.
    """
    several: list[Codes] = []
    found: dict[str, str] = {}
    for place, (header, meaning) in enumerate(chosen.items()):
        text, cell = cell_text(positions[header], formats[header]), f"t{place}"
        if meaning == _COLUMN:
            sql = _column_sql(con, loaded.table, text, several, cell=cell)
        elif meaning in _MONEY:
            plain = "plain" in formats[header].shapes
            written = [] if plain else _different(con, loaded.table, _beside(text))
            known = f"n{place}" if is_read_by_pattern(meaning, formats[header]) else "FALSE"
            sql = _amounts_sql(written, in_header(header), several, cell=cell, plain=known)
        else:
            continue
        if sql:
            found[meaning] = sql
    return StatedCurrencies(found, tuple(several))


def _name_of(codes: Codes, several: list[Codes]) -> str:
    if len(codes) == 1:
        return next(iter(codes))
    if codes not in several:
        several.append(codes)
    return f"{_SEVERAL}{several.index(codes)}"


def _different(con: duckdb.DuckDBPyConnection, table: str, sql: str) -> list[str]:
    """The different texts of a column that are not empty, most frequent first."""
    rows = con.execute(
        f"SELECT x FROM (SELECT {sql} AS x FROM {table}) WHERE x <> '' "
        f"GROUP BY x ORDER BY count(*) DESC, x LIMIT {_AT_MOST + 1}"
    ).fetchall()
    return [text for (text,) in rows]


def _beside(text: str) -> str:
    """SQL: a cell with its digits made spaces and its marks left out.

    Nearly all cells have nothing there or one sign, which is seen in a tenth of the time.
    """
    left = f"trim(translate({text}, {literal(_DIGITS + _MARKS)}, '{' ' * len(_DIGITS)}'))"
    return (
        f"CASE WHEN NOT regexp_matches({text}, '[^0-9.,]') THEN '' "
        f"WHEN regexp_full_match({text}, '[$€£] ?[0-9][0-9.,]*') THEN left({text}, 1) "
        f"WHEN regexp_full_match({text}, '[0-9][0-9.,]* ?[$€£]') THEN right({text}, 1) "
        f"ELSE {left} END"
    )


def _amounts_sql(
    written: list[str], above: Codes | None, several: list[Codes], *, cell: str, plain: str
) -> str:
    """What stands beside each amount, and what the header says of all; empty for nothing.

    `plain` is SQL of amounts beside which nothing stands.
    """
    otherwise = literal(_name_of(above, several)) if above is not None else "NULL"
    cases = []
    for beside in written[:_AT_MOST]:
        codes = meanings_of(beside)
        if codes is not None:
            codes = codes if above is None else codes & above
            cases.append(f"WHEN {literal(beside)} THEN {literal(_name_of(codes, several))}")
    if len(written) > _AT_MOST:
        cases.append("WHEN '' THEN NULL")
        otherwise = literal(_name_of(frozenset(), several))
    found = otherwise
    if cases:
        beside = f"CASE WHEN {plain} THEN '' ELSE {_beside(cell)} END"
        found = f"CASE {beside} {' '.join(cases)} ELSE {found} END"
    return "" if found == "NULL" else f"CASE WHEN {cell} IS NOT NULL THEN {found} END"


def _column_sql(
    con: duckdb.DuckDBPyConnection, table: str, text: str, several: list[Codes], *, cell: str
) -> str:
    """Empty where every cell is of three letters, as a code is."""
    query = f"SELECT coalesce(bool_or(length({text}) <> 3), FALSE) FROM {table}"
    row = con.execute(query).fetchone()
    if not row or not row[0]:
        return ""
    cases = []
    for word in _different(con, table, f"lower({text})")[:_AT_MOST]:
        codes = named_currency(word)
        if codes is not None:
            cases.append(f"WHEN {literal(word)} THEN {literal(_name_of(codes, several))}")
    return f"CASE lower({cell}) {' '.join(cases)} ELSE upper({cell}) END" if cases else ""


def currency_column(meaning: str) -> str:
    """Name of what the cell of a column says of its currency."""
    return f"currency_of_{meaning}"


def priced_sql(
    source: str, stated: StatedCurrencies, present: Iterable[str], options: ParseOptions
) -> str:
    """The rows of `source` with the currency of each, and no amount that is in another one.

    `source` has the `currency_column` of everything that is stated.
    """
    has = set(present)
    columns = [one for one in (_COLUMN, *_MONEY) if one in stated.by_column]
    names = {one: currency_column(one) for one in columns}
    if _COLUMN in has and _COLUMN not in names:
        names = {_COLUMN: f"upper({_COLUMN})"} | names
    exact = [
        f"CASE WHEN NOT starts_with({one}, '{_SEVERAL}') THEN {one} END" for one in names.values()
    ]
    alone = [sql for one in names.values() if (sql := _alone(one, stated, has, options))]
    row = f"coalesce({', '.join((*exact, *alone))}, NULL)"
    money = [one for one in _MONEY if one in has]
    column = [_agrees(names[_COLUMN], stated)] if _COLUMN in stated.by_column else []
    agrees = {
        one: " AND ".join([*column, *(_agrees(names[of], stated) for of in _about(one, names))])
        for one in money
    }
    kept = [f"CASE WHEN {sql} THEN {one} END AS {one}" for one, sql in agrees.items() if sql]
    bits = [
        f"((NOT ({sql}))::USMALLINT << {_MONEY.index(one)})" for one, sql in agrees.items() if sql
    ]
    added = [f"({' + '.join(bits) or '0'})::USMALLINT AS {ODD_CURRENCY}"]
    (kept if _COLUMN in has else added).append(f"row_currency AS {_COLUMN}")
    return (
        f"(SELECT * REPLACE ({', '.join(kept)}), {', '.join(added)} "
        f"FROM (SELECT *, {row} AS row_currency FROM {source}))"
    )


def _about(money: str, names: Mapping[str, str]) -> list[str]:
    """The columns whose currency an amount depends on: of a payment also what was paid back."""
    asked = (money, "charge_refunded") if money.startswith("charge_amount") else (money,)
    return [one for one in asked if one in names]


def _agrees(column: str, stated: StatedCurrencies) -> str:
    cases = "".join(
        f" WHEN '{_SEVERAL}{place}' THEN "
        + (f"row_currency IN ({_listed({*codes, sign_of(codes)})})" if codes else "FALSE")
        for place, codes in enumerate(stated.several)
    )
    same = (
        f"CASE {column}{cases} ELSE {column} = row_currency END"
        if cases
        else f"{column} = row_currency"
    )
    return f"({column} IS NULL OR coalesce({same}, FALSE))"


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(map(literal, sorted(texts)))


def _alone(column: str, stated: StatedCurrencies, has: set[str], options: ParseOptions) -> str:
    cases = []
    for place, codes in enumerate(stated.several):
        founders, country = options.default_currency, options.default_country
        code = meaning_alone(codes, founders=founders, country=country)
        if not code:
            continue
        sql = literal(code)
        if codes == DOLLARS and code != founders and "country" in has:
            there = f"coalesce(country IN ({_listed(ELSEWHERE)}), FALSE)"
            sql = f"CASE WHEN {there} THEN {literal(sign_of(codes))} ELSE {sql} END"
        cases.append(f"WHEN '{_SEVERAL}{place}' THEN {sql}")
    return f"CASE {column} {' '.join(cases)} END" if cases else ""


def odd_currency(meaning: str) -> str:
    """SQL: the amount of a row is unread for its currency; empty for what is no amount."""
    return f"({ODD_CURRENCY} >> {_MONEY.index(meaning)}) & 1 = 1" if meaning in _MONEY else ""


def reason_of_unread_amounts(
    con: duckdb.DuckDBPyConnection, table: str, meaning: str, *, count: int, otherwise: str
) -> str:
    """Why amounts of a column are unread, in a table that has `ODD_CURRENCY`."""
    query = f"SELECT count(*) FROM {table} WHERE {odd_currency(meaning)}"
    (odd,) = con.execute(query).fetchone() or (0,)
    if not odd:
        return otherwise
    why = "the sign or code beside the amount is of another currency than its row"
    return why if odd == count else f"{odd}: {why}; {count - odd}: {otherwise}"
