"""An export that is sent in several files for its size says what one file would have said."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, assume, example, given, settings
from hypothesis import strategies as st

from functions.customer_base.imports.pipeline import AnswersNeeded, Imported, run_import
from functions.customer_base.imports.reading.settings import SourceFile
from functions.customer_base.imports.uploaded_facts import UploadedFacts
from functions.customer_base.sql.connection import connect
from tests.customer_base.reading import SETTINGS, done, read
from tests.customer_base.whole_runs import Row, csv_of
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=2)

COLUMNS = (
    "customer_id",
    "email",
    "status",
    "plan",
    "phone",
    "country",
    "sms_consent_at",
    "do_not_contact",
    "renews_on",
    "mrr",
    "limit_used",
)
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "email": st.sampled_from(["", "{id}@example.com"]),
    "status": st.sampled_from(["active", "canceled", "past_due", "weird"]),
    "plan": st.sampled_from(["Starter", "Growth", ""]),
    "phone": st.sampled_from(["+37061234567", "(415) 300-8360", "861234568", ""]),
    "country": st.sampled_from(["LT", "United States", "Nowhere", ""]),
    "sms_consent_at": st.sampled_from(["2026-10-01 10:00", "no", ""]),
    "do_not_contact": st.sampled_from(["yes", "no", ""]),
    # What one cell of a column says of all others.
    "renews_on": st.sampled_from(["2027-01-02", "03/04/2027", "25/04/2027", ""]),
    "mrr": st.sampled_from(["29", "29,50", "1.234", ""]),
    "limit_used": st.sampled_from(["0.9", "45", ""]),
}
NOBODY = dict.fromkeys(COLUMNS, "") | {"plan": "Starter"}


def _numbered(rows: list[Row]) -> list[Row]:
    return [
        row | {"customer_id": f"cus_{place}", "email": row["email"].format(id=place)}
        for place, row in enumerate(rows)
    ]


ROWS = st.lists(st.fixed_dictionaries(CELLS), min_size=2, max_size=8).map(_numbered)
FOUND = (Phase.explicit, Phase.reuse, Phase.generate)
PLAIN: Row = dict.fromkeys(CELLS, "") | {"status": "active"}


def _each(column: str, *cells: str) -> list[Row]:
    """Rows of one export that differ in one column."""
    return _numbered([PLAIN | {column: cell} for cell in cells])


@pytest.mark.slow
@example(_each("phone", "861234568", "(415) 300-8360", "(415) 300-8360"), 1, False)
@example(_each("phone", "4.79123E+09", "4791230000", "+37061234567"), 1, False)
@example(_each("renews_on", "25/04/2027", "03/04/2027"), 1, False)
@example(_each("mrr", "29,50", "1.234"), 1, False)
@example(_each("limit_used", "45", "0.9"), 1, True)
@settings(max_examples=examples(12), phases=FOUND)
@given(ROWS, st.integers(1, 7), st.booleans())
def test_rows_in_two_files_are_the_customers_of_one(
    rows: list[Row], cut: int, nobody: bool
) -> None:
    cut = min(cut, len(rows) - 1)
    extra = [NOBODY] if nobody else []
    together = read(csv_of([*rows, *extra], COLUMNS))
    assume(not isinstance(together, AnswersNeeded))
    together = done(together)
    halves = (rows[:cut], [*rows[cut:], *extra])
    apart = done(read(*(csv_of(half, COLUMNS) for half in halves)))
    assert apart.customers == together.customers
    assert apart.sums == together.sums
    assert [one.accepted for one in apart.accounting.files] == [cut, len(rows) - cut]


def _of(number: int, **cells: str) -> Row:
    some = {"customer_id": f"cus_{number}", "email": f"{number}@example.com", "status": "active"}
    return some | cells


@pytest.mark.slow
def test_a_customer_in_both_files_is_one_by_id_and_by_address() -> None:
    first = [_of(1, plan="Starter"), _of(2, plan="Growth")]
    by_id = [_of(1, plan="Starter", country="LT"), _of(3)]
    found = done(read(csv_of(first, COLUMNS), csv_of(by_id, COLUMNS)))
    assert found.sums == (4, 3, 1, 0)
    assert found.customers["cus_1"]["country"] == "LT"
    by_address = [_of(4, email="2@example.com", country="LT"), _of(3)]
    found = done(read(csv_of(first, COLUMNS), csv_of(by_address, COLUMNS)))
    assert found.sums == (4, 3, 1, 0)
    assert found.customers["cus_2"]["country"] == "LT"


@pytest.mark.slow
def test_files_by_address_alone_are_told_apart_by_it() -> None:
    columns = ("email", "status", "plan")
    halves = [[_of(1), _of(2)], [_of(3), _of(4)]]
    found = done(read(*(csv_of(half, columns) for half in halves)))
    assert sorted(found.customers) == [f"{number}@example.com" for number in (1, 2, 3, 4)]
    again = done(read(*(csv_of(half, columns) for half in (halves[0], halves[0]))))
    assert again.sums == (4, 2, 2, 0)


@pytest.mark.slow
def test_users_of_one_account_in_two_files_stay_apart() -> None:
    columns = ("customer_id", "account_id", "email", "status")
    first, second = _of(1, account_id="a9"), _of(2, account_id="a9")
    found = done(read(csv_of([first], columns), csv_of([second], columns)))
    assert sorted(found.customers) == ["cus_1", "cus_2"]


@pytest.mark.slow
def test_of_each_file_its_own_facts_are_kept_for_the_next_sync(tmp_path: Path) -> None:
    files = []
    for number in (1, 2):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(csv_of([_of(number, phone=f"+3706123456{number}")], COLUMNS))
        mapping = {name: name for name in ("customer_id", "email", "status", "phone")}
        files.append(SourceFile(number, path.name, path, mapping))
    keep = UploadedFacts(keep={file.number: file.name for file in files})
    with closing(connect()) as con:
        settings = replace(SETTINGS, uploaded=keep)
        outcome = run_import(con, tuple(files), settings, work=tmp_path)
        assert isinstance(outcome, Imported)
        kept = {
            number: con.execute(
                "SELECT customer_id, phone FROM read_parquet(?)", [str(path)]
            ).fetchall()
            for number, path in outcome.kept_facts.items()
        }
    assert kept == {number: [(f"cus_{number}", f"+3706123456{number}")] for number in (1, 2)}
