"""Connections to the one database of a process: each begins as if it were the first."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from functions.customer_base.sql.connection import SMALL_BYTES, connect, threads_for
from tests.customer_base.reading import done, read


def settings(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """All but what a computer tells of itself as it runs."""
    return con.execute(
        "SELECT name, value FROM duckdb_settings() WHERE name NOT IN ('seed') ORDER BY name"
    ).fetchall()


def test_a_connection_finds_no_table_and_no_setting_of_an_earlier_one() -> None:
    with closing(connect()) as first:
        before = settings(first)
        first.execute("CREATE TEMP TABLE customers AS SELECT 'Ona' AS name")
        first.execute("CREATE TEMP VIEW merged AS SELECT * FROM customers")
        # What an import does before it merges.
        first.execute("SET preserve_insertion_order = false")
        with closing(connect()) as beside, pytest.raises(duckdb.CatalogException):
            beside.execute("SELECT * FROM customers")
    with closing(connect()) as second:
        assert settings(second) == before
        for name in ("customers", "merged"):
            with pytest.raises(duckdb.CatalogException):
                second.execute(f"SELECT * FROM {name}")


def test_only_what_is_small_together_is_read_by_one_thread(tmp_path: Path) -> None:
    file, previous = tmp_path / "upload-1.csv", tmp_path / "customers.parquet"
    file.write_bytes(b"x" * SMALL_BYTES)
    assert threads_for([file]) == 1
    previous.write_bytes(b"x")
    assert threads_for([file, previous]) == 2


def test_no_connection_reaches_the_network() -> None:
    with closing(connect()) as con, pytest.raises(duckdb.Error):
        con.execute("SELECT * FROM read_parquet('https://example.com/customers.parquet')")


def test_a_list_of_words_is_asked_for_no_cell_that_a_case_keeps_from_it() -> None:
    words = [str(number) for number in range(30)]
    # Whoever asks the list of a cell that is no number fails.
    number = "(cell::INT)::VARCHAR"
    with closing(connect()) as con:
        con.execute("CREATE TEMP TABLE cells AS SELECT 'active' AS cell")
        for found in (f"{number} IN {tuple(words)}", f"list_contains({words}, {number})"):
            read_cell = f"CASE WHEN cell = 'active' THEN 'active' WHEN {found} THEN 'count' END"
            assert con.execute(f"SELECT {read_cell} FROM cells").fetchall() == [("active",)]


@pytest.mark.slow
def test_an_import_makes_no_table_that_outlives_its_connection() -> None:
    done(read("customer_id,name,email,phone\n1,Ona,a@example.com,861234567\n1,Ona,,\n"))
    with closing(connect(threads=1)) as con:
        left = con.execute(
            "SELECT table_name FROM duckdb_tables() UNION ALL "
            "SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
    assert not left
