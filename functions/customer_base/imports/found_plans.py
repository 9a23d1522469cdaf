"""The plans of a snapshot: how many customers each has and what it costs most of them.

Must never compare or add amounts of two currencies.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from pathlib import Path

import duckdb

from functions.customer_base.parsing.snapshot_table import columns_of, relation
from functions.product.plan_suggestions import PlanFound


def plans_found(con: duckdb.DuckDBPyConnection, customers: Path) -> tuple[PlanFound, ...]:
    """Plans with their customers, most first; what the catalogue is pre-filled from.

    What a plan costs is the median; of several currencies that of most customers.
    """
    if "plan" not in columns_of(con, customers):
        return ()
    plans = f"{relation(con, customers)} WHERE plan IS NOT NULL"
    counted = con.execute(
        f"SELECT plan, count(*) FROM {plans} GROUP BY plan ORDER BY count(*) DESC, plan LIMIT 200"
    ).fetchall()
    if not counted:
        return ()
    # The group of most customers comes last and stays.
    priced = con.execute(
        "SELECT plan, coalesce(mode(product), ''), coalesce(currency, ''), "
        f"median(mrr_cents)::BIGINT FROM {plans} AND plan IN (SELECT unnest(?)) "
        "GROUP BY plan, currency ORDER BY count(mrr_cents), count(*), currency DESC",
        [[plan for plan, _ in counted]],
    ).fetchall()
    known = {plan: rest for plan, *rest in priced}
    return tuple(
        PlanFound(
            plan=plan, product=product, customers=count, median_mrr_cents=median, currency=currency
        )
        for plan, count in counted
        for product, currency, median in (known[plan],)
    )
