"""Puts beside each customer of an import the consents and refusals that stand.

Must never need memory for the facts of all customers (a join that spills takes them all along), and
never puts a list beside anybody but its customer.
"""
# ruff: noqa: S608  Names are ours.

from __future__ import annotations

import duckdb

from functions.customer_base.consents.ledger import STANDING

JOINED_AT_MOST = 500_000
"""Customers with consents or refusals, some 250 bytes each in memory, that are simply joined."""


def beside_customers(
    con: duckdb.DuckDBPyConnection, *, in_order: bool, at_most: int = JOINED_AT_MOST
) -> str:
    """What stands behind FROM: each row of `merged` as `now`, and as `kept` its `consents` and
    `refusals`, NULL where there are none.

    Of more than `at_most` customers the lists alone are put in the order of the rows, and the two
    are read side by side. `in_order` says that `merged` comes in the same order each time it is
    read; otherwise it is stored first.
    """
    row = con.execute(f"SELECT count(*) FROM {STANDING}").fetchone()
    if not row or row[0] <= at_most:
        return f"merged AS now LEFT JOIN {STANDING} AS kept USING (customer_id)"
    # It is a setting of merging, and rows that are read side by side must stand in one order.
    con.execute("RESET preserve_insertion_order")
    rows, places = "merged", "people"
    if not in_order:
        rows = places = "merged_in_order"
        con.execute(f"CREATE OR REPLACE TEMP TABLE {rows} AS FROM merged")
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE kept_in_order AS SELECT customer_id, consents, refusals
        FROM (SELECT rowid AS place, customer_id FROM {places})
          LEFT JOIN {STANDING} USING (customer_id) ORDER BY place"""
    )
    same = "now.customer_id IS NOT DISTINCT FROM kept.customer_id"
    return (
        f"{rows} AS now POSITIONAL JOIN kept_in_order AS kept "
        f"WHERE CASE WHEN {same} THEN TRUE ELSE error('customers lost their order') END"
    )
