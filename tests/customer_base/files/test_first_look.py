"""What the bytes of a file show is the same wherever it is cut into pieces."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.customer_base.files.first_look import look_through

_CHUNK = 256 * 1024
_ROW = b"ada@x.test,Ada\n"


@pytest.mark.parametrize("before", [0, _CHUNK - 45, _CHUNK - 15, 3 * _CHUNK])
@pytest.mark.parametrize(("length", "is_long"), [(40, False), (41, True)])
def test_a_line_is_long_however_many_lines_stand_before_it(
    before: int, length: int, is_long: bool, tmp_path: Path
) -> None:
    path = tmp_path / "customers.csv"
    rows = before // len(_ROW)
    path.write_bytes(_ROW * rows + b"x" * length + b"\n" + _ROW)
    seen = look_through(path, ",", longest=40)
    assert (seen.long_lines, seen.lines) == (is_long, rows + 2)


@pytest.mark.parametrize(("length", "is_long"), [(40, False), (41, True)])
def test_a_long_line_may_be_the_last_and_unended(
    length: int, is_long: bool, tmp_path: Path
) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(_ROW * (_CHUNK // len(_ROW)) + b"x" * length)
    assert look_through(path, ",", longest=40).long_lines is is_long
