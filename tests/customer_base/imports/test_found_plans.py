"""What a plan costs is asked of all its customers, wherever they stand in the snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.customer_base.imports.found_plans import plans_found
from functions.customer_base.sql.connection import connect
from functions.product.plan_suggestions import PlanFound

ROWS = 150_000


@pytest.mark.parametrize("order", ["i", "-i"])
def test_a_plan_costs_the_same_in_whatever_order_its_customers_are_written(
    order: str, tmp_path: Path
) -> None:
    con, customers = connect(), tmp_path / "customers.parquet"
    con.execute(
        "COPY (SELECT 'c' || i AS customer_id, 'Pro' AS plan, 'USD' AS currency, "
        f"i::BIGINT AS mrr_cents FROM range(1, {ROWS}) AS numbers(i) ORDER BY {order}) "
        f"TO '{customers}' (FORMAT parquet)"
    )
    assert plans_found(con, customers) == (
        PlanFound(
            plan="Pro",
            product="",
            customers=ROWS - 1,
            median_mrr_cents=ROWS // 2,
            currency="USD",
        ),
    )
    con.close()
