"""A large file is read cell by cell as a small one is, though by SQL that has shortcuts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from functions.customer_base.files.load import SMALL, LoadedFile, load
from functions.customer_base.imports.pipeline import Inspection, inspect
from functions.customer_base.parsing.column_format import ParseOptions
from functions.customer_base.parsing.frequent.cells import find_frequent, read_once
from functions.customer_base.parsing.normalise import normalise
from functions.customer_base.parsing.normalised_rows import normalised_table
from functions.customer_base.sql.connection import connect
from tests.benchmarks.generated_files import TODAY
from tests.benchmarks.imports.founders_file import generate_founders

pytestmark = pytest.mark.costly(first=1)

AWKWARD = (
    "id,email,status,interval,cancel at period end,unsubscribed,sms opt in,mrr,country,phone,"
    "created at,logins\n"
    "a1,a@x.test,active,month,yes,unsubscribed,yes,29.00,Germany,030 123456,2026-01-31 10:00,4\n"
    "a2,B@x.test,Past-Due,every 2 weeks,no,2026-01-05,no,$1.5,DE,+49 30 123456,2026-01-31,n/a\n"
    "000,c@x.test, ACTIVE ,yearly,,bounced,STOP,(3.00),Narnia,call me,2026-02-30 10:00,5.0\n"
    'a4,"d@x.test, e@x.test",expired,12 months,true,,maybe,29,"",,2026-01-31T10:00:00Z,1e3\n'
    "a5,nobody,,,-,No,unsubscribed,free,\xa0France,(415) 555-0100,2026-1-5 9:00+0300,007\n"
    "a6,f@x.test,trialing,month,FALSE,false,yes,29.005,France,4.79E+09,1769853600,\n"
)


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
@pytest.mark.parametrize("text", ["founders", AWKWARD, AWKWARD * 30])
def test_a_large_file_is_read_as_a_small_one(text: str, zone: str, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    if text == "founders":
        generate_founders(path, 600)
    else:
        path.write_text(text, encoding="utf-8")
    found = inspect(path)
    assert isinstance(found, Inspection)
    options = ParseOptions(mapping=found.mapping, today=TODAY, time_zone=zone)
    read = []
    with connect() as con:
        for more_rows in (0, SMALL):
            loaded = load(con, path, dialect=found.dialect, number=1, work=tmp_path)
            assert isinstance(loaded, LoadedFile)
            large = replace(loaded, rows_in=loaded.rows_in + more_rows)
            unread = normalise(con, [large], options)
            rows = con.execute(f"SELECT * FROM {normalised_table(1)} ORDER BY line").fetchall()
            read.append((unread, rows))
    assert read[0] == read[1]


@pytest.mark.parametrize(
    ("read", "kind"),
    [
        ("upper({})", "VARCHAR"),
        ("length({}) > 2", "BOOLEAN"),
        ("coalesce({}, '?') = '?'", "BOOLEAN"),
        ("CASE {} WHEN 'a''b' THEN TIMESTAMP 'infinity' END", "TIMESTAMP"),
    ],
)
def test_frequent_cells_have_the_value_that_the_sql_gives_them(read: str, kind: str) -> None:
    with connect() as con:
        cells = ["a'b", "yes", "no", " yes", "YES", None] * 50 + [f"rare {n}" for n in range(20)]
        con.execute("CREATE OR REPLACE TEMP TABLE cells AS SELECT unnest(?) AS t", [cells])
        often = find_frequent(con, "cells", "t")
        assert {"a'b", "yes", "no", " yes", "YES"} <= set(often)
        once = read_once(con, often, "t", read.format, kind)
        assert (
            con.execute(
                f"SELECT * FROM cells WHERE ({once}) IS DISTINCT FROM ({read.format('t')})::{kind}"
            ).fetchall()
            == []
        )


def test_cells_of_which_none_is_frequent_are_not_looked_up() -> None:
    with connect() as con:
        con.execute("CREATE OR REPLACE TEMP TABLE cells AS SELECT range::TEXT AS t FROM range(99)")
        assert find_frequent(con, "cells", "t") == ()
        assert read_once(con, (), "t", "upper({})".format, "VARCHAR") == "upper(t)"
