"""What the first rows of a large table leave open is asked of all its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from functions.customer_base.files.load import LoadedFile, load
from functions.customer_base.imports.pipeline import Inspection, inspect
from functions.customer_base.parsing.amounts import numbers_look
from functions.customer_base.parsing.column_format import ParseOptions
from functions.customer_base.parsing.frequent.looks import Look, ask, count_up_to, some
from functions.customer_base.parsing.normalise import normalise
from functions.customer_base.parsing.normalised_rows import normalised_table
from functions.customer_base.sql.connection import connect
from tests.benchmarks.generated_files import TODAY

_ROWS = 10_400


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as opened:
        opened.execute(
            f"CREATE OR REPLACE TEMP TABLE cells AS SELECT range AS n FROM range({_ROWS})"
        )
        yield opened


def _ask(con: duckdb.DuckDBPyConnection, *looks: Look, large: bool) -> tuple[object, ...]:
    return ask(con, looks, lambda rows: f"(SELECT n FROM {rows})", "cells", large=large)


@pytest.mark.parametrize("large", [True, False])
def test_a_row_behind_the_first_ones_is_seen(con: duckdb.DuckDBPyConnection, large: bool) -> None:
    last = _ROWS - 1
    found = _ask(con, some("n = 5"), some(f"n = {last}"), some("n < 0"), large=large)
    assert found == (True, True, False)


@pytest.mark.parametrize(("enough", "counted"), [(3, 10), (9, 10), (10, _ROWS - 9_990)])
def test_rows_are_counted_until_there_are_enough(
    con: duckdb.DuckDBPyConnection, enough: int, counted: int
) -> None:
    # Ten of them are among the first rows.
    assert _ask(con, count_up_to("n >= 9990", enough), large=True) == (counted,)


@pytest.mark.parametrize(
    ("cells", "behind_points"),
    [
        ((None, "1.234", None), 1),
        (("1.234", "29.00"), 2),
        (("29", None), 0),
        ((None, None), None),
    ],
)
def test_an_empty_cell_says_nothing_of_what_stands_behind_points(
    cells: tuple[str | None, ...], behind_points: int | None
) -> None:
    with connect() as con:
        con.execute("CREATE OR REPLACE TEMP TABLE cells AS SELECT unnest(?) AS t", [list(cells)])
        *_, found = ask(con, numbers_look("t"), str, "cells", large=False)
        assert found == behind_points


_USUAL = "cus_{n},ada{n}@x.test,active,{n}.50,2026-01-31 10:00,{n},+14155550{p},Germany\n"
_ODD = (
    "12 000,A@x.test; b@x.test,Past-Due,1.234.567,31/12/2025,n/a,030 123456,DE\n"
    "n/a, c@x.test ,ACTIVE,$29.00,2026-02-30 10:00,5.0,call me,Narnia\n"
    "1.2E+11,d@x.test,trialing,(3.00),1769853600,007,(415) 555-0100,France\n"
)


@pytest.mark.slow
def test_odd_cells_at_the_end_of_a_large_file_are_read_as_in_a_small_one(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    usual = "".join(_USUAL.format(n=n, p=1_000 + n % 9_000) for n in range(_ROWS))
    header = "customer_id,email,status,mrr,created at,logins,phone,country\n"
    path.write_text(header + usual + _ODD, encoding="utf-8")
    found = inspect(path)
    assert isinstance(found, Inspection)
    options = ParseOptions(mapping=found.mapping, today=TODAY)
    read = []
    with connect() as con:
        loaded = load(con, path, dialect=found.dialect, number=1, work=tmp_path)
        assert isinstance(loaded, LoadedFile)
        for one in (loaded, replace(loaded, rows_in=1)):
            unread = normalise(con, [one], options)
            rows = con.execute(
                f"SELECT * FROM {normalised_table(1)} WHERE line > {_ROWS - 3} ORDER BY line"
            ).fetchall()
            read.append((unread, rows))
    assert len(read[0][1]) == 7
    assert read[0] == read[1]
