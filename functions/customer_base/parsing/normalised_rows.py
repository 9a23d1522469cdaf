"""The rows of one file as typed canonical columns: their table, its columns and their types.

What a file does not have is stored nowhere and is NULL in a view of its table.
"""
# ruff: noqa: S608  Names are ours.

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from functions.customer_base.columns.canonical import BY_NAME, ID_COLUMNS
from functions.customer_base.columns.column import Kind
from functions.customer_base.columns.refusing.refusals import MEANINGS as REFUSAL_MEANINGS
from functions.customer_base.parsing.cell_sql import OTHER_ADDRESSES, sql_type_of
from functions.customer_base.parsing.payment import CHARGE


def normalised(number: int) -> str:
    """A file's rows with every canonical column; what the file does not have is NULL."""
    return f"normal_{number}"


def normalised_table(number: int) -> str:
    """The same rows with the columns the file has, as they are stored."""
    return f"normal_{number}_rows"


NEVER_UNREAD = frozenset(
    name
    for name, column in BY_NAME.items()
    if column.kind in {Kind.TEXT, Kind.PHONE} or name in REFUSAL_MEANINGS or name in OTHER_ADDRESSES
)


MEASURED = tuple(name for name in BY_NAME if name not in NEVER_UNREAD)
"""Columns whose cells can fail to be read, in the order of the bits of `issues`."""


CARRIED = (
    "customer_id",
    "name",
    "email",
    "phone",
    "phone_text",
    "country",
    "region",
    "time_zone",
    "language",
    "product",
    "plan",
    "plan_since",
    "billing_interval",
    "status",
    "paid_since",
    "last_paid_on",
    "trial_ends_on",
    "renews_on",
    "churned_on",
    "seats",
    "team_size",
    "mrr_cents",
    "currency",
    "usage_30d",
    "usage_prev_30d",
    "limit_used",
    "feature_uses",
    "support_asks",
    "open_escalations",
    "last_billing_issue_on",
    "delinquent",
    "cancel_at_period_end",
    "paid_total_cents",
    "payment_count",
    "health_score",
    "health_flag",
    "do_not_contact",
    "whatsapp",
    "paid",
    *OTHER_ADDRESSES,
)
"""Columns of a normalised row, after what only helps to read it has been used up."""

OTHER_IDS = tuple(name for name in ID_COLUMNS if name != "customer_id")
"""Ids that only help to find a customer's rows."""

JOINED = (*CARRIED, CHARGE)
"""Columns that joining reads: those carried on, and what only helps to merge."""

CONSENT_COLUMNS = tuple(name for name in BY_NAME if name.startswith("consent_"))
EVENT_COLUMNS = tuple(name for name in BY_NAME if name.startswith(("event_", "ticket_", "charge_")))


NORMALISED = (*JOINED, *OTHER_IDS, *CONSENT_COLUMNS, *EVENT_COLUMNS)
"""Columns of a normalised row."""


def type_of(name: str) -> str:
    """The type of a normalised column."""
    return "BIGINT" if name == CHARGE else sql_type_of(name)


def stored_columns(con: duckdb.DuckDBPyConnection, table: str) -> frozenset[str]:
    return frozenset(name for name, *_ in con.execute(f"DESCRIBE {table}").fetchall())


def view_with_every_column(
    con: duckdb.DuckDBPyConnection, view: str, table: str, columns: Iterable[str]
) -> None:
    """A view of a table that has all of these columns: those the table has not are NULL.

    Storing the NULLs would take longer than everything else there is to do with them.
    """
    stored = stored_columns(con, table)
    absent = [f"NULL::{type_of(name)} AS {name}" for name in columns if name not in stored]
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT {', '.join(['*', *absent])} FROM {table}"
    )
