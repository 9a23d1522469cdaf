"""Merges all rows that mean the same customer, over all files of an import.

`linking` decides which rows mean the same customer. Of several
subscriptions one is chosen whole: a running one before an ended one; of running ones the dearest;
of ended ones the latest. Files that only add facts (phones, usage events, tickets) never make a
customer, unless no file says what anybody pays: then every file of people does. Every row is
accepted, merged or rejected; the sum is asserted here.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from datetime import date

import duckdb

from functions.customer_base.columns.cldr_names import UNREADABLE
from functions.customer_base.merging.counted_rows import (
    count_events,
    count_payments,
    count_tickets,
)
from functions.customer_base.merging.id_spaces import IdSpace
from functions.customer_base.merging.keyed_rows import COUNTED, ROW, KeyedRows
from functions.customer_base.merging.linking import NAMED, id_of, name_customers, who_sql
from functions.customer_base.merging.roles import FileRole
from functions.customer_base.parsing.cell_sql import OTHER_ADDRESSES
from functions.customer_base.parsing.normalised_rows import (
    normalised,
    normalised_table,
    stored_columns,
    type_of,
    view_with_every_column,
)
from functions.customer_base.parsing.payment import CHARGE, paid_over_files
from functions.customer_base.parsing.phones.column import fill_odd_phones
from functions.customer_base.parsing.phones.numbers import NUMBERS_KEPT
from functions.customer_base.sql.literals import literal
from functions.product.channels import CHANNELS
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Where the rows of each file went."""

    accepted: dict[int, int]
    merged: dict[int, int]
    columns: tuple[str, ...]
    """Columns of which any file may have a value; all others of `merged` are NULL."""
    of_base: int | None = None
    """How many customers were taken over from the base, where no file brings any."""
    in_order: bool = False
    """The rows of `merged` are those of the files, one after the other, in the order of lines."""


NO_IDENTIFIER = "no customer id and no readable email address"

_BUNDLE = (
    "product",
    "plan",
    "plan_since",
    "billing_interval",
    "status",
    "renews_on",
    "churned_on",
    "trial_ends_on",
    "mrr_cents",
    CHARGE,
    "currency",
    "seats",
    "cancel_at_period_end",
)
"""Facts of one subscription; never mixed between two."""


