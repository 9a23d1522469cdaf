"""A large file that is read in halves has the rows and lines it has in one piece."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.files.dialect import Refusal, sniff
from functions.customer_base.files.halves import in_halves
from functions.customer_base.files.load import load
from functions.customer_base.sql.connection import connect
from tests.hypothesis_profiles import examples

_NEVER = 1 << 40


def _rows(path: Path, work: Path, *, halved_from: int) -> tuple[object, ...]:
    """Rows with their lines and rejected rows, as they are kept; why there are none."""
    dialect = sniff(path)
    assert not isinstance(dialect, Refusal)
    with connect() as con:
        loaded = load(con, path, dialect=dialect, number=1, work=work, halved_from=halved_from)
        if isinstance(loaded, Refusal):
            return (loaded.problem,)
        rows = con.execute(f"FROM {loaded.table}").fetchall()
        return rows, loaded.rows_in, list(loaded.rejects)


@given(
    rows=st.lists(st.text('ab,"\r', max_size=9), max_size=12),
    header=st.sampled_from(["id,name", "\ufeffid,name", "id," + "a name of many words " * 9]),
    last=st.sampled_from(["", "\n"]),
)
def test_halves_hold_every_line_once(rows: list[str], header: str, last: str) -> None:
    text = "\n".join([header, *rows]) + last
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "customers.csv")
        path.write_text(text, encoding="utf-8", newline="")
        first, second = (half.read_bytes() for half in in_halves(path, Path(folder), least=0))
    head = (header + "\n").encode() if "\n" in text else header.encode()
    assert second.startswith(head)
    assert first + second.removeprefix(head) == text.encode()
    assert first == text.encode() or first.endswith(b"\n")


def test_a_file_too_small_to_be_worth_it_is_not_halved(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(b"id,name\n1,Ada\n")
    assert in_halves(path, tmp_path, least=path.stat().st_size + 1) == ()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_rows_of_halves_stand_in_the_order_of_lines(
    ending: str, last: bool, tmp_path: Path
) -> None:
    lines = ["id,email", *(f"c{number},p{number}@x.test" for number in range(5_001))]
    path = tmp_path / "customers.csv"
    path.write_text(ending.join(lines) + (ending if last else ""), encoding="utf-8", newline="")
    rows, count, rejects = _rows(path, tmp_path, halved_from=0)
    expected = [(n + 2, f"c{n}", f"p{n}@x.test") for n in range(5_001)]
    assert (rows, count, rejects) == (expected, 5_001, [])
    assert list(tmp_path.iterdir()) == [path]


_CELL = st.sampled_from(["a", "", '"b"', '"b\nb"', '"b,\nb""c"', '"open', 'cl"osed"', " ", "id"])


@settings(max_examples=examples(40))
@given(rows=st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=9))
def test_a_line_break_in_a_cell_is_no_end_of_a_record(rows: list[tuple[str, str]]) -> None:
    """Wherever the file is cut, nothing is read otherwise than in one piece."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "customers.csv")
        text = "id,name\n" + "".join(f"{one},{other}\n" for one, other in rows)
        path.write_text(text, encoding="utf-8", newline="")
        work = Path(folder)
        assert _rows(path, work, halved_from=0) == _rows(path, work, halved_from=_NEVER)
