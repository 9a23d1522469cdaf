"""Consents stand beside the customer who gave them, however many customers there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import duckdb
import pytest

from functions.customer_base.consents.beside_customers import beside_customers
from functions.customer_base.sql.connection import connect

ROWS = 5_000
SPOKEN = "customer % 3 = 0"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(connect()) as con:
        # By a hash, so that the order of ids is not the order of rows.
        con.execute(
            f"""CREATE TEMP TABLE merged AS SELECT 'c' || customer AS customer_id, customer
            FROM range({ROWS}) AS numbers(customer) ORDER BY hash(customer)"""
        )
        con.execute("CREATE TEMP TABLE people AS SELECT customer_id FROM merged")
        con.execute(
            f"""CREATE TEMP TABLE consents_standing AS SELECT customer_id,
            ['yes ' || customer_id] AS consents, ['no ' || customer_id] AS refusals
            FROM merged WHERE {SPOKEN} ORDER BY customer_id"""
        )
        yield con


def _beside(
    con: duckdb.DuckDBPyConnection, *, in_order: bool, at_most: int
) -> list[tuple[str, list[str] | None, list[str] | None]]:
    source = beside_customers(con, in_order=in_order, at_most=at_most)
    return sorted(
        con.execute(
            f"SELECT now.customer_id, kept.consents, kept.refusals FROM {source}"
        ).fetchall()
    )


EVERYBODY = sorted(
    (f"c{number}", [f"yes c{number}"], [f"no c{number}"])
    if number % 3 == 0
    else (f"c{number}", None, None)
    for number in range(ROWS)
)


@pytest.mark.parametrize("at_most", [ROWS, 10], ids=["joined", "side by side"])
@pytest.mark.parametrize("in_order", [True, False])
def test_each_customer_has_its_own_lists(
    con: duckdb.DuckDBPyConnection, in_order: bool, at_most: int
) -> None:
    assert _beside(con, in_order=in_order, at_most=at_most) == EVERYBODY


def test_rows_that_merging_left_in_no_order_are_stored_first(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("SET preserve_insertion_order = false")
    con.execute("ALTER TABLE merged RENAME TO rows")
    con.execute(
        "CREATE TEMP VIEW merged AS FROM rows WHERE customer % 2 = 0 "
        "UNION ALL FROM rows WHERE customer % 2 = 1"
    )
    assert _beside(con, in_order=False, at_most=10) == EVERYBODY


def test_a_list_beside_another_customer_ends_the_import(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE people AS FROM merged ORDER BY customer")
    with pytest.raises(duckdb.InvalidInputException, match="customers lost their order"):
        _beside(con, in_order=True, at_most=10)