def merge_files(
    con: duckdb.DuckDBPyConnection,
    parts: tuple[FileRole, ...],
    spaces: tuple[IdSpace, ...],
    *,
    today: date,
    default_country: str = "",
) -> MergeResult:
    """Fill `merged` (one row per customer) and `rejected_rows` (file, line, reason).

    `spaces` are those of all id columns of the files; the ids of the first name the customers.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE rejected_rows (file INT, line BIGINT, reason VARCHAR)"
    )
    had = _had(con, parts)
    if _is_plain(con, parts, spaces):
        rows = " UNION ALL ".join(_unmerged(part, spaces) for part in parts)
        con.execute(f"CREATE OR REPLACE TEMP VIEW merged AS {rows}")
        counts = {part.number: _count(con, normalised_table(part.number)) for part in parts}
        return MergeResult(counts, dict.fromkeys(counts, 0), had, in_order=True)
    unions: list[str] = []
    for part in parts:
        keyed = KeyedRows(part, spaces)
        con.execute(
            f"INSERT INTO rejected_rows SELECT file, line, '{NO_IDENTIFIER}' FROM {keyed.source} "
            f"WHERE NOT ({keyed.known})"
        )
        if part.role == "events":
            unions.append(count_events(keyed, today, had[1:]))
        elif part.role == "payments":
            unions.append(count_payments(con, keyed, had[1:]))
        elif part.role == "tickets":
            unions.append(count_tickets(keyed, had[1:]))
        else:
            unions.append(
                f"SELECT file, line, {keyed.defines} AS defines, 1 AS represents, {keyed.ids}"
                f"{', '.join(had[1:])} FROM {keyed.source} WHERE {keyed.known}"
            )
    # Of rows on their way to the snapshot none needs to stand where it stood.
    con.execute("SET preserve_insertion_order = false")
    _gather(con, " UNION ALL ".join(unions), had, spaces)
    name_customers(con, spaces)
    view_with_every_column(con, "named", NAMED, ROW)
    if {"phone_text", "country"} <= set(had):
        _read_phones_again(con, parts, default_country)
    if _count(con, "nobody"):
        _reject_unmatched(con, parts, spaces)
    _merge(con, today, had)
    accepted, merged = _account(con, parts)
    return MergeResult(accepted, merged, tuple(dict.fromkeys((*had, *_further(con)))))


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _naming(part: FileRole, spaces: tuple[IdSpace, ...]) -> str:
    """What names the customers of a file by itself: the ids of the first space, else addresses."""
    meaning = spaces[0].meaning_in(part.number) if spaces else ""
    return f"coalesce({meaning}, email)" if meaning else "email"


def _is_plain(
    con: duckdb.DuckDBPyConnection, parts: tuple[FileRole, ...], spaces: tuple[IdSpace, ...]
) -> bool:
    """Files of customers, everybody named, nobody twice: in one of them or in two.

    So it is where one export is sent in several files for its size.
    """
    if any(part.role != "customers" for part in parts) or (len(parts) > 1 and len(spaces) > 1):
        return False
    named = " UNION ALL ".join(
        f"SELECT {_naming(part, spaces)} AS name, email FROM {_with_email(con, part)}"
        for part in parts
    )
    row = con.execute(
        "SELECT count(*) = count(DISTINCT hash(name)) AND count(*) = count(name) "
        "AND count(email) = count(DISTINCT hash(email)) FILTER (email IS NOT NULL) "
        f"FROM ({named})"
    ).fetchone()
    return bool(row and row[0])


def _with_email(con: duckdb.DuckDBPyConnection, part: FileRole) -> str:
    table = normalised_table(part.number)
    if "email" in stored_columns(con, table):
        return table
    return f"(SELECT *, NULL::VARCHAR AS email FROM {table})"


def _unmerged(part: FileRole, spaces: tuple[IdSpace, ...]) -> str:
    columns = [name for name in ROW if name != "paid_since"]
    return (
        f"SELECT file, {_naming(part, spaces)} AS customer_id, {', '.join(columns)}, "
        f"CASE WHEN paid THEN paid_since END AS paid_since FROM {normalised(part.number)}"
    )


def _had(con: duckdb.DuckDBPyConnection, parts: tuple[FileRole, ...]) -> tuple[str, ...]:
    """Columns of which any file of the import may have a value."""
    had = {"email"}
    for part in parts:
        stored = stored_columns(con, normalised_table(part.number))
        had |= stored | COUNTED.get(part.role, frozenset())
    return ("customer_id", *(name for name in ROW if name in had))


def _gather(
    con: duckdb.DuckDBPyConnection, pieces: str, had: tuple[str, ...], spaces: tuple[IdSpace, ...]
) -> None:
    """The rows of all files, with the columns that any of them has."""
    columns = [*(id_of(place) for place in range(len(spaces))), *had[1:]]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {NAMED} AS SELECT file, line, defines, represents, "
        f"{', '.join(columns)}, {who_sql(spaces)} AS who FROM ({pieces})"
    )


def _reject_unmatched(
    con: duckdb.DuckDBPyConnection, parts: tuple[FileRole, ...], spaces: tuple[IdSpace, ...]
) -> None:
    for part in parts:
        keyed = KeyedRows(part, spaces)
        same = " AND ".join(f"nobody.{key} IS NOT DISTINCT FROM rows.{key}" for key in keyed.keys)
        con.execute(
            f"""INSERT INTO rejected_rows SELECT rows.file, rows.line, reason
            FROM {keyed.source} AS rows JOIN nobody ON nobody.file = rows.file AND {same}"""
        )


def _read_phones_again(
    con: duckdb.DuckDBPyConnection, parts: tuple[FileRole, ...], default_country: str
) -> None:
    """Numbers of rows without a country are read with the one another row of the customer gives.

    That holds for those already read with the import's default, which fills empty cells only: if
    nobody can read the other row's country, or it is another one, they may be unread after all.
    """
    unreadable = literal(UNREADABLE)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE unplaced AS
        SELECT file, line, NULL::VARCHAR AS phone, phone_text, place AS country
        FROM named JOIN (
          SELECT who, coalesce(
            min(country) FILTER (defines AND country <> {unreadable}),
            min(country) FILTER (country <> {unreadable}), {unreadable}) AS place
          FROM named WHERE country IS NOT NULL AND who IN (
            SELECT who FROM named WHERE phone_text IS NOT NULL AND country IS NULL)
          GROUP BY who) USING (who)
        WHERE phone_text IS NOT NULL AND country IS NULL
          AND (phone IS NULL OR place = {unreadable}
            OR (place <> {literal(default_country)} AND NOT contains(phone_text, '+')))"""
    )
    if not _count(con, "unplaced"):
        return
    fill_odd_phones(con, "unplaced", default_country="")
    # The file's own rows as well, so that numbers read after all are not reported.
    tables = (NAMED, *(normalised_table(part.number) for part in parts))
    for table in (one for one in tables if "phone" in stored_columns(con, one)):
        con.execute(
            f"""UPDATE {table} SET phone = unplaced.phone FROM unplaced
            WHERE {table}.file = unplaced.file AND {table}.line = unplaced.line"""
        )


