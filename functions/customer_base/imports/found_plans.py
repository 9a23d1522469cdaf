"""The plans of a snapshot: how many customers each has and what it costs most of them.

Must never compare or add amounts of two currencies.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from pathlib import Path

import duckdb

from functions.customer_base.parsing.snapshot_table import columns_of, relation
from functions.product.plan_suggestions import PlanFound

PRICED_BY_ROWS = 100_000


def plans_found(con: duckdb.DuckDBPyConnection, customers: Path) -> tuple[PlanFound, ...]:
    """Plans with their customers, most first; what the catalogue is pre-filled from.

    What a plan costs is the median over the first hundred thousand rows, or over all of them for a
    plan that does not occur there; of several currencies it is that of most customers.
    """
    if "plan" not in columns_of(con, customers):
        return ()
    plans = f"{relation(con, customers)} WHERE plan IS NOT NULL"
    counted = con.execute(
        f"SELECT plan, count(*) FROM {plans} GROUP BY plan ORDER BY count(*) DESC, plan LIMIT 200"
    ).fetchall()
    if not counted:
        return ()
    about = (
        "SELECT plan, coalesce(mode(product), ''), coalesce(currency, ''), "
        f"median(mrr_cents)::BIGINT FROM {plans}"
    )
    # The group of most customers comes last and stays.
    grouped = "GROUP BY plan, currency ORDER BY count(mrr_cents), count(*), currency DESC"
    early = con.execute(f"{about} AND row < {PRICED_BY_ROWS} {grouped}").fetchall()
    known = {plan: rest for plan, *rest in early}
    late = [plan for plan, _ in counted if known.get(plan, ["", "", None])[2] is None]
    if late:
        rest = con.execute(f"{about} AND plan IN (SELECT unnest(?)) {grouped}", [late])
        known |= {plan: facts for plan, *facts in rest.fetchall()}
    return tuple(
        PlanFound(
            plan=plan, product=product, customers=count, median_mrr_cents=median, currency=currency
        )
        for plan, count in counted
        for product, currency, median in (known[plan],)
    )
