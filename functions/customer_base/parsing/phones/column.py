"""Reads a column of phone numbers where SQL alone could not, and takes back what is doubtful.

A default country that most of a file's numbers contradict reads none of them. Must never leave a
number that a spreadsheet rounded.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from functions.customer_base.parsing.column_format import (
    ODD_NUMBERS,
    WHOLE_NUMBERS,
    ColumnFormat,
)
from functions.customer_base.parsing.phones.numbers import (
    BETWEEN_NUMBERS,
    bare_sql,
    is_e164,
    odd_phone,
    phones_in,
)
from functions.customer_base.parsing.spreadsheet_damage import is_power, rounded_sql
from functions.customer_base.sql.literals import literal

FURTHER_PHONES = "further_phones_text"
"""The cells of a column of further numbers, until they are read."""


def odd_phone_sql(text: str, form: ColumnFormat) -> str:
    """A number that is not E.164 as it stands, without its usual punctuation, else NULL.

    What is left of the punctuation, a leading `00`, is for `plus_sql`.

    Most columns hold none, and the SQL that reads one takes longer to plan than a few are worth:
    those are left to `fill_odd_phones`.
    """
    if WHOLE_NUMBERS in form.shapes:
        return "NULL::VARCHAR"
    bare = bare_sql(text) if ODD_NUMBERS in form.shapes else text
    return f"CASE WHEN NOT ({is_e164(text)}) THEN {bare} END"


def fill_odd_phones(con: duckdb.DuckDBPyConnection, table: str, *, default_country: str) -> None:
    """Parse the distinct `phone_text` of rows whose `phone` is still unknown, and set them."""
    cursor = con.execute(
        f"SELECT DISTINCT phone_text, country FROM {table} "
        "WHERE phone IS NULL AND phone_text IS NOT NULL"
    )
    found: list[tuple[str, str | None, str]] = []
    while rows := cursor.fetchmany(20_000):
        for text, country in rows:
            number = odd_phone(text, country, default_country)
            if number:
                found.append((text, country, number))
    if not found:
        return
    con.execute("CREATE OR REPLACE TEMP TABLE odd_phones (t VARCHAR, c VARCHAR, e164 VARCHAR)")
    con.executemany("INSERT INTO odd_phones VALUES (?, ?, ?)", found)
    con.execute(
        f"UPDATE {table} SET phone = e164 FROM odd_phones "
        f"WHERE phone IS NULL AND phone_text = t AND country IS NOT DISTINCT FROM c"
    )
    con.execute("DROP TABLE odd_phones")


def add_other_phones(con: duckdb.DuckDBPyConnection, table: str, *, default_country: str) -> None:
    """Add a column `other_phones` where a row holds more numbers than the one that is used."""
    stored = {name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall()}
    text = "phone_text" if "phone_text" in stored else "NULL::VARCHAR"
    further = FURTHER_PHONES if FURTHER_PHONES in stored else "NULL::VARCHAR"
    country = "country" if "country" in stored else "NULL::VARCHAR"
    wanted = [f"{further} IS NOT NULL"] if FURTHER_PHONES in stored else []
    if "phone_text" in stored:
        several = literal(r"[;,|\r\n/]|::|\bor\b")
        # What was kept as it was written is one number.
        wanted.append(f"(phone IS DISTINCT FROM {text} AND regexp_matches({text}, {several}))")
    cursor = con.execute(
        f"SELECT DISTINCT {text}, {further}, {country} FROM {table} WHERE {' OR '.join(wanted)}"
    )
    found: list[tuple[str | None, str | None, str | None, list[str]]] = []
    while rows := cursor.fetchmany(20_000):
        for one, more, place in rows:
            pieces = [*BETWEEN_NUMBERS.split(one or "")[1:], *BETWEEN_NUMBERS.split(more or "")]
            if numbers := phones_in(pieces, place, default_country):
                found.append((one, more, place, numbers))
    if found:
        _set_other_phones(con, table, f"{text}, {further}, {country}", found)
    if FURTHER_PHONES in stored:
        con.execute(f"ALTER TABLE {table} DROP COLUMN {FURTHER_PHONES}")


def _set_other_phones(
    con: duckdb.DuckDBPyConnection,
    table: str,
    key: str,
    found: list[tuple[str | None, str | None, str | None, list[str]]],
) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE more_phones (t VARCHAR, f VARCHAR, c VARCHAR, n VARCHAR[])"
    )
    con.executemany("INSERT INTO more_phones VALUES (?, ?, ?, ?)", found)
    con.execute(f"ALTER TABLE {table} ADD COLUMN other_phones VARCHAR[]")
    con.execute(
        f"UPDATE {table} SET other_phones = n FROM more_phones "
        f"WHERE row(t, f, c) IS NOT DISTINCT FROM row({key})"
    )
    con.execute("DROP TABLE more_phones")


_WITHOUT_CODE = (
    "(phone_text NOT LIKE '%+%' AND phone_text NOT LIKE '00%' "
    "AND strlen(regexp_replace(phone_text, '[^0-9]', '', 'g')) >= 7)"
)
"""A number that does not say its country."""


def drop_doubtful_phones(
    con: duckdb.DuckDBPyConnection, tables: Sequence[str], *, default_country: str
) -> None:
    """Unread what a spreadsheet rounded, and numbers read with a default that most contradict.

    `tables` hold the rows of one export, of which each file speaks for all.
    """
    power, plain = is_power("phone_text"), "NOT contains(phone_text, '+')"
    # A CASE asks what is costly of those alone who have no country.
    ours = f"CASE WHEN country IS NULL THEN {_WITHOUT_CODE} AND NOT {power} ELSE FALSE END"
    rows = " UNION ALL ".join(f"SELECT phone, phone_text, country FROM {table}" for table in tables)
    row = con.execute(
        f"SELECT count(*) FILTER ({power}), count(*) FILTER (phone IS NOT NULL AND {ours}), "
        f"count(*) FILTER (phone IS NULL AND {ours}) "
        f"FROM ({rows}) WHERE phone_text IS NOT NULL AND phone IS DISTINCT FROM phone_text"
    ).fetchone()
    powers, read, unread = row or (0, 0, 0)
    for table in tables if powers else ():
        rounded = rounded_sql("phone_text", powers=True)
        # Kept as the power of ten it was, so that no other row's country reads it after all.
        kept = "phone_text[1] || '.E+' || (strlen(phone_text) - 1)"
        con.execute(
            f"UPDATE {table} SET phone = NULL, phone_text = {kept} WHERE {plain} AND {rounded}"
        )
    if default_country and unread > read > 0:
        for table in tables:
            con.execute(f"UPDATE {table} SET phone = NULL WHERE phone IS NOT NULL AND {ours}")


def reason_of_unread(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """Why numbers of a file are unread, each reason with its number of cells."""
    power, coded = is_power("phone_text"), _WITHOUT_CODE
    rounded = rounded_sql("phone_text", powers=True)
    row = con.execute(
        f"""SELECT count(*) FILTER (damaged), count(*) FILTER (NOT damaged AND placeless),
          count(*) FILTER (NOT damaged AND NOT placeless)
        FROM (SELECT {power} OR {rounded} AS damaged, {coded} AS placeless
          FROM {table} WHERE phone IS NULL AND phone_text IS NOT NULL)"""
    ).fetchone()
    reasons = (
        "digits lost in a spreadsheet, as in 4.79E+09",
        "no country code, and no number of a country we know of the row",
        "not a phone number we can dial",
    )
    found = [(count, why) for count, why in zip(row or (), reasons, strict=False) if count]
    if len(found) == 1:
        return found[0][1]
    return "; ".join(f"{count:,}: {why}" for count, why in found)
