"""Builds the SQL that reads a cell of an id column, and says which cells are no ids.

A value that names nobody, a person's name and a number that lost digits are no ids. Must never make
one id of two.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

import duckdb

from functions.customer_base.columns.vocabulary import NOBODY
from functions.customer_base.parsing.frequent.looks import Look, some
from functions.customer_base.parsing.spreadsheet_damage import (
    digits_of_power_sql,
    is_power,
    rounded_sql,
)
from functions.customer_base.sql.literals import literal

TIDY_IDS, ODD_IDS, ROUNDED_IDS, NAMES_AS_IDS = "tidy", "odd", "rounded", "names"
"""Shapes of an id column: as it is kept, to be cleaned, with powers of ten, with people's names."""

_TIDY = (
    r"(?:[A-Za-z][A-Za-z0-9]*[_-])*[A-Za-z0-9-]*[0-9][A-Za-z0-9]*"
    # One id of Stripe's in twelve has no digit in it.
    r"|(?:cus|sub|ctm|usr|user|acct)_[A-Za-z0-9]{10,}"
)
"""Nearly all ids: nothing is to be done with them, which is seen faster than it is done."""
_TOTAL = r"(grand total|sub-?totals?|totals?|итого|всего|iš viso|viso|summe|gesamt|totale|totaal)"
_WORDS = r"\p{L}{2,}\s+\p{L}{2,}([\s.,:;!?)]|$)"
"""Two whole words in a row: a name, a heading or a note."""
_NAME = r"\p{L}[\p{L}.'’-]*(?:[\s,&]+\p{L}[\p{L}.'’-]*)+\.?"
"""Words and no digit: a person's or a firm's name."""


def id_look(text: str) -> Look:
    """Whether some cells of an id column are not as they are kept."""
    return some(f"NOT ({is_tidy(text)})")


def id_shapes(con: duckdb.DuckDBPyConnection, table: str, text: str, odd: bool) -> tuple[str, ...]:
    """How the cells of an id column are written; `odd` where some are not as they are kept."""
    if not odd:
        return (TIDY_IDS,)
    row = con.execute(
        f"""SELECT count(*) FILTER ({is_power("t")}), count(*) FILTER ({_is_name("t")})
        FROM (SELECT {text} AS t FROM {table}) WHERE NOT ({is_tidy("t")})"""
    ).fetchone()
    powers, names = row or (0, 0)
    shapes = (ODD_IDS, ROUNDED_IDS if powers else "", NAMES_AS_IDS if names else "")
    return tuple(shape for shape in shapes if shape)


def is_tidy(text: str) -> str:
    """SQL: an id as it is kept: most have a digit in them."""
    # What begins with a letter is no number that lost digits. A CASE asks no further than it must.
    return (
        f"CASE WHEN NOT regexp_full_match({text}, {literal(_TIDY)}) THEN FALSE "
        f"WHEN {text} >= 'A' THEN TRUE "
        f"WHEN strlen({text}) > 15 AND ends_with({text}, '0') THEN FALSE "
        f"WHEN starts_with({text}, '0') THEN ltrim({text}, '0-') <> '' "
        f"ELSE TRUE END"
    )


def _is_name(text: str) -> str:
    return f"regexp_full_match({text}, {literal(_NAME)})"


def id_sql(text: str, shapes: tuple[str, ...]) -> str:
    """The id in a cell, or NULL where it identifies nobody."""
    if TIDY_IDS in shapes:
        return text
    nobody = " ".join(f"WHEN {literal(word)} THEN TRUE" for word in NOBODY)
    # Beside powers of ten a number may have lost digits and look tidy all the same.
    parts = [] if ROUNDED_IDS in shapes else [f"WHEN {is_tidy(text)} THEN {text}"]
    parts += [
        f"WHEN CASE lower({text}) {nobody} ELSE FALSE END THEN NULL",
        rf"WHEN regexp_full_match({text}, '[0-]*|[^\p{{L}}\p{{N}}]*') THEN NULL",
        f"WHEN regexp_full_match(lower({text}), {literal(_TOTAL + '([^\\p{L}].*)?')}) THEN NULL",
        f"WHEN regexp_matches({text}, {literal(_WORDS)}) THEN NULL",
        # A number that went through a table of floats.
        f"WHEN regexp_full_match({text}, '[0-9]+[.]0') THEN {text}[:-3]",
        f"WHEN {rounded_sql(text, powers=ROUNDED_IDS in shapes)} THEN NULL",
    ]
    if ROUNDED_IDS in shapes:
        parts.append(f"WHEN {is_power(text)} THEN {digits_of_power_sql(text)}")
    if NAMES_AS_IDS in shapes:
        parts.append(f"WHEN {_is_name(text)} THEN NULL")
    return f"CASE {' '.join(parts)} ELSE {text} END"


def name_in_id_sql(text: str) -> str:
    """The person's name that stands in a cell of an id column."""
    return f"CASE WHEN {_is_name(text)} THEN {text} END"
