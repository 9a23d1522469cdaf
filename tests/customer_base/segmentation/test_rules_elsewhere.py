"""The rules as somebody writes them by hand, which the benchmark compares with, count the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.bench_customer_base import agree, import_and_segments
from tests.benchmarks.generated_files import TODAY, generate
from tests.benchmarks.imports.rules_elsewhere import with_a_loop


@pytest.mark.slow
def test_a_plain_loop_over_the_benchmarks_file_counts_what_ours_counts(tmp_path: Path) -> None:
    generate(tmp_path / "base.csv", 2_000)
    import_and_segments(tmp_path)
    agree(tmp_path, (with_a_loop,))
    assert with_a_loop(tmp_path / "base.csv", TODAY)["upsell"] > 0
