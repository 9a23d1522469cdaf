"""What is measured of a page is judged by what was wished for, not by what it happens to take."""

from __future__ import annotations

from tests.benchmarks.console.bench_pages import PLAYED, cpu_row, requests_row


def test_a_page_that_plays_conversations_has_the_goal_of_every_page() -> None:
    row = cpu_row(PLAYED[0], 600.0, 2.0)
    assert (row["goal"], row["holds"], row["ratio"]) == (50.0, False, 300.0)
    assert cpu_row("/", 50.0, 2.0)["holds"] is True


def test_requests_are_judged_with_those_of_the_session() -> None:
    rows = [requests_row(path, count) for path, count in (("/audit", 10), ("/", 4), ("/", 3))]
    assert [row["goal"] for row in rows] == [3, 3, 3]
    assert [row["value"] for row in rows] == [10, 4, 3]
    assert [row["holds"] for row in rows] == [False, False, True]
