"""What is compiled beforehand is what pytest would have compiled, and only once."""

from __future__ import annotations

import marshal
from pathlib import Path

import pytest

from tests.compiling.compile_tests import compile_tests

HEADER = 16
"""Bytes before the code in a compiled file."""


def test_a_compiled_test_tells_both_sides_of_what_failed(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "test_sum.py").write_text("found = 2\nassert found == 3\n")
    (tmp_path / "inner" / "helper.py").write_text("assert 1 == 2\n")
    assert compile_tests(tmp_path) == 1
    (kept,) = tmp_path.rglob("*.pyc")
    assert kept.parent == tmp_path / "inner" / "__pycache__"
    with pytest.raises(AssertionError, match="assert 2 == 3"):
        exec(marshal.loads(kept.read_bytes()[HEADER:]), {})


def test_only_what_changed_is_compiled_again(tmp_path: Path) -> None:
    for name in ("test_one.py", "conftest.py"):
        (tmp_path / name).write_text("assert True\n")
    assert compile_tests(tmp_path) == 2
    assert compile_tests(tmp_path) == 0
    (tmp_path / "test_one.py").write_text("assert 1\n")
    assert compile_tests(tmp_path) == 1