_RANK = (
    "defines DESC, CASE status WHEN 'active' THEN 0 WHEN 'past_due' THEN 1 WHEN 'trialing' THEN 2 "
    "WHEN 'paused' THEN 3 WHEN 'canceled' THEN 4 WHEN 'not_started' THEN 5 ELSE 6 END, "
    "CASE WHEN status = 'canceled' THEN churned_on END DESC NULLS LAST, "
    "mrr_cents DESC NULLS LAST, plan_since DESC NULLS LAST, content"
)


def _merge(con: duckdb.DuckDBPyConnection, today: date, had: tuple[str, ...]) -> None:
    """Rows that stand alone pass as they are; only the others are merged."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE several AS SELECT who FROM named GROUP BY who "
        "HAVING count(*) > 1 AND bool_or(defines)"
    )
    ids = [name for name in sorted(stored_columns(con, NAMED)) if name.startswith("id_")]
    content = ", ".join(f"named.{name}" for name in (*ids, *ROW))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE ranked AS
        SELECT *, row_number() OVER (PARTITION BY who ORDER BY {_RANK}) AS rank
        FROM (SELECT named.*, hash({content}) AS content
              FROM named SEMI JOIN several USING (who))"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE subscription AS
        SELECT who, first(status ORDER BY rank) AS s, first(plan ORDER BY rank) AS p FROM ranked
        WHERE status IS NOT NULL OR plan IS NOT NULL GROUP BY who"""
    )
    own = [name for name in ROW if name != "paid_since"]
    picked = ", ".join(
        _picked(name)
        if {name, OTHER_ADDRESSES.get(name, name)} & set(had)
        else f"NULL::{type_of(name)} AS {name}"
        for name in (*own, "paid_since")
    )
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE made_one AS
        SELECT * REPLACE ({paid_over_files(today)} AS paid, {_without_used()})
        FROM (SELECT who, {picked}
          FROM (SELECT *, {_SAME_SUBSCRIPTION} AS same
            FROM ranked LEFT JOIN subscription USING (who)) AS ranked
          GROUP BY who)"""
    )
    columns = f"who AS customer_id, {', '.join(own)}, CASE WHEN paid THEN paid_since END"
    con.execute(
        f"""CREATE OR REPLACE TEMP VIEW merged AS
        SELECT {columns} AS paid_since FROM {_ALONE}
        UNION ALL SELECT {columns} FROM made_one"""
    )


def _without_used() -> str:
    """The further addresses, without the one that is used."""
    kept = (
        (f"list_filter({others}, lambda one: one IS DISTINCT FROM {used})", others)
        for others, used in OTHER_ADDRESSES.items()
    )
    return ", ".join(f"nullif({sql}[:{NUMBERS_KEPT}], []) AS {others}" for sql, others in kept)


def _further(con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Columns of further addresses that merging has filled."""
    counts = ", ".join(f"count({others})" for others in OTHER_ADDRESSES)
    row = con.execute(f"SELECT {counts} FROM made_one").fetchone() or ()
    return tuple(others for others, count in zip(OTHER_ADDRESSES, row, strict=True) if count)


