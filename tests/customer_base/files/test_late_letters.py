"""Letters of another encoding far down in a file are found, whoever reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.customer_base.files.dialect import Refusal
from functions.customer_base.imports.pipeline import AnswersNeeded, Imported, run_import
from functions.customer_base.imports.reading.settings import SourceFile
from functions.customer_base.sql.connection import connect
from tests.customer_base.reading import SETTINGS

pytestmark = pytest.mark.costly(first=2)

ROWS = 12_000
"""More than what the beginning of a file is judged by."""


def _imported(cell: bytes, work: Path) -> Imported | AnswersNeeded | Refusal:
    path = work / "customers.csv"
    rows = b"".join(b"c%d,person%d@example.com,Ada\n" % (n, n) for n in range(ROWS))
    path.write_bytes(b"customer_id,email,name\n" + rows + b"last,last@example.com," + cell + b"\n")
    mapping = {name: name for name in ("customer_id", "email", "name")}
    with connect() as con:
        return run_import(con, (SourceFile(1, path.name, path, mapping),), SETTINGS, work=work)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(
    "cell", [b"\xff", b"Zo\xeb", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xc3"]
)
def test_what_is_no_letter_of_utf_8_is_not_taken_for_one(cell: bytes, tmp_path: Path) -> None:
    found = _imported(cell, tmp_path)
    if not isinstance(found, Refusal):
        # Without a letter of UTF-8 before it, the file may be in Windows-1252.
        assert isinstance(found, Imported)
        with connect() as con:
            names = con.execute(
                "SELECT name FROM read_parquet(?) WHERE customer_id = 'last'",
                [str(found.customers)],
            ).fetchall()
        assert names == [(cell.decode("cp1252"),)]


def test_a_file_with_zero_bytes_is_no_text(tmp_path: Path) -> None:
    found = _imported(b"A\x00da", tmp_path)
    assert isinstance(found, Refusal)
    assert "not text" in found.problem


def test_letters_of_two_encodings_are_refused_with_the_line(tmp_path: Path) -> None:
    found = _imported("Zoë ".encode() + b"\xeb", tmp_path)
    assert isinstance(found, Refusal)
    assert f"line {ROWS + 2:,}" in found.problem or f"line {ROWS + 2}" in found.problem