_ALONE = "(SELECT * FROM named ANTI JOIN several USING (who) WHERE defines)"
"""Rows that are a customer each."""


def _all_addresses(others: str, used: str) -> str:
    """Every address that any row of the customer has."""
    listed = f"flatten(list(ranked.{others}) FILTER (ranked.{others} IS NOT NULL))"
    single = f"list(ranked.{used}) FILTER (ranked.{used} IS NOT NULL)"
    return f"list_sort(list_distinct(list_concat(coalesce({listed}, []), coalesce({single}, []))))"


_SAME_SUBSCRIPTION = (
    "(status IS NULL OR s IS NULL OR status = s) AND (plan IS NULL OR p IS NULL OR plan = p)"
)
_BY_RULE = {
    **{others: _all_addresses(others, used) for others, used in OTHER_ADDRESSES.items()},
    "paid": "CASE WHEN bool_or(paid) THEN TRUE ELSE bool_or(paid) END",
    "paid_since": "min(paid_since) FILTER (paid IS DISTINCT FROM FALSE)",
    "paid_total_cents": "max(paid_total_cents)",
    "payment_count": "max(payment_count)",
    "do_not_contact": "bool_or(do_not_contact)",
    "delinquent": "bool_or(delinquent)",
    "health_flag": "bool_or(health_flag)",
    "open_escalations": "max(open_escalations)",
    "last_billing_issue_on": "max(last_billing_issue_on)",
    "last_paid_on": "max(last_paid_on)",
    **{
        f"consent_{channel}_revoked_at": f"max(ranked.consent_{channel}_revoked_at)"
        for channel in CHANNELS
    },
}


def _picked(name: str) -> str:
    if name in _BY_RULE:
        return f"{_BY_RULE[name]} AS {name}"
    if name in {"country", "language"}:
        # What one row says and nobody can read is no answer where another row has one.
        readable = f"ranked.{name} <> {literal(UNREADABLE)}"
        return (
            f"coalesce(first(ranked.{name} ORDER BY rank) FILTER ({readable}), max(ranked.{name}))"
            f" AS {name}"
        )
    for channel in CHANNELS:
        if name.startswith(f"consent_{channel}"):
            # The four facts of one consent belong together: those of the latest.
            latest = f"ranked.consent_{channel}"
            value = f"ranked.{name}"
            return (
                f"first({value} ORDER BY {latest} DESC, rank) FILTER ({latest} IS NOT NULL)"
                f" AS {name}"
            )
    known = f"ranked.{name} IS NOT NULL"
    same = " AND same" if name in _BUNDLE else ""
    return f"first(ranked.{name} ORDER BY rank) FILTER ({known}{same}) AS {name}"


def _account(
    con: duckdb.DuckDBPyConnection, parts: tuple[FileRole, ...]
) -> tuple[dict[int, int], dict[int, int]]:
    """Each customer is accepted once, in the first file that defines it; its other rows merged."""
    rows = con.execute(
        f"""WITH counted AS (
          SELECT file, represents,
            row_number() OVER (PARTITION BY who ORDER BY defines DESC, file, line) AS place
          FROM ranked UNION ALL SELECT file, represents, 1 FROM {_ALONE})
        SELECT file, count(*) FILTER (place = 1), sum(represents)::BIGINT
        FROM counted GROUP BY file"""
    ).fetchall()
    accepted = {part.number: 0 for part in parts}
    merged = {part.number: 0 for part in parts}
    for file, first, all_rows in rows:
        accepted[file] = first
        merged[file] = all_rows - first
    return accepted, merged
